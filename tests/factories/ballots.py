"""Councils that sit, clusters that meet, lists that are locked and papers that are counted, for tests."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from awards.ballots import services
from awards.ballots.queries import ballot_lines, groups_from_list
from awards.catalogue.enums import Confidence
from awards.catalogue.models import Award, RuleSet
from awards.conferences.enums import ConferenceState, MemberFunction, Presence
from awards.models import (
    Attendee,
    AwardInYear,
    Conference,
    Council,
    CouncilMember,
    EmulationPeriod,
    Nomination,
    NominationList,
    ProgrammeItem,
    Regulation,
    VotingRound,
)
from awards.nominations.enums import Eligibility, ListState, NominationState
from tests.factories.awards import PeriodFactory
from tests.factories.units import (
    LONG_AGO,
    ClusterFactory,
    PersonFactory,
    UnitFactory,
    UserFactory,
    grant,
    join_cluster,
    lead_cluster,
)
from thidua import text
from units.accounts.enums import Role
from units.models import Cluster, Unit, User

__all__ = [
    "ClusterMeeting",
    "Sitting",
    "award",
    "closed_round",
    "cluster_meeting",
    "council_sitting",
    "figures",
    "frozen_round",
    "locked_list",
    "open_round",
    "published_round",
    "counted_round",
    "two_persons",
]

HELD_ON = date(2023, 10, 18)


@dataclass
class Sitting:
    """A council in session on 18/10/2023 with its people; chair, secretary and tellers have accounts."""

    province: Unit
    period: EmulationPeriod
    council: Council
    conference: Conference
    secretary: User
    chair: User
    tellers: list[User] = field(default_factory=list)

    @property
    def attendees(self) -> list[Attendee]:
        return list(self.conference.attendees.order_by("sort"))

    @property
    def present(self) -> list[Attendee]:
        return list(self.conference.attendees.filter(presence=Presence.PRESENT).order_by("sort"))


def council_sitting(
    *,
    members: int = 15,
    present: int = 14,
    threshold: tuple[int, int, str] = (4, 5, ">="),
    state: ConferenceState = ConferenceState.IN_SESSION,
    with_regulation: bool = True,
    regulation: dict[str, Any] | None = None,
) -> Sitting:
    """A council of `members`, the first `present` of whom are in the room, the next ones absent with a reason.

    regulation: fields of its rules that are not as usual.
    """
    province = UnitFactory()
    period = PeriodFactory(unit=province)
    council = Council.objects.create(unit=province, name="Hội đồng Thi đua – Khen thưởng", decision="QĐ 12/QĐ-BCH")
    if with_regulation:
        Regulation.objects.create(
            council=council,
            name="Quy chế Hội đồng",
            legal_basis="Điều 9",
            quorum_num=2,
            quorum_den=3,
            threshold_num=threshold[0],
            threshold_den=threshold[1],
            threshold_op=threshold[2],
            valid_from=LONG_AGO,
            **(regulation or {}),
        )
    conference = _conference(period, province, state, council=council)
    for number in range(1, members + 1):
        person = PersonFactory(unit=province, position=f"Chức vụ {number}", full_name=f"Trần Văn {number}")
        member = CouncilMember.objects.create(
            council=council,
            person=person,
            function=MemberFunction.CHAIR if number == 1 else MemberFunction.MEMBER,
            position=person.position,
            valid_from=LONG_AGO,
            sort=number,
        )
        _seat(conference, number, present, member=member, person=person, name=f"Đại úy {person.full_name}")
    first = conference.attendees.get(sort=1).person
    return Sitting(
        province=province,
        period=period,
        council=council,
        conference=conference,
        secretary=UserFactory(role=Role.SECRETARY, over=province),
        chair=UserFactory(role=Role.MEMBER, over=province, person=first),
        tellers=[UserFactory(role=Role.TELLER, over=province) for _ in range(3)],
    )


@dataclass
class ClusterMeeting:
    """Units of a cluster meeting; the first one leads. One delegate each; leader accounts of the first two."""

    organiser: Unit
    cluster: Cluster
    units: list[Unit]
    period: EmulationPeriod
    conference: Conference
    lead: User
    leaders: list[User]
    tellers: list[User]


def cluster_meeting(
    *, units: int = 8, present: int = 8, state: ConferenceState = ConferenceState.IN_SESSION
) -> ClusterMeeting:
    organiser = UnitFactory()
    members = [UnitFactory() for _ in range(units)]
    cluster = ClusterFactory(organiser=organiser)
    join_cluster(cluster, *members)
    lead_cluster(cluster, members[0])
    period = PeriodFactory(unit=organiser, cluster=cluster)
    Regulation.objects.create(
        cluster=cluster,
        name="Quy chế cụm",
        legal_basis="Điều 5",
        quorum_num=2,
        quorum_den=3,
        threshold_num=1,
        threshold_den=2,
        threshold_op=">",
        valid_from=LONG_AGO,
    )
    conference = _conference(period, members[0], state, cluster=cluster)
    for number, unit in enumerate(members, 1):
        _seat(conference, number, present, unit=unit, name=f"Đại diện {unit.short_name}")
    lead = UserFactory(role=Role.CLUSTER_LEAD, over=cluster, unit=members[0])
    grant(lead, Role.CLERK, members[0])
    return ClusterMeeting(
        organiser=organiser,
        cluster=cluster,
        units=members,
        period=period,
        conference=conference,
        lead=lead,
        leaders=[UserFactory(role=Role.UNIT_LEADER, over=unit) for unit in members[:2]],
        tellers=[UserFactory(role=Role.CLERK, over=unit) for unit in members[2:4]],
    )


def _conference(period: EmulationPeriod, host: Unit, state: ConferenceState, **body) -> Conference:
    conference = Conference.objects.create(
        period=period,
        host=host,
        name="Hội nghị tổng kết phong trào Thi đua Quyết thắng",
        starts_at=timezone.make_aware(datetime(2023, 10, 18, 13, 30)),
        place="Hội trường",
        chair_text="Chính ủy",
        secretary_text="Trợ lý thi đua",
        state=state,
        **body,
    )
    for number, (at, title) in enumerate([(time(13, 30), "Khai mạc"), (time(15, 5), "Bỏ phiếu kín")], 1):
        ProgrammeItem.objects.create(conference=conference, sort=number, starts_at=at, title=title)
    return conference


def _seat(conference: Conference, number: int, present: int, **fields) -> Attendee:
    here = number <= present
    return Attendee.objects.create(
        conference=conference,
        sort=number,
        role="Ủy viên",
        presence=Presence.PRESENT if here else Presence.ABSENT,
        arrived_at=conference.starts_at if here else None,
        absence_reason="" if here else "công tác",
        **fields,
    )


# Lists ----------------------------------------------------------------------------------------------------------------


def award(code: str, name: str = "", sort: int = 0, subject: str = "collective") -> Award:
    found, _ = Award.objects.get_or_create(
        code=code,
        defaults={"name": name or code, "short_name": code, "kind": "title", "subject": subject, "sort": sort},
    )
    return found


def locked_list(sitting: Sitting, counts: dict[str, tuple[int, int | None]] | None = None) -> NominationList:
    """A locked list; counts: title → (lines that wait for the council, quota or None)."""
    listing = NominationList.objects.create(
        period=sitting.period,
        due_at=timezone.make_aware(datetime(2023, 10, 10, 17)),
        state=ListState.LOCKED,
    )
    law, _ = RuleSet.objects.get_or_create(
        code="R2003", defaults={"name": "Luật", "confidence": Confidence.VERIFIED, "valid_from": LONG_AGO}
    )
    for sort, (code, (lines, quota)) in enumerate((counts or {"ĐVQT": (4, 3), "ĐVTT": (3, None)}).items(), 1):
        title = award(code, sort=sort)
        AwardInYear.objects.create(nomination_list=listing, award=title, quota=quota, sort=sort)
        for number in range(1, lines + 1):
            unit = UnitFactory(parent=sitting.province)
            name = f"{code} {number}"
            Nomination.objects.create(
                nomination_list=listing,
                award=title,
                unit=unit,
                proposer=unit,
                subject_name=name,
                subject_detail=f"Cụm {number}",
                sort_key=f"{number:03d}",
                search_key=text.search_key(name),
                citation="Thành tích",
                state=NominationState.TO_COUNCIL,
                eligibility=Eligibility.ELIGIBLE,
                rule_set=law,
                created_by=sitting.secretary,
            )
    return listing


# Rounds, one step further each ----------------------------------------------------------------------------------------


def frozen_round(sitting: Sitting, counts: dict[str, tuple[int, int | None]] | None = None) -> VotingRound:
    """A paper from a locked list, frozen, with the sitting's tellers."""
    locked_list(sitting, counts)
    ballot = services.prepare_round(
        sitting.conference,
        by=sitting.secretary,
        name="Phiếu bầu danh hiệu thi đua năm 2023",
        groups=groups_from_list(sitting.conference),
        tellers=sitting.tellers,
    )
    services.freeze_round(ballot, by=sitting.secretary)
    return ballot


def two_persons(ballot: VotingRound, action: str, first: User, second: User, reason: str = "") -> VotingRound:
    """Ask and confirm; returns a fresh copy."""
    services.ask(ballot, action, by=first, reason=reason)
    services.confirm(ballot, action, by=second)
    return VotingRound.objects.get(pk=ballot.pk)


def open_round(sitting: Sitting, counts=None) -> VotingRound:
    return two_persons(frozen_round(sitting, counts), "open", sitting.secretary, sitting.tellers[0])


def closed_round(sitting: Sitting, counts=None, *, returned: int | None = None) -> VotingRound:
    """Everybody present got a paper of batch A; `returned` of them came back (all when not said)."""
    return _closed(sitting, open_round(sitting, counts), returned)


def _closed(sitting: Sitting, ballot: VotingRound, returned: int | None = None) -> VotingRound:
    people = sitting.present
    batch = services.hand_papers(ballot, by=sitting.tellers[0], batch_label="A", attendees=people)
    ballot = two_persons(ballot, "close", sitting.tellers[0], sitting.secretary)
    services.record_returned(batch, by=sitting.tellers[0], returned=len(people) if returned is None else returned)
    return ballot


def figures(
    ballot: VotingRound, returned: int, agree: dict[str, int] | None = None, whole_invalid: int = 0
) -> dict[str, Any]:
    """One counter's sheet: unanimous unless `agree` says otherwise by label; a pick gives its first seats all."""
    agree, papers = agree or {}, returned - whole_invalid
    lines, picks = {}, {}
    for group in ballot_lines(ballot):
        if group.is_pick:
            votes = {
                str(line.pk): agree.get(line.label, papers if place <= group.seats else 0)
                for place, line in enumerate(group.lines.all(), 1)
            }
            picks[str(group.pk)] = {"valid": papers, "blank": 0, "invalid": 0, "votes": votes}
            continue
        for line in group.lines.all():
            yes = agree.get(line.label, papers)
            lines[str(line.pk)] = {"agree": yes, "disagree": papers - yes, "blank": 0, "invalid": 0}
    return {"whole_invalid": whole_invalid, "lines": lines, "picks": picks}


def counted_round(sitting: Sitting, counts=None, agree: dict[str, int] | None = None) -> VotingRound:
    """Both counters typed the same and locked."""
    return _counted(sitting, closed_round(sitting, counts), agree)


def _counted(sitting: Sitting, ballot: VotingRound, agree: dict[str, int] | None) -> VotingRound:
    batch = ballot.batches.get()
    for teller in sitting.tellers[:2]:
        services.save_count(batch, by=teller, data=figures(ballot, batch.returned, agree))
        services.lock_count(batch, by=teller)
    return VotingRound.objects.get(pk=ballot.pk)


def published_round(sitting: Sitting, counts=None, agree: dict[str, int] | None = None) -> VotingRound:
    return _published(sitting, counted_round(sitting, counts, agree))


def _published(sitting: Sitting, ballot: VotingRound) -> VotingRound:
    for teller in sitting.tellers:
        services.sign(ballot, by=teller)
    return two_persons(ballot, "publish", sitting.secretary, sitting.tellers[0])


def carried_through(sitting: Sitting, draft: VotingRound, agree: dict[str, int] | None = None) -> VotingRound:
    """A draft, from freezing to publishing."""
    services.freeze_round(draft, by=sitting.secretary)
    ballot = two_persons(draft, "open", sitting.secretary, sitting.tellers[0])
    return _published(sitting, _counted(sitting, _closed(sitting, ballot), agree))
