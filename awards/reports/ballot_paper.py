"""Phiếu bầu: the paper of a round, every title on it, how to mark it and what makes it invalid. Form is free (§8.3)."""

from awards.ballots.enums import ContestKind
from awards.ballots.models import ContestGroup, VotingRound
from awards.ballots.queries import ballot_lines
from awards.reports.enums import Shelf
from awards.reports.parts import DRAFT, body_heading, place_of, slug
from awards.reports.registry import Report, Scope
from thidua.documents import Box, Cell, Column, Document, FoldLine, Heading, Paragraph, Table, bold
from thidua.documents.vietnamese import count, roman


def subjects(scope: Scope) -> list[VotingRound]:
    """Newest first; lines taken out of a paper after all papers, so that the latest is a whole one."""
    rounds = scope.visible(VotingRound.objects.all()).filter(conference__period=scope.period)
    found = rounds.select_related(
        "conference__council__unit__kind", "conference__cluster__organiser__kind", "conference__host"
    ).order_by("-conference__starts_at", "-number")
    return sorted(found, key=lambda ballot: ballot.main_id is not None)


def noun_of(group: ContestGroup) -> str:
    """What stands on the lines of a group: tập thể or cá nhân, nội dung where something else is voted on."""
    if group.award is None:
        return "nội dung"
    return "cá nhân" if group.award.subject == "individual" else "tập thể"


ONE_SHEET = 8  # lines: a longer paper has several sheets and is not folded along a line
ROOMY = 10  # lines: a longer list gets smaller boxes, so that the paper stays in one hand


def build(scope: Scope, ballot: VotingRound) -> Document:
    conference, body = ballot.conference, ballot.conference.body
    groups = ballot_lines(ballot)
    several = len(groups) > 1
    blocks: list = [
        Box(
            [
                "đánh dấu ",
                bold("X"),
                " vào một trong hai ô ở mỗi dòng. Không ký tên, không ghi thêm. ",
                *_limits(groups),
            ],
            lead="Cách ghi:",
        )
    ]
    for place, group in enumerate(groups, 1):
        if several:
            blocks.append(Heading(f"{roman(place)}. {group.title}", level=1))
        if group.is_pick:
            blocks.append(Paragraph(["Đồng ý ", bold(f"không quá {count(group.seats)}"), f" {noun_of(group)}."]))
        blocks.append(_table(group))
    sealed_by = _sealed_by(ballot)
    blocks.append(Paragraph(_invalid(groups, sealed_by), lead="Phiếu không hợp lệ:", small=True, indent=False))
    if sum(len(group.lines.all()) for group in groups) <= ONE_SHEET:
        blocks.append(FoldLine("Gấp theo đường này, mặt chữ vào trong"))
    return Document(
        slug=slug("phieu bau", scope.period.year, ballot.conference.pk, ballot.number),
        kind="Phiếu bầu",
        subject=_subject(ballot),
        heading=body_heading(
            body,
            on=conference.held_on,
            day=conference.held_on,
            place=place_of(conference),
            stamp=f"(Dấu treo của {sealed_by})",
        ),
        blocks=blocks,
        footing=_footing(ballot),
        draft="" if ballot.paper_hash else DRAFT,
        demo=ballot.is_demo,
        date=conference.held_on,
    )


def _table(group: ContestGroup) -> Table:
    """The lines of a title with two boxes each: tall rows where they are few, a column for the post where many."""
    noun, lines = noun_of(group), list(group.lines.all())
    roomy = len(lines) <= ROOMY
    detailed = not roomy and any(line.detail for line in lines)
    columns = [
        Column.index(),
        Column("name", noun[:1].upper() + noun[1:]),
        *([Column("detail", "Cấp bậc, chức vụ, đơn vị")] if detailed else []),
        Column("agree", "Đồng ý", "check", width=9),
        Column("disagree", "Không\nđồng ý", "check", width=9),
    ]
    rows = []
    for line in lines:
        name = Cell(line.label, bold=True, note="" if detailed else line.detail)
        rows.append((name, *([line.detail] if detailed else []), False, False))
    title = group.award.short_name if group.award else group.title[:28]
    return Table(columns, rows, roomy=roomy, sheet=title)


def _footing(ballot: VotingRound) -> str:
    """Which vote every sheet belongs to: a paper of several sheets may come apart on the table."""
    conference = ballot.conference
    code = f". Mã phiếu {ballot.short_hash}" if ballot.paper_hash else ""
    return f"{conference.name}, {conference.held_on:%d/%m/%Y}{code}"


def _subject(ballot: VotingRound) -> str:
    """The name of the round without the word that stands above it already."""
    name = ballot.name.removeprefix("Phiếu bầu").strip() or ballot.name
    return name[:1].upper() + name[1:]


def _limits(groups: list[ContestGroup]) -> list:
    picks = [group for group in groups if group.is_pick]
    if len(groups) != 1 or not picks:
        return []
    return ["Đồng ý ", bold(f"không quá {count(picks[0].seats)}"), f" {noun_of(picks[0])}."]


def _sealed_by(ballot: VotingRound) -> str:
    """Whose seal makes a paper genuine: a cluster has none of its own."""
    return "Hội đồng" if ballot.conference.council_id else "đơn vị chủ trì"


def _invalid(groups: list[ContestGroup], sealed_by: str) -> str:
    """What makes the paper, a title or a line not count: free form, as on the model papers (rules §8.3)."""
    picks = [group for group in groups if group.kind == ContestKind.PICK]
    words = f"không theo mẫu, không có dấu treo của {sealed_by}, ghi thêm tên hoặc ký tên."
    if len(groups) == 1 and picks:
        words = words.replace(", ghi thêm", f", đồng ý quá {count(picks[0].seats)} {noun_of(picks[0])}, ghi thêm")
    elif picks:
        told = "; ".join(f"quá {count(group.seats)} ở “{group.title}”" for group in picks)
        words += f" Đồng ý quá số được chọn ({told}) thì nội dung đó không tính."
    return f"{words} Dòng để trống hoặc đánh dấu cả hai ô thì dòng đó không tính là đồng ý."


REPORT = Report(
    name="ballot-paper",
    title="Phiếu bầu",
    shelf=Shelf.MEETING,
    icon="vote",
    formats=("pdf",),
    build=build,
    note="Mọi danh hiệu của vòng, ô đánh dấu, chỗ đóng dấu treo",
    about="vòng bỏ phiếu",
    subjects=subjects,
    label=lambda ballot: f"{ballot.name}, {ballot.conference.held_on:%d/%m/%Y}",
    may=lambda scope, ballot: ("awards.print_ballot", ballot),
    size=lambda scope, ballot: sum(group.lines.count() for group in ballot.groups.all()),
)
