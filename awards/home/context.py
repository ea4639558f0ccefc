"""The frame of every page: who is here, which year and unit they look at, where the year stands."""

from datetime import date
from urllib.parse import quote_plus

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from awards.home.models import Notification
from awards.home.topics import topic_of
from awards.years.enums import PeriodState, Step
from awards.years.models import EmulationPeriod, Phase
from awards.years.scope import is_bound, scope_of, years_of
from thidua import clock
from thidua.frame import DONE, LATER, NOW, Choice, Frame, Link
from thidua.frame import Step as FrameStep
from units.accounts.enums import Role
from units.accounts.identities import must_change_password
from units.models import Cluster, Unit, User

# Where each step of the year lives, and which other addresses belong to it.
STEP_PAGES = {
    Step.LAUNCH: ("awards:years.detail", ("/awards/years/",)),
    Step.RESULTS: ("awards:results.index", ("/awards/results/",)),
    Step.VERIFY: ("awards:results.queue", ("/awards/results/queue/", "/awards/results/verify/")),
    Step.CLUSTERS: ("awards:scoring.index", ("/awards/scoring/",)),
    Step.NOMINATIONS: ("awards:nominations.index", ("/awards/nominations/",)),
    Step.COUNCIL: ("awards:conferences.index", ("/awards/conferences/", "/awards/ballots/")),
    Step.DECISIONS: ("awards:decisions.index", ("/awards/decisions/",)),
    Step.REPORTS: ("awards:reports.index", ("/awards/reports/",)),
}
LISTS = {"ballots": "conferences"}  # chapters without a list of their own
PRIORITY = (
    Role.OFFICER, Role.COMMANDER, Role.SECRETARY, Role.CLUSTER_LEAD, Role.TELLER, Role.MEMBER, Role.VERIFIER,
    Role.UNIT_LEADER, Role.CLERK, Role.AUDITOR, Role.ADMINISTRATOR,
)  # fmt: skip
MOST_UNITS = 300  # a menu longer than this helps nobody: the search field finds the rest


def main_role(user: User) -> Role | None:
    """The role a person is greeted by when several are held."""
    held = {grant.role for grant in user.grants}
    return next((role for role in PRIORITY if role in held), None)


def _stands_for(user: User, role: Role | None) -> User | None:
    """Whom the user acts for, when the greeting role is held for somebody absent only."""
    held = [grant for grant in user.grants if grant.role == role]
    return held[0].in_place_of if held and all(grant.stands_for_id for grant in held) else None


def frame(request: HttpRequest) -> dict:
    """Context processor: `frame`, or None for somebody not signed in and on pages without a frame."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or must_change_password(request):
        return {"frame": None}
    if not hasattr(request, "_frame"):
        request._frame = _build(request, user)
    return {"frame": request._frame}


def _build(request: HttpRequest, user: User) -> Frame:
    scope = scope_of(request)
    period, unit = scope.period, scope.unit
    role = main_role(user)
    place = user.unit.short_name if user.unit else ""
    role_label = role.label if role else "Chưa có vai trò"
    if (absent := _stands_for(user, role)) is not None:
        role_label = f"{role_label}, thay {absent}"
    return Frame(
        user_name=str(user),
        user_sub=f"{role_label}, {place}" if place and place not in str(user) else role_label,
        initials=user.initials,
        path=request.path,
        home_url=reverse("awards:home.index"),
        year_label=f"Năm {period.year}" if period else "Chưa có năm thi đua",
        year_note=period.span_label if period else "",
        unit_label=_body_name(user, period, unit),
        unit_note=_body_note(period, unit),
        years=_year_choices(request, period),
        units=_unit_choices(request, period, unit),
        scope_items=(("nam", str(period.year)), ("dv", unit.code)) if period and unit else (),
        home=Link("Việc của tôi", reverse("awards:home.index"), "inbox"),
        journey_label=f"Hành trình năm {period.year}" if period else "Hành trình năm",
        steps=_steps(request, period) if period else [],
        lookup=[
            Link("Đơn vị", reverse("units:structure.index"), "building-2"),
            Link("Cá nhân", reverse("units:people.index"), "users"),
            Link("Cụm thi đua", reverse("units:clusters.index"), "network"),
            Link("Mô hình, sáng kiến", reverse("awards:years.practices"), "lightbulb"),
            Link("Văn bản", reverse("awards:decisions.index"), "file-text"),
        ],
        setup=_setup(user, period),
        admin=_admin(user),
        user_links=[
            Link("Hồ sơ của tôi", reverse("units:accounts.profile"), "user"),
            Link("Đổi mật khẩu", reverse("account_change_password"), "key-round"),
        ],
        logout_url=reverse("account_logout"),
        search_url=reverse("awards:home.search"),
        search_query=request.GET.get("q", "") if request.path == reverse("awards:home.search") else "",
        notifications_url=reverse("awards:home.notifications"),
        notifications_count=Notification.objects.visible_to(user).unread().count(),
        help_url=_help_url(request),
        is_demo=bool(period and period.is_demo),
        read_only=bool(period and period.state == PeriodState.CLOSED),
        read_only_text=f"Năm {period.year} đã khóa: chỉ xem, không sửa." if period else "",
    )


def _help_url(request: HttpRequest) -> str:
    """Help that opens at the topic of this page."""
    here = reverse("awards:home.help")
    if request.path == here:
        return request.get_full_path()
    match = request.resolver_match
    topic = topic_of(match.url_name or "") if match else ""
    return f"{here}?{urlencode({'muc': topic})}" if topic else here


def _body_name(user: User, period: EmulationPeriod | None, unit: Unit | None) -> str:
    """Whom the page looks at: a unit, the cluster of a year of its own, or the cluster that somebody leads."""
    if period and period.cluster and (unit is None or unit.pk == period.unit_id):
        return period.cluster.name
    if unit is not None:
        return unit.short_name
    led = [grant.cluster for grant in user.grants if grant.cluster and period and _ranks(period, grant.cluster)]
    return led[0].name if led else "Chưa có đơn vị"


def _ranks(period: EmulationPeriod, cluster: Cluster) -> bool:
    return period.cluster_id == cluster.pk if period.cluster_id else period.unit_id == cluster.organiser_id


def _body_note(period: EmulationPeriod | None, unit: Unit | None) -> str:
    if period is None:
        return ""
    if unit is None:
        return period.unit.short_name
    if period.cluster:
        return period.cluster.name if unit.pk != period.unit_id else "Cụm thi đua"
    return "Toàn đơn vị" if unit.pk == period.unit_id else period.unit.short_name


def _year_choices(request: HttpRequest, current: EmulationPeriod | None) -> list[Choice]:
    """Every year the user may see, grouped by who runs it."""
    here = _switch(request)
    return [
        Choice(
            f"Năm {period.year}",
            here + urlencode({"nam": period.year, "dv": period.cluster.code if period.cluster else period.unit.code}),
            note=period.span_label,
            current=current is not None and period.pk == current.pk,
            group=str(period.cluster or period.unit),
        )
        for period in sorted(years_of(request), key=lambda p: (str(p.cluster or p.unit), -p.year))
    ]


def _switch(request: HttpRequest) -> str:
    """Where another year or unit is looked at: this page; from a page bound to its year, the list of its chapter."""
    if not is_bound(request):
        return "?"
    chapter = request.resolver_match.url_name.partition(".")[0]
    return reverse(f"awards:{LISTS.get(chapter, chapter)}.index") + "?"


def _unit_choices(request: HttpRequest, period: EmulationPeriod | None, current: Unit | None) -> list[Choice]:
    """Units of the year that the user may see, as a tree."""
    if period is None:
        return []
    units = Unit.objects.visible_to(request.user).filter(closed_on__isnull=True)
    if period.cluster_id:
        units = units.filter(cluster_memberships__cluster=period.cluster_id).distinct()
    else:
        units = units.under(period.unit)
    rows = list(units.order_by("sort", "code").values_list("pk", "code", "short_name", "path")[:MOST_UNITS])
    here = _switch(request) + urlencode({"nam": period.year})
    shown = {str(pk) for pk, *_ in rows}
    return [
        Choice(
            name,
            f"{here}&dv={quote_plus(code)}",
            current=current is not None and pk == current.pk,
            level=sum(above in shown for above in path.strip("/").split("/")[:-1]),
        )
        for pk, code, name, path in rows
    ]


def _steps(request: HttpRequest, period: EmulationPeriod) -> list[FrameStep]:
    """The eight steps: done, now (the earliest not done of an open year) or later.

    In a cluster's own year every conference and ballot is the cluster's: step 4, where a province has its council's.
    """
    placed = getattr(request, "_step", None)
    phases = {phase.step: phase for phase in Phase.objects.filter(period=period)}
    steps, now_given = [], period.state == PeriodState.CLOSED
    for step in Step:
        phase = phases.get(step)
        done = phase is not None and phase.finished_on is not None
        state = DONE if done else LATER if now_given else NOW
        now_given = now_given or not done
        name, also = STEP_PAGES[step]
        if step == Step.CLUSTERS and period.cluster_id:
            also += STEP_PAGES[Step.COUNCIL][1]
        if step == placed:
            also += (request.path,)
        url = reverse(name, args=[period.pk]) if step == Step.LAUNCH else reverse(name)
        steps.append(FrameStep(int(step), step.label, state, _day(phase), url, also))
    return steps


def _day(phase: Phase | None) -> str:
    if phase is None:
        return ""
    day: date = timezone.localtime(phase.due_at).date()
    return f"{day:%d/%m}" if abs((day - clock.today()).days) < 300 else f"{day:%m/%Y}"


def _setup(user: User, period: EmulationPeriod | None) -> list[Link]:
    if period is None or not (user.holds(Role.OFFICER, over=period.unit) or _leads(user, period)):
        return []
    return [
        Link("Tiêu chí, chỉ tiêu", reverse("awards:criteria.index"), "list-checks", ("/awards/criteria/",)),
        Link("Mốc thời gian", reverse("awards:years.calendar", args=[period.pk]), "calendar-days"),
        Link("Quy định, danh hiệu", reverse("awards:catalogue.index"), "scale", ("/awards/catalogue/",)),
    ]


def _leads(user: User, period: EmulationPeriod) -> bool:
    return period.cluster is not None and user.holds(Role.CLUSTER_LEAD, over=period.cluster)


def _admin(user: User) -> list[Link]:
    links = []
    if user.holds(Role.ADMINISTRATOR):
        links.append(Link("Tài khoản, vai trò", reverse("units:accounts.index"), "user-cog"))
    if user.holds(Role.ADMINISTRATOR, Role.AUDITOR):
        links.append(Link("Quyền của tài khoản", reverse("units:accounts.rights"), "user-check"))
    if user.holds(Role.ADMINISTRATOR, Role.OFFICER):
        links.append(Link("Thư chờ gửi", reverse("awards:home.outbox"), "mail"))
    if user.holds(Role.ADMINISTRATOR, Role.AUDITOR, Role.OFFICER):
        links.append(Link("Sức khỏe dữ liệu", reverse("units:health.index"), "activity"))
        links.append(Link("Nhật ký", reverse("units:audit.index"), "history"))
    return links
