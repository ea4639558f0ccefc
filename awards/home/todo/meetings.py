"""Work of conferences and ballots: to prepare, to run, to vote, to count, to sign."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from awards.ballots.enums import Channel, RoundState
from awards.ballots.models import Teller, TwoPersonAct, VotingRound
from awards.ballots.permissions import sides_are_complete
from awards.ballots.queries import batch_rows, seat_of
from awards.conferences.enums import ConferenceState, Presence
from awards.conferences.models import Attendee, Conference, Handover
from awards.conferences.permissions import signing_side
from awards.home.todo.desk import MOST_ACTS, Desk, Waiting, lower_first
from awards.years.enums import PeriodState, Step
from units.accounts.enums import Role

CONFERENCE_WORDS = {
    ConferenceState.PREPARING: ("Chuẩn bị", "Soạn", "calendar-check"),
    ConferenceState.IN_SESSION: ("Điều hành", "Vào họp", "landmark"),
    ConferenceState.CLOSED: ("Hoàn thành biên bản", "Soạn", "file-pen"),
}


def conferences(desk: Desk) -> list[Waiting]:
    """Conferences the user prepares, runs or writes the minutes of; else those where a seat waits."""
    user = desk.user
    run = {row.pk: row for row in _conferences_run(desk)}
    items = [_conference(row, *CONFERENCE_WORDS[row.state]) for row in run.values()]
    if user.person_id:
        seats = Attendee.objects.filter(
            person=user.person_id,
            conference__state__in=[ConferenceState.PREPARING, ConferenceState.IN_SESSION],
            conference__period__state=PeriodState.OPEN,
        ).exclude(presence=Presence.ABSENT)
        items += [
            _conference(seat.conference, "Dự", "Xem", "users")
            for seat in seats.select_related("conference")
            if seat.conference_id not in run
        ]
    return items


def _conferences_run(desk: Desk) -> list[Conference]:
    user = desk.user
    secretary = [g.unit_id for g in user.grants if g.role == Role.SECRETARY and g.unit_id]
    if not (secretary or desk.offices or desk.led):
        return []
    places = (
        Q(council__unit__in=[*secretary, *desk.offices])
        | Q(cluster__organiser__in=desk.offices)
        | Q(cluster__in=desk.led)
    )
    rows = Conference.objects.filter(places, state__in=list(CONFERENCE_WORDS), period__state=PeriodState.OPEN)
    return list(rows.order_by("starts_at"))


def _conference(row: Conference, verb: str, action: str, icon: str) -> Waiting:
    sitting = row.state == ConferenceState.IN_SESSION
    begun = f"Từ {timezone.localtime(row.starts_at):%H:%M, %d/%m}"
    return Waiting(
        f"{verb} {lower_first(row.name)}", icon, reverse("awards:conferences.detail", args=[row.pk]), action,
        f"{begun}, {lower_first(row.place)}" if sitting else row.place,
        None if row.state == ConferenceState.CLOSED else row.starts_at,
        "warn" if sitting else "info", "Đang họp" if sitting else "",
        phase=(row.period_id, Step.CLUSTERS if row.cluster_id else Step.COUNCIL),
    )  # fmt: skip


def papers_to_vote_on(desk: Desk) -> list[Waiting]:
    """An open ballot of a conference the user has a seat at, until the paper is in the user's hands."""
    user = desk.user
    if not user.person_id:
        return []
    going_on = [RoundState.CHECKIN, RoundState.OPEN]
    # Lines taken out of a paper are on its page.
    rounds = VotingRound.objects.filter(main=None, state__in=going_on, conference__attendees__person=user.person_id)
    items = []
    for ballot in rounds.distinct():
        seat = seat_of(ballot, user)
        # Whether somebody has cast an electronic ballot is known to nobody, so this stays until the box is closed.
        if seat is not None and ballot.is_electronic and (seat.channel == Channel.ELECTRONIC or ballot.is_checkin):
            items.append(
                Waiting(
                    f"Bỏ phiếu: {ballot.name}", "vote", reverse("awards:ballots.vote", args=[ballot.pk]),
                    "Mở trang bỏ phiếu", "Phiếu điện tử ở trên máy này; giữ trang mở cho đến khi đóng phiếu", None,
                    "warn", ballot.get_state_display(),
                )
            )  # fmt: skip
        elif seat is not None and seat.channel == Channel.NONE:
            items.append(
                Waiting(
                    f"Bỏ phiếu: {ballot.name}", "vote", reverse("awards:ballots.vote", args=[ballot.pk]), "Xem phiếu",
                    "Nhận phiếu giấy tại bàn tổ kiểm phiếu", None, "warn", "Đang bỏ phiếu",
                )
            )  # fmt: skip
    return items


def papers_to_count(desk: Desk) -> list[Waiting]:
    """Rounds the user was chosen as a teller of: papers to count, results to sign. Three queries for each of them."""
    mine = Teller.objects.filter(user=desk.user, round__state__in=[RoundState.CLOSED, RoundState.COUNTED])
    items = []
    for teller in mine.select_related("round__conference__council__unit", "round__conference__cluster__organiser"):
        ballot = teller.round
        if ballot.state == RoundState.CLOSED:
            left = [row for row in batch_rows(ballot, desk.user) if row.batch.returned is None or row.may_count]
            if left:
                items.append(
                    Waiting(
                        f"Kiểm {len(left)} tập phiếu: {ballot.name}", "calculator",
                        reverse("awards:ballots.detail", args=[ballot.pk]), "Kiểm phiếu",
                        "Hai người đếm riêng, không xem số của nhau", None, "warn", "Hôm nay",
                    )
                )  # fmt: skip
            elif ballot.is_electronic and not ballot.batches.exists():
                items.append(
                    Waiting(
                        f"Kiểm hòm phiếu điện tử: {ballot.name}", "calculator",
                        reverse("awards:ballots.detail", args=[ballot.pk]), "Kiểm phiếu",
                        "Đọc mã niêm phong trước khi xem kết quả", None, "warn", "Hôm nay",
                    )
                )  # fmt: skip
        elif teller.signed_at is None:
            items.append(
                Waiting(
                    f"Ký kết quả kiểm phiếu: {ballot.name}", "pen-line",
                    reverse("awards:ballots.result", args=[ballot.pk]), "Xem và ký", "Số đếm của hai người đã khớp",
                    None, "warn", "Hôm nay",
                )
            )  # fmt: skip
    return items


def acts_to_confirm(desk: Desk) -> list[Waiting]:
    """Acts of two that lack the second person, where the user may be that person."""
    user = desk.user
    pending = (
        TwoPersonAct.objects.filter(
            confirmed_by=None, withdrawn_at=None, round__in=VotingRound.objects.visible_to(user).unsettled()
        )
        .exclude(asked_by=user)
        .select_related("round__conference__council__unit", "round__conference__cluster__organiser", "asked_by")
    )
    return [
        Waiting(
            f"Xác nhận {act.get_action_display().lower()}: {act.round.name}", "users",
            reverse("awards:ballots.detail", args=[act.round_id]), "Xem và xác nhận",
            f"{act.asked_by} đã đề nghị", None, "warn", "Hôm nay",
        )
        for act in pending[:MOST_ACTS]
        if sides_are_complete(act.asked_by, user, act.round)
    ]  # fmt: skip


def handovers_to_sign(desk: Desk) -> list[Waiting]:
    """Handovers of the lead, minutes adopted and everything handed over, that the own side has not signed."""
    rows = Handover.objects.filter(
        conference__in=Conference.objects.visible_to(desk.user),
        conference__state=ConferenceState.ADOPTED,
        conference__period__state=PeriodState.OPEN,
    ).select_related("conference__cluster", "from_unit", "to_unit")
    items = []
    for row in rows.filter(Q(from_signed_at=None) | Q(to_signed_at=None)).order_by("pk")[:MOST_ACTS]:
        side = signing_side(desk.user, row)
        if side is None or getattr(row, f"{side}_signed_at") is not None or row.open_items:
            continue
        items.append(
            Waiting(
                f"Ký bàn giao cụm trưởng: {row.conference.cluster}", "pen-line",
                reverse("awards:conferences.handover", args=[row.conference_id]), "Xem và ký",
                f"{row.from_unit} giao, {row.to_unit} nhận, từ {row.takes_effect_on:%d/%m/%Y}",
                phase=(row.conference.period_id, Step.CLUSTERS),
            )
        )  # fmt: skip
    return items
