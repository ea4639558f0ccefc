"""What is wrong with the data of units, people, clusters and accounts: one entry for each question.

Each entry is one query that finds the rows, narrowed to the reader's subtree, and one function that says what to show
of a row. Nothing is mended here: the link leads to the page where somebody does it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.urls import reverse

from thidua import clock
from units.accounts.enums import Role
from units.accounts.models import RoleGrant, User
from units.clusters.models import Cluster, ClusterMembership, ClusterTerm
from units.people.models import Apart, Hold, Person, Posting, RankPeriod
from units.structure.gaps import gaps, torn
from units.structure.models import Unit, UnitName, UnitParent, UnitStatus
from units.structure.queries import span

READERS = (Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR)
NEW_FOR = timedelta(days=14)  # an account not used in its first days is nothing to tell
SOON = timedelta(days=14)


@dataclass(frozen=True)
class Finding:
    """One row of a check: what it is about, what is wrong with it, and the page where it is mended."""

    label: str
    note: str
    url: str = ""


@dataclass(frozen=True)
class Check:
    """One question to the data.

    rows(): everything found, unordered and not yet narrowed. unit: path of lookups to the unit that a row belongs to.
    show(row, user): how a row is told. tone: bad for what makes results wrong, warn for what somebody should look at.
    """

    name: str
    area: str
    title: str
    why: str
    rows: Callable[[], models.QuerySet]
    unit: str
    show: Callable[[models.Model, User], Finding]
    tone: str = "bad"
    order: tuple[str, ...] = ("pk",)

    @property
    def icon_classes(self) -> str:
        return f"sm {self.tone}"

    def found_by(self, user: User) -> models.QuerySet:
        """Rows of the subtrees on which the user reads the state of the data."""
        scope = Q(pk__in=[])
        for path in user.scope_paths(*READERS):
            scope |= Q(**{f"{self.unit}path__startswith": path})
        return self.rows().filter(scope).order_by(*self.order)


def overlapping(model: type[models.Model], *key: str) -> models.QuerySet:
    """Dated rows that share a day with an earlier row of the same key."""
    same = model.objects.filter(**{name: OuterRef(name) for name in key}).exclude(pk=OuterRef("pk"))
    before = same.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=OuterRef("valid_from")),
        Q(valid_from__lt=OuterRef("valid_from")) | Q(valid_from=OuterRef("valid_from"), pk__lt=OuterRef("pk")),
    )
    return model.objects.filter(Exists(before))


def _serving() -> models.QuerySet[Person]:
    return Person.objects.filter(left_on__isnull=True).select_related("unit")


def _in_force(model: type[models.Model], **about) -> models.QuerySet:
    return model.objects.in_force(clock.today()).filter(**about)


def _twins() -> models.QuerySet[Person]:
    """Two records of one name and one birthday, as the page of duplicates finds them; merged ones and those told apart
    are settled."""
    told = Apart.objects.standing().by_person()
    here, there = OuterRef("pk"), OuterRef(OuterRef("pk"))
    same = Person.objects.kept().filter(twin_key=OuterRef("twin_key")).exclude(pk=OuterRef("pk"))
    same = same.filter(~Exists(told.filter(Q(one=here, two=there) | Q(one=there, two=here))))
    return Person.objects.kept().exclude(twin_key="").filter(Exists(same)).select_related("unit")


def _without_clerk() -> models.QuerySet[Unit]:
    place = ExpressionWrapper(OuterRef("path"), models.CharField())
    staff = _in_force(RoleGrant, user__is_active=True).annotate(place=place)
    clerks = staff.filter(role=Role.CLERK, place__startswith=F("unit__path"))
    officers = staff.filter(role=Role.OFFICER, unit=OuterRef("pk"))  # a command without a clerk enters by its officer
    return Unit.objects.reporting().filter(~Exists(clerks), ~Exists(officers))


def _open_accounts() -> models.QuerySet[User]:
    return User.objects.filter(is_active=True).select_related("unit", "person")


def _person(person: Person, note: str) -> Finding:
    return Finding(person.title_line, note, reverse("units:people.detail", args=[person.pk]))


def _unit(unit: Unit, note: str) -> Finding:
    return Finding(unit.name, note, reverse("units:structure.detail", args=[unit.pk]))


def _cluster(cluster: Cluster, note: str) -> Finding:
    return Finding(cluster.name, note, reverse("units:clusters.detail", args=[cluster.pk]))


def _account(account: User, note: str, user: User) -> Finding:
    """Only who looks after the account has a page to be led to."""
    may = user.has_perm("units.manage_accounts", account)
    url = reverse("units:accounts.detail", args=[account.pk]) if may else ""
    return Finding(f"{account} ({account.username})", note, url)


def _days(row) -> str:
    return span(row.valid_from, row.valid_to)


CHECKS = (
    Check(
        "rank-overlaps", "Cá nhân", "Cấp bậc trùng thời gian", "Hai cấp bậc cùng một ngày làm sai niên hạn.",
        lambda: overlapping(RankPeriod, "person").select_related("person"), "person__unit__",
        lambda row, user: _person(row.person, f"{row.get_rank_display()}, {_days(row)}"),
        order=("person__sort_key", "pk"),
    ),
    Check(
        "rank-gaps", "Cá nhân", "Cấp bậc đứt quãng", "Có ngày không mang cấp bậc nào.",
        lambda: gaps(RankPeriod, "person").select_related("person"), "person__unit__",
        lambda row, user: _person(row.person, f"Sau {row.get_rank_display()} hết ngày {row.valid_to:%d/%m/%Y}"),
        order=("person__sort_key", "pk"),
    ),
    Check(
        "posting-overlaps", "Cá nhân", "Nơi công tác trùng thời gian", "Một người ở hai đơn vị cùng một ngày.",
        lambda: overlapping(Posting, "person").select_related("person", "unit"), "person__unit__",
        lambda row, user: _person(row.person, f"{row.unit}, {_days(row)}"),
        order=("person__sort_key", "pk"),
    ),
    Check(
        "posting-gaps", "Cá nhân", "Nơi công tác đứt quãng", "Có ngày không thuộc đơn vị nào.",
        lambda: gaps(Posting, "person").select_related("person", "unit"), "person__unit__",
        lambda row, user: _person(row.person, f"Sau {row.unit} hết ngày {row.valid_to:%d/%m/%Y}"),
        order=("person__sort_key", "pk"),
    ),
    Check(
        "no-rank", "Cá nhân", "Đang phục vụ, chưa có cấp bậc", "Không tính được nhóm đối tượng và niên hạn.",
        lambda: _serving().filter(~Exists(_in_force(RankPeriod, person=OuterRef("pk")))), "unit__",
        lambda row, user: _person(row, f"{row.unit}: không có cấp bậc nào giữ đến hôm nay"),
        order=("sort_key", "pk"),
    ),
    Check(
        "no-posting", "Cá nhân", "Đang phục vụ, chưa có nơi công tác", "Không thuộc đơn vị nào để đề nghị khen thưởng.",
        lambda: _serving().filter(~Exists(_in_force(Posting, person=OuterRef("pk")))), "unit__",
        lambda row, user: _person(row, f"{row.unit}: không có nơi công tác nào giữ đến hôm nay"),
        order=("sort_key", "pk"),
    ),
    Check(
        "closed-unit", "Cá nhân", "Đang phục vụ ở đơn vị đã kết thúc", "Cần điều động sang đơn vị mới.",
        lambda: _serving().filter(unit__closed_on__lte=clock.today()), "unit__",
        lambda row, user: _person(row, f"{row.unit} kết thúc ngày {row.unit.closed_on:%d/%m/%Y}"),
        order=("sort_key", "pk"),
    ),
    Check(
        "twins", "Cá nhân", "Có thể trùng người", "Cùng họ tên và ngày sinh, hai số hiệu.", _twins, "unit__",
        lambda row, user: _person(row, f"Số hiệu {row.service_number}, {row.unit}, sinh {row.birth_date:%d/%m/%Y}"),
        tone="warn", order=("sort_key", "birth_date", "pk"),
    ),
    Check(
        "name-overlaps", "Đơn vị", "Tên đơn vị trùng thời gian", "Hai tên cùng một ngày: không biết in tên nào.",
        lambda: overlapping(UnitName, "unit").select_related("unit"), "unit__",
        lambda row, user: _unit(row.unit, f"{row.name}, {_days(row)}"),
    ),
    Check(
        "name-gaps", "Đơn vị", "Tên đơn vị đứt quãng", "Có ngày đơn vị không mang tên nào.",
        lambda: torn(UnitName).select_related("unit"), "unit__",
        lambda row, user: _unit(row.unit, f"Trước hoặc sau {row.name}, {_days(row)}"),
    ),
    Check(
        "parent-overlaps", "Đơn vị", "Cấp trên trùng thời gian", "Một đơn vị dưới hai cấp trên cùng một ngày.",
        lambda: overlapping(UnitParent, "unit").select_related("unit"), "unit__",
        lambda row, user: _unit(row.unit, _days(row)),
    ),
    Check(
        "parent-gaps", "Đơn vị", "Cấp trên đứt quãng", "Có ngày đơn vị không thuộc cấp trên nào.",
        lambda: torn(UnitParent).select_related("unit", "parent"), "unit__",
        lambda row, user: _unit(row.unit, f"Trước hoặc sau {row.parent or 'không có cấp trên'}, {_days(row)}"),
    ),
    Check(
        "status-overlaps", "Đơn vị", "Loại đơn vị trùng thời gian", "Hai loại, hai cấp quyết định cùng một ngày.",
        lambda: overlapping(UnitStatus, "unit").select_related("unit", "kind"), "unit__",
        lambda row, user: _unit(row.unit, f"{row.kind}, {_days(row)}"),
    ),
    Check(
        "status-gaps", "Đơn vị", "Loại đơn vị đứt quãng", "Có ngày không biết cấp nào quyết định khen thưởng.",
        lambda: torn(UnitStatus).select_related("unit", "kind"), "unit__",
        lambda row, user: _unit(row.unit, f"Trước hoặc sau {row.kind}, {_days(row)}"),
    ),
    Check(
        "open-holds", "Đơn vị", "Việc đang xem xét còn mở ở đơn vị đã kết thúc",
        "Xác nhận kế tục ở đơn vị sau, hoặc kết thúc.",
        lambda: Hold.objects.filter(
            unit__closed_on__isnull=False, valid_to__isnull=True, carried_on__isnull=True
        ).select_related("unit"),
        "unit__", lambda row, user: _unit(row.unit, str(row)), tone="warn",
    ),
    Check(
        "no-clerk", "Đơn vị", "Đầu mối báo cáo chưa có trợ lý", "Không ai nhập kết quả và lập đề nghị cho đơn vị.",
        _without_clerk, "", lambda row, user: _unit(row, "Chưa có ai giữ vai trò Trợ lý thi đua đơn vị"),
        order=("sort", "code"),
    ),
    Check(
        "no-lead", "Cụm thi đua", "Cụm chưa có Cụm trưởng", "Không ai lập bảng điểm và triệu tập hội nghị cụm.",
        lambda: Cluster.objects.filter(
            ~Exists(_in_force(ClusterTerm, cluster=OuterRef("pk"), role=ClusterTerm.Role.LEAD)),
            Exists(_in_force(ClusterMembership, cluster=OuterRef("pk"))),
        ),
        "organiser__", lambda row, user: _cluster(row, "Hôm nay không đơn vị nào là Cụm trưởng"),
        order=("sort", "code"),
    ),
    Check(
        "member-overlaps", "Cụm thi đua", "Thành viên cụm trùng thời gian", "Một đơn vị được tính hai lần trong cụm.",
        lambda: overlapping(ClusterMembership, "cluster", "unit").select_related("cluster", "unit"),
        "cluster__organiser__", lambda row, user: _cluster(row.cluster, f"{row.unit}, {_days(row)}"),
    ),
    Check(
        "lead-outside", "Cụm thi đua", "Cụm trưởng, Cụm phó không còn là thành viên", "Chuyển giao trước khi rời cụm.",
        lambda: _in_force(ClusterTerm).filter(
            ~Exists(_in_force(ClusterMembership, cluster=OuterRef("cluster"), unit=OuterRef("unit")))
        ).select_related("cluster", "unit"),
        "cluster__organiser__", lambda row, user: _cluster(row.cluster, f"{row.get_role_display()}: {row.unit}"),
    ),
    Check(
        "closed-member", "Cụm thi đua", "Thành viên cụm đã kết thúc", "Đưa ra khỏi cụm để không tính điểm.",
        lambda: _in_force(ClusterMembership, unit__closed_on__lte=clock.today()).select_related("cluster", "unit"),
        "cluster__organiser__",
        lambda row, user: _cluster(row.cluster, f"{row.unit} kết thúc ngày {row.unit.closed_on:%d/%m/%Y}"),
    ),
    Check(
        "never-used", "Tài khoản", "Tài khoản chưa đăng nhập lần nào", "Tạo đã quá hai tuần; thu lại nếu không cần.",
        lambda: _open_accounts().filter(last_login__isnull=True, created_at__lt=clock.now() - NEW_FOR), "unit__",
        lambda row, user: _account(row, f"{row.unit}, tạo ngày {row.created_at:%d/%m/%Y}", user),
        tone="warn", order=("username",),
    ),
    Check(
        "no-role", "Tài khoản", "Tài khoản không còn vai trò nào", "Vai trò đã hết hoặc đã thu hồi, tài khoản còn mở.",
        lambda: _open_accounts().filter(
            Exists(RoleGrant.objects.filter(user=OuterRef("pk"))),
            ~Exists(RoleGrant.objects.touching(clock.today(), None).filter(user=OuterRef("pk"))),
        ),
        "unit__", lambda row, user: _account(row, f"{row.unit}", user), tone="warn", order=("username",),
    ),
    Check(
        "left-service", "Tài khoản", "Người đã thôi phục vụ còn tài khoản mở", "Khóa tài khoản.",
        lambda: _open_accounts().filter(person__left_on__lte=clock.today()), "unit__",
        lambda row, user: _account(row, f"Thôi phục vụ ngày {row.person.left_on:%d/%m/%Y}", user), order=("username",),
    ),
    Check(
        "closed-place", "Tài khoản", "Vai trò trên đơn vị đã kết thúc", "Cấp lại trên đơn vị mới, thu hồi vai trò cũ.",
        lambda: _in_force(RoleGrant, unit__closed_on__lte=clock.today()).select_related("user__unit", "unit"),
        "user__unit__",
        lambda row, user: _account(row.user, f"{row.get_role_display()}, {row.unit}", user), tone="warn",
    ),
    Check(
        "ends-soon", "Tài khoản", "Vai trò sắp hết hạn", "Hết trong hai tuần tới; cấp tiếp nếu còn cần.",
        lambda: _in_force(RoleGrant, valid_to__lte=clock.today() + SOON, user__is_active=True).select_related(
            "user__unit", "unit", "cluster"
        ),
        "user__unit__",
        lambda row, user: _account(
            row.user, f"{row.get_role_display()}, {row.place}: hết ngày {row.valid_to:%d/%m/%Y}", user
        ),
        tone="warn", order=("valid_to", "pk"),
    ),
)  # fmt: skip
BY_NAME = {check.name: check for check in CHECKS}


@dataclass(frozen=True)
class Counted:
    check: Check
    count: int


def counted(user: User) -> list[tuple[str, list[Counted]]]:
    """Every check with how much it finds for the reader, by area; one query for each check."""
    rows = [Counted(check, check.found_by(user).count()) for check in CHECKS]
    areas = dict.fromkeys(check.area for check in CHECKS)
    return [(area, [row for row in rows if row.check.area == area]) for area in areas]
