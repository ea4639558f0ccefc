"""What makes a score table sound, as pure functions over its rows: sums, kinds, targets."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from awards.criteria.enums import CriterionKind

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


def sums(rows: Iterable[Row]) -> dict[str | None, Decimal]:
    """Code of each row with children → sum of the children's points; None → sum of the top rows."""
    found: dict[str | None, Decimal] = defaultdict(Decimal)
    for row in rows:
        found[row.parent] += row.max_points
    return dict(found)


def table_problems(rows: Iterable[Row], total: Decimal) -> list[str]:
    """Everything that keeps the points of a table from adding up, level by level; empty when sound."""
    rows = list(rows)
    if not rows:
        return ["Bảng điểm chưa có tiêu chí nào."]
    children, problems = sums(rows), []
    for row in rows:
        given = children.get(row.code)
        if row.is_group and given is None:
            problems.append(f"Nhóm {row.code} chưa có tiêu chí nào.")
        elif not row.is_group and given is not None:
            problems.append(f"{row.code} có tiêu chí con nên phải là nhóm.")
        elif row.is_group and given != row.max_points:
            problems.append(
                f"Nhóm {row.code}: các tiêu chí con cộng lại {points_text(given)} điểm, "
                f"nhóm ghi {points_text(row.max_points)} điểm."
            )
        elif not row.is_group and row.max_points <= 0:
            problems.append(f"{row.code}: điểm tối đa phải lớn hơn 0.")
    top = children.get(None, Decimal(0))
    if top != total:
        problems.append(f"Các nhóm cộng lại {points_text(top)} điểm, bảng ghi {points_text(total)} điểm.")
    return problems


def target_problems(missing: Mapping[str, Iterable[str]], limit: int = 20) -> list[str]:
    """One sentence a unit; missing: unit → codes of its criteria without target, at most `limit` of them named."""
    sentences = []
    for unit, codes in missing.items():
        codes = list(codes)
        more = f" và {len(codes) - limit} tiêu chí khác" if len(codes) > limit else ""
        sentences.append(f"{unit}: chưa có chỉ tiêu {', '.join(codes[:limit])}{more}.")
    return sentences
