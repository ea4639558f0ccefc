"""Bảng điểm tiêu chí: the table itself, every row with its points and how it is scored (columns of rules §7.2)."""

from awards.criteria.enums import WITHOUT_POINTS
from awards.criteria.models import CriteriaSet
from awards.criteria.queries import Line, stored_targets, target_text, tree
from awards.decisions.papers import organ_name
from awards.reports.enums import Shelf
from awards.reports.parts import slug
from awards.reports.registry import Report, Scope
from awards.reports.score_parts import span_words, trim
from thidua.documents import Cell, Column, Document, OfficialHeading, Paragraph, SignatureBlock, Table
from thidua.documents.vietnamese import number


def subjects(scope: Scope) -> list[CriteriaSet]:
    """The versions of the year's table that the reader may see: the one in force first, then the newest."""
    rows = scope.visible(CriteriaSet.objects.all()).filter(of_period=scope.period).select_related("common")
    return sorted(rows, key=lambda table: (not table.is_in_force, -table.version))


def build(scope: Scope, table: CriteriaSet) -> Document:
    period = scope.period
    table.of_period = period
    lines, on = tree(table), period.ends_on
    holder = period.cluster.name if period.cluster_id else organ_name(period.unit, on)
    counted = sum(line.criterion.is_leaf and line.criterion.has_points for line in lines)
    return Document(
        slug=slug("bang diem tieu chi", period.holder.code, period.year, f"ban {table.version}"),
        kind="Bảng điểm",
        subject=f"{table.name}\nNăm thi đua {period.year}",
        heading=OfficialHeading(organ=holder, number="", place=period.unit.place),
        blocks=[
            Paragraph(
                f"Tổng điểm {number(trim(table.total_points))}, {counted} tiêu chí có điểm."
                + (f" Căn cứ: {table.basis}." if table.basis else "")
                + (f" Bản {table.version}: {table.reason}." if table.reason else "")
            ),
            Table(_columns(scope), [_row(line, _targets(scope, table)) for line in lines], sheet="Bảng điểm"),
        ],
        signatures=[SignatureBlock(post="Người lập biểu", hint="(Ký, ghi rõ họ tên)"),
                    SignatureBlock(authority=f"TM. {holder}", post="Thủ trưởng", hint="(Ký, ghi rõ họ tên)")],
        period=f"Năm thi đua {period.year}: {span_words(period)}",
        draft="Bản đang soạn" if table.is_draft else "Đã có bản thay" if not table.is_in_force else "",
        demo=period.is_demo,
        landscape=True,
        date=on,
    )  # fmt: skip


def _columns(scope: Scope) -> list[Column]:
    own = [] if scope.is_whole else [Column("target", "Chỉ tiêu được giao", align="right")]
    return [
        Column("code", "TT", align="center"),
        Column("name", "Nội dung tiêu chí"),
        Column("points", "Thang điểm", "decimal"),
        Column("kind", "Cách chấm"),
        Column("measure", "Đơn vị tính"),
        *own,
        Column("organ", "Cơ quan phụ trách"),
        Column("guidance", "Hướng dẫn, minh chứng"),
    ]


def _targets(scope: Scope, table: CriteriaSet) -> dict | None:
    """Criterion id → target of the unit asked about, as people write it; None when the whole year is meant."""
    if scope.is_whole:
        return None
    if not hasattr(table, "shown_targets"):
        stored = stored_targets(table, [scope.unit])
        table.shown_targets = {criterion: target_text(target) for (criterion, _), target in stored.items()}
    return table.shown_targets


def _row(line: Line, targets: dict | None) -> dict:
    one = line.criterion
    points = Cell("–", align="center") if one.kind in WITHOUT_POINTS else trim(one.max_points)
    if not one.is_leaf:
        return {
            "code": Cell(one.code, bold=True),
            "name": Cell(one.name, bold=True),
            "points": Cell(points, bold=True),
            "kind": "Mức trần của nhóm" if line.is_beside else "",
            "guidance": one.guidance,
        }
    kind = f"{one.get_kind_display()}: {line.how}" if line.how else one.get_kind_display()
    proof = "Cần minh chứng." if one.evidence_required else ""
    return {
        "code": one.code,
        "name": one.name,
        "points": points,
        "kind": kind,
        "measure": one.measure,
        **({} if targets is None else {"target": targets.get(one.pk, "")}),
        "organ": one.organ.short_name if one.organ_id else "",
        "guidance": " ".join(part for part in (one.guidance, proof) if part),
    }


REPORT = Report(
    name="criteria-table",
    title="Bảng điểm tiêu chí",
    shelf=Shelf.YEAR,
    icon="list-checks",
    formats=("pdf", "xlsx"),
    build=build,
    note="Mọi nhóm, tiêu chí với thang điểm, cách chấm, cơ quan phụ trách",
    about="bảng điểm tiêu chí",
    subjects=subjects,
    label=lambda table: f"Bản {table.version}, {table.get_state_display().lower()}",
    size=lambda scope, table: table.criteria.count(),
)
