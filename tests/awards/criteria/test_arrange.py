"""The order of a table: drag and keyboard send all of it at once, buttons one step; branches are doubled."""

import pytest

from awards.criteria import arrange, services
from awards.criteria.queries import order_mark, outline
from awards.models import Criterion, CriterionStep
from awards.years.enums import PeriodState
from tests.awards.criteria.test_services import TREE
from tests.factories import PeriodFactory, UnitFactory, UserFactory
from thidua.errors import RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(role=Role.OFFICER, over=UnitFactory(code="LA", is_reporting=False))


@pytest.fixture
def table(officer):
    period = PeriodFactory(unit=officer.unit, state=PeriodState.DRAFT)
    return services.create_set(period, by=officer, name="Bảng điểm 2023", tree=TREE)


def row(code: str) -> Criterion:
    return Criterion.objects.get(code=code)


def shape(table) -> str:
    """`I(1.1 1.2) II(2.1 2.2)`."""

    def told(parent) -> str:
        rows = [one for one in outline(table) if one.parent_id == parent]
        inner = {one.pk: told(one.pk) for one in rows}
        return " ".join(f"{one.code}({inner[one.pk]})" if inner[one.pk] else one.code for one in rows)

    return told(None)


def order(*pairs) -> list:
    """("1.1", "II") → (row, group)."""
    return [(row(code).pk, row(group).pk if group else None) for code, group in pairs]


NEW = [("II", None), ("2.1", "II"), ("1.1", "II"), ("I", None), ("2.2", "I"), ("1.2", "I")]


def test_the_whole_order_is_written_at_once(table, officer, django_assert_max_num_queries):
    mark = order_mark(outline(table))
    assert officer.grants
    wanted = order(*NEW)
    with django_assert_max_num_queries(10):
        assert arrange.reorder(table, by=officer, order=wanted, seen=mark) == 6
    assert shape(table) == "II(2.1 1.1) I(2.2 1.2)"
    assert list(table.criteria.values_list("code", flat=True)) == ["II", "2.1", "1.1", "I", "2.2", "1.2"]
    assert AuditEvent.objects.about(table).first().action == "criteria.reorder"
    assert arrange.reorder(table, by=officer, order=wanted, seen=order_mark(outline(table))) == 0


def test_an_order_made_from_an_older_table_is_refused(table, officer):
    mark, wanted = order_mark(outline(table)), order(*NEW)
    services.move_criterion(row("1.2"), by=officer, up=True)
    with pytest.raises(StateConflict, match="vừa được người khác sửa"):
        arrange.reorder(table, by=officer, order=wanted, seen=mark)
    assert shape(table) == "I(1.2 1.1) II(2.1 2.2)"


@pytest.mark.parametrize(
    ("pairs", "error"),
    [
        (NEW[:-1], StateConflict),  # a row is missing
        ([*NEW, NEW[-1]], StateConflict),  # a row stands twice
        ([("1.1", "I"), ("I", None), ("1.2", "I"), ("II", None), ("2.1", "II"), ("2.2", "II")], RuleViolation),
        ([("I", None), ("1.1", "I"), ("1.2", "1.1"), ("II", None), ("2.1", "II"), ("2.2", "II")], RuleViolation),
        ([("I", None), ("1.1", "I"), ("II", None), ("1.2", "I"), ("2.1", "II"), ("2.2", "II")], RuleViolation),
    ],
)
def test_an_order_that_is_no_tree_of_these_rows_writes_nothing(table, officer, pairs, error):
    with pytest.raises(error):
        arrange.reorder(table, by=officer, order=order(*pairs), seen=order_mark(outline(table)))
    assert shape(table) == "I(1.1 1.2) II(2.1 2.2)"


def test_buttons_put_a_row_into_the_group_above_and_out_again(table, officer):
    assert arrange.shift(row("II"), by=officer, inwards=True)
    assert shape(table) == "I(1.1 1.2 II(2.1 2.2))"
    assert not arrange.shift(row("II"), by=officer, inwards=True)  # what stands above it is no group
    assert arrange.shift(row("2.1"), by=officer, inwards=False)
    assert shape(table) == "I(1.1 1.2 II(2.2) 2.1)"
    assert arrange.shift(row("II"), by=officer, inwards=False)
    assert shape(table) == "I(1.1 1.2 2.1) II(2.2)"
    assert not arrange.shift(row("I"), by=officer, inwards=False)


def test_a_branch_is_doubled_with_new_codes_and_its_bands(table, officer):
    leaf = row("1.1")
    steps = [(90, 40), (80, 9)]
    services.edit_criterion(leaf, by=officer, code="1.1", name="Theo mức", kind="bands", max_points=40, steps=steps)
    made = arrange.duplicate(row("I"), by=officer)
    assert shape(table) == "I(1.1 1.2) Ia(1.1a 1.2a) II(2.1 2.2)"
    assert made.code == "Ia"
    assert list(CriterionStep.objects.filter(criterion__code="1.1a").values_list("threshold", "points")) == [
        (90, 40),
        (80, 9),
    ]
    assert arrange.duplicate(row("1.1"), by=officer).code == "1.1b"
    assert shape(table) == "I(1.1 1.1b 1.2) Ia(1.1a 1.2a) II(2.1 2.2)"
