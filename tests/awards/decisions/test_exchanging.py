"""A dossier goes to a level above without a connection and the answer comes back: two commands, two keys, one table."""

import json
import zipfile
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from awards.decisions import exchange_queries as reads
from awards.decisions import exchanging
from awards.decisions.enums import PaperKind
from awards.decisions.exchange_enums import LineMatch, PackageState
from awards.models import Award, AwardRecord, Decision, ExchangePackage, ExchangePartner, Nomination, ReceivedLine
from awards.nominations.enums import NominationState as N
from tests.factories import UserFactory
from tests.factories.decisions import province, signed
from tests.kept import kept
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.audit.models import AuditEvent

pytestmark = [pytest.mark.django_db, pytest.mark.both]
KEY = "0f" * 32


def two_sides() -> SimpleNamespace:
    """LT sends its signed submission of Đơn vị Quyết thắng to BTL; both hold the key."""
    y = province()
    paper = signed(y, PaperKind.SUBMISSION)
    above = UserFactory(role=Role.OFFICER, over=y.above)
    with clock.at(datetime(2023, 10, 20, 8)):
        below = exchanging.add_partner(
            by=y.officer, owner=y.unit, unit=y.above, our_code="LT", their_code="BTL", key=KEY
        )
        there = exchanging.add_partner(by=above, owner=y.above, unit=y.unit, our_code="BTL", their_code="lt", key=KEY)
    return SimpleNamespace(y=y, paper=paper, officer=y.officer, above=above, below=below, there=there)


sides = kept(two_sides)


@pytest.fixture(autouse=True)
def _then():
    with clock.at(datetime(2023, 11, 15, 9)):
        yield


def carried(package: ExchangePackage) -> SimpleUploadedFile:
    """The file as it is brought to the other side."""
    with package.file.open("rb") as file:
        return SimpleUploadedFile("goi.zip", file.read())


def sent(s) -> ExchangePackage:
    return exchanging.export_dossier(s.paper, s.below, by=s.officer)


def taken(s) -> ExchangePackage:
    return exchanging.take(exchanging.receive(carried(sent(s)), by=s.above), by=s.above)


def answered(s, dossier: ExchangePackage, yes: bool = True, **changes) -> ExchangePackage:
    lines = list(dossier.received.filter(answer=None))
    given = {
        "series": "QĐ-BTL", "number": 77, "decided_on": date(2023, 11, 13), "signer_post": "Tư lệnh",
        "signer_name": "Lê Văn A", "granted": {one.pk: yes for one in lines},
        "reasons": {} if yes else {one.pk: "Chưa đủ thời gian" for one in lines}, **changes,
    }  # fmt: skip
    return exchanging.answer_dossier(dossier, by=s.above, **given)


def test_there_and_back(sides):
    s = sides
    out = sent(s)
    assert sent(s) == out  # a second click makes no second package
    came = exchanging.receive(carried(out), by=s.above)
    assert (came.state, came.lines, came.number) == (PackageState.WAITING, out.lines, out.number)
    (shown,) = reads.dossier_shown(came)
    line = s.paper.lines.get().nomination
    assert (shown.match, shown.name, shown.code) == (LineMatch.NEW, line.subject_name, line.code)
    assert not ReceivedLine.objects.exists()  # nothing counts yet
    exchanging.take(came, by=s.above)
    row = came.received.get()
    assert (row.award.code, row.unit, row.is_granted) == ("DVQT", line.unit, None)
    assert reads.read(came, keep=None).files["files/0001.pdf"].startswith(b"%PDF")
    back = answered(s, came)
    home = exchanging.receive(carried(back), by=s.officer)
    assert home.submission == s.paper
    (shown,) = reads.answer_shown(home)
    assert (shown.match, shown.told) == (LineMatch.NEW, "Được tặng")
    exchanging.take(home, by=s.officer)
    line.refresh_from_db()
    assert line.state == N.DECIDED
    answer = Decision.objects.get(kind=PaperKind.ANSWER)
    assert (answer.code, answer.decided_on, answer.answers) == ("77/QĐ-BTL", date(2023, 11, 13), s.paper)
    assert AwardRecord.objects.get(award__code="DVQT").unit == line.unit
    acts = set(AuditEvent.objects.filter(action__startswith="exchange.").values_list("action", flat=True))
    assert acts == {f"exchange.{verb}" for verb in ("add_partner", "export", "receive", "take", "answer")}
    assert KEY not in str(list(AuditEvent.objects.values_list("changes", "facts")))


def test_a_refusal_comes_back_with_its_reason(sides):
    s = sides
    home = exchanging.receive(carried(answered(s, taken(s), yes=False)), by=s.officer)
    exchanging.take(home, by=s.officer)
    line = s.paper.lines.get().nomination
    line.refresh_from_db()
    assert (line.state, line.why_not) == (N.REFUSED_ABOVE, "Cấp trên không tặng: Chưa đủ thời gian")


def test_another_title_comes_back_with_its_decision(sides):
    """Đơn vị Quyết thắng was proposed, Cờ thi đua given: told before it is taken, in the history afterwards."""
    s = sides
    flag = Award.objects.create(code="CTD", name="Cờ thi đua của Bộ", short_name="Cờ thi đua", kind="title",
                                subject="collective", sort=5)  # fmt: skip
    dossier = taken(s)
    row = dossier.received.get()
    back = answered(s, dossier, given={row.pk: flag})
    row.refresh_from_db()
    assert (row.given_award, row.is_granted, row.reason) == (flag, True, "")
    assert [one.told for one in reads.sent_shown(back)] == ["Tặng danh hiệu khác: Cờ thi đua của Bộ"]
    home = exchanging.receive(carried(back), by=s.officer)
    (shown,) = reads.answer_shown(home)
    assert (shown.match, shown.told) == (LineMatch.NEW, "Tặng danh hiệu khác: Cờ thi đua của Bộ")
    exchanging.take(home, by=s.officer)
    line = s.paper.lines.get().nomination
    line.refresh_from_db()
    assert (line.state, line.why_not) == (
        N.REFUSED_ABOVE, "Cấp trên không tặng: Cấp trên tặng danh hiệu khác: Cờ thi đua của Bộ",
    )  # fmt: skip
    given = AwardRecord.objects.get(award=flag)
    assert (given.unit, given.line.decision.code) == (line.unit, "77/QĐ-BTL")
    assert not AwardRecord.objects.filter(award__code="DVQT").exists()
    told = AuditEvent.objects.get(action="exchange.answer").facts
    assert (told["granted"], told["refused"], told["other_title"]) == (0, 0, 1)


def test_a_title_that_cannot_be_given_is_refused_on_both_sides(sides):
    """A title for people is no answer for a unit; a title the catalogue of the unit lacks keeps the package waiting."""
    s = sides
    flag = Award.objects.create(code="CTD", name="Cờ thi đua của Bộ", short_name="Cờ thi đua", kind="title",
                                subject="collective", sort=5)  # fmt: skip
    dossier = taken(s)
    row = dossier.received.get()
    with pytest.raises(RuleViolation, match="không tặng tập thể"):
        answered(s, dossier, given={row.pk: Award.objects.get(code="CSTT")})
    same = answered(s, dossier, given={row.pk: row.award})  # the proposed one after all: an ordinary grant
    assert [one.told for one in reads.sent_shown(same)] == ["Được tặng"]
    ReceivedLine.objects.update(answer=None, is_granted=None)
    home = exchanging.receive(carried(answered(s, dossier, given={row.pk: flag})), by=s.officer)
    Award.objects.filter(pk=flag.pk).update(code="CTD-2")
    (shown,) = reads.answer_shown(home)
    assert shown.match == LineMatch.WRONG
    assert shown.told.endswith("Danh mục chưa có danh hiệu được tặng: Cờ thi đua của Bộ")
    with pytest.raises(RuleViolation, match="không khớp tờ trình"):
        exchanging.take(home, by=s.officer)
    Award.objects.filter(pk=flag.pk).update(code="CTD", subject="individual")
    assert "không tặng tập thể" in reads.answer_shown(home)[0].told
    Award.objects.filter(pk=flag.pk).update(subject="both")
    exchanging.take(home, by=s.officer)
    assert AwardRecord.objects.get(award=flag).line.given_award == flag


def test_only_a_package_with_another_title_asks_for_the_new_format(sides):
    s = sides
    dossier = taken(s)
    row = dossier.received.get()

    def written(package) -> str:
        with package.file.open("rb") as file, zipfile.ZipFile(file) as archive:
            return json.loads(archive.read("manifest.json"))["format"]

    assert (written(dossier), written(answered(s, dossier))) == ("thidua-exchange/2",) * 2
    ReceivedLine.objects.update(answer=None, is_granted=None)
    assert written(answered(s, dossier, given={row.pk: Award.objects.get(code="DVTT")})) == "thidua-exchange/3"


def test_another_title_without_a_grant_is_refused_by_the_table(sides):
    row = taken(sides).received.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReceivedLine.objects.filter(pk=row.pk).update(given_award=row.award)


def test_the_same_package_is_not_taken_twice(sides):
    s = sides
    out = sent(s)
    came = exchanging.receive(carried(out), by=s.above)
    with pytest.raises(RuleViolation, match="Gói này đã đưa vào lúc 09:00, 15/11/2023, chờ xem") as refused:
        exchanging.receive(carried(out), by=s.above)
    assert refused.value.field == "file"
    with pytest.raises(RuleViolation, match="Ghi lý do"):
        exchanging.drop(came, by=s.above, reason=" ")
    exchanging.drop(came, by=s.above, reason="Nhầm đĩa")
    again = exchanging.receive(carried(out), by=s.above)  # what was put aside may be brought in again
    exchanging.take(again, by=s.above)
    for act in (lambda: exchanging.take(again, by=s.above), lambda: exchanging.take(came, by=s.above)):
        with pytest.raises(StateConflict, match="không nhận lại"):
            act()
    assert ReceivedLine.objects.count() == 1


def test_strangers_and_others_are_refused_in_words(sides):
    s = sides
    out = sent(s)

    def refused(by) -> str:
        with pytest.raises(RuleViolation) as found:
            exchanging.receive(carried(out), by=by)
        return found.value.message

    assert refused(s.officer) == "Gói gửi cho mã BTL, không phải đơn vị này."
    ExchangePartner.objects.filter(pk=s.there.pk).update(key="ee" * 32)
    assert refused(s.above).startswith("Gói ký bằng khóa khác (dấu khóa")
    exchanging.end_partner(s.there, by=s.above, reason="Lộ khóa")
    assert refused(s.above) == "Gói từ mã LT: đã thôi trao đổi với nơi này."
    ExchangePartner.objects.filter(pk=s.there.pk).update(their_code="KHAC")
    assert refused(s.above) == "Gói từ mã LT: chưa trao khóa với nơi này."
    assert not ExchangePackage.objects.filter(direction="in").exists()


def test_old_packages_and_clocks_that_run_ahead(sides):
    s = sides
    out = sent(s)
    for now, words in ((datetime(2024, 3, 1, 9), "quá 60 ngày"), (datetime(2023, 11, 11, 9), "sau hôm nay")):
        with clock.at(now), pytest.raises(RuleViolation, match=words):
            exchanging.receive(carried(out), by=s.above)
    ExchangePartner.objects.filter(pk=s.there.pk).update(since=date(2023, 11, 16))
    with pytest.raises(RuleViolation, match="trước khi trao khóa"):
        exchanging.receive(carried(out), by=s.above)


def test_a_changed_file_is_refused_even_after_it_was_looked_at(sides):
    s = sides
    out = sent(s)
    content = carried(out).read()
    with pytest.raises(RuleViolation, match="đã bị sửa|đã hỏng"):
        exchanging.receive(SimpleUploadedFile("goi.zip", content[:300] + b"x" + content[301:]), by=s.above)
    for wrong in (b"", b"PK\x03\x04 not a zip", b"%PDF-1.7"):
        with pytest.raises(RuleViolation):
            exchanging.receive(SimpleUploadedFile("goi.zip", wrong), by=s.above)
    came = exchanging.receive(carried(out), by=s.above)
    came.file.storage.delete(came.file.name)
    came.file.storage.save(came.file.name, ContentFile(b"something else"))
    with pytest.raises(StateConflict, match="không còn nguyên"):
        exchanging.take(came, by=s.above)


def test_what_is_unknown_here_is_told_and_does_not_keep_a_line_out(sides):
    s = sides
    came = exchanging.receive(carried(sent(s)), by=s.above)
    line = s.paper.lines.get().nomination
    line.award.code = "DVQT_CU"
    line.award.save()
    unit = line.unit
    type(unit).objects.filter(pk=unit.pk).update(code="KHAC")
    (shown,) = reads.dossier_shown(came)
    assert shown.match == LineMatch.UNKNOWN
    assert shown.told == f"Danh mục chưa có mã DVQT; chưa có đơn vị mã {unit.code}"
    exchanging.take(came, by=s.above)
    row = came.received.get()
    assert (row.award, row.unit, row.subject_name) == (None, None, line.subject_name)


def test_lines_that_came_before_are_not_taken_again(sides):
    """The same submission under a new key is another package; its lines are the same."""
    s = sides
    taken(s)
    for partner, by in ((s.below, s.officer), (s.there, s.above)):
        exchanging.end_partner(partner, by=by, reason="Thay khóa")
    other = "1e" * 32
    below = exchanging.add_partner(
        by=s.officer, owner=s.y.unit, unit=s.y.above, our_code="LT", their_code="BTL", key=other
    )
    exchanging.add_partner(by=s.above, owner=s.y.above, unit=s.y.unit, our_code="BTL", their_code="LT", key=other)
    came = exchanging.receive(carried(exchanging.export_dossier(s.paper, below, by=s.officer)), by=s.above)
    (shown,) = reads.dossier_shown(came)
    assert (shown.match, shown.told[:15]) == (LineMatch.THERE, "Đã nhận trong g")
    with pytest.raises(RuleViolation, match="Không có gì mới"):
        exchanging.take(came, by=s.above)


def test_an_answer_that_speaks_of_something_else_is_refused(sides):
    s = sides
    back = answered(s, taken(s))
    file = carried(back)
    ExchangePackage.objects.filter(direction="out", kind="dossier").update(number="f" * 32)
    with pytest.raises(RuleViolation, match="không do đơn vị này gửi"):
        exchanging.receive(file, by=s.officer)


def test_an_answer_to_what_was_settled_meanwhile_changes_nothing(sides):
    s = sides
    home = exchanging.receive(carried(answered(s, taken(s))), by=s.officer)
    Nomination.objects.filter(decision_lines__decision=s.paper).update(state=N.REFUSED_ABOVE)
    (shown,) = reads.answer_shown(home)
    assert (shown.match, shown.told) == (LineMatch.THERE, "Được tặng. Đã ghi: cấp trên không tặng")
    with pytest.raises(RuleViolation, match="Không có gì để ghi"):
        exchanging.take(home, by=s.officer)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"series": " "}, "series"),
        ({"number": 0}, "number"),
        ({"decided_on": date(2023, 11, 16)}, "decided_on"),
        ({"granted": {}}, "granted"),
        ({"granted": {10**6: True}}, "granted"),
    ],
)
def test_what_is_missing_in_an_answer_is_said(sides, changes, field):
    dossier = taken(sides)
    with pytest.raises(RuleViolation) as refused:
        answered(sides, dossier, **changes)
    assert refused.value.field == field
    with pytest.raises(RuleViolation, match="Ghi lý do không tặng"):
        answered(sides, dossier, yes=False, reasons={})
    answered(sides, dossier)
    with pytest.raises(RuleViolation, match="chưa trả lời"):
        answered(sides, dossier, granted={dossier.received.get().pk: True})


def test_keys_are_asked_for_in_words(sides):
    s = sides
    given = {"by": s.officer, "owner": s.y.unit, "unit": s.y.above, "our_code": "LT", "their_code": "BTL2"}
    for change, field in (
        ({"their_code": "lt"}, "their_code"), ({"our_code": "Lờ"}, "our_code"), ({"key": "123"}, "key"),
        ({"unit": s.y.unit}, "unit"), ({"their_code": "BTL"}, "their_code"), ({"max_days": 0}, "max_days"),
    ):  # fmt: skip
        with pytest.raises(RuleViolation) as refused:
            exchanging.add_partner(**{**given, **change})
        assert refused.value.field == field
    made = exchanging.add_partner(**given)
    assert len(made.key) == 64
    assert made.key != KEY
    assert exchanging.show_key(made, by=s.officer) == made.key


def test_who_may_exchange(sides):
    s = sides
    for role in (Role.CLERK, Role.COMMANDER, Role.ADMINISTRATOR, Role.SECRETARY):
        person = UserFactory(role=role, over=s.y.unit)
        with pytest.raises(Forbidden):
            exchanging.export_dossier(s.paper, s.below, by=person)
        assert not ExchangePartner.objects.visible_to(person).exists()
    assert list(ExchangePartner.objects.visible_to(s.officer)) == [s.below]  # the keys of the level above stay there


# Pages ----------------------------------------------------------------------------------------------------------------


def at(name: str, *args) -> str:
    return reverse(f"awards:decisions.{name}", args=args)


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_way_on_pages(client, sides, django_assert_num_queries):
    s = sides
    client.force_login(s.officer)
    assert at("export_dossier", s.paper.pk) in words(client.get(at("exchange")))
    assert client.get(at("export_dossier", s.paper.pk)).status_code == 200
    done = client.post(at("export_dossier", s.paper.pk), {"partner": s.below.pk})
    out = ExchangePackage.objects.get()
    assert done.url == at("package", out.pk)
    file = client.get(at("package_file", out.pk))
    content = b"".join(file.streaming_content)
    assert (content[:2], file["Content-Type"], "no-store" in file["Cache-Control"]) == (b"PK", "application/zip", True)
    assert at("package_file", out.pk) in words(client.get(done.url))
    client.force_login(s.above)
    refused = client.post(at("import_package"), {"file": SimpleUploadedFile("x.zip", b"PK")})
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"file"})
    assert client.post(at("import_package"), {}).status_code == 422
    done = client.post(at("import_package"), {"file": SimpleUploadedFile("x.zip", content)})
    came = ExchangePackage.objects.get(direction="in")
    assert done.url == at("package", came.pk)
    page = words(client.get(done.url))
    assert "Chữ ký và mã kiểm tra đúng" in page
    assert client.post(at("drop_package", came.pk), {"reason": ""}).status_code == 422
    assert client.post(at("take_package", came.pk)).status_code == 302
    assert client.get(at("package_paper", came.pk)).content.startswith(b"%PDF")
    assert at("answer_dossier", came.pk) in words(client.get(at("package", came.pk)))
    row = came.received.get()
    head = {
        "number": "77",
        "series": "QĐ-BTL",
        "decided_on": "13/11/2023",
        "signer_post": "Tư lệnh",
        "signer_name": "A",
    }
    page = client.post(at("answer_dossier", came.pk), {**head, f"r{row.pk}": "no"})
    assert (page.status_code, set(page.context["form"].errors)) == (422, {f"w{row.pk}"})
    assert client.post(at("answer_dossier", came.pk), head).status_code == 422
    page = client.post(at("answer_dossier", came.pk), {**head, f"r{row.pk}": "other"})
    assert (page.status_code, page.context["form"].errors[f"g{row.pk}"]) == (422, ["Chọn danh hiệu được tặng."])
    assert [code for code, _ in page.context["form"].fields[f"g{row.pk}"].choices] == ["", "DVTT"]
    done = client.post(at("answer_dossier", came.pk), {**head, f"r{row.pk}": "yes"})
    back = ExchangePackage.objects.get(direction="out", kind="answer")
    assert done.url == at("package", back.pk)
    with django_assert_num_queries(13):
        client.get(at("exchange"))


def test_keys_on_pages(client, sides):
    s = sides
    client.force_login(s.officer)
    assert client.get(at("add_partner")).status_code == 200
    given = {
        "owner": s.y.unit.pk, "unit": s.y.above.pk, "our_code": "LT", "their_code": "TW", "key": "", "max_days": "30",
    }  # fmt: skip
    assert client.post(at("add_partner"), {**given, "key": "xyz"}).status_code == 422
    done = client.post(at("add_partner"), given)
    made = ExchangePartner.objects.get(their_code="TW")
    assert done.url == at("partner", made.pk)
    spaced = " ".join(made.key[start : start + 8] for start in range(0, 64, 8))
    assert spaced not in words(client.get(done.url))
    assert client.get(at("show_key", made.pk)).status_code == 405
    shown = client.post(at("show_key", made.pk))
    assert spaced in words(shown)
    assert "no-store" in shown["Cache-Control"]
    assert client.post(at("end_partner", made.pk), {"reason": ""}).status_code == 422
    assert client.post(at("end_partner", made.pk), {"reason": "Thử"}).url == at("exchange")
    assert client.get(at("partner", s.there.pk)).status_code == 404  # the level above keeps its own keys


@pytest.mark.parametrize("many", [False, True])
def test_the_list_asks_the_same_questions_for_one_and_for_many(client, sides, django_assert_num_queries, many):
    s = sides
    out = sent(s)
    for number in range(15 if many else 0):
        row = ExchangePackage.objects.get(pk=out.pk)
        row.pk, row.number, row.direction, row.state = None, f"{number:032d}", "in", PackageState.TAKEN
        row.made_at -= timedelta(days=number)
        row.save(force_insert=True)
    client.force_login(s.officer)
    client.get(at("exchange"))
    with django_assert_num_queries(13):
        client.get(at("exchange"))
