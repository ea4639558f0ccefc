"""A small province after its ballot, for tests of papers and reports: real titles, real law, few people."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from awards.ballots import conflicts, recusing
from awards.ballots import services as ballots
from awards.ballots.queries import groups_from_list
from awards.catalogue.enums import Confidence, DecidingLevel
from awards.criteria.enums import CriterionKind, SetState
from awards.decisions import queries
from awards.decisions import services as decisions
from awards.decisions.enums import PaperKind
from awards.models import (
    Award,
    AwardInYear,
    AwardRule,
    BaseSalary,
    BestPractice,
    BestPracticeFigure,
    ContestLine,
    CriteriaSet,
    Criterion,
    CriterionScore,
    Decision,
    Nomination,
    NominationList,
    ResultEntry,
    ResultSheet,
    RuleSet,
    ScoreBoard,
    Target,
    UnitScore,
    VotingRound,
)
from awards.nominations.enums import Eligibility, ListState, NominationState
from awards.results.enums import SheetState
from awards.scoring.enums import BoardState
from tests.factories.awards import TermFactory
from tests.factories.ballots import Sitting, council_sitting, figures, two_persons
from tests.factories.units import ClusterFactory, PersonFactory, UnitFactory, UserFactory, join_cluster, lead_cluster
from thidua import text
from units.accounts.enums import Role
from units.models import Cluster, Unit, UnitKind, User

__all__ = ["TITLES", "Province", "law", "province", "scored_cluster", "signed", "vote"]

# Title → (lines put forward, of which lost on the ballot). Đơn vị Quyết thắng goes upward.
TITLES = {"DVQT": (2, 1), "DVTT": (3, 0), "CSTDCS": (3, 1), "CSTT": (4, 0)}
KEPT = {code: lines - lost for code, (lines, lost) in TITLES.items()}
NAMES = ("Nguyễn Văn Ước", "Trần Thị Quỳnh", "Lê Đức Thắng", "Phạm Hữu Đạt", "Vũ Quốc Khuê", "=2+3", "Đỗ Văn Ẩn")


@dataclass
class Province:
    """units: those that put forward; lines: all nominations; ballot: the published round, when voted."""

    sitting: Sitting
    above: Unit
    unit: Unit
    officer: User
    commander: User
    clerk: User
    units: list[Unit]
    lines: list[Nomination] = field(default_factory=list)
    ballot: VotingRound | None = None
    cluster: Cluster | None = None

    @property
    def period(self):
        return self.sitting.period

    @property
    def conference(self):
        return self.sitting.conference

    def of(self, code: str) -> list[Nomination]:
        return list(Nomination.objects.filter(award__code=code).order_by("sort_key", "pk"))

    def texts(self, **changes) -> dict:
        """What a paper needs to say, for `draft_paper`."""
        return {
            "by": self.officer,
            "period": self.period,
            "issuer": self.unit,
            "conference": self.conference,
            "series": "QĐ-BCH",
            "subject_line": "Về việc tặng danh hiệu thi đua năm 2023",
            "place": "Long Thử",
            "signer_post": "Chỉ huy trưởng",
            "signer_rank": "Đại tá",
            "signer_name": "Hoàng Văn Đ",
            **changes,
        }

    def draft(self, kind: str = PaperKind.DECISION, **changes) -> Decision:
        """A draft over everything that waits for a paper of this kind."""
        if kind == PaperKind.SUBMISSION:
            changes = {"series": "TTr-BCH", "addressee": "Bộ Tư lệnh Bộ đội Biên phòng", **changes}
        changes.setdefault("lines", queries.candidates(self.period, kind))
        return decisions.draft_paper(kind=kind, **self.texts(**changes))


def province(*, voted: bool = True, published: bool = True, more: int = 0) -> Province:
    """A province with a council of five, a locked list, and unless told otherwise a counted and published ballot.

    more: so many further Chiến sĩ tiên tiến, for tests of size.
    """
    law()
    above = _named("BTL", "bo-tu-lenh", "Bộ Tư lệnh", "Bộ Tư lệnh Bộ đội Biên phòng", "Bộ Tư lệnh BĐBP")
    sitting = council_sitting(members=5, present=5)
    unit = sitting.province
    unit.kind = _kind("bo-chi-huy", "Bộ Chỉ huy Bộ đội Biên phòng tỉnh")
    unit.parent, unit.code, unit.place, unit.is_reporting = above, "LT", "Long Thử", False
    unit.name, unit.short_name = "Bộ đội Biên phòng tỉnh Long Thử", "BĐBP tỉnh Long Thử"
    unit.save()
    unit.names.update(name=unit.name, short_name=unit.short_name)
    unit.parents.update(parent=above)
    unit.statuses.update(kind=unit.kind)
    for user in (sitting.secretary, *sitting.tellers):
        user.refresh_from_db()
    units = [UnitFactory(parent=unit, sort=number) for number in range(1, 4)]
    world = Province(
        sitting=sitting,
        above=above,
        unit=unit,
        officer=UserFactory(role=Role.OFFICER, over=unit),
        commander=UserFactory(role=Role.COMMANDER, over=unit),
        clerk=UserFactory(role=Role.CLERK, over=units[0]),
        units=units,
    )
    _put_forward(world, more)
    if voted:
        vote(world, publish=published)
    return world


def law() -> RuleSet:
    """The law of 2023 as far as papers need it: four titles with their prizes, the base salary."""
    read = {"confidence": Confidence.VERIFIED}
    rule_set = RuleSet.objects.create(
        code="R2003",
        name="Luật 2003",
        legal_basis="Luật Thi đua, khen thưởng số 15/2003/QH11; Nghị định 91/2017/NĐ-CP (từ 01/10/2017)",
        valid_from=date(2017, 10, 1),
        valid_to=date(2023, 12, 31),
        **read,
    )
    BaseSalary.objects.create(amount=1_800_000, valid_from=date(2023, 7, 1), **read)
    for sort, (code, name, short, subject, multiple) in enumerate(
        (
            ("DVQT", "Đơn vị Quyết thắng", "Đơn vị Quyết thắng", "collective", "1.5"),
            ("DVTT", "Đơn vị tiên tiến", "Đơn vị tiên tiến", "collective", "0.8"),
            ("CSTDCS", "Chiến sĩ thi đua cơ sở", "Chiến sĩ thi đua", "individual", "1.0"),
            ("CSTT", "Chiến sĩ tiên tiến", "Chiến sĩ tiên tiến", "individual", "0.3"),
        ),
        1,
    ):
        award = Award.objects.create(
            code=code, name=name, short_name=short, kind="title", subject=subject, sort=sort * 10
        )
        AwardRule.objects.create(
            award=award,
            rule_set=rule_set,
            deciding_level=DecidingLevel.PROVINCE_COMMAND,
            deciding_authority="Bộ Chỉ huy",
            bonus_multiple=Decimal(multiple),
            legal_basis="Luật",
            valid_from=rule_set.valid_from,
            valid_to=rule_set.valid_to,
            **read,
        )
    return rule_set


def _kind(code: str, name: str) -> UnitKind:
    return UnitKind.objects.get_or_create(code=code, defaults={"name": name})[0]


def _named(code: str, kind: str, kind_name: str, name: str, short_name: str) -> Unit:
    return UnitFactory(code=code, kind=_kind(kind, kind_name), name=name, short_name=short_name, place="Hà Nội")


def _put_forward(world: Province, more: int) -> None:
    listing = NominationList.objects.create(
        period=world.period,
        due_at=timezone.make_aware(datetime(2023, 10, 10, 17)),
        locked_at=timezone.make_aware(datetime(2023, 10, 13, 17)),
        state=ListState.LOCKED,
    )
    rule_set = RuleSet.objects.get(code="R2003")
    counter = 0
    for sort, (code, (count, _)) in enumerate(TITLES.items(), 1):
        award = Award.objects.get(code=code)
        quota = 48 if code == "CSTDCS" else None
        AwardInYear.objects.create(
            nomination_list=listing, award=award, sort=sort, quota=quota, proposed_upward=code == "DVQT"
        )
        for place in range(count + (more if code == "CSTT" else 0)):
            proposer, collective = world.units[place % 3], award.subject == "collective"
            subject = {"unit": proposer} if collective else {"person": _person(proposer, counter)}
            counter += 0 if collective else 1
            person = subject.get("person")
            detail = f"{person.get_rank_display()}, {person.position}, {proposer.name}" if person else ""
            name = proposer.name if collective else person.full_name
            world.lines.append(
                Nomination.objects.create(
                    nomination_list=listing,
                    award=award,
                    proposer=proposer,
                    subject_name=name,
                    subject_detail=detail,
                    sort_key=f"{place:04d}",
                    search_key=text.search_key(name),
                    citation="Hoàn thành xuất sắc nhiệm vụ",
                    unit_votes_for=9,
                    unit_votes_total=10,
                    state=NominationState.TO_COUNCIL,
                    eligibility=Eligibility.ELIGIBLE,
                    rule_set=rule_set,
                    created_by=world.officer,
                    **subject,
                )
            )


def _person(unit: Unit, number: int):
    name = NAMES[number] if number < len(NAMES) else f"Bùi Văn {number}"
    return PersonFactory(unit=unit, full_name=name, position="Đội trưởng", is_commander=number == 0)


def vote(world: Province, *, publish: bool = True) -> VotingRound:
    """The ballot from the paper to its publication: lines at the end of a title get two votes of five, others all."""
    sitting = world.sitting
    ballot = ballots.prepare_round(
        sitting.conference,
        by=sitting.secretary,
        name="Phiếu bầu danh hiệu thi đua năm 2023",
        groups=groups_from_list(sitting.conference),
        tellers=sitting.tellers,
    )
    if pairs := [(one.line, one.attendee) for one in conflicts.unresolved(ballot)]:
        recusing.decide(ballot, by=sitting.secretary, pairs=pairs)
    ballots.freeze_round(ballot, by=sitting.secretary)
    ballot = two_persons(ballot, "open", sitting.secretary, sitting.tellers[0])
    ballots.hand_papers(ballot, by=sitting.tellers[0], batch_label="A", attendees=sitting.present)
    ballot = two_persons(ballot, "close", sitting.tellers[0], sitting.secretary)
    lost = {line.pk for code, (_, n) in TITLES.items() if n for line in world.of(code)[-n:]}
    for one in (ballot, *ballot.sub_rounds.all()):
        _count(world, one, lost)
    ballot = VotingRound.objects.get(pk=ballot.pk)
    for teller in sitting.tellers:
        ballots.sign(ballot, by=teller)
    if publish:
        ballot = two_persons(ballot, "publish", sitting.secretary, sitting.tellers[0])
    world.ballot = ballot
    return ballot


def _count(world: Province, ballot: VotingRound, lost: set[int]) -> None:
    """All papers come back; two tellers find the same."""
    first, second = world.sitting.tellers[:2]
    batch = ballot.batches.get()
    batch = ballots.record_returned(batch, by=first, returned=batch.handed)
    sheet = figures(ballot, batch.returned)
    for line in ContestLine.objects.filter(group__round=ballot, object_id__in=lost):
        sheet["lines"][str(line.pk)] |= {"agree": 2, "disagree": batch.returned - 2}
    for teller in (first, second):
        ballots.save_count(batch, by=teller, data=sheet)
        ballots.lock_count(batch, by=teller)


def signed(
    world: Province, kind: str = PaperKind.DECISION, *, number: int = 5, on: date = date(2023, 11, 10), **changes
) -> Decision:
    """A signed paper over everything that waits for one of its kind."""
    paper = world.draft(kind, **changes)
    decisions.to_sign(paper, by=world.officer)
    return decisions.sign(paper, by=world.commander, number=number, decided_on=on)


def scored_cluster(world: Province, *, state: str = BoardState.FROZEN) -> ScoreBoard:
    """The three units as a cluster with two groups of criteria, a verified month, a board and a good example."""
    cluster = world.cluster = ClusterFactory(organiser=world.unit, name="Cụm Đồn số 1", code="LT-D1")
    join_cluster(cluster, *world.units)
    lead_cluster(cluster, world.units[0])
    table = CriteriaSet.objects.create(
        period=world.period, name="Bảng điểm", state=SetState.LOCKED, total_points=Decimal(100)
    )
    border = _criterion(table, "I", "Quản lý, bảo vệ biên giới", CriterionKind.GROUP, 60, 1)
    people = _criterion(table, "II", "Giúp dân", CriterionKind.GROUP, 40, 3)
    patrol = _criterion(
        table, "1.1", "Tuần tra đường biên", CriterionKind.QUANTITATIVE, 60, 2, parent=border, measure="lượt"
    )
    rice = _criterion(
        table, "2.1", "“Hũ gạo tình thương”: gạo", CriterionKind.QUANTITATIVE, 40, 4, parent=people, measure="kg"
    )
    term = TermFactory(period=world.period)
    frozen_at = timezone.make_aware(datetime(2023, 10, 9, 10)) if state != BoardState.PROVISIONAL else None
    board = ScoreBoard.objects.create(
        period=world.period, cluster=cluster, state=state, frozen_at=frozen_at, checksum="c0ffee" if frozen_at else ""
    )
    for place, unit in enumerate(world.units):
        sheet = ResultSheet.objects.create(term=term, unit=unit, state=SheetState.VERIFIED)
        points = {patrol: Decimal("50.125") - place, rice: None if place == 2 else Decimal(30)}
        total = sum((value for value in points.values() if value is not None), Decimal(0))
        applicable = Decimal(60 if place == 2 else 100)
        score = UnitScore.objects.create(
            board=board,
            unit=unit,
            points=total,
            applicable=applicable,
            total=total,
            percent=(total * 100 / applicable).quantize(Decimal("0.000001")),
            rank=(2, 3, 1)[place],
        )
        for criterion, value in points.items():
            Target.objects.create(
                criterion=criterion, unit=unit, is_assigned=value is not None, value=Decimal(100) if value else None
            )
            CriterionScore.objects.create(
                unit_score=score,
                criterion=criterion,
                target=Decimal(100) if value else None,
                actual=Decimal(110) if value else None,
                points=value,
                explanation="Vượt chỉ tiêu 10%." if value else "Không giao.",
            )
            if value is not None:
                ResultEntry.objects.create(
                    sheet=sheet, criterion=criterion, value=Decimal(110), entered_by=world.officer
                )
    practice = BestPractice.objects.create(
        period=world.period, unit=world.units[0], name="Hũ gạo tình thương", proposed_to_spread=True
    )
    BestPracticeFigure.objects.create(practice=practice, value=Decimal(46), label="tổ")
    return board


def _criterion(table, code: str, name: str, kind: str, points: int, sort: int, **fields) -> Criterion:
    return Criterion.objects.create(
        criteria_set=table, code=code, name=name, kind=kind, max_points=Decimal(points), sort=sort, **fields
    )
