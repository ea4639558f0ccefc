"""A province in the middle of its year, with one of everything that has an address, for the permission matrix."""

from datetime import date, datetime, timedelta
from hashlib import sha256
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.utils import timezone

from awards.ballots import services as ballots
from awards.ballots.queries import groups_from_list
from awards.catalogue.enums import Confidence
from awards.catalogue.models import AwardRule, BaseSalary, FundShare, MoneyRule, RuleSet
from awards.conferences.enums import ConferenceState, MemberFunction, Presence
from awards.criteria.enums import CriterionKind, SetState
from awards.models import (
    Achievement,
    Attachment,
    Attendee,
    AwardInYear,
    AwardRecord,
    BackEntry,
    BestPractice,
    Conference,
    Correction,
    Council,
    CouncilMember,
    CriteriaSet,
    Criterion,
    CrossCheck,
    Decision,
    DecisionLine,
    Evidence,
    ExchangePackage,
    ExchangePartner,
    ExtraCondition,
    FollowUp,
    FundEntry,
    Guest,
    Handover,
    Inquiry,
    MeetingLine,
    MinutesVersion,
    Movement,
    MovementEntry,
    Nomination,
    NominationList,
    NumberMark,
    OldPaper,
    OldPaperScan,
    Opinion,
    Organ,
    OutboxMail,
    Override,
    Payment,
    PaymentList,
    PeriodCut,
    Phase,
    PracticeAdoption,
    PracticePicture,
    ProgrammeItem,
    ReceivedLine,
    Recovery,
    RegisteredTitle,
    Registration,
    Regulation,
    ResultEntry,
    ResultSheet,
    ScoreAppeal,
    ScoreBoard,
    ScoreSheet,
    ServiceBreak,
    Speech,
    StationRecord,
    Talk,
    UnitMeeting,
    UnitScore,
    UnlockRequest,
    WrittenOpinion,
)
from awards.nominations.enums import Eligibility, ListState, NominationState
from awards.results.enums import SheetState
from awards.years.enums import Step
from tests.factories import (
    ClusterFactory,
    PeriodFactory,
    PersonFactory,
    TermFactory,
    UnitFactory,
    UserFactory,
    grant,
    join_cluster,
    lead_cluster,
)
from tests.factories.ballots import HELD_ON, award, two_persons
from tests.factories.units import LONG_AGO
from thidua.jobs.models import Job
from units.accounts.enums import Role
from units.models import (
    ActUnit,
    Apart,
    DisciplineRecord,
    Hold,
    Import,
    Initiative,
    PersonPhoto,
    Pledge,
    Posting,
    StructureAct,
    Transfer,
    UnitLineage,
    User,
)

PAPER = b"%PDF-1.7"


def places(code: str) -> SimpleNamespace:
    """Units, a person, a cluster, an account: what has no year."""
    t = SimpleNamespace()
    t.province = UnitFactory(code=code, is_reporting=False)
    t.post = UnitFactory(code=f"{code}-01", parent=t.province, sort=1)
    t.other_post = UnitFactory(code=f"{code}-02", parent=t.province, sort=2)
    t.person = PersonFactory(unit=t.post)
    t.twin = PersonFactory(unit=t.post)
    t.cluster = ClusterFactory(code=f"{code}-C1", organiser=t.province)
    join_cluster(t.cluster, t.post, t.other_post)
    lead_cluster(t.cluster, t.post)
    t.posting = Posting.objects.create(person=t.person, unit=t.post, position="Đội trưởng", valid_from=LONG_AGO)
    t.discipline = DisciplineRecord.objects.create(person=t.person, kind="khien-trach", valid_from=date(2022, 1, 1))
    t.transfer = Transfer.objects.create(
        person=t.person, from_unit=t.post, to_unit=t.other_post, from_day=date(2023, 1, 1), decision="QĐ 5"
    )
    t.idea = Initiative.objects.create(
        name="Phần mềm", year=2022, file=ContentFile(PAPER, "x.pdf"), file_name="x.pdf", content_type="application/pdf"
    )
    t.idea.authors.add(t.person)
    t.hold = Hold.objects.create(person=t.person, kind="complaint", valid_from=date(2023, 1, 1))
    t.change = StructureAct.objects.create(kind="merge", unit=t.province, title="Sáp nhập", effective_on=LONG_AGO)
    ActUnit.objects.create(act=t.change, unit=t.post)
    past = {"kind": "inspection", "valid_from": LONG_AGO, "valid_to": date(2016, 1, 1)}
    t.old_hold = Hold.objects.create(unit=t.other_post, **past)
    t.carried = Hold.objects.create(unit=t.post, carried_from=t.old_hold, **past)
    t.descent = UnitLineage.objects.create(act=t.change, predecessor=t.other_post, successor=t.post)
    t.account = UserFactory(unit=t.post)
    t.away = ServiceBreak.objects.create(
        person=t.person, kind="uncounted", valid_from=date(2010, 1, 1), valid_to=date(2010, 6, 30), basis="QĐ 9",
        recorded_by=t.account,
    )  # fmt: skip
    t.pledge = Pledge.objects.create(cluster=t.cluster, year=2023, text="Thi đua", created_by=t.account)
    t.apart = Apart.objects.create(first=t.person, second=t.twin, reason="Khác quê", by=t.account)
    PersonPhoto.objects.create(
        person=t.person, file=ContentFile(b"jpg", "x.jpg"), file_size=3, width=3, height=4, sha256="0" * 64
    )
    t.grant = grant(t.account, Role.CLERK, t.post)
    return t


def year(t: SimpleNamespace, *, officer: User, secretary: User, teller: User) -> None:
    """Fill `t` with an open year: month, table, results, scores, a locked list, a sitting that votes, papers."""
    t.period = PeriodFactory(unit=t.province)
    t.cut = PeriodCut.objects.create(
        period=t.period, was_ends_on=date(2023, 12, 31), ends_on=t.period.ends_on, reason="Sáp nhập", by=t.account
    )
    t.phase = Phase.objects.create(period=t.period, step=Step.RESULTS, due_at=_at(2023, 10, 5))
    t.term = TermFactory(period=t.period)
    t.practice = BestPractice.objects.create(period=t.period, unit=t.post, name="Hũ gạo tình thương", summary="Gạo")
    _launch(t, officer)
    t.table = CriteriaSet.objects.create(period=t.period, name="Bảng điểm", state=SetState.LOCKED, total_points=10)
    group = Criterion.objects.create(
        criteria_set=t.table, code="I", name="Nhóm", kind=CriterionKind.GROUP, max_points=10, sort=1
    )
    t.criterion = Criterion.objects.create(
        criteria_set=t.table, parent=group, code="1.1", name="Tuần tra", kind=CriterionKind.QUANTITATIVE,
        max_points=5, measure="lượt", sort=1,
    )  # fmt: skip
    t.judged = Criterion.objects.create(
        criteria_set=t.table, parent=group, code="1.2", name="Nền nếp", kind=CriterionKind.BY_HAND, max_points=5, sort=2
    )
    t.sheet = ResultSheet.objects.create(
        term=t.term, unit=t.post, state=SheetState.SUBMITTED, submitted_at=timezone.now(), submitted_by=t.account
    )
    entry = ResultEntry.objects.create(sheet=t.sheet, criterion=t.criterion, value=12, raw="12", entered_by=t.account)
    t.proof = Evidence.objects.create(
        entry=entry, file=ContentFile(PAPER, "x.pdf"), name="so-truc.pdf", kind="pdf", size=len(PAPER),
        sha256=sha256(PAPER).hexdigest(), added_by=t.account,
    )  # fmt: skip
    t.unlock_request = UnlockRequest.objects.create(term=t.term, unit=t.post, reason="Nhầm cột", asked_by=t.account)
    t.letter = OutboxMail.objects.create(
        to=t.account, address="nguoi@minhhoa.example", unit=t.post, subject="Nhắc", body="Gửi kết quả", key="nhac"
    )
    t.board = ScoreBoard.objects.create(period=t.period, cluster=t.cluster)
    for unit in (t.post, t.other_post):
        UnitScore.objects.create(board=t.board, unit=unit, points=8, total=8, applicable=10, percent=80, rank=1)
    t.own_sheet = ScoreSheet.objects.create(
        period=t.period, unit=t.post, state="sent", sent_at=timezone.now(), sent_by=t.account
    )
    t.check = CrossCheck.objects.create(
        period=t.period, cluster=t.cluster, checker=t.post, checked=t.other_post, set_by=officer
    )
    t.appeal = ScoreAppeal.objects.create(
        period=t.period, unit=t.post, criterion=t.judged, points_before=3, reason="Chưa tính đợt 2", filed_by=t.account
    )
    _list(t, officer)
    _sitting(t, secretary, teller)
    t.paper = Decision.objects.create(
        kind="decision", period=t.period, conference=t.conference, issuer=t.province, series="QĐ-BCH", place="Long An",
        subject_line="Khen thưởng năm 2023", signer_post="Chỉ huy trưởng", signer_name="A B", created_by=officer,
    )  # fmt: skip
    t.mark = NumberMark.objects.create(
        issuer=t.province, series="QĐ-BCH", year=2023, number=7, use="void", reason="Ghi nhầm", by=officer
    )
    t.line = DecisionLine.objects.create(decision=t.paper, nomination=t.nomination)
    t.submission = Decision.objects.create(
        kind="submission", period=t.period, issuer=t.province, series="TTr-BCH", place="Long An", number=1,
        number_year=2023, decided_on=date(2023, 11, 1), subject_line="Đề nghị khen thưởng", state="signed",
        signer_post="Chỉ huy trưởng", signer_name="A B", created_by=officer, signed_by=officer,
        signed_at=timezone.now(), pdf=ContentFile(PAPER, "to-trinh.pdf"), sha256=sha256(PAPER).hexdigest(),
    )  # fmt: skip
    signed = {
        "period": t.period, "place": "Long An", "number_year": 2023, "decided_on": date(2023, 11, 2), "state": "signed",
        "signer_post": "Chỉ huy trưởng", "signer_name": "A B", "created_by": officer,
    }  # fmt: skip
    t.decided = Decision.objects.create(
        kind="decision", issuer=t.province, series="QĐ-BCH", subject_line="Khen thưởng", place="Long An",
        period=t.period, signer_post="Chỉ huy trưởng", signer_name="A B", created_by=officer,
        pdf=ContentFile(PAPER, "quyet-dinh.pdf"),
    )  # fmt: skip
    given = DecisionLine.objects.create(decision=t.decided, nomination=t.nomination)
    paid = {"line": given, "unit": t.post, "name": "A", "amount": 10_000, "paid_on": date(2023, 11, 3)}
    Decision.objects.filter(pk=t.decided.pk).update(
        state="signed", number=2, number_year=2023, decided_on=date(2023, 11, 2), signed_by=officer,
        signed_at=timezone.now(), sha256=sha256(PAPER).hexdigest(),
    )  # fmt: skip
    t.decided.refresh_from_db()
    drawn = PaymentList.objects.create(paper=t.decided, drawn_by=officer)
    t.payment = Payment.objects.create(payment_list=drawn, state="paid", paid_by=officer, **paid)
    t.recovery = Recovery.objects.create(line=given, paper=t.decided, things="bằng")
    t.fund_entry = FundEntry.objects.create(
        unit=t.province, side="income", source="budget", on=date(2023, 1, 5), amount=10_000, text="Cấp", by=officer
    )
    t.answered = Decision.objects.create(
        kind="answer", issuer=t.province, series="QĐ-BTL", number=3, subject_line="Trả lời", **signed
    )
    _back_entry(t, officer)
    _exchange(t, officer)
    t.upload = Import.objects.create(
        kind="people", owner=officer, unit=t.province, file_name="quan-so.xlsx", size=1, state="ready"
    )
    t.job = Job.objects.create(
        owner=officer, name="Báo cáo tổng kết", task="reports.build", state="done", file_name="bao-cao.pdf",
        file=ContentFile(PAPER, "bao-cao.pdf"), content_type="application/pdf", size=len(PAPER),
    )  # fmt: skip


def _back_entry(t: SimpleNamespace, officer: User) -> None:
    """An award of the post, entered from paper with its scan."""
    t.old_paper = OldPaper.objects.create(
        unit=t.province, number="12/QĐ-BCH", decided_on=date(2019, 12, 25), created_by=officer
    )
    t.scan = OldPaperScan.objects.create(
        paper=t.old_paper, file=ContentFile(PAPER, "x.pdf"), name="qd.pdf", kind="pdf", size=len(PAPER),
        sha256=sha256(PAPER).hexdigest(), added_by=officer,
    )  # fmt: skip
    record = AwardRecord.objects.create(
        award=t.award, unit=t.post, year=2019, decision_text="Quyết định số 12/QĐ-BCH", decided_on=date(2019, 12, 25)
    )
    t.old_award = record
    t.back_entry = BackEntry.objects.create(
        record=record, paper=t.old_paper, source="paper", confidence="unchecked", entered_by=officer
    )


def _at(*parts: int) -> datetime:
    return timezone.make_aware(datetime(*parts, 17))


def _exchange(t: SimpleNamespace, officer: User) -> None:
    """A partner, a package that waits (its file is no package: nothing vouches for it), one that was taken."""
    t.partner = ExchangePartner.objects.create(
        owner=t.province, unit=t.post, our_code=t.province.code, their_code=f"{t.province.code}-X", key="0" * 64,
        since=t.period.starts_on, created_by=officer,
    )  # fmt: skip
    facts = {
        "partner": t.partner, "direction": "in", "kind": "dossier", "subject": "Tờ trình", "year": 2023, "lines": 1,
        "made_at": timezone.now(), "size": 1, "sha256": "0" * 64, "by": officer,
    }  # fmt: skip
    t.package = ExchangePackage.objects.create(
        number=f"{t.province.pk:032d}", state="waiting", file=ContentFile(b"x", "x.zip"), **facts
    )
    t.taken = ExchangePackage.objects.create(
        number=f"{t.province.pk:031d}f", state="taken", file=ContentFile(b"x", "x.zip"), **facts
    )
    ReceivedLine.objects.create(package=t.taken, code="ĐN-2023-0001", award_name="CSTT", subject_name="A", sort=1)


def _launch(t: SimpleNamespace, officer: User) -> None:
    """A movement with a unit in it, a picture, a model taken up, a registration that waits for the head of the unit."""
    days = {"starts_on": t.period.starts_on, "ends_on": t.period.ends_on, "created_by": officer, "kind": "regular"}
    t.movement = Movement.objects.create(
        period=t.period, name="Giúp dân", state="launched", file=ContentFile(PAPER, "x.pdf"), file_name="x.pdf",
        file_kind="pdf", file_size=len(PAPER), **days,
    )  # fmt: skip
    entry = MovementEntry.objects.create(
        movement=t.movement, unit=t.post, people=5, joined_on=t.period.starts_on, joined_by=t.account
    )
    t.entry = entry
    t.picture = PracticePicture.objects.create(
        practice=t.practice, file=ContentFile(b"jpg", "x.jpg"), size=3, width=300, height=200, sha256="0" * 64,
        caption="Phát gạo", alt="Phát gạo", added_by=t.account,
    )  # fmt: skip
    t.adoption = PracticeAdoption.objects.create(
        practice=BestPractice.objects.create(period=t.period, unit=t.other_post, name="Đò đoàn kết"),
        unit=t.post, since=t.period.starts_on, added_by=t.account,
    )  # fmt: skip
    t.registration = Registration.objects.create(
        period=t.period, unit=t.post, state="sent", sent_at=timezone.now(), sent_by=t.account
    )
    title = award("CSTDCS", sort=2)
    t.title = RegisteredTitle.objects.create(registration=t.registration, award=title, count=1)


def _list(t: SimpleNamespace, officer: User) -> None:
    title = award("ĐVQT", sort=1)
    law, _ = RuleSet.objects.get_or_create(
        code="R2003", defaults={"name": "Luật", "confidence": Confidence.VERIFIED, "valid_from": LONG_AGO}
    )
    t.award = title
    t.rule, _ = AwardRule.objects.get_or_create(
        award=title, valid_from=LONG_AGO,
        defaults={"rule_set": law, "deciding_level": "UNIT", "deciding_authority": "Chỉ huy", "confidence": "V"},
    )  # fmt: skip
    t.salary, _ = BaseSalary.objects.get_or_create(
        valid_from=LONG_AGO, defaults={"amount": 1_490_000, "confidence": "V"}
    )
    t.rounding, _ = MoneyRule.objects.get_or_create(valid_from=LONG_AGO, defaults={"legal_basis": "Nghị định"})
    t.fund_share, _ = FundShare.objects.get_or_create(
        valid_from=LONG_AGO, defaults={"percent": 20, "legal_basis": "Thông tư", "confidence": "S"}
    )
    t.listing = NominationList.objects.create(period=t.period, due_at=_at(2023, 10, 10), state=ListState.LOCKED)
    AwardInYear.objects.create(nomination_list=t.listing, award=title, quota=1, sort=1)
    common = {
        "nomination_list": t.listing, "award": title, "sort_key": "1", "search_key": "don", "citation": "Thành tích",
        "eligibility": Eligibility.ELIGIBLE, "rule_set": law, "created_by": officer,
    }  # fmt: skip
    t.nomination, t.passed = (
        Nomination.objects.create(unit=unit, proposer=unit, subject_name=str(unit), state=state, **common)
        for unit, state in ((t.post, NominationState.TO_COUNCIL), (t.other_post, NominationState.PASSED))
    )
    t.meeting = UnitMeeting.objects.create(
        nomination_list=t.listing, unit=t.post, held_at=_at(2023, 10, 5), place="Hội trường",
        chair_name="A", secretary_name="B", called=10, present=9, created_by=officer, closed_at=timezone.now(),
        scan=ContentFile(PAPER, "x.pdf"), scan_name="x.pdf", scan_kind="pdf", scan_size=len(PAPER),
    )  # fmt: skip
    t.draft_meeting = UnitMeeting.objects.create(
        nomination_list=t.listing, unit=t.post, held_at=_at(2023, 10, 6), place="Hội trường", chair_name="A",
        secretary_name="B", called=10, present=9, created_by=officer,
    )  # fmt: skip
    MeetingLine.objects.create(
        meeting=t.meeting, nomination=t.nomination, award=title, unit=t.post, subject_name="A", agree=9, disagree=0
    )
    UnitMeeting.objects.filter(pk=t.meeting.pk).update(state="closed")
    deed = Achievement.objects.create(
        period=t.period, name="Bắt giữ ma túy", happened_on=date(2023, 5, 3), recorded_by=officer
    )  # fmt: skip
    t.sudden = NominationList.every.create(
        period=t.period, kind="DOT_XUAT", event=deed.name, achievement=deed, due_at=_at(2023, 5, 10)
    )  # fmt: skip
    t.attached = Attachment.objects.create(
        nomination=t.nomination, paper="submission", name="to-trinh.pdf", kind="pdf", size=9, sha256="0" * 64,
        file=ContentFile(b"%PDF-1.7\n", name="x.pdf"), added_by=officer,
    )  # fmt: skip
    t.extra = ExtraCondition.objects.create(
        unit=t.province, code="months_in_post", text="X", value={"value": 1}, legal_basis="X", confidence="B",
        valid_from=LONG_AGO, switched_by=officer,
    )  # fmt: skip
    t.exception = Override.objects.create(nomination=t.nomination, code="x", text="X", reason="Đúng", by=officer)
    _stations(t, officer)


def _stations(t: SimpleNamespace, officer: User) -> None:
    """An organ that was asked, at the seat of the province; a field to correct; a party resolution with its scan."""
    t.organ = Organ.objects.create(
        unit=t.province, seat=t.province, name="Phòng Chính trị", questions="Kỷ luật", valid_from=LONG_AGO
    )
    t.inquiry = Inquiry.objects.create(
        nomination_list=t.listing, organ=t.organ, organ_name="Phòng Chính trị", questions=["Kỷ luật"],
        due_at=timezone.now() + timedelta(days=3), asked_by=officer,
    )  # fmt: skip
    Opinion.objects.create(inquiry=t.inquiry, nomination=t.nomination)
    t.correction = Correction.objects.create(
        nomination=t.nomination, field="citation", question="Thiếu số liệu", asked_by=officer
    )
    t.resolution = StationRecord.objects.create(
        nomination_list=t.listing, code="party", body="Ban Thường vụ", number="12-NQ/ĐU", held_on=date(2023, 10, 20),
        file=ContentFile(PAPER, "x.pdf"), file_name="x.pdf", file_kind="pdf", file_size=len(PAPER),
        recorded_by=officer,
    )  # fmt: skip


def _sitting(t: SimpleNamespace, secretary: User, teller: User) -> None:
    t.council = Council.objects.create(unit=t.province, name="Hội đồng", decision="QĐ 12/QĐ-BCH")
    rule = {
        "name": "Quy chế", "quorum_num": 2, "quorum_den": 3, "threshold_num": 4, "threshold_den": 5,
        "threshold_op": ">=", "valid_from": LONG_AGO,
    }  # fmt: skip
    Regulation.objects.create(council=t.council, **rule)
    Regulation.objects.create(cluster=t.cluster, **rule)
    common = {
        "period": t.period, "host": t.province, "name": "Hội nghị", "place": "Hội trường", "chair_text": "Chính ủy",
        "starts_at": _at(HELD_ON.year, HELD_ON.month, HELD_ON.day),
    }  # fmt: skip
    t.conference = Conference.objects.create(council=t.council, state=ConferenceState.IN_SESSION, **common)
    t.item = ProgrammeItem.objects.create(conference=t.conference, sort=1, starts_at=datetime.min.time(), title="Mở")
    for number in range(1, 6):
        person = PersonFactory(unit=t.province)
        t.member = CouncilMember.objects.create(
            council=t.council, person=person, function=MemberFunction.MEMBER, position=f"Ủy viên {number}",
            valid_from=LONG_AGO, sort=number,
        )  # fmt: skip
        t.seat = Attendee.objects.create(
            conference=t.conference, sort=number, member=t.member, person=person, name=person.full_name,
            role="Ủy viên", presence=Presence.PRESENT, arrived_at=t.conference.starts_at,
        )  # fmt: skip
    t.guest = Guest.objects.create(conference=t.conference, name="Nguyễn Văn Khách", sort=1)
    file = {"file_name": "x.pdf", "file_kind": "pdf", "file_size": len(PAPER)}
    t.talk = Talk.objects.create(
        conference=t.conference,
        title="Hũ gạo",
        speaker="A",
        added_by=secretary,
        file=ContentFile(PAPER, "x.pdf"),
        **file,
    )
    t.speech = Speech.objects.create(conference=t.conference, name="B", sort=1)
    t.opinion = WrittenOpinion.objects.create(
        attendee=t.seat, text="Đồng ý", received_on=HELD_ON, kept_by=secretary, file=ContentFile(PAPER, "x.pdf"), **file
    )
    t.task = FollowUp.objects.create(
        conference=t.conference, text="Nhân rộng mô hình", unit=t.post, due_on=date(2023, 12, 1), made_by=secretary
    )
    t.version = MinutesVersion.objects.create(conference=t.conference, number=1, made_by=secretary)
    t.signed_version = MinutesVersion.objects.create(
        conference=t.conference, number=2, state="half", adopted_at=t.conference.starts_at, made_by=secretary,
        pdf=ContentFile(PAPER, "bb.pdf"), sha256=sha256(PAPER).hexdigest(), chair_signed_by=t.account,
        chair_signed_at=t.conference.starts_at,
    )  # fmt: skip
    t.cluster_conference = Conference.objects.create(cluster=t.cluster, **common)
    t.handover = Handover.objects.create(
        conference=t.cluster_conference, from_unit=t.post, to_unit=t.other_post,
        takes_effect_on=date(2024, 1, 1), checklist=[{"text": "Hồ sơ", "done": False}],
    )  # fmt: skip
    second = UserFactory(role=Role.TELLER, over=t.province)
    t.ballot = ballots.prepare_round(
        t.conference, by=secretary, name="Phiếu bầu", groups=groups_from_list(t.conference), tellers=[teller, second]
    )
    ballots.freeze_round(t.ballot, by=secretary)
    t.ballot = two_persons(t.ballot, "open", secretary, teller)
    first, second_one, third, *_, t.late_seat = t.conference.attendees.order_by("sort")
    t.batch = ballots.hand_papers(t.ballot, by=teller, batch_label="A", attendees=[first, second_one])
    t.other_batch = ballots.hand_papers(t.ballot, by=teller, batch_label="B", attendees=[third])
    t.elector = t.ballot.electors.order_by("pk").first()


__all__ = ["places", "year"]
