"""Danh sách đề nghị khen thưởng: every line that was put forward, its conditions, where it stands and why."""

from collections import Counter
from datetime import date

from awards.decisions.papers import organ_name
from awards.nominations.enums import NominationState
from awards.nominations.models import Nomination, NominationList
from awards.nominations.rules import SAID_AGAINST
from awards.reports.enums import Shelf
from awards.reports.parts import PROVISIONAL, local, slug
from awards.reports.queries import list_is_settled, title_figures
from awards.reports.registry import Nothing, Report, Scope
from thidua.documents import Cell, Column, Document, GroupRow, OfficialHeading, Paragraph, SignatureBlock, Table
from thidua.documents.vietnamese import count, roman
from units.models import Unit


def lines_of(scope: Scope) -> list[Nomination]:
    """What the reader may see of the lists below the unit, without withdrawn lines: the year's, then the events'."""
    found = scope.visible(Nomination.objects.all()).filter(nomination_list__period=scope.period)
    if not scope.is_whole:
        below = Unit.objects.within(scope.unit, scope.period.starts_on, scope.period.ends_on)
        found = found.filter(proposer__in=below)
    return list(
        found.exclude(state=NominationState.WITHDRAWN)
        .select_related("award", "proposer", "person__unit", "nomination_list")
        .prefetch_related("proposer__names")
        .order_by("nomination_list__event", "nomination_list", "award__sort", "award", "sort_key", "pk")
    )


def build(scope: Scope, subject: None) -> Document:
    period = scope.period
    listing = NominationList.objects.filter(period=period).first()
    lines, on = lines_of(scope), period.ends_on
    if listing is None and not lines:
        raise Nothing(f"Năm {period.year} chưa mở danh sách đề nghị.")
    quotas = {row.award.pk: row for row in title_figures(period)}
    rows: list = []
    for place, ((award, event), group) in enumerate(_by_award(lines).items(), 1):
        told = None if event else quotas.get(award.pk)
        limit = f", chỉ tiêu {count(told.quota)}" if told and told.quota is not None and scope.is_whole else ""
        name = f"{award.short_name}, {event}" if event else award.short_name
        rows.append(GroupRow(f"{name}: {count(len(group))} đề nghị{limit}", roman(place)))
        rows += [_row(line, on) for line in group]
    states = Counter(NominationState(line.state).label for line in lines)
    summary = "; ".join(f"{label.lower()}: {count(number)}" for label, number in states.items())
    settled = list_is_settled(period)
    day = local(listing.locked_at).date() if listing and listing.locked_at else None
    return Document(
        slug=slug("danh sach de nghi", scope.unit.code, period.year),
        kind="Danh sách",
        subject=f"Đề nghị khen thưởng năm {period.year}" + ("" if scope.is_whole else f"\n{scope.unit.name_on(on)}"),
        heading=OfficialHeading(
            superior=organ_name(period.unit, on) if not scope.is_whole else "",
            organ=scope.unit.name_on(on) if not scope.is_whole else organ_name(period.unit, on),
            number="/DS-TĐKT",
            place=scope.unit.place or period.unit.place,
            date=day,
        ),
        blocks=[
            Paragraph(f"Tổng số {count(len(lines))} đề nghị{_apart(lines)}" + (f": {summary}." if lines else ".")),
            Table(
                columns=[
                    Column.index(),
                    Column("name", "Đối tượng"),
                    Column("detail", "Cấp bậc, chức vụ, đơn vị"),
                    Column("proposer", "Đơn vị đề nghị"),
                    Column("votes", "Phiếu ở đơn vị", align="center"),
                    Column("eligibility", "Điều kiện"),
                    Column("state", "Trạng thái"),
                ],
                rows=rows,
                sheet="Đề nghị",
                restart_index=True,
                empty="Chưa có đề nghị nào",
            ),
        ],
        signatures=[
            SignatureBlock(post="Người lập biểu", hint="(Ký, ghi rõ họ tên)"),
            SignatureBlock(post="Thủ trưởng đơn vị", hint="(Ký, ghi rõ họ tên)"),
        ],
        draft="" if settled else PROVISIONAL,
        demo=period.is_demo,
        landscape=True,
        date=day or on,
    )


def _apart(lines: list[Nomination]) -> str:
    """How many of them are outside the list of the year."""
    size = sum(1 for line in lines if line.nomination_list.event)
    return f", trong đó {count(size)} theo đợt, ngoài danh sách chung của năm" if size else ""


def _by_award(lines: list[Nomination]) -> dict:
    found: dict = {}
    for line in lines:
        found.setdefault((line.award, line.nomination_list.event), []).append(line)
    return found


def _row(line: Nomination, on: date) -> dict:
    because = line.eligibility_reason
    if line.eligibility_basis:
        because = f"{because} ({line.eligibility_basis})" if because else ""
    votes = f"{line.unit_votes_for}/{line.unit_votes_total}" if line.unit_votes_for is not None else "–"
    return {
        "name": line.subject_name,
        "detail": line.subject_detail,
        "proposer": line.proposer.short_name_on(on),
        "votes": votes,
        "eligibility": Cell(line.get_eligibility_display(), note=because)
        if because
        else line.get_eligibility_display(),
        "state": line.why_not if line.state in SAID_AGAINST else line.get_state_display(),
    }


REPORT = Report(
    name="nominations",
    title="Danh sách đề nghị khen thưởng",
    shelf=Shelf.AWARDS,
    icon="clipboard-list",
    formats=("pdf", "xlsx"),
    build=build,
    note="Từng đối tượng với điều kiện, phiếu ở đơn vị, trạng thái và lý do",
    may=lambda scope, subject: ("awards.report_unit", scope.unit),
    size=lambda scope, subject: Nomination.objects.filter(nomination_list__period=scope.period).count(),
)
