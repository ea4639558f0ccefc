"""The rule for equal percents: written, published before anything is frozen, and then the same for everybody."""

import hashlib
import json
from datetime import date

import pytest
from django.urls import reverse

from awards.models import ScoreBoard, TieBreakKey, TieBreakRule
from awards.reports.registry import build
from awards.scoring import services
from awards.scoring.enums import TieKind
from awards.scoring.facts import TieFact
from awards.scoring.queries import content_of, is_intact
from awards.scoring.tie_rules import publish_tie_rule, set_tie_rule
from awards.years import cloning
from tests.awards.reports.reading import text
from tests.awards.results.year import make_year
from tests.factories import PeriodFactory, UnitFactory, UserFactory
from tests.kept import kept
from thidua.documents import render_pdf
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import AuditEvent

pytestmark = pytest.mark.django_db

KEYS = [TieFact(TieKind.PENALTY), TieFact(TieKind.FULL), TieFact(TieKind.GROUP, "I")]
BASIS = "Quy chế chấm điểm của cụm, Điều 8"


@kept
def year():
    """Three units; the first two have the same total: one by a bonus of 1, the other by a penalty taken back."""
    year = make_year(units=3, criteria=2, terms=1, target="10")
    for number, value in enumerate(("10", "10", "5")):
        year.verified(number, value=value)
    for points in (1, -1):
        services.adjust(year.period, year.units[1], points, by=year.officer, reason="Ghi nhầm rồi ghi lại")
    return year


def rule(year, keys=KEYS, *, publish=True):
    made = set_tie_rule(year.period, keys, by=year.officer, basis=BASIS, decision="Công văn số 12/CV-BCH")
    return publish_tie_rule(made, by=year.officer) if publish else made


def compute(year):
    return services.compute_board(year.period, year.cluster, by=year.officer)


def ranks(board):
    return {row.unit.code: (row.rank, row.is_shared_rank) for row in board.unit_scores.select_related("unit")}


SHARED = {"LA-01": (1, True), "LA-02": (1, True), "LA-03": (3, False)}
BROKEN = {"LA-01": (1, False), "LA-02": (2, False), "LA-03": (3, False)}


def test_a_draft_ranks_nobody_and_publication_ranks_at_once(year):
    board = compute(year)
    draft = rule(year, publish=False)
    assert ranks(compute(year)) == SHARED
    publish_tie_rule(draft, by=year.officer)
    board.refresh_from_db()
    assert (ranks(board), board.tie_rule) == (BROKEN, draft)
    notes = dict(board.unit_scores.values_list("unit__code", "place_note"))
    assert notes == {
        "LA-01": "Bằng tỷ lệ 50% với Đồn BP số 2. Xét 1. Ít điểm trừ hơn: 0 (Đồn BP số 2 1).",
        "LA-02": "Bằng tỷ lệ 50% với Đồn BP số 1. Xét 1. Ít điểm trừ hơn: 1 (Đồn BP số 1 0).",
        "LA-03": "",
    }
    actions = AuditEvent.objects.filter(action__contains="tie_rule").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["scoring.set_tie_rule", "scoring.publish_tie_rule"]


def test_the_sealed_content_holds_the_rule_and_a_board_without_one_keeps_its_form(year):
    plain = content_of(compute(year))
    assert (plain["format"], "ties" in plain) == ("score-board/1", False)
    assert all(set(unit) & {"place"} == set() for unit in plain["units"])
    rule(year)
    board = services.freeze_board(compute(year), by=year.officer)
    told = content_of(board)
    assert (told["format"], told["ties"]["basis"]) == ("score-board/2", BASIS)
    assert [key["kind"] for key in told["ties"]["keys"]] == ["penalty", "full", "group"]
    assert is_intact(board)
    board.unit_scores.filter(unit=year.units[0]).update(place_note="")
    assert not is_intact(board)


def test_a_board_frozen_without_a_rule_is_sealed_as_it_always_was(year):
    """The form of the first version of the program, written out: sealed boards stay provable for ever."""
    board = services.freeze_board(compute(year), by=year.officer)
    content = content_of(board)
    assert list(content) == ["format", "year", "organiser", "cluster", "version", "units"]
    assert list(content["units"][0]) == [
        "unit", "points", "applicable", "bonus", "penalty", "total", "percent", "rank", "shared", "lines",
    ]  # fmt: skip
    sealed = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert board.checksum == hashlib.sha256(sealed.encode()).hexdigest()
    with pytest.raises(StateConflict, match="đã có bảng điểm chốt"):
        rule(year)
    assert ranks(ScoreBoard.objects.get()) == SHARED


def test_a_draft_left_over_is_not_published_after_a_freeze(year):
    draft = rule(year, publish=False)
    board = services.freeze_board(compute(year), by=year.officer)
    with pytest.raises(RuleViolation) as refused:
        publish_tie_rule(draft, by=year.officer)
    assert refused.value.reasons == ["Cụm thi đua số 1 đã có bảng điểm chốt, không đặt quy định sau khi chốt được."]
    assert (ranks(board), is_intact(board)) == (SHARED, True)


def test_a_published_rule_never_changes(year):
    made = rule(year)
    for act in (lambda: rule(year, [TieFact(TieKind.BONUS)]), lambda: publish_tie_rule(made, by=year.officer)):
        with pytest.raises(StateConflict):
            act()
    assert [key.words for key in made.keys.all()] == [
        "Ít điểm trừ hơn", "Tỷ lệ tiêu chí đạt điểm tối đa cao hơn", "Điểm nhóm I cao hơn",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "basis", "field"),
    [
        ([], BASIS, "key1"),
        ([TieFact(TieKind.BONUS)] * 2, BASIS, "key2"),
        ([TieFact(TieKind.GROUP, "IX")], BASIS, "key1"),
        (KEYS, "  ", "basis"),
    ],
)
def test_a_rule_that_says_nothing_clear_is_refused(year, keys, basis, field):
    with pytest.raises(RuleViolation) as refused:
        set_tie_rule(year.period, keys, by=year.officer, basis=basis)
    assert (refused.value.field, TieBreakRule.objects.count()) == (field, 0)


def test_the_rule_is_written_by_whoever_runs_the_year(year):
    for user in (year.clerks[0], UserFactory(role=Role.CLUSTER_LEAD, over=year.cluster)):
        with pytest.raises(Forbidden):
            set_tie_rule(year.period, KEYS, by=user, basis=BASIS)
    draft = rule(year, publish=False)
    with pytest.raises(Forbidden):
        publish_tie_rule(draft, by=year.clerks[0])


# Pages ----------------------------------------------------------------------------------------------------------------


def test_tie_rule_is_written_published_and_read(client, year):
    url = reverse("awards:scoring.tie_rule", args=[year.period.pk])
    client.force_login(year.officer)
    response = client.post(url, {"key1": "penalty", "key2": "penalty", "basis": BASIS})
    assert response.status_code == 422
    assert "“Ít điểm trừ hơn” chọn hai lần. Chọn điều khác." in response.text and BASIS in response.text
    client.post(url, {"key1": "penalty", "key3": "group:I", "basis": BASIS, "decision": "Công văn số 12"})
    assert [key.words for key in TieBreakRule.objects.get().keys.all()] == ["Ít điểm trừ hơn", "Điểm nhóm I cao hơn"]
    board = compute(year)
    response = client.post(reverse("awards:scoring.publish_tie_rule", args=[year.period.pk]), follow=True)
    assert "Đã công bố quy định khi bằng điểm" in response.text
    assert "Lưu dự thảo" not in response.text
    client.force_login(year.clerks[0])
    assert "Công văn số 12" in client.get(url).text
    page = client.get(reverse("awards:scoring.cluster_board", args=[year.cluster.code]))
    assert "1. Ít điểm trừ hơn, 2. Điểm nhóm I cao hơn" in page.text
    services.freeze_board(board, by=year.officer)
    own = client.get(reverse("awards:scoring.unit_score", args=[board.pk, "LA-02"]))
    assert "Hạng 2: Bằng tỷ lệ 50% với Đồn BP số 1." in own.text


def test_tie_rule_of_another_province_is_not_there(client, year):
    client.force_login(UserFactory(role=Role.OFFICER, over=UnitFactory()))
    assert client.get(reverse("awards:scoring.tie_rule", args=[year.period.pk])).status_code == 404
    assert client.post(reverse("awards:scoring.publish_tie_rule", args=[year.period.pk])).status_code == 404
    client.force_login(year.officer)
    empty = PeriodFactory(unit=year.province, year=2030)
    assert client.post(reverse("awards:scoring.publish_tie_rule", args=[empty.pk])).status_code == 302


def test_the_paper_tells_the_rule_and_the_places_it_decided(year):
    rule(year)
    services.freeze_board(compute(year), by=year.officer)
    told = text(render_pdf(build("score-sheet", year.period, year.province)))
    assert "Khi bằng điểm xét lần lượt: 1. Ít điểm trừ hơn; 2. Tỷ lệ tiêu chí đạt điểm tối đa cao hơn; 3. Điểm" in told
    assert "Công văn số 12/CV-BCH; căn cứ: Quy chế chấm điểm của cụm, Điều 8." in told
    assert "Đồn BP số 2, hạng 2: Bằng tỷ lệ 50% với Đồn BP số 1." in told


def test_a_year_opened_after_another_takes_the_rule_as_a_draft_and_leaves_out_what_its_table_lost(year):
    published = rule(year)
    TieBreakKey.objects.create(rule=published, sort=4, kind=TieKind.GROUP, code="IX", name="Nhóm cũ")
    days = {"year": 2024, "starts_on": date(2023, 10, 1), "ends_on": date(2024, 9, 30)}
    plan = cloning.Plan(year.period, year.province, None, *days.values())
    shown = {one.part.key: one for one in cloning.previews(plan, {})}["ties"]
    assert (shown.chosen, shown.preview.count) == ("same", "3 điều")
    assert shown.preview.lines[:2] == [f"Căn cứ: {BASIS}", "1. Ít điểm trừ hơn"]
    assert shown.preview.conflicts == ["Nhóm IX không còn trong bảng điểm: bỏ."]
    assert {one.part.key: one.chosen for one in cloning.previews(plan, {"criteria": ""})}["ties"] == ""
    new = cloning.clone_period(year.period, by=year.officer, unit=year.province, **days)
    made = TieBreakRule.objects.get(period=new)
    assert (made.is_published, made.basis, made.decision) == (False, BASIS, "")
    assert [key.fact for key in made.keys.all()] == KEYS
    publish_tie_rule(made, by=year.officer)
    assert AuditEvent.objects.get(action="years.clone").facts["parts"]["Quy định khi bằng điểm"] == "3 điều"


def test_a_year_without_the_rule_gives_none_and_a_copy_may_be_left_out(year):
    days = {"year": 2024, "starts_on": date(2023, 10, 1), "ends_on": date(2024, 9, 30)}
    plan = cloning.Plan(year.period, year.province, None, *days.values())
    empty = {one.part.key: one.preview for one in cloning.previews(plan, {})}["ties"]
    assert (empty.lines, empty.count) == (["Năm trước không có quy định để chép"], "Không có")
    rule(year)
    new = cloning.clone_period(year.period, by=year.officer, unit=year.province, choices={"ties": ""}, **days)
    assert not TieBreakRule.objects.filter(period=new).exists()
