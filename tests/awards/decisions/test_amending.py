"""Papers about signed papers: put right, replaced, revoked; the old one stays, the history follows."""

import hashlib
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from awards.decisions import amending, services
from awards.decisions.amend_queries import replaced_lines, standing_lines, told_of, words_of
from awards.decisions.amending import Words
from awards.decisions.amendments import AmendPoint
from awards.decisions.enums import AmendPart, PaperKind, PaperState
from awards.decisions.models import AwardRecord, AwardWithdrawal, Decision
from awards.decisions.papers import lines_in_order, paper_document
from awards.decisions.queries import award_history
from awards.decisions.register import Book, rows_of
from awards.nominations.enums import NominationState
from awards.nominations.facts import _years_of
from tests.factories.decisions import province, signed
from tests.kept import kept
from thidua.documents.document import plain
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.audit.models import AuditEvent
from units.models import UnitName

pytestmark = pytest.mark.django_db
DAY, LATER = date(2023, 11, 10), date(2023, 12, 1)
WHY = "Kê khai không trung thực"
world = kept(province)


def at(view: str, *args) -> str:
    return reverse(f"awards:decisions.{view}", args=args)


def issue(world, draft: Decision, number: int = 9) -> Decision:
    services.to_sign(draft, by=world.officer)
    return services.sign(draft, by=world.commander, number=number, decided_on=LATER)


def of_award(paper: Decision, code: str) -> list:
    return [line for line in lines_in_order(paper) if line.award.code == code]


def revoked(world, old: Decision, lines) -> Decision:
    return issue(world, amending.draft_revocation(old, by=world.officer, lines=lines, reason=WHY))


def test_a_revoked_award_counts_no_longer_and_the_signed_paper_stays_as_it_was(world):
    old = signed(world)
    line = of_award(old, "CSTDCS")[0]
    person = line.nomination.person
    assert _years_of("person", {person.pk})[0][person.pk]["CSTDCS"] == {2023}
    before = old.sha256
    paper = revoked(world, old, [line])
    old.refresh_from_db()
    assert (old.state, old.sha256) == (PaperState.SIGNED, before)
    assert hashlib.sha256(old.pdf.read()).hexdigest() == before
    gone = AwardWithdrawal.objects.get()
    assert (gone.paper, gone.record.line, gone.reason) == (paper, line, WHY)
    assert AwardRecord.objects.standing().count() == 8
    line.nomination.refresh_from_db()
    assert line.nomination.state == NominationState.REVOKED
    assert line.nomination.outcome_reason == f"Quyết định thu hồi 09/QĐ-BCH: {WHY}"
    assert "CSTDCS" not in _years_of("person", {person.pk})[0].get(person.pk, {})
    history = award_history(world.officer, person=person)
    assert (history.total, [row.withdrawal.paper for row in history.withdrawn]) == (0, [paper])
    assert [one.words for one in told_of([line])[line.pk]] == ["Đã thu hồi"]
    assert words_of([old.pk]) == {old.pk: ("Thu hồi 1 đối tượng theo 09/QĐ-BCH",)}
    assert rows_of(Book(world.unit, "QĐ-BCH", 2023))[1].state == "Thu hồi 1 đối tượng theo 09/QĐ-BCH"
    assert AuditEvent.objects.filter(action="decision.revoke_award").count() == 1
    with pytest.raises(StateConflict, match="đã thu hồi, thay thế hoặc đang ở dự thảo khác"):
        amending.draft_revocation(old, by=world.officer, lines=[line], reason=WHY)


def test_what_a_revocation_says(world):
    old = signed(world)
    lines = of_award(old, "CSTDCS")
    document = paper_document(amending.draft_revocation(old, by=world.officer, lines=lines, reason=WHY))
    told = " ".join(plain(block.text) for block in document.blocks)
    assert "Thu hồi “Chiến sĩ thi đua” đã tặng tại Quyết định số 05/QĐ-BCH ngày 10 tháng 11 năm 2023 của 02" in told
    assert WHY in told and "tiền thưởng nộp lại quỹ thi đua, khen thưởng" in told
    table = document.annexes[0].blocks[0]
    assert table.total_values(table.totals[0])[-1] == 2 * 1_800_000
    assert document.legal_bases[-1] == "Căn cứ Quyết định số 05/QĐ-BCH ngày 10 tháng 11 năm 2023"


def test_two_revocations_of_one_award_take_it_once(world):
    """Both drafted before either is signed can not be: the first holds the award."""
    old = signed(world)
    line = of_award(old, "CSTT")[0]
    draft = amending.draft_revocation(old, by=world.officer, lines=[line], reason=WHY)
    with pytest.raises(StateConflict):
        amending.draft_replacement(old, by=world.officer, keep=[line], reason=WHY)
    services.cancel(draft, by=world.officer, reason="Thôi")
    assert line in standing_lines(old)


def test_a_replacement_carries_on_whoever_stands_on_it_and_lets_the_others_fall(world):
    old = signed(world)
    standing = standing_lines(old)
    dropped = of_award(old, "CSTT")[0]
    keep = [line for line in standing if line.pk != dropped.pk]
    draft = amending.draft_replacement(old, by=world.officer, keep=keep, reason="Sai căn cứ", subject_line="Thay thế")
    told = " ".join(plain(block.text) for block in paper_document(draft).blocks if hasattr(block, "text"))
    assert "và thay thế Quyết định số 05/QĐ-BCH ngày 10 tháng 11 năm 2023" in told
    paper = issue(world, draft)
    assert AwardRecord.objects.standing().count() == 8
    assert set(AwardRecord.objects.standing().values_list("line__decision", flat=True)) == {paper.pk}
    assert set(AwardRecord.objects.standing().values_list("decision_text", flat=True)) == {
        "Quyết định số 09/QĐ-BCH của BĐBP tỉnh Long Thử"
    }
    assert [line.golden_book_no for line in lines_in_order(paper)] == list(range(1, 9))
    states = {line.nomination.state for line in lines_in_order(paper)}
    dropped.nomination.refresh_from_db()
    assert (states, dropped.nomination.state) == ({NominationState.DECIDED}, NominationState.REVOKED)
    assert replaced_lines([line.pk for line in standing]) == {line.pk for line in keep}
    assert words_of([old.pk]) == {old.pk: ("Thay thế bởi 09/QĐ-BCH",)}
    assert standing_lines(old) == []


def test_a_correction_changes_no_award_and_stands_beside_the_line(world):
    old = signed(world)
    line = of_award(old, "CSTDCS")[0]
    words = [
        Words(AmendPart.NAME, "Nguyễn Văn Uớc", line.nomination.subject_name, line),
        Words(AmendPart.BASES, "Căn cứ Luật số 15/2003/QH11", "Luật số 51"),
    ]
    draft = amending.draft_correction(old, by=world.officer, words=words, reason="Lỗi đánh máy")
    rows = [tuple(row) for row in paper_document(draft).blocks[1].lines()]
    assert [row[2:] for row in rows] == [
        ("Căn cứ", "Luật số 51", "Căn cứ Luật số 15/2003/QH11"),
        ("Họ và tên, tên gọi", line.nomination.subject_name, "Nguyễn Văn Uớc"),
    ]
    issue(world, draft)
    assert AwardRecord.objects.standing().count() == 9
    assert [one.words for one in told_of([line])[line.pk]] == ["Họ và tên, tên gọi: Nguyễn Văn Uớc"]


def test_what_is_asked_wrongly_is_told_and_changes_nothing(world):
    old, draft = signed(world, lines=world.of("CSTT")[:2]), world.draft(lines=world.of("CSTT")[2:])
    line = old.lines.first()

    def revoke(paper, lines, reason=WHY, by=world.officer):
        return lambda: amending.draft_revocation(paper, by=by, lines=lines, reason=reason)

    for act, error, sentence in (
        (revoke(draft, []), StateConflict, "đã ban hành"),
        (revoke(old, []), RuleViolation, "ít nhất một"),
        (revoke(old, [line], " "), RuleViolation, "Ghi lý do"),
        (lambda: amending.draft_correction(old, by=world.officer, words=[], reason=WHY), RuleViolation, "một chỗ"),
        (revoke(old, [line], by=world.clerk), Forbidden, None),
    ):
        with pytest.raises(error, match=sentence):
            act()
    assert AmendPoint.objects.count() == 0
    paper = amending.draft_revocation(old, by=world.officer, lines=[line], reason=WHY)
    with pytest.raises(RuleViolation, match="không thêm đối tượng mới"):
        services.add_lines(paper, by=world.officer, lines=[world.of("DVTT")[0]])
    services.to_sign(paper, by=world.officer)
    with pytest.raises(RuleViolation, match=r"trước ngày của văn bản được sửa \(10/11/2023\)"):
        services.sign(paper, by=world.commander, number=9, decided_on=date(2023, 11, 9))


def test_the_database_takes_an_award_back_only_by_a_signed_paper_that_names_it(world):
    old = signed(world)
    record = AwardRecord.objects.first()
    draft = amending.draft_revocation(old, by=world.officer, lines=[record.line], reason=WHY)
    for paper in (None, draft):
        with pytest.raises(DatabaseError, match="chỉ rút bằng văn bản"), transaction.atomic():
            AwardWithdrawal.objects.create(record=record, paper=paper, reason=WHY, by=world.officer)
    issue(world, draft)
    with pytest.raises(DatabaseError, match="Văn bản đã ký"), transaction.atomic():
        AmendPoint.objects.filter(paper=draft).update(wrong="Khác")


def test_what_a_superior_takes_back_is_written_down(world):
    submission = signed(world, PaperKind.SUBMISSION, number=12)
    nomination = submission.lines.get().nomination
    facts = {"series": "QĐ-BTL", "decided_on": date(2023, 12, 12), "signer_post": "Tư lệnh", "signer_name": "Ng. V. T"}
    answer = services.record_answer(
        submission, by=world.officer, issuer=world.above, number=30, granted={nomination.pk: True}, **facts
    )
    lines = standing_lines(answer)
    with pytest.raises(RuleViolation, match="Số 30/QĐ-BTL đã dùng"):
        amending.revoke_above(answer, by=world.officer, lines=lines, reason=WHY, number=30, **facts)
    paper = amending.revoke_above(answer, by=world.officer, lines=lines, reason=WHY, number=31, **facts)
    nomination.refresh_from_db()
    assert (nomination.state, AwardRecord.objects.standing().count()) == (NominationState.REVOKED, 0)
    assert (paper.code, paper.amends) == ("31/QĐ-BTL", answer)


def test_a_unit_renamed_between_vote_and_decision_bears_its_name_of_the_day(world):
    unit = world.of("DVTT")[0].unit
    UnitName.objects.filter(unit=unit).delete()
    for name, start, end in (("Đồn Cũ", date(2000, 1, 1), date(2023, 10, 31)), ("Đồn Mới", date(2023, 11, 1), None)):
        UnitName.objects.create(unit=unit, name=name, short_name=name, valid_from=start, valid_to=end)
    paper = world.draft()
    for day, name in ((date(2023, 10, 20), "Đồn Cũ"), (DAY, "Đồn Mới")):
        document = paper_document(paper, number=5, decided_on=day)
        names = [row[1] for row in document.annexes[0].blocks[0].lines()]
        assert name in names and len(names) == 3


# Pages ----------------------------------------------------------------------------------------------------------------


def test_revoke_and_replace_and_correct_lead_to_a_draft_that_names_the_old_paper(world, client):
    old = signed(world)
    line = of_award(old, "CSTT")[0]
    client.force_login(world.officer)
    refused = client.post(at("revoke", old.pk), {"reason": WHY})
    assert refused.status_code == 422 and "Chọn ít nhất một đối tượng." in refused.content.decode()
    made = client.post(at("revoke", old.pk), {"reason": WHY, "lines": [line.pk], "subject_line": ""})
    draft = Decision.objects.get(kind=PaperKind.REVOCATION)
    assert made.url == at("detail", draft.pk)
    assert WHY in client.get(at("detail", draft.pk)).content.decode()
    assert line not in client.get(at("replace", old.pk)).context["form"].standing.values()
    typed = {"reason": "Lỗi", "line_0": str(line.pk), "part_0": "rank", "wrong_0": "Trung tá", "right_0": ""}
    assert "Ghi nội dung sửa." in client.post(at("correct", old.pk), typed).content.decode()
    assert client.post(at("correct", old.pk), typed | {"right_0": "Thượng tá"}).status_code == 302
    issue(world, draft)
    shown = client.get(at("detail", old.pk)).content.decode()
    assert "Đã thu hồi" in shown and "09/QĐ-BCH" in shown
    assert client.get(at("revoke_above", old.pk)).status_code == 404
