"""Work on nominations: lines to mend, the list to open, to look through and to lock."""

from collections import defaultdict

from django.db.models import Count, Q
from django.urls import reverse

from awards.conferences.models import Conference
from awards.home.todo.desk import AHEAD, MOST_ACTS, MOST_LINES, NEAR, Desk, Waiting, due_of, in_year
from awards.nominations.amendments import Correction
from awards.nominations.enums import ListState, MeetingState, NominationState
from awards.nominations.meetings import UnitMeeting
from awards.nominations.models import Nomination, NominationList
from awards.nominations.organs import Inquiry, spoken_for_by
from awards.nominations.station_enums import CorrectionState, InquiryState, View
from awards.years.enums import PeriodState, Step
from thidua import clock
from units.accounts.enums import Role

N = NominationState
CORRECTABLE = (N.SENT, N.ON_HOLD, N.TO_COUNCIL, N.RETURNED)  # of a line that is over nothing is put right any more


def lines_to_mend(desk: Desk) -> list[Waiting]:
    """Lines of the own units that came back, or were begun and not sent; many of a kind are one task."""
    paths = desk.user.scope_paths(Role.CLERK, Role.UNIT_LEADER)
    if not paths:
        return []
    scope = Q(pk__in=[])
    for path in paths:
        scope |= Q(proposer__path__startswith=path)
    lines = Nomination.objects.filter(
        scope,
        nomination_list__state=ListState.OPEN,
        nomination_list__period__state=PeriodState.OPEN,
        state__in=[NominationState.RETURNED, NominationState.DRAFT],
    ).select_related("award", "nomination_list__period__unit", "nomination_list__period__cluster")
    kinds: dict[tuple, list[Nomination]] = defaultdict(list)
    for line in lines.order_by("nomination_list", "pk"):
        kinds[line.nomination_list_id, line.state].append(line)
    items = []
    for (_, state), rows in kinds.items():
        phase = (rows[0].nomination_list.period_id, Step.NOMINATIONS)
        listing, back = rows[0].nomination_list, state == NominationState.RETURNED
        icon, verb = ("file-plus", "Bổ sung") if back else ("send", "Gửi")
        tone = "warn" if back else "info"
        if len(rows) > MOST_LINES:
            said = f"{len(rows)} đề nghị bị trả lại" if back else f"{len(rows)} đề nghị còn là bản nháp"
            url = in_year("awards:nominations.index", listing.period)
            url = reverse("awards:nominations.event", args=[listing.pk]) if listing.event else url
            text = listing.event or str(listing.period)
            items.append(Waiting(f"{verb} {said}", icon, url, "Xem", text, listing.due_at, tone, phase=phase))
            continue
        for line in rows:
            url = reverse("awards:nominations.detail", args=[line.pk])
            why = f"“{line.outcome_reason}”" if back and line.outcome_reason else "" if back else "Còn là bản nháp"
            items.append(
                Waiting(
                    f"{verb} đề nghị {line.award.short_name}: {line.subject_name}", icon, url,
                    "Bổ sung" if back else "Xem", why, listing.due_at, tone, phase=phase,
                )
            )  # fmt: skip
    return items


def meetings_to_close(desk: Desk) -> list[Waiting]:
    """Meetings of the own units that have been held and whose minutes are not closed."""
    paths = desk.user.scope_paths(Role.CLERK, Role.UNIT_LEADER)
    if not paths:
        return []
    scope = Q(pk__in=[])
    for path in paths:
        scope |= Q(unit__path__startswith=path)
    drafts = UnitMeeting.objects.filter(
        scope,
        state=MeetingState.DRAFT,
        held_at__lt=clock.now(),
        nomination_list__state=ListState.OPEN,
        nomination_list__period__state=PeriodState.OPEN,
    ).select_related("unit", "nomination_list")
    return [
        Waiting(
            f"Ghi phiếu, chốt biên bản họp bình xét {one.unit}", "vote",
            reverse("awards:nominations.meeting", args=[one.pk]), "Xem", f"Họp ngày {one.held_on:%d/%m/%Y}",
            one.nomination_list.due_at, phase=(one.nomination_list.period_id, Step.NOMINATIONS),
        )
        for one in drafts.order_by("held_at")[:MOST_LINES]
    ]  # fmt: skip


def opinions_to_give(desk: Desk) -> list[Waiting]:
    """Questions to the organs the user speaks for, with what is still unanswered."""
    if not desk.user.scope_paths(Role.VERIFIER):
        return []
    rows = Inquiry.objects.filter(
        spoken_for_by(desk.user), state=InquiryState.WAITING, nomination_list__period__state=PeriodState.OPEN
    )
    rows = rows.annotate(left=Count("opinions", filter=Q(opinions__view=View.WAITING)))
    return [
        Waiting(
            f"Cho ý kiến về {one.left} đề nghị khen thưởng", "messages-square",
            reverse("awards:nominations.inquiry", args=[one.pk]), "Trả lời",
            f"{one.organ_name}, năm {one.nomination_list.period.year}. Hết hạn thì ghi là không trả lời.", one.due_at,
            phase=(one.nomination_list.period_id, Step.NOMINATIONS),
        )
        for one in rows.select_related("nomination_list__period").order_by("due_at", "pk")
    ]  # fmt: skip


def fields_to_correct(desk: Desk) -> list[Waiting]:
    """Single fields the office asked the own units to put right."""
    paths = desk.user.scope_paths(Role.CLERK, Role.UNIT_LEADER)
    if not paths:
        return []
    scope = Q(pk__in=[])
    for path in paths:
        scope |= Q(nomination__proposer__path__startswith=path)
    rows = Correction.objects.filter(
        scope, state=CorrectionState.OPEN, nomination__state__in=CORRECTABLE,
        nomination__nomination_list__state=ListState.OPEN,
        nomination__nomination_list__period__state=PeriodState.OPEN,
    ).select_related("nomination__award", "nomination__nomination_list")  # fmt: skip
    return [
        Waiting(
            f"Sửa {one.get_field_display().lower()}: {one.nomination.subject_name}", "file-pen",
            reverse("awards:nominations.correction", args=[one.pk]), "Sửa", f"“{one.question}”",
            one.nomination.nomination_list.due_at, "warn",
            phase=(one.nomination.nomination_list.period_id, Step.NOMINATIONS),
        )
        for one in rows.order_by("pk")[:MOST_ACTS]
    ]  # fmt: skip


def lists_to_run(desk: Desk) -> list[Waiting]:
    """For the office: the list to open, lines that wait for a look, the list to lock, the council to call."""
    years = [period for period in desk.open_years if period.unit_id in desk.offices and period.cluster_id is None]
    if not years:
        return []
    counted = NominationList.every.filter(period__in=years).annotate(
        sent=Count("lines", filter=Q(lines__state=NominationState.SENT)), size=Count("lines")
    )
    found = list(counted.order_by("pk"))
    lists = {listing.period_id: listing for listing in found if not listing.event}
    called = set(Conference.objects.filter(period__in=years, council__isnull=False).values_list("period_id", flat=True))
    items = [
        Waiting(
            f"Thẩm định {listing.sent} đề nghị khen thưởng {listing.get_kind_display()}", "award",
            reverse("awards:nominations.event", args=[listing.pk]), "Xem", listing.event, listing.due_at,
        )
        for listing in found
        if listing.event and listing.sent and listing.state == ListState.OPEN
    ]  # fmt: skip
    for period in years:
        url, listing = in_year("awards:nominations.index", period), lists.get(period.pk)
        due, council = due_of(period, Step.NOMINATIONS), due_of(period, Step.COUNCIL)
        if listing is None:
            if due is not None and due < clock.now() + AHEAD:
                items.append(Waiting("Mở danh sách đề nghị khen thưởng", "award", url, "Mở", str(period), due))
        elif listing.state == ListState.OPEN:
            if listing.sent:
                title = f"Thẩm định {listing.sent} đề nghị khen thưởng"
                items.append(Waiting(title, "award", url, "Xem", str(period), listing.due_at))
            elif listing.size and listing.due_at < clock.now() + NEAR:
                items.append(Waiting("Khóa danh sách đề nghị", "lock", url, "Xem", str(period), listing.due_at))
        elif period.pk not in called and council is not None:
            items.append(
                Waiting(
                    "Triệu tập hội nghị Hội đồng", "landmark", in_year("awards:conferences.index", period),
                    "Lập hội nghị", f"{period}: danh sách đã khóa", council,
                )
            )  # fmt: skip
    return items
