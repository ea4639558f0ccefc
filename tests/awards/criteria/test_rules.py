"""A score table adds up level by level; the published 1,000-point table does."""

from decimal import Decimal

import pytest

from awards.criteria.rules import Row, flatten, points_text, sums, table_problems, target_problems
from awards.criteria.services import table_1000


def row(code, points, parent=None, kind="by_hand"):
    return Row(code, f"Tiêu chí {code}", kind, Decimal(points), parent)


def test_sound_table():
    rows = [row("I", "10", kind="group"), row("1", "2.5", "I"), row("2", "7.5", "I"), row("II", "90")]
    assert table_problems(rows, Decimal(100)) == []


def test_all_problems_at_once():
    rows = [
        row("I", "10", kind="group"),
        row("1", "2.5", "I"),
        row("2", "0", "I"),
        row("II", "80", kind="group"),
        row("III", "5"),
        row("3", "5", "III"),
    ]
    assert table_problems(rows, Decimal(100)) == [
        "Nhóm I: các tiêu chí con cộng lại 2,5 điểm, nhóm ghi 10 điểm.",
        "2: điểm tối đa phải lớn hơn 0.",
        "Nhóm II chưa có tiêu chí nào.",
        "III có tiêu chí con nên phải là nhóm.",
        "Các nhóm cộng lại 95 điểm, bảng ghi 100 điểm.",
    ]


def test_sums_are_exact_where_floats_are_not():
    rows = [row("I", "0.3", kind="group"), row("1", "0.1", "I"), row("2", "0.2", "I")]
    assert table_problems(rows, Decimal("0.3")) == []


def test_empty_table():
    assert table_problems([], Decimal(100)) == ["Bảng điểm chưa có tiêu chí nào."]


def test_sums_by_parent():
    assert sums([row("I", 3, kind="group"), row("1", 1, "I"), row("2", 2, "I")]) == {None: 3, "I": 3}


@pytest.mark.parametrize(("points", "text"), [("12.50", "12,5"), ("1000", "1000"), ("0.5", "0,5"), ("10.00", "10")])
def test_points_text(points, text):
    assert points_text(Decimal(points)) == text


def test_target_problems_name_at_most_so_many():
    assert target_problems({"Đồn A": ["1.1", "1.2"], "Đồn B": ["1.1", "1.2", "1.3"]}, limit=2) == [
        "Đồn A: chưa có chỉ tiêu 1.1, 1.2.",
        "Đồn B: chưa có chỉ tiêu 1.1, 1.2 và 1 tiêu chí khác.",
    ]


def test_the_published_table_has_176_leaves_and_1000_points():
    table = table_1000()
    flat = flatten(table["tree"])
    rows = [Row(r["code"], r["name"], r["kind"], Decimal(r["max_points"]), r["parent"]) for r in flat]
    leaves = [r for r in rows if not r.is_group]
    assert len(leaves) == 176
    assert sum(r.max_points for r in leaves) == 1000
    assert [r.max_points for r in rows if r.parent is None] == [700, 200, 100]
    assert table_problems(rows, Decimal(table["total"])) == []
    assert len({r.code for r in rows}) == len(rows)
    assert max(len(r.code) for r in rows) <= 12
    assert {r.kind for r in leaves} == {"quantitative", "pass_fail", "by_hand"}
