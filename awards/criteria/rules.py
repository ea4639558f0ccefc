"""What makes a score table sound, as pure functions over its rows: sums, kinds, targets."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from awards.criteria.enums import WITHOUT_POINTS, CriterionKind

NOT_ASSIGNED = "not_assigned"


@dataclass(frozen=True)
class Row:
    """One row of the table: parent is the code of the row above it, None at the top. Points as exact decimals."""

    code: str
    name: str
    kind: str
    max_points: Decimal
    parent: str | None = None

    @property
    def is_group(self) -> bool:
        return self.kind == CriterionKind.GROUP

    @property
    def is_counted(self) -> bool:
        """Whether its points stand in the sum of its group: bonus, penalty and conditions stand beside the sums."""
        return self.kind not in WITHOUT_POINTS


@dataclass(frozen=True)
class Step:
    """A band or a place with its points; see models.CriterionStep."""

    threshold: Decimal
    points: Decimal


def flatten(tree: Iterable[Mapping], parent: str | None = None) -> list[dict]:
    """A nested tree as flat rows in the order of the page; each row names the code of its parent under "parent"."""
    rows = []
    for node in tree:
        children = node.get("children", ())
        row = {key: value for key, value in node.items() if key != "children"} | {"parent": parent}
        row.setdefault("kind", CriterionKind.GROUP.value)
        rows.append(row)
        rows += flatten(children, node["code"])
    return rows


def points_text(points: Decimal) -> str:
    """`12,5`: points in a sentence."""
    text = f"{points:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",")


def bonus_groups(rows: Iterable[Row]) -> set[str]:
    """Codes of groups that hold bonus and penalty alone: their points are a ceiling on top of the table.

    Such a group is in no sum above it: the table of rules §7.3 pays bonus over its 100 points.
    """
    rows = list(rows)
    below: dict[str | None, list[Row]] = defaultdict(list)
    for row in rows:
        below[row.parent].append(row)

    def only_bonus(row: Row) -> bool:
        if not row.is_group:
            return row.kind == CriterionKind.BONUS
        return bool(below[row.code]) and all(only_bonus(child) for child in below[row.code])

    return {row.code for row in rows if row.is_group and only_bonus(row)}


def sums(rows: Iterable[Row]) -> dict[str | None, Decimal]:
    """Code of each row with children → sum of the children's points; None → sum of the top rows.

    Bonus, penalty, conditions, and groups of nothing but bonus count as 0: they are not in the denominator.
    """
    rows = list(rows)
    beside = bonus_groups(rows)
    found: dict[str | None, Decimal] = defaultdict(Decimal)
    for row in rows:
        found[row.parent] += row.max_points if row.is_counted and row.code not in beside else Decimal(0)
    return dict(found)


def table_problems(rows: Iterable[Row], total: Decimal) -> list[str]:
    """Everything that keeps the points of a table from adding up, level by level; empty when sound."""
    rows = list(rows)
    if not rows:
        return ["Bảng điểm chưa có tiêu chí nào."]
    children, beside = sums(rows), bonus_groups(rows)
    problems = [problem for row in rows if (problem := _row_problem(row, children.get(row.code), row.code in beside))]
    top = children.get(None, Decimal(0))
    if top != total:
        problems.append(f"Các nhóm cộng lại {points_text(top)} điểm, bảng ghi {points_text(total)} điểm.")
    return problems


def _row_problem(row: Row, given: Decimal | None, is_beside: bool) -> str:
    """given: sum of the rows below; is_beside: a group of bonus alone, whose points are only a ceiling."""
    if row.is_group and given is None:
        return f"Nhóm {row.code} chưa có tiêu chí nào."
    if not row.is_group and given is not None:
        return f"{row.code} có tiêu chí con nên phải là nhóm."
    if row.is_group and is_beside:
        return "" if row.max_points > 0 else f"Nhóm {row.code}: ghi mức thưởng nhiều nhất của nhóm."
    if row.is_group and given != row.max_points:
        return (
            f"Nhóm {row.code}: các tiêu chí con cộng lại {points_text(given)} điểm, "
            f"nhóm ghi {points_text(row.max_points)} điểm."
        )
    if row.kind == CriterionKind.BONUS and row.parent is None:
        return f"{row.code}: tiêu chí thưởng, phạt phải nằm trong một nhóm, nhóm là mức trần."
    if not row.is_group and row.is_counted and row.max_points <= 0:
        return f"{row.code}: điểm tối đa phải lớn hơn 0."
    return ""


def kind_problem(
    kind: str, max_points: Decimal, steps: Iterable[Step], lower_is_better: bool, per_occurrence: Decimal | None
) -> str:
    """What a row still lacks for its own way of scoring, in one sentence; empty when it lacks nothing.

    Better bands never have fewer points, so that a better result never lowers the own points.
    """
    if kind == CriterionKind.BONUS and not per_occurrence:
        return "ghi điểm mỗi lần, khác 0."
    if kind not in (CriterionKind.BANDS, CriterionKind.RANKED):
        return ""
    steps = sorted(steps, key=lambda step: step.threshold, reverse=kind == CriterionKind.BANDS and not lower_is_better)
    if not steps:
        return "chưa có mức điểm nào." if kind == CriterionKind.BANDS else "chưa có điểm của thứ bậc nào."
    if kind == CriterionKind.RANKED and [step.threshold for step in steps] != list(range(1, len(steps) + 1)):
        return "thứ bậc ghi lần lượt 1, 2, 3, không bỏ bậc nào."
    points = [step.points for step in steps]
    if points != sorted(points, reverse=True):
        return "mức tốt hơn không được ít điểm hơn."
    if points[0] != max_points:
        return f"mức cao nhất phải là {points_text(max_points)} điểm, bằng điểm tối đa."
    return ""


def target_problems(missing: Mapping[str, Iterable[str]], limit: int = 20) -> list[str]:
    """One sentence a unit; missing: unit → codes of its criteria without target, at most `limit` of them named."""
    sentences = []
    for unit, codes in missing.items():
        codes = list(codes)
        more = f" và {len(codes) - limit} tiêu chí khác" if len(codes) > limit else ""
        sentences.append(f"{unit}: chưa có chỉ tiêu {', '.join(codes[:limit])}{more}.")
    return sentences
