"""A block of Excel through the preview into the sheets, and back out again; the pages around it."""

import json

import pytest
from django.urls import reverse

from awards.criteria.enums import CriterionKind
from awards.models import Criterion, ReportingTerm, ResultEntry, ResultSheet, Target
from awards.results import entering, services
from awards.results.pasting import Choices, plan_of
from awards.years.enums import TermState
from tests.awards.results.year import make_year
from tests.factories import UserFactory
from units.accounts.enums import Role
from units.models import AuditEvent

pytestmark = pytest.mark.django_db

NAMES = (
    "Tuần tra bảo vệ đường biên, cột mốc",
    "Tuần tra song phương với bạn",
    "Ngày công giúp dân",
    "Hũ gạo trao tặng",
)


@pytest.fixture
def year():
    year = make_year(criteria=4)
    for leaf, name in zip(year.leaves, NAMES, strict=True):
        leaf.name = name
    Criterion.objects.bulk_update(year.leaves, ["name"])
    return year


def page(year, name="paste", number=0, term=None):
    return reverse(f"awards:results.{name}", args=[(term or year.term).pk, year.units[number].code])


def read(year, text, **choices):
    return plan_of(year.term, year.units[0], Choices(text=text, **choices))


def verdicts(plan):
    return [
        (cell.match.item and cell.match.item.code, cell.old, cell.new, cell.verdict, cell.words) for cell in plan.cells
    ]


def fields(plan, **more):
    """What the form of the preview posts."""
    posted = {"text": plan.choices.text, "offered": plan.offered, "seen": plan.seen}
    posted |= {f"t{cell.key}": "on" for cell in plan.cells if cell.is_written}
    posted |= {f"k{column.place}": column.role for column in plan.columns}
    posted |= {f"f{cell.key}": cell.text for cell in plan.cells if cell.verdict == "bad"}
    return posted | more


def stored(year, term=None):
    rows = ResultEntry.objects.filter(sheet__term=term or year.term).select_related("criterion")
    return {entry.criterion.code: entry.raw or (None if entry.value is None else int(entry.value)) for entry in rows}


def test_the_preview_says_what_each_line_would_do(year):
    for term in year.terms[:2]:
        year.verified(term=term, value="100")
    services.enter_many(year.sheet(), {year.leaves[1].pk: "2"}, by=year.clerks[0])
    text = "Nội dung\tTháng 12\nTuần tra đường biên\t420\nTuần tra SP\t2\n1.3 Ngày công\t1 050\n"
    text += "Hũ gạo\t1O5\nGhi chú\t7\nCộng\t"
    plan = read(year, text)
    assert verdicts(plan) == [
        ("1.1", "", "420", "warn", "Gấp 4,2 lần trung bình các tháng trước (100)."),
        ("1.2", "2", "2", "same", "Không đổi"),
        ("1.3", "", "1.050", "warn", "Gấp 10,5 lần trung bình các tháng trước (100)."),
        ("1.4", "", "1O5", "bad", "“1O5” có chữ O. Nhập số, ví dụ 105."),
        (None, "", "", "ask", "Không có tiêu chí, bỏ qua"),
    ]
    assert (plan.writes, plan.bad, plan.same, plan.skipped, plan.without_figure) == (2, 1, 1, 1, 1)
    assert [words for words, _ in plan.parts] == ["Cần xem", "Đọc được"]


def test_faults_are_fixed_and_lines_chosen_in_place(year):
    text = "Tuần tra\t5\nHũ gạo\t1O5\nNgày công\t9\nNgày công giúp dân\t8\nGạo\t-3"
    plan = read(year, text)
    assert [cell.verdict for cell in plan.cells] == ["ask", "bad", "write", "bad", "bad"]
    assert {item.code for item in plan.cells[0].match.rivals} == {"1.1", "1.2"}
    fixed = read(
        year,
        text,
        picks={1: "1.2 Tuần tra song phương với bạn", 5: ""},
        fixes={"2_1": "105"},
        roles={0: "name", 1: f"m{year.term.pk}"},
    )
    assert [(cell.match.item and cell.match.item.code, cell.verdict, cell.words) for cell in fixed.cells] == [
        ("1.2", "write", "Đã chọn"),
        ("1.4", "write", "Khớp gần đúng"),
        ("1.3", "write", "Khớp gần đúng"),
        ("1.3", "bad", "Trùng tiêu chí với một dòng ở trên"),
        (None, "ask", "Không có tiêu chí, bỏ qua"),
    ]


def test_lines_without_names_follow_the_grid_and_what_is_too_long_is_named(year):
    Target.objects.filter(criterion=year.leaves[1], unit=year.units[0]).update(is_assigned=False, value=None)
    text = "\n".join(f"{number}\t0" for number in (5, 6, 7, 8))
    plan = read(year, text, roles={0: f"m{year.term.pk}", 1: ""}, start=year.leaves[2].pk)
    assert [(cell.match.item.code, cell.new) for cell in plan.cells] == [("1.3", "5"), ("1.4", "6")]
    assert plan.left_out == ["Khối dài hơn bảng: bỏ ra 2 dòng cuối, không còn tiêu chí nào."]
    plan = read(year, "Tuần tra song phương với bạn\t5")
    assert plan.left_out == ["Tháng 12/2022: bỏ ra 1 ô (1.2). Không giao cho đơn vị."]


def test_several_months_locked_and_returned_ones_are_named_and_left_out(year, django_assert_num_queries):
    locked, returned, now = year.terms
    year.verified(term=locked)
    ReportingTerm.objects.filter(pk=locked.pk).update(state=TermState.LOCKED)
    sheet = year.fill(term=returned)
    services.submit(sheet, by=year.clerks[0])
    services.send_back(sheet, by=year.officer, reason="Xem lại", cells={year.leaves[2].pk: "Lệch sổ trực"})
    text = "TT\tTiêu chí\tTháng 10\tTháng 11\tT12\n1.1\tTuần tra\t1\t2\t3\n1.3\tNgày công\t4\t5\t6"
    year.term.refresh_from_db()
    with django_assert_num_queries(6):  # the month's year, months, sheets, criteria, targets, entries
        plan = read(year, text)
    assert [column.role for column in plan.columns] == ["code", "name", *(f"m{term.pk}" for term in year.terms)]
    assert [(cell.term, cell.match.item.code, cell.new) for cell in plan.cells] == [
        (now, "1.1", "3"),
        (returned, "1.3", "5"),
        (now, "1.3", "6"),
    ]
    assert plan.left_out == [
        "Tháng 10/2022: bỏ ra 2 ô (1.1, 1.3). Kỳ tháng 10/2022 đã khóa. Gửi yêu cầu mở khóa tới cơ quan thi đua.",
        "Tháng 11/2022: bỏ ra 1 ô (1.1). Ô không bị trả lại.",
    ]
    assert read(year, "Ngày công\t4\t5").asks


def test_paste_shows_writes_and_takes_back(client, year):
    services.enter_many(year.sheet(), {year.leaves[0].pk: "1"}, by=year.clerks[0])
    client.force_login(year.clerks[0])
    assert "Khối ô chép từ Excel" in client.get(page(year)).text
    text = "Tuần tra đường biên\t42\r\nTuần tra SP\t2\r\nHũ gạo\t1O5\r\nNgày công\t1.200\r\n"
    response = client.post(page(year), {"text": text})
    plan = response.context["plan"]
    assert (response.status_code, plan.writes, plan.bad) == (200, 3, 1)
    assert "Ghi 3 ô" in response.text
    assert stored(year) == {"1.1": 1}  # looking never writes
    plan = client.post(page(year), fields(plan) | {"f3_1": "105"}).context["plan"]
    assert plan.writes == 4
    posted = fields(plan, f3_1="105")
    del posted["t2_1"]  # the second line was left out by hand
    response = client.post(page(year, "paste_write"), posted, follow=True)
    assert "Đã ghi 3 ô dán từ Excel" in response.text
    assert "Hoàn tác lần dán 3 ô" in response.text
    assert stored(year) == {"1.1": 42, "1.3": 1200, "1.4": 105}
    assert AuditEvent.objects.filter(action="results.enter").count() == 2
    assert 'data-pasted="3"' in response.text
    assert "data-pasted" not in client.get(page(year, "entry")).text  # told once; the bar keeps the way back

    services.enter(year.sheet(), year.leaves[2], "1.250", by=year.officer)
    response = client.post(page(year, "paste_undo"), follow=True)
    assert "Đã hoàn tác 2 ô" in response.text
    assert "1 ô đã có người sửa sau khi dán nên giữ nguyên: 1.3." in response.text
    assert stored(year) == {"1.1": 1, "1.3": 1250, "1.4": None}
    response = client.post(page(year, "paste_undo"), follow=True)
    assert "Không còn lần dán nào để hoàn tác." in response.text


def test_a_returned_cell_is_returned_again_once_the_paste_is_taken_back(year):
    sheet, unit, clerk, leaf = year.fill(), year.units[0], year.clerks[0], year.leaves[2]
    services.submit(sheet, by=clerk)
    services.send_back(sheet, by=year.officer, reason="Xem lại", cells={leaf.pk: "Lệch sổ trực"})
    entry = sheet.entries.get(criterion=leaf)
    taken = json.loads(json.dumps(  # as the session keeps it
        entering.write_paste(unit, {year.term.pk: {leaf.pk: "12"}}, by=clerk, versions={(year.term.pk, leaf.pk): 1})
    ))  # fmt: skip
    assert not sheet.entries.get(criterion=leaf).is_back
    assert entering.undo_paste(unit, taken, by=clerk).count == 1
    again = sheet.entries.get(criterion=leaf)
    assert again.is_back
    assert (again.value, again.return_reason, again.checked_by, again.checked_at) == (
        10, "Lệch sổ trực", year.officer, entry.checked_at,
    )  # fmt: skip


def test_paste_write_writes_nothing_when_a_cell_has_changed_since_the_preview(client, year):
    client.force_login(year.clerks[0])
    plan = client.post(page(year), {"text": "Tuần tra đường biên\t42\nNgày công\t7"}).context["plan"]
    services.enter(year.sheet(), year.leaves[2], "43", by=year.officer)
    response = client.post(page(year, "paste_write"), fields(plan))
    assert response.status_code == 409
    assert "vừa được" in response.text
    assert stored(year) == {"1.3": 43}
    again = response.context["plan"]
    assert [cell.old for cell in again.cells] == ["", "43"]
    assert client.post(page(year, "paste_write"), fields(again)).status_code == 302
    assert stored(year) == {"1.1": 42, "1.3": 7}


def test_paste_write_twice_changes_nothing(client, year):
    client.force_login(year.clerks[0])
    plan = client.post(page(year), {"text": "Ngày công\t7"}).context["plan"]
    client.post(page(year, "paste_write"), fields(plan))
    response = client.post(page(year, "paste_write"), fields(plan))
    assert response.status_code == 422
    assert "Không có ô nào để ghi" in response.text
    assert ResultEntry.objects.get().version == 1


def test_paste_of_nothing_and_of_too_much_is_told(client, year):
    client.force_login(year.clerks[0])
    assert "Chưa có gì để đọc" in client.post(page(year), {"text": " \r\n"}).text
    response = client.post(page(year), {"text": "1\n" * 1500})
    assert (response.status_code, "Khối dán quá lớn" in response.text) == (422, True)


def test_paste_of_a_closed_month_says_why(client, year):
    ReportingTerm.objects.filter(pk=year.term.pk).update(state=TermState.LOCKED)
    client.force_login(year.clerks[0])
    plan = client.post(page(year), {"text": "Ngày công\t7"}).context["plan"]
    assert plan.cells == []
    assert plan.left_out == [
        "Tháng 12/2022: bỏ ra 1 ô (1.3). Kỳ tháng 12/2022 đã khóa. Gửi yêu cầu mở khóa tới cơ quan thi đua."
    ]
    assert client.post(page(year, "paste_write"), fields(plan)).status_code == 422
    assert not ResultEntry.objects.exists()


def test_paste_belongs_to_the_own_unit(client, year):
    """Not the mate's, not by who only looks; a block cannot reach a target, a state or another unit's cell."""
    client.force_login(year.clerks[0])
    for name in ("paste", "paste_write", "paste_undo", "upload"):
        assert client.post(page(year, name, 1), {"text": "Ngày công\t7"}).status_code == 404
    assert client.get(page(year, "template", 1)).status_code == 404
    other = year.fill(1)
    before = list(ResultEntry.objects.filter(sheet=other).values_list("criterion", "value", "version"))
    posted = {
        "text": "Ngày công\t7",
        "k0": "name",
        "k1": f"m{year.term.pk}",
        "seen": f"{year.term.pk}:{year.leaves[2].pk}:0 x:y 1:2:3:4",
        "state": "verified",
        "value": "9999",
        "unit": year.units[1].pk,
        "sheet": other.pk,
        "target": "1",
    }
    assert client.post(page(year, "paste_write"), posted).status_code == 302
    sheet = ResultSheet.objects.get(unit=year.units[0])
    assert (sheet.state, stored_of(sheet)) == ("draft", {"1.3": 7})
    assert list(ResultEntry.objects.filter(sheet=other).values_list("criterion", "value", "version")) == before
    assert set(Target.objects.values_list("value", flat=True)) == {120}
    client.force_login(UserFactory(role=Role.AUDITOR, over=year.province))
    assert client.get(page(year)).status_code == 403


def stored_of(sheet):
    return {entry.criterion.code: int(entry.value) for entry in sheet.entries.select_related("criterion")}


def test_cells_takes_figures_of_the_own_open_sheet_and_nothing_else(client, year):
    """A unit account posting a target, a verified value, a state, or another unit's cell changes none of them."""
    year.verified(term=year.terms[0], value="10")
    year.fill(1)
    client.force_login(year.clerks[0])
    pk = year.leaves[0].pk
    posted = {
        f"c{pk}": "5",
        f"v{pk}": "0",
        f"t{pk}": "1",
        "state": "verified",
        "verified_at": "2022-12-31",
        "value": "9",
    }
    assert client.post(page(year, "cells"), posted | {f"target{pk}": "1", "points": "5"}).status_code == 200
    sheet = ResultSheet.objects.get(unit=year.units[0], term=year.term)
    assert (sheet.state, sheet.verified_at, stored_of(sheet)) == ("draft", None, {"1.1": 5})
    assert set(Target.objects.values_list("value", flat=True)) == {120}
    assert client.post(page(year, "cells", 1), {f"c{pk}": "5"}).status_code == 404
    response = client.post(page(year, "cells", term=year.terms[0]), {f"c{pk}": "99"})
    assert (response.status_code, response.json()["error"]) == (409, "Bảng đã xác minh, chỉ xem được.")
    assert set(ResultEntry.objects.filter(sheet__term=year.terms[0]).values_list("value", flat=True)) == {10}
    assert set(ResultEntry.objects.filter(sheet__unit=year.units[1]).values_list("value", flat=True)) == {10}


def test_changes_tells_what_others_did_and_nothing_else(client, year, django_assert_num_queries):
    client.force_login(year.clerks[0])
    mark = client.get(page(year, "entry")).context["mark"]
    url = page(year, "changes")
    assert client.get(url, {"biet": mark}).status_code == 204
    services.enter(year.sheet(), year.leaves[0], "43", by=year.officer)
    answer = client.get(url, {"biet": mark}).json()
    assert [(row["text"], row["who"], row["version"]) for row in answer["rows"]] == [("43", str(year.officer), 1)]
    assert (answer["mark"], answer["closed"]) == ("1.draft.open.open", "")
    with django_assert_num_queries(4):  # session, user, roles, sheet
        assert client.get(url, {"biet": answer["mark"]}).status_code == 204
    assert client.get(url, {"biet": "١.x"}).json()["rows"] == []

    # the own save brings along what others changed before it, so that nothing is jumped over
    services.enter(year.sheet(), year.leaves[1], "44", by=year.officer)
    pk = year.leaves[2].pk
    saved = client.post(page(year, "cells"), {f"c{pk}": "5", f"v{pk}": "0", "biet": answer["mark"]}).json()
    assert [(row["text"], row["who"]) for row in saved["rows"]] == [("44", str(year.officer)), ("5", "")]
    assert saved["mark"] == "3.draft.open.open"

    services.submit(year.fill(), by=year.clerks[0])
    answer = client.get(url, {"biet": saved["mark"]}).json()
    assert answer["closed"] == "Bảng đã gửi xác minh. Rút lại trước khi sửa."
    client.force_login(year.clerks[1])
    assert client.get(url).status_code == 404


SAVE_QUERIES = 14  # a cell that was there before; a new one has no remarks to ask for: 13


@pytest.mark.parametrize("many", [1, 30])
def test_cells_of_one_request_are_one_transaction_and_few_queries(client, many, django_assert_num_queries):
    year = make_year(criteria=30, kinds=[CriterionKind.QUANTITATIVE] * 30)
    year.fill(value="1")
    client.force_login(year.clerks[0])
    posted = {"biet": "1.draft.open.open"}
    for leaf in year.leaves[:many]:
        posted |= {f"c{leaf.pk}": "7", f"v{leaf.pk}": "1"}
    with django_assert_num_queries(SAVE_QUERIES):
        answer = client.post(page(year, "cells"), posted).json()
    assert len(answer["rows"]) == many
    event = AuditEvent.objects.filter(action="results.enter").first()
    assert len(event.changes) == many
