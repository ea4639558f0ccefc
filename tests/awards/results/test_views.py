"""Pages of results: who sees them, what a refusal leaves behind, how many queries they take."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from awards.criteria.enums import CriterionKind
from awards.models import ReportingTerm, ResultEntry, ResultSheet, Target
from awards.results import services
from awards.results.enums import SheetState
from awards.years.enums import TermState
from tests.awards.results.year import make_year
from tests.factories import UnitFactory, UserFactory
from tests.kept import kept
from units.accounts.enums import Role

pytestmark = pytest.mark.django_db


year = kept(make_year)


def page(year, number=0, term=None, name="entry"):
    return reverse(f"awards:results.{name}", args=[(term or year.term).pk, year.units[number].code])


def cell(year, text, *, leaf=0, version=0, **more):
    pk = year.leaves[leaf].pk
    return {f"c{pk}": text, f"v{pk}": str(version), **more}


# The grid -------------------------------------------------------------------------------------------------------------


def test_entry_needs_a_login(client, year):
    response = client.get(page(year))
    assert response.status_code == 302
    assert "next=" in response["location"]


def test_entry_shows_the_own_unit(client, year):
    client.force_login(year.clerks[0])
    response = client.get(page(year))
    assert response.status_code == 200
    assert response.context["editing"]
    assert [row.criterion for row in response.context["grid"].leaves()] == year.leaves
    assert not ResultSheet.objects.exists()  # looking never writes


@pytest.mark.parametrize("act", ["entry", "cells", "save", "submit"])
def test_entry_of_another_unit_is_not_there(client, year, act):
    year.fill(1)
    client.force_login(year.clerks[0])
    call = client.get if act == "entry" else client.post
    assert call(page(year, 1, name=act)).status_code == 404


def test_entry_of_another_province_is_not_there(client, year):
    stranger = UserFactory(role=Role.OFFICER, over=UnitFactory(code="KH"))
    client.force_login(stranger)
    assert client.get(page(year)).status_code == 404
    assert client.get(reverse("awards:results.entry", args=[987654, "LA-01"])).status_code == 404


def test_entry_is_read_only_for_who_may_not_enter(client, year):
    year.fill()
    client.force_login(UserFactory(role=Role.AUDITOR, over=year.province))
    response = client.get(page(year) + "?nhap=1")
    assert (response.status_code, response.context["editing"]) == (200, False)
    assert client.post(page(year, name="cells"), cell(year, "5")).status_code == 403
    assert client.post(page(year, name="submit")).status_code == 403


def test_entry_by_the_officer_opens_on_demand(client, year):
    client.force_login(year.officer)
    assert not client.get(page(year)).context["editing"]
    assert client.get(page(year) + "?nhap=1").context["editing"]


def test_entry_shows_what_is_not_assigned_without_a_box(client, year):
    Target.objects.filter(unit=year.units[0], criterion=year.leaves[0]).update(is_assigned=False, value=None)
    client.force_login(year.clerks[0])
    response = client.get(page(year))
    assert "Không giao" in response.text
    assert f'name="c{year.leaves[0].pk}"' not in response.text
    assert response.context["counts"].total == 2


def test_entry_filters_keep_the_groups(client, year):
    year.fill(c1="")
    client.force_login(year.clerks[0])
    rows = client.get(page(year) + "?loc=trong").context["rows"]
    assert [row.criterion for row in rows] == [year.group, year.leaves[1]]
    assert "Không còn ô nào" in client.get(page(year) + "?loc=xem").text


def test_entry_shows_months_before_and_the_cumulative(client, year):
    for term, value in zip(year.terms[:2], ("10", "20"), strict=True):
        year.verified(term=term, value=value)
    year.fill(value="30")
    client.force_login(year.clerks[0])
    row = client.get(page(year)).context["grid"].leaves()[0]
    assert ([past.text for past in row.past], row.total, row.share_text) == (["10", "20"], "60", "50%")


def test_entry_of_a_locked_month_is_read_only(client, year):
    ReportingTerm.objects.filter(pk=year.term.pk).update(state=TermState.LOCKED)
    client.force_login(year.clerks[0])
    response = client.get(page(year))
    assert not response.context["editing"]
    assert "đã khóa" in response.text


@pytest.mark.parametrize("criteria", [16, 176])
def test_entry_queries_do_not_grow_with_the_criteria(client, criteria, django_assert_num_queries):
    year = make_year(criteria=criteria)
    year.verified(term=year.terms[0])
    year.fill()
    client.force_login(year.clerks[0])
    client.get(page(year))  # the session remembers the scope
    with django_assert_num_queries(ENTRY_QUERIES):
        client.get(page(year))


ENTRY_QUERIES = 19


# Saving ---------------------------------------------------------------------------------------------------------------


def test_cells_saves_and_answers_with_the_row(client, year):
    client.force_login(year.clerks[0])
    response = client.post(page(year, name="cells"), cell(year, "1.234"))
    answer = response.json()
    assert response.status_code == 200
    assert [(row["text"], row["version"], row["tone"]) for row in answer["rows"]] == [("1.234", 1, "")]
    assert (answer["rows"][0]["flags"], answer["mark"]) == ("e", "1.draft.open.open")
    assert ResultEntry.objects.get().value == 1234


def test_cells_keeps_wrong_text_beside_its_error(client, year):
    client.force_login(year.clerks[0])
    response = client.post(page(year, name="cells"), cell(year, "<1O5>"))
    row = response.json()["rows"][0]
    assert (row["text"], row["tone"], row["flags"]) == ("<1O5>", "bad", "ebl")
    assert "“&lt;1O5&gt;” không phải là số" in row["message"]


def test_cells_of_two_people_tells_both_values(client, year):
    services.enter(year.sheet(), year.leaves[0], "43", by=year.officer)
    client.force_login(year.clerks[0])
    response = client.post(page(year, name="cells"), cell(year, "42") | cell(year, "7", leaf=1))
    conflict = response.json()["conflicts"][0]
    assert response.status_code == 409
    assert (conflict["theirs"], conflict["yours"], conflict["version"]) == ("43", "42", 1)
    stored = ResultEntry.objects.order_by("criterion__code").values_list("value", flat=True)
    assert list(stored) == [43, 7]  # the good cell is saved all the same


def test_cells_of_a_locked_month_tells_why(client, year):
    ReportingTerm.objects.filter(pk=year.term.pk).update(state=TermState.LOCKED)
    client.force_login(year.clerks[0])
    response = client.post(page(year, name="cells"), cell(year, "42"))
    assert (response.status_code, response.json()["error"]) == (
        409,
        "Kỳ tháng 12/2022 đã khóa. Gửi yêu cầu mở khóa tới cơ quan thi đua.",
    )
    assert not ResultEntry.objects.exists()


def test_cells_ignores_fields_that_are_no_cells(client, year):
    client.force_login(year.clerks[0])
    posted = cell(year, "5") | {"cx": "1", "c": "2", "c1e3": "3", "v99999999999999": "x", "c٣": "4"}
    response = client.post(page(year, name="cells"), posted)
    assert response.status_code == 200
    assert ResultEntry.objects.get().value == 5


def test_cells_of_a_foreign_criterion_is_refused(client, year):
    client.force_login(year.clerks[0])
    response = client.post(page(year, name="cells"), {"c987654": "5"})
    assert (response.status_code, response.json()["reasons"]) == (422, ["Tiêu chí không có trong bảng của năm."])


def test_save_without_script(client, year):
    client.force_login(year.clerks[0])
    response = client.post(page(year, name="save"), cell(year, "5") | cell(year, "x", leaf=1), follow=True)
    assert response.status_code == 200
    assert "Đã lưu nháp tháng 12/2022" in response.text
    assert "“x” không phải là số" in response.text


def test_save_without_script_shows_the_conflict_and_keeps_the_text(client, year):
    services.enter(year.sheet(), year.leaves[0], "43", by=year.officer)
    client.force_login(year.clerks[0])
    response = client.post(page(year, name="save"), cell(year, "42"))
    pk = year.leaves[0].pk
    assert response.status_code == 409
    assert f'name="c{pk}" value="42"' in response.text
    assert f'name="v{pk}" value="1"' in response.text  # the second time it is written knowingly
    client.post(page(year, name="save"), cell(year, "42", version=1))
    assert ResultEntry.objects.get().value == 42


def test_save_only_by_post(client, year):
    client.force_login(year.clerks[0])
    for name in ("cells", "save", "submit"):
        assert client.get(page(year, name=name)).status_code == 405


# Sending --------------------------------------------------------------------------------------------------------------


def test_submit_stores_the_page_and_sends(client, year):
    year.fill(c0="")
    client.force_login(year.clerks[0])
    response = client.post(page(year, name="submit"), cell(year, "12", version=0), follow=True)
    assert "Đã gửi xác minh kết quả tháng 12/2022" in response.text
    assert ResultSheet.objects.get().state == SheetState.SUBMITTED


def test_submit_leads_to_every_cell_that_is_missing(client, year):
    client.force_login(year.clerks[0])
    response = client.post(page(year, name="submit"), cell(year, "1O5") | cell(year, "6", leaf=1))
    assert response.status_code == 422
    assert f'href="#c{year.leaves[0].pk}"' in response.text
    assert f'href="#c{year.leaves[2].pk}"' in response.text
    assert 'value="1O5"' in response.text
    assert ResultEntry.objects.get(criterion=year.leaves[1]).value == 6


def test_submit_late_asks_in_place_and_keeps_the_reason(client):
    year = make_year(due_at=timezone.now() - timedelta(hours=1))
    year.fill(c0="")
    client.force_login(year.clerks[0])
    response = client.post(page(year, name="submit"), cell(year, "5"))
    assert response.status_code == 422
    assert "Gửi muộn, ghi lý do" in response.text
    response = client.post(page(year, name="submit"), cell(year, "x", version=1, late_reason="Mất điện"))
    assert 'value="Mất điện"' in response.text
    client.post(page(year, name="submit"), cell(year, "5", version=2, late_reason="Mất điện"))
    sheet = ResultSheet.objects.get()
    assert (sheet.state, sheet.late_reason) == (SheetState.SUBMITTED, "Mất điện")


def test_submit_twice_is_told_once_sent(client, year):
    year.fill()
    client.force_login(year.clerks[0])
    assert client.post(page(year, name="submit")).status_code == 302
    response = client.post(page(year, name="submit"))
    assert response.status_code == 409
    assert ResultSheet.objects.get().state == SheetState.SUBMITTED


def test_recall_takes_the_month_back(client, year):
    sheet = year.fill()
    services.submit(sheet, by=year.clerks[0])
    url = reverse("awards:results.recall", args=[sheet.pk])
    client.force_login(year.clerks[1])
    assert client.post(url).status_code == 404
    client.force_login(year.clerks[0])
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    assert ResultSheet.objects.get().state == SheetState.DRAFT


# Progress -------------------------------------------------------------------------------------------------------------


def test_index_of_a_unit_lists_its_months(client, year):
    year.fill(0)
    year.fill(1)
    client.force_login(year.clerks[0])
    response = client.get(reverse("awards:results.index"))
    assert response.context["unit"] == year.units[0]
    assert [square.state for square in response.context["mine"].squares] == ["now", "now", "now"]
    assert (response.context["mine"].now, response.context["mine"].assigned) == (3, 3)


def test_index_of_the_officer_is_a_matrix(client, year):
    year.verified(0, year.terms[0])
    sheet = year.fill(1, year.terms[0])
    services.submit(sheet, by=year.clerks[1])
    ReportingTerm.objects.filter(pk=year.terms[1].pk).update(due_at=timezone.now() - timedelta(days=1))
    client.force_login(year.officer)
    response = client.get(reverse("awards:results.index"))
    assert [[square.state for square in row.squares] for row in response.context["rows"]] == [
        ["ok", "late", "now"],
        ["sent", "late", "now"],
    ]


def test_index_filters_who_is_late(client):
    year = make_year(due_at=timezone.now() - timedelta(hours=1))
    services.submit(year.fill(0), by=year.clerks[0], late_reason="Mất điện")
    client.force_login(year.officer)
    response = client.get(reverse("awards:results.index") + "?loc=cham")
    assert [row.unit for row in response.context["rows"]] == [year.units[1]]


@pytest.mark.parametrize("units", [2, 30])
def test_index_queries_do_not_grow_with_the_units(client, units, django_assert_num_queries):
    year = make_year(units=units)
    year.fill(0)
    client.force_login(year.officer)
    client.get(reverse("awards:results.index"))
    with django_assert_num_queries(INDEX_QUERIES):
        client.get(reverse("awards:results.index"))


INDEX_QUERIES = 14


def test_index_without_any_year(client):
    client.force_login(UserFactory(role=Role.CLERK, over=UnitFactory()))
    assert "Chưa có năm thi đua" in client.get(reverse("awards:results.index")).text


# Verification ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def sent(year):
    sheet = year.fill()
    services.submit(sheet, by=year.clerks[0])
    return year, sheet


def test_queue_shows_what_one_may_judge(client, sent):
    year, sheet = sent
    services.submit(year.fill(1), by=year.clerks[1])
    inside = UserFactory(role=Role.VERIFIER, over=year.province, unit=year.units[1])
    client.force_login(inside)
    assert list(client.get(reverse("awards:results.queue")).context["list"]) == [sheet]
    client.force_login(year.clerks[0])
    assert client.get(reverse("awards:results.queue")).context["list"].is_empty
    client.force_login(year.officer)
    assert client.get(reverse("awards:results.queue") + "?q=so+1").context["list"].total == 1
    assert client.get(reverse("awards:results.queue") + "?trang_thai=xong").context["list"].is_empty
    assert client.get(reverse("awards:results.queue") + "?thang=zzz&trang_thai=zzz").status_code == 200


@pytest.mark.parametrize("units", [1, 30])
def test_queue_queries_do_not_grow(client, units, django_assert_num_queries):
    year = make_year(units=units)
    for number in range(units):
        services.submit(year.fill(number), by=year.clerks[number])
    client.force_login(year.officer)
    client.get(reverse("awards:results.queue"))
    with django_assert_num_queries(QUEUE_QUERIES):
        client.get(reverse("awards:results.queue"))


QUEUE_QUERIES = 12


def test_verify_unit_shows_the_mates_of_the_cluster(client, sent):
    year, sheet = sent
    year.verified(1, value="14")
    client.force_login(year.officer)
    response = client.get(reverse("awards:results.verify_unit", args=[sheet.pk]))
    assert [(row.text, row.mates) for row in response.context["grid"].leaves()] == [("10", "14")] * 3


def test_verify_unit_is_closed_to_the_own_unit_and_not_there_for_others(client, sent):
    year, sheet = sent
    for name, call in [("verify_unit", client.get), ("verify", client.post), ("send_back", client.post)]:
        url = reverse(f"awards:results.{name}", args=[sheet.pk])
        client.force_login(year.clerks[0])
        assert call(url).status_code == 403
        client.force_login(year.clerks[1])
        assert call(url).status_code == 404
    assert ResultSheet.objects.get().state == SheetState.SUBMITTED


def test_verify_goes_on_to_the_next_sheet(client, sent):
    year, sheet = sent
    other = year.fill(1)
    services.submit(other, by=year.clerks[1])
    client.force_login(year.officer)
    response = client.post(reverse("awards:results.verify", args=[sheet.pk]))
    assert response["location"] == reverse("awards:results.verify_unit", args=[other.pk])
    response = client.post(reverse("awards:results.verify", args=[other.pk]))
    assert response["location"] == reverse("awards:results.queue")
    assert set(ResultSheet.objects.values_list("state", flat=True)) == {SheetState.VERIFIED}


def test_verify_twice_says_so(client, sent):
    year, sheet = sent
    client.force_login(year.officer)
    url = reverse("awards:results.verify", args=[sheet.pk])
    client.post(url)
    response = client.post(url)
    assert response.status_code == 409
    assert "Không thể xác minh" in response.text


def test_send_back_needs_a_reason_and_keeps_the_page(client, sent):
    year, sheet = sent
    client.force_login(year.officer)
    url = reverse("awards:results.send_back", args=[sheet.pk])
    response = client.post(url, {"reason": " "})
    assert (response.status_code, "Ghi lý do" in response.text) == (422, True)
    assert client.post(url, {"reason": "Bổ sung"}).status_code == 302
    assert ResultSheet.objects.get().state == SheetState.RETURNED


def test_accept_cell_and_mark_cell(client, sent):
    year, sheet = sent
    client.force_login(year.officer)
    accept = reverse("awards:results.accept_cell", args=[sheet.pk, year.leaves[0].pk])
    mark = reverse("awards:results.mark_cell", args=[sheet.pk, year.leaves[1].pk])
    response = client.post(accept, headers={"HX-Request": "true"})
    assert (response.status_code, "1 / 3 ô đã xác nhận" in response.text) == (200, True)
    assert client.post(mark, {"reason": "Lệch sổ"})["location"].endswith(f"#r{year.leaves[1].pk}")
    assert client.post(mark, {"reason": ""}, headers={"HX-Request": "true"}).status_code == 422
    assert ResultEntry.objects.get(criterion=year.leaves[1]).return_reason == "Lệch sổ"
    client.force_login(year.clerks[0])
    assert client.post(accept).status_code == 403
    client.force_login(year.clerks[1])
    assert client.post(accept).status_code == 404


def test_verify_unit_with_pass_fail_and_groups(client):
    year = make_year(kinds=[CriterionKind.PASS_FAIL, CriterionKind.QUANTITATIVE])
    for number, text in enumerate(("Đạt", "Không")):
        services.submit(year.fill(number, c0=text), by=year.clerks[number])
    client.force_login(year.officer)
    sheet = ResultSheet.objects.get(unit=year.units[0])
    row = client.get(reverse("awards:results.verify_unit", args=[sheet.pk])).context["grid"].leaves()[0]
    assert (row.text, row.mates) == ("Đạt", "0/1 đạt")
