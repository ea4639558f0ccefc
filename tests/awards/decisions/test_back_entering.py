"""Awards decided earlier on paper: entered once, never deleted, counted only when somebody is sure of them."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from awards.decisions import back_entering, correcting
from awards.decisions.back_entering import AlreadyEntered, Doubtful
from awards.decisions.old_papers import number_key
from awards.models import Award, AwardRecord, AwardRule, AwardWithdrawal, BackEntry, OldPaper, RuleSet
from awards.nominations.facts import _years_of
from tests.factories import PersonFactory, UnitFactory, UserFactory, files
from tests.factories.ballots import award
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import AuditEvent

pytestmark = pytest.mark.django_db
PAPER = {"number": "12/QĐ-BCH", "decided_on": date(2019, 12, 25), "authority": "Bộ Chỉ huy BĐBP tỉnh"}


@pytest.fixture
def office(settings, tmp_path) -> SimpleNamespace:
    """A province, two of its people, a post, titles of both kinds."""
    settings.MEDIA_ROOT = tmp_path
    t = SimpleNamespace(province=UnitFactory(code="LA", is_reporting=False))
    t.post = UnitFactory(code="LA-01", parent=t.province)
    t.officer = UserFactory(role=Role.OFFICER, over=t.province)
    t.an = PersonFactory(full_name="Nguyễn Văn An", service_number="0901", unit=t.post)
    t.binh = PersonFactory(full_name="Lê Bình", service_number="0902", unit=t.post)
    t.title = award("CSTDCS", "Chiến sĩ thi đua cơ sở", subject="individual")
    t.flag = award("DVQT", "Đơn vị Quyết thắng")
    return t


def row(t, **changes) -> dict:
    usual = {"award": t.title, "person": t.an, "unit": None, "year": 2019, "source": "paper", "confidence": "sure"}
    return usual | {"note": ""} | changes


def enter(t, *rows, sure=False, upload=None, **facts) -> list[BackEntry]:
    return back_entering.enter_from_paper(
        t.province, rows or [row(t)], by=t.officer, sure=sure, upload=upload, **PAPER | facts
    )


def scan(name="qd.pdf", mark="1") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, files.pdf(mark=mark))


# Entering -------------------------------------------------------------------------------------------------------------


def test_a_decision_is_entered_with_its_awards_its_scan_and_the_law_of_its_day(office):
    law = RuleSet.objects.create(
        code="R2003", name="Luật 2003", valid_from=date(2017, 10, 1), valid_to=date(2023, 12, 31), confidence="V"
    )
    made = enter(office, row(office), row(office, person=office.binh), upload=scan())
    (paper,) = OldPaper.objects.all()
    assert (paper.words, paper.rule_set, paper.unit) == (
        "Quyết định số 12/QĐ-BCH của Bộ Chỉ huy BĐBP tỉnh", law, office.province,
    )  # fmt: skip
    assert [(e.record.person, e.record.year, e.source, e.confidence) for e in made] == [
        (office.an, 2019, "paper", "sure"), (office.binh, 2019, "paper", "sure"),
    ]  # fmt: skip
    assert made[0].record.decision_text == paper.words and made[0].record.decided_on == paper.decided_on
    assert [(one.name, one.kind) for one in paper.scans.all()] == [("qd.pdf", "pdf")]
    acts = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["old_paper.record", *["decision.record_award"] * 2, "old_paper.attach"]
    assert AuditEvent.objects.filter(action="decision.record_award")[0].changes["confidence"] == [None, "Chắc chắn"]


def test_a_decision_before_every_law_of_the_catalogue_has_none(office):
    (made,) = enter(office, row(office, year=1979), decided_on=date(1980, 1, 2))
    assert (made.paper.rule_set, made.record.year) == (None, 1979)


def test_the_same_number_of_the_same_year_is_one_decision_however_it_is_written(office):
    (first,) = enter(office)
    (second,) = enter(office, row(office, person=office.binh), number="12 / qđ-bch", authority="bộ chỉ huy bđbp tỉnh")
    assert second.paper == first.paper
    with pytest.raises(AlreadyEntered, match="đã nhập với ngày 25/12/2019") as known:
        enter(office, row(office, person=office.binh, year=2018), decided_on=date(2019, 12, 26))
    assert (known.value.paper, known.value.field) == (first.paper, "number")
    (other,) = enter(office, row(office, year=2020), decided_on=date(2020, 12, 25))  # numbers begin anew every year
    assert other.paper != first.paper
    assert number_key(" 12 / QĐ-BCH ") == number_key("12/qd-bch")


def test_the_same_title_of_the_same_year_is_entered_once(office):
    enter(office)
    with pytest.raises(RuleViolation, match="Đã ghi khen thưởng này") as refusal:
        enter(office, number="99/QĐ-BTL")
    assert refusal.value.reasons == [
        "Nguyễn Văn An: đã có CSTDCS năm 2019, Quyết định số 12/QĐ-BCH của Bộ Chỉ huy BĐBP tỉnh, 25/12/2019."
    ]
    assert (AwardRecord.objects.count(), OldPaper.objects.count()) == (1, 1)  # the refused paper is not there either


def test_the_same_person_twice_in_one_act_is_refused_whole(office):
    with pytest.raises(RuleViolation) as refusal:
        enter(office, row(office), row(office, person=office.binh), row(office))
    assert refusal.value.reasons == ["Nguyễn Văn An có hai lần trong danh sách."]
    assert AwardRecord.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "facts", "sentence"),
    [
        ({"year": 1900}, {}, "Năm phải từ 1945"),
        ({"year": 2999}, {}, "Năm phải từ 1945"),
        ({"person": None}, {}, "Chọn một cá nhân hoặc một tập thể."),
        ({}, {"decided_on": date(2999, 1, 1)}, "Ngày ký không được sau hôm nay."),
        ({}, {"decided_on": date(1800, 1, 1)}, "Ngày ký phải từ năm 1945."),
        ({}, {"number": "  "}, "Ghi số quyết định."),
    ],
)
def test_what_no_paper_could_say_is_refused(office, changes, facts, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        enter(office, row(office, **changes), **facts)
    assert AwardRecord.objects.count() == 0


def test_a_title_for_people_is_not_entered_for_a_unit_nor_the_other_way_round(office):
    with pytest.raises(RuleViolation) as refusal:
        enter(office, row(office, person=None, unit=office.post), row(office, award=office.flag))
    assert refusal.value.reasons == [
        f"CSTDCS chỉ tặng cá nhân, không tặng {office.post}.",
        "DVQT chỉ tặng tập thể, không tặng Nguyễn Văn An.",
    ]


def test_what_is_unusual_is_entered_once_somebody_has_looked_again(office):
    late = {"year": 2010}
    with pytest.raises(Doubtful) as doubt:
        enter(office, row(office, **late))
    assert doubt.value.reasons == ["Nguyễn Văn An: quyết định năm 2019 cho danh hiệu năm 2010. Xem lại."]
    assert doubt.value.field == "sure"
    (made,) = enter(office, row(office, **late), sure=True)
    assert made.record.year == 2010
    with pytest.raises(Doubtful, match="cùng số quyết định đã ghi"):
        enter(office, row(office, year=2018))  # the same number, the same title, another year


def test_a_medal_of_service_held_already_is_doubted(office):
    medal = Award.objects.create(code="HC", name="Huy chương", short_name="Huy chương", kind="form",
                                 subject="individual")  # fmt: skip
    law = RuleSet.objects.create(code="R", name="Luật", valid_from=date(2017, 1, 1), confidence="V")
    AwardRule.objects.create(
        award=medal, rule_set=law, valid_from=law.valid_from, deciding_level="STATE", confidence="V",
        deciding_authority="Chủ tịch nước", commendation_types=["NIEN_HAN"],
    )  # fmt: skip
    enter(office, row(office, award=medal, year=2018), number="5/QĐ-CTN", decided_on=date(2018, 5, 1))
    with pytest.raises(Doubtful) as doubt:
        enter(office, row(office, award=medal))
    assert doubt.value.reasons == ["Nguyễn Văn An: Huy chương chỉ tặng một lần, đã ghi năm 2018."]


def test_only_the_office_of_the_subject_enters(office):
    elsewhere = PersonFactory(unit=UnitFactory(code="XA"))
    with pytest.raises(Forbidden):
        enter(office, row(office, person=elsewhere))
    with pytest.raises(Forbidden):
        back_entering.enter_from_paper(
            office.province, [row(office)], by=UserFactory(role=Role.CLERK, over=office.post), **PAPER
        )
    assert AwardRecord.objects.count() == 0


# Scans ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (SimpleUploadedFile("qd.pdf", b"%PDF- x"), "PDF hỏng"),
        (SimpleUploadedFile("qd.pdf", b""), "Tệp rỗng."),
        (SimpleUploadedFile("qd.docx", files.office("docx")), "Bản chụp quyết định là PDF hoặc ảnh"),
        (SimpleUploadedFile("qd.pdf", files.picture("PNG")), "Nội dung là Ảnh PNG"),
    ],
)
def test_a_scan_is_a_paper_or_a_picture(office, tmp_path, upload, sentence):
    with pytest.raises(RuleViolation, match=sentence) as refusal:
        enter(office, upload=upload)
    assert refusal.value.field == "upload"
    assert AwardRecord.objects.count() == 0
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []


def test_a_scan_is_kept_once_and_taken_away_with_a_reason(office):
    paper = enter(office, upload=scan())[0].paper
    with pytest.raises(RuleViolation, match="Trùng nội dung với tệp “qd.pdf”"):
        back_entering.attach_scan(paper, by=office.officer, upload=scan("khac.pdf"))
    (kept,) = paper.scans.all()
    with pytest.raises(RuleViolation, match="Ghi lý do"):
        back_entering.detach_scan(kept, by=office.officer, reason=" ")
    gone = back_entering.detach_scan(kept, by=office.officer, reason="Nhầm tệp")
    assert (gone.removed_by, gone.remove_reason) == (office.officer, "Nhầm tệp")
    assert gone.file.storage.exists(gone.file.name)
    back_entering.attach_scan(paper, by=office.officer, upload=scan("dung.pdf"))
    assert paper.scans.filter(removed_at__isnull=True).get().name == "dung.pdf"


# Corrections ----------------------------------------------------------------------------------------------------------


def test_a_correction_is_a_new_record_and_the_old_one_stays_withdrawn(office):
    (old,) = enter(office)
    new = correcting.correct_entry(old, by=office.officer, reason="Đọc nhầm năm", year=2018)
    assert (new.replaces, new.record.year, new.paper) == (old, 2018, old.paper)
    withdrawal = AwardWithdrawal.objects.get(record=old.record)
    assert (withdrawal.by, withdrawal.reason) == (office.officer, "Sửa lại: Đọc nhầm năm")
    assert list(AwardRecord.objects.standing().values_list("year", flat=True)) == [2018]
    event = AuditEvent.objects.get(action="decision.correct_award")
    assert event.reason == "Đọc nhầm năm"
    with pytest.raises(StateConflict, match="Đã được sửa hoặc rút"):
        correcting.correct_entry(old, by=office.officer, reason="Lần nữa", year=2017)
    with pytest.raises(RuleViolation, match="Chưa có gì thay đổi"):
        correcting.correct_entry(new, by=office.officer, reason="Không", year=2018)


def test_a_correction_back_to_what_it_was_is_possible(office):
    (first,) = enter(office)
    second = correcting.correct_entry(first, by=office.officer, reason="Nhầm", year=2018)
    third = correcting.correct_entry(second, by=office.officer, reason="Năm cũ đúng", year=2019)
    assert (third.record.year, third.record.edition) == (2019, 1)


def test_another_number_for_one_award_goes_onto_its_own_paper(office):
    first, second = enter(office, row(office), row(office, person=office.binh))
    moved = correcting.correct_entry(first, by=office.officer, reason="Khác số", number="13/QĐ-BCH")
    assert (moved.paper.number, second.paper.number) == ("13/QĐ-BCH", "12/QĐ-BCH")
    assert moved.record.decision_text.startswith("Quyết định số 13/QĐ-BCH")
    assert OldPaper.objects.get(pk=second.paper_id).closed_at is None


def test_a_corrected_paper_takes_its_awards_and_scans_along(office):
    first, second = enter(office, row(office), row(office, person=office.binh), upload=scan())
    new = correcting.correct_paper(
        first.paper, by=office.officer, reason="Ngày trên bản giấy", decided_on=date(2019, 12, 26)
    )
    assert [e.record.decided_on for e in new.entries.all()] == [date(2019, 12, 26)] * 2
    assert {e.replaces for e in new.entries.all()} == {first, second}
    assert [one.name for one in new.scans.all()] == ["qd.pdf"]
    old = OldPaper.objects.get(pk=first.paper_id)
    assert old.closed_at is not None
    with pytest.raises(StateConflict, match="không đổi được nữa"):
        correcting.correct_paper(old, by=office.officer, reason="Lại", number="1/QĐ")
    with pytest.raises(RuleViolation, match="Chưa có gì thay đổi"):
        correcting.correct_paper(new, by=office.officer, reason="Lại", number="12/QĐ-BCH")


def test_a_withdrawn_award_counts_for_nothing_and_may_be_entered_anew(office):
    (entry,) = enter(office)
    with pytest.raises(RuleViolation, match="Ghi lý do"):
        correcting.withdraw_entry(entry, by=office.officer, reason="")
    correcting.withdraw_entry(entry, by=office.officer, reason="Nhầm người")
    assert AwardRecord.objects.standing().count() == 0
    assert OldPaper.objects.get().closed_at is not None
    with pytest.raises(StateConflict):
        correcting.withdraw_entry(entry, by=office.officer, reason="Lại")
    (again,) = enter(office)
    assert again.paper != entry.paper and AwardRecord.objects.standing().count() == 1


def test_confidence_of_many_is_set_with_a_reason_those_right_already_stay(office):
    rows = enter(office, row(office, confidence="unchecked"), row(office, person=office.binh))
    made = correcting.set_confidence(rows, by=office.officer, confidence="sure", reason="Đã đối chiếu bản giấy")
    assert [(e.record.person, e.confidence, e.replaces) for e in made] == [(office.an, "sure", rows[0])]
    with pytest.raises(StateConflict):
        correcting.set_confidence(rows, by=office.officer, confidence="doubted", reason="Hai người cùng sửa")
    with pytest.raises(RuleViolation, match="đang ở đúng mức tin cậy"):
        correcting.set_confidence([*made, rows[1]], by=office.officer, confidence="sure", reason="Lại")


@pytest.mark.parametrize("model", [BackEntry, OldPaper])
def test_nothing_entered_is_ever_deleted(office, model):
    enter(office)
    with pytest.raises(DatabaseError, match="không xóa được"), transaction.atomic():
        model.objects.all()._raw_delete("default")


def test_what_was_said_of_an_award_never_changes(office):
    (entry,) = enter(office)
    with pytest.raises(DatabaseError, match="không sửa"), transaction.atomic():
        BackEntry.objects.filter(pk=entry.pk).update(confidence="doubted")


# What counts ----------------------------------------------------------------------------------------------------------


def test_only_what_somebody_is_sure_of_is_held(office):
    enter(office, row(office, confidence="sure"))
    enter(office, row(office, year=2018, confidence="unchecked"), number="8/QĐ", decided_on=date(2018, 12, 1))
    enter(office, row(office, year=2017, confidence="doubted"), number="7/QĐ", decided_on=date(2017, 12, 1))
    sure, doubtful = _years_of("person", {office.an.pk})
    assert sure == {office.an.pk: {"CSTDCS": frozenset({2019})}}
    assert doubtful == {office.an.pk: {"CSTDCS": frozenset({2017, 2018})}}
    entry = BackEntry.objects.get(record__year=2018)
    correcting.set_confidence([entry], by=office.officer, confidence="sure", reason="Đã xem bản gốc")
    assert _years_of("person", {office.an.pk})[0] == {office.an.pk: {"CSTDCS": frozenset({2018, 2019})}}
