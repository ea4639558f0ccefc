"""Pages about points by stage: what is typed stays, refusals stand beside the field, flat queries."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from awards.criteria.enums import CriterionKind
from awards.models import AppealTerm, CrossCheck, HandScore, PointDraft, PointOpinion, ScoreAppeal, ScoreSheet
from awards.scoring import self_scores, services
from awards.scoring.enums import AppealState, CheckState, ScoreSheetState
from tests.awards.results.year import make_year
from tests.factories import UnitFactory, UserFactory
from thidua import clock
from units.accounts.enums import Role

pytestmark = [pytest.mark.django_db, pytest.mark.once]

Q, H = CriterionKind.QUANTITATIVE, CriterionKind.BY_HAND


def make(units=3, kinds=(Q, H)):
    year = make_year(units=units, kinds=list(kinds), terms=1, target="10")
    for number in range(units):
        year.verified(number, value="0", c0=str(8 + number))
    return year


@pytest.fixture
def year():
    return make()


def url(name, year, *more):
    return reverse(f"awards:scoring.{name}", args=[year.cluster.code, *more])


def own(year, number=0):
    return url("self_score", year, year.units[number].code)


def line(year, points, reason="", number=1):
    pk = year.leaves[number].pk
    return {f"p{pk}": points, f"r{pk}": reason}


def send(year, number=0):
    pk = year.leaves[1].pk
    by = year.clerks[number]
    self_scores.save_self(year.period, year.units[number], {pk: (Decimal(5), "")}, by=by)
    return self_scores.send_self(year.period, year.units[number], by=by)


@pytest.fixture
def no_frame(monkeypatch):
    """The frame around a page is read and tested in home."""
    monkeypatch.setattr("awards.home.context._build", lambda request, user: None)


# The own sheet --------------------------------------------------------------------------------------------------------


def test_self_score_shows_computed_points_and_takes_typed_ones(client, year):
    client.force_login(year.clerks[0])
    page = client.get(own(year))
    assert (page.status_code, "½ × 5 × 8/10 = 2 điểm" in page.text) == (200, True)
    assert [row.criterion.code for row in page.context["page"].rows if row.points] == ["1.2"]
    data = line(year, "4,5", "Thiếu một buổi") | {f"p{year.leaves[0].pk}": "5"}  # the computed one is not asked for
    assert client.post(own(year), data).status_code == 302
    assert PointDraft.objects.get().points == Decimal("4.5")
    client.post(own(year), data | {"send": "1"})
    assert ScoreSheet.objects.get().state == ScoreSheetState.SENT
    assert dict(PointOpinion.objects.values_list("criterion__code", "points")) == {"1.1": 2, "1.2": Decimal("4.5")}
    again = client.post(own(year), data | {"send": "1"})  # a double click
    assert (again.status_code, PointOpinion.objects.count()) == (422, 2)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("6", "Số lớn nhất được nhập là 5."),
        ("-1", "Số nhỏ nhất được nhập là 0."),
        ("NaN", "không phải là số"),
        ("1e999", "không phải là số"),
        ("1 500", "Số lớn nhất được nhập là 5."),
        ("٤", "bộ chữ khác"),
        ("4", "Dưới điểm tối đa 5"),
        ("", "Chưa tự chấm"),
    ],
)
def test_self_score_refuses_beside_the_field_and_keeps_the_text(client, year, text, sentence):
    client.force_login(year.clerks[0])
    page = client.post(own(year), line(year, text) | {"send": "1"})
    [row] = [row for row in page.context["page"].rows if row.points]
    assert page.status_code == 422
    assert sentence in " ".join([*row.points.errors, *row.reason.errors])
    assert row.points.value() == text
    assert not PointOpinion.objects.exists()


def test_self_score_is_hidden_until_sent_and_recalled_by_its_unit(client, year):
    client.force_login(year.clerks[0])
    client.post(own(year), line(year, "3", "Bí mật"))
    client.force_login(year.officer)
    assert "Bí mật" not in client.get(own(year)).text
    assert client.post(own(year), line(year, "5")).status_code == 403
    sheet = send(year)
    client.force_login(year.clerks[0])
    client.post(url("recall_self", year, year.units[0].code))
    sheet.refresh_from_db()
    assert sheet.state == ScoreSheetState.DRAFT


@pytest.mark.parametrize("size", [1, 6])
def test_pages_of_one_unit_cost_the_same_queries(client, no_frame, django_assert_num_queries, size):
    year = make(units=size + 1, kinds=(Q, H) * size)
    services.give_points(year.period, year.leaves[1], year.units[0], 4, by=year.officer)
    self_scores.rotate_checks(year.period, year.cluster, by=year.officer)
    client.force_login(year.clerks[0])
    with django_assert_num_queries(24):
        client.get(own(year))
    client.force_login(year.officer)
    with django_assert_num_queries(17):
        client.get(url("sheets", year))
    with django_assert_num_queries(21):
        client.get(url("appraise", year, year.units[0].code) + "?tat-ca")


# Cross-check ----------------------------------------------------------------------------------------------------------


def test_sheets_sets_pairs(client, year):
    client.force_login(year.officer)
    client.post(url("rotate_checks", year))
    assert CrossCheck.objects.count() == 3
    a, b, _ = year.units
    data = {"checked": a.pk, "checker": b.pk, "reason": ""}
    page = client.post(url("set_checker", year), data)
    assert (page.status_code, "Ghi lý do đổi đơn vị kiểm tra chéo" in page.text) == (422, True)
    assert client.post(url("set_checker", year), data | {"reason": "Đi diễn tập"}).status_code == 302
    assert CrossCheck.objects.get(checked=a).checker == b
    assert "Đổi: Đi diễn tập" in client.get(url("sheets", year)).text


def test_cross_check_agrees_by_default(client, year):
    self_scores.rotate_checks(year.period, year.cluster, by=year.officer)
    page = url("cross_check", year, year.units[1].code)
    client.force_login(year.clerks[0])
    assert "Đơn vị chưa gửi tự chấm" in client.get(page).text
    send(year, 1)
    shown = client.get(page)
    fields = {row.criterion.pk: row.points.value() for row in shown.context["page"].leaves()}
    assert fields == {year.leaves[0].pk: "2,25", year.leaves[1].pk: "5"}
    refused = client.post(page, line(year, "3") | {"send": "1"})
    assert (refused.status_code, "Khác 5 điểm tự chấm. Ghi lý do." in refused.text) == (422, True)
    client.post(page, line(year, "3", "Thiếu sổ") | {"send": "1"})
    check = CrossCheck.objects.get(checked=year.units[1])
    given = PointOpinion.objects.filter(stage="cross").values_list("criterion__code", "points", "reason")
    assert (check.state, set(given)) == (CheckState.SENT, {("1.1", Decimal("2.25"), ""), ("1.2", 3, "Thiếu sổ")})
    client.force_login(year.clerks[2])
    assert client.post(page, line(year, "3", "x")).status_code == 403


def test_a_fine_by_times_is_checked_like_every_other_line(client):
    year = make_year(units=3, kinds=[Q, H, CriterionKind.BONUS], terms=1, target="10")
    for number in range(3):
        year.verified(number, value="0", c0="9", c2="2")
    fine = year.leaves[2]
    type(fine).objects.filter(pk=fine.pk).update(per_occurrence=-3, max_points=0)
    self_scores.rotate_checks(year.period, year.cluster, by=year.officer)
    send(year, 1)
    client.force_login(year.clerks[0])
    page = url("cross_check", year, year.units[1].code)
    fields = {f"p{row.criterion.pk}": row.points.value() for row in client.get(page).context["page"].leaves()}
    assert fields[f"p{fine.pk}"] == "-6"
    assert client.post(page, fields | {"send": "1"}).status_code == 302  # what the page shows can be sent
    assert CrossCheck.objects.get(checked=year.units[1]).state == CheckState.SENT


def test_points_below_zero_are_for_fines_alone(year):
    fine = year.leaves[1]
    fine.kind = CriterionKind.BONUS
    assert [self_scores._bounds({1: fine}, {1: (Decimal(n), "")}) for n in (-6, 9)] == [{}, {}]
    fine.kind = CriterionKind.BY_HAND
    assert all(self_scores._bounds({1: fine}, {1: (Decimal(n), "")}) for n in (-6, 9))


# Appraisal ------------------------------------------------------------------------------------------------------------


def cell(year, number=0, leaf=1):
    return url("appraise_cell", year, year.units[number].code, year.leaves[leaf].pk)


def test_appraise_one_line_and_agree(client, year):
    send(year)
    client.force_login(year.officer)
    unit = year.units[0].code
    page = client.get(url("appraise", year, unit))
    assert [row.criterion.code for row in page.context["rows"]] == ["I", "1.2"]
    blocked = client.post(url("agree", year, unit))
    assert (blocked.status_code, "1.2 Tiêu chí số 2: ý kiến khác nhau" in blocked.text) == (422, True)
    row = client.post(cell(year), {"points": "4"}, headers={"hx-request": "true"})
    assert ("khác điểm tự chấm 5, ghi lý do" in row.text, HandScore.objects.count()) == (True, 0)
    row = client.post(cell(year), {"points": "4", "reason": "Thiếu"}, headers={"hx-request": "true"})
    assert ("Không còn tiêu chí nào chưa kết luận" in row.text, HandScore.objects.get().points) == (True, 4)
    client.post(cell(year), {"points": "4,5", "reason": "Xem lại"})
    assert '<del class="d-block muted xsmall"' in client.get(url("appraise", year, unit)).text
    assert client.post(url("agree", year, unit)).status_code == 302
    assert ScoreSheet.objects.get().state == ScoreSheetState.AGREED


@pytest.mark.parametrize("text", ["", "-1", "6", "NaN", "1e999", "1 500", "٤", "4.001"])
def test_appraise_cell_refuses_in_the_row_and_keeps_the_text(client, year, text):
    client.force_login(year.officer)
    row = client.post(cell(year), {"points": text, "reason": "x"}, headers={"hx-request": "true"})
    assert (row.status_code, 'role="alert"' in row.text, f'value="{text}"' in row.text) == (200, True, True)
    assert not HandScore.objects.exists()


def test_appraise_is_not_for_the_own_unit(client, year):
    inside = UserFactory(role=Role.OFFICER, over=year.province, unit=year.units[0])
    client.force_login(inside)
    assert client.get(url("appraise", year, year.units[0].code)).context["mine"] == set()
    for path in (cell(year), url("agree", year, year.units[0].code)):
        assert client.post(path, {"points": "4"}).status_code == 403


# Objections -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def agreed(year):
    sheet = send(year)
    services.give_points(year.period, year.leaves[1], year.units[0], 3, by=year.officer, reason="Thiếu")
    self_scores.agree(sheet, by=year.officer)
    AppealTerm.objects.create(period=year.period, due_at=clock.now() + timedelta(days=1), set_by=year.officer)
    return year


def test_appeals_are_filed_answered_and_read_by_the_cluster(client, agreed):
    client.force_login(agreed.clerks[0])
    path = url("file_appeal", agreed, agreed.units[0].code)
    data = {"criterion": agreed.leaves[1].pk, "reason": "Chưa tính đợt hai", "evidence": "/awards/results/"}
    assert client.post(path, data | {"reason": " "}).status_code == 422
    assert client.post(path, data).status_code == 302
    assert client.post(path, data).status_code == 422  # a double click
    appeal = ScoreAppeal.objects.get()
    client.force_login(agreed.officer)
    answer = reverse("awards:scoring.answer_appeal", args=[agreed.cluster.code, appeal.pk])
    refused = client.post(answer, {"decision": "accept", "points": "6", "answer": "Đúng"})
    assert (refused.status_code, "Số lớn nhất được nhập là 5." in refused.text) == (422, True)
    assert client.post(answer, {"decision": "accept", "points": "4", "answer": "Đã tính thêm"}).status_code == 302
    client.force_login(agreed.clerks[1])  # another unit of the cluster
    page = client.get(url("appeals", agreed))
    assert ("Đã tính thêm" in page.text, 'href="/awards/results/">Minh chứng' in page.text) == (True, True)
    assert client.post(answer, {"decision": "refuse", "answer": "x"}).status_code == 403


def test_withdraw_appeal_and_its_term(client, agreed):
    client.force_login(agreed.clerks[0])
    data = {"criterion": agreed.leaves[0].pk, "reason": "Số sai"}
    client.post(url("file_appeal", agreed, agreed.units[0].code), data)
    appeal = ScoreAppeal.objects.get()
    client.post(reverse("awards:scoring.withdraw_appeal", args=[agreed.cluster.code, appeal.pk]))
    appeal.refresh_from_db()
    assert appeal.state == AppealState.WITHDRAWN
    client.force_login(agreed.officer)
    assert client.post(url("set_appeal_term", agreed), {"due_on": "31/02/2030"}).status_code == 422
    assert client.post(url("set_appeal_term", agreed), {"due_on": "01/01/2000"}).status_code == 422
    client.post(url("set_appeal_term", agreed), {"due_on": "15/01/2090"})
    assert AppealTerm.objects.get().due_at.year == 2090


def test_pages_of_another_cluster_are_not_there(client, year):
    stranger = UserFactory(role=Role.CLERK, over=UnitFactory())
    client.force_login(stranger)
    for name in ("sheets", "appeals"):
        assert client.get(url(name, year)).status_code == 404
    client.force_login(year.clerks[0])
    assert client.get(url("self_score", year, year.province.code)).status_code == 404
