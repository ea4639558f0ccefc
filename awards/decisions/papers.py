"""What our papers say: the decision with its lists, the submission upward. Content only; formats are elsewhere."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from awards.ballots.enums import RoundState
from awards.ballots.models import ContestLine
from awards.ballots.rules import read_result
from awards.catalogue.enums import AwardKind
from awards.catalogue.models import Award
from awards.catalogue.queries import money_on, rule_set_on, rules_on
from awards.decisions.enums import PaperKind
from awards.decisions.models import Decision, DecisionLine
from awards.nominations.models import Nomination
from awards.scoring.models import UnitScore
from thidua.documents import (
    SUM,
    Annex,
    Bullets,
    Column,
    Document,
    OfficialHeading,
    Paragraph,
    SignatureBlock,
    Table,
    TotalRow,
    italic,
)
from thidua.documents.vietnamese import count, long_date, money_in_words, number, roman
from thidua.text import search_key
from units.models import Unit

HEAVY = 100  # lines: laying out more takes longer than a request may

# Names on papers ------------------------------------------------------------------------------------------------------


def organ_name(unit: Unit, on: date) -> str:
    """How a unit is called as an issuing organ: `Bộ Chỉ huy BĐBP tỉnh Long An` for a provincial command."""
    command = re.match(r"\w+ Chỉ huy", unit.kind_on(on).name)
    return f"{command[0]} {unit.short_name_on(on)}" if command else unit.name_on(on)


def parent_on(unit: Unit, on: date) -> Unit | None:
    """The unit above on a day."""
    return unit.parent_on(on)


def superior_name(unit: Unit, on: date) -> str:
    """Name of the organ above on a day, for the head of a paper; empty at the top."""
    above = parent_on(unit, on)
    return organ_name(above, on) if above else ""


def made_on(paper: Decision) -> date:
    """The day the draft was begun, by which a paper without a date reads names and law."""
    return timezone.localtime(paper.created_at).date()


# Lines of a paper -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PaperGroup:
    """All lines of one title on a paper, in the order of the list. prize: đồng each, None when not known."""

    award: Award
    is_collective: bool
    lines: list[DecisionLine]
    prize: int | None

    @property
    def noun(self) -> str:
        return "tập thể" if self.is_collective else "cá nhân"

    @property
    def size(self) -> str:
        """`28 tập thể`, `03 tập thể`."""
        return f"{count(len(self.lines))} {self.noun}"

    @property
    def total(self) -> int:
        return (self.prize or 0) * len(self.lines)


def lines_in_order(paper: Decision) -> list[DecisionLine]:
    """Lines as they are printed and numbered: titles in the order of the catalogue, then the order of the list."""
    rows = paper.lines.select_related(
        "nomination__award", "nomination__proposer", "nomination__person__unit", "nomination__unit"
    ).prefetch_related("nomination__person__postings__unit__names")
    return list(rows.order_by("nomination__award__sort", "nomination__award", "nomination__sort_key", "pk"))


def groups_of(paper: Decision, on: date | None = None, lines: list[DecisionLine] | None = None) -> list[PaperGroup]:
    """Lines by title, each with the prize at the base salary of the day of signing (NĐ 91/2017 Đ68, NĐ 152/2025 Đ49).

    A constant number of queries. on: the day of signing, when it is not yet on the paper.
    """
    day = on or paper.decided_on or made_on(paper)
    rules = rules_on(day)
    by_title: dict[tuple[Award, bool], list[DecisionLine]] = {}
    for line in lines_in_order(paper) if lines is None else lines:
        key = (line.nomination.award, line.nomination.unit_id is not None)
        by_title.setdefault(key, []).append(line)
    groups = []
    for (award, is_collective), rows in by_title.items():
        subject = "collective" if is_collective else "individual"
        prize = money_on(rules[award.pk], subject, day) if award.pk in rules else None
        groups.append(PaperGroup(award, is_collective, rows, prize.paid if prize else None))
    return groups


@dataclass(frozen=True)
class Standing:
    """Where a unit stood in its cluster when the paper was made: percent of its points (0–100)."""

    cluster: str
    percent: Decimal


def standings_of(paper: Decision, unit_ids: Iterable[int]) -> dict[int, Standing]:
    """Unit id → its frozen standing of the year, as it was known when the paper was signed."""
    scores = UnitScore.objects.filter(
        board__period=paper.period_id, unit__in=list(unit_ids), board__frozen_at__isnull=False
    )
    if paper.signed_at:
        scores = scores.filter(board__frozen_at__lte=paper.signed_at)
    rows = scores.select_related("board__cluster").order_by("board__frozen_at", "board__version")
    return {row.unit_id: Standing(row.board.cluster.name, row.percent) for row in rows}


def ballot_figures(nomination_ids: Iterable[int]) -> dict[int, str]:
    """Nomination id → `13/15 (86,66%)`: votes in favour over the base the ballot was counted on, once published."""
    lines = ContestLine.objects.filter(
        content_type=ContentType.objects.get_for_model(Nomination),
        object_id__in=list(nomination_ids),
        group__round__state__in=[RoundState.PUBLISHED, RoundState.DESTROYED],
        votes_for__isnull=False,
    )
    bases: dict[int, int] = {}
    told = {}
    for line in lines.select_related("group__round").prefetch_related("group__lines").order_by("group__round__number"):
        group = line.group
        if group.pk not in bases:
            bases[group.pk] = read_result(group.contest, group.round.result["groups"][str(group.pk)]).base
        share = f" ({line.percent}%)" if line.percent else ""
        told[line.object_id] = f"{line.votes_for}/{bases[group.pk]}{share}"
    return told


def rank_post_unit(line: Nomination) -> tuple[str, str, str]:
    """`Đại úy, Đội trưởng, Đồn A` as three columns; the text was kept when the line was made.

    Names of units may hold commas, so the names of every unit the person served in are looked for at the end first.
    Expects the postings with their units' names to be prefetched.
    """
    rank, _, rest = line.subject_detail.partition(", ")
    names = {line.person.unit.name} if line.person_id else set()
    if line.person_id:
        names |= {name.name for posting in line.person.postings.all() for name in posting.unit.names.all()}
    for name in sorted(names, key=len, reverse=True):
        if name and rest.endswith(f", {name}"):
            return rank, rest.removesuffix(f", {name}"), name
    post, _, unit = rest.partition(", ")
    return rank, post, unit


# Words and looks of the office, put on by a later chapter: function(paper, document, day of signing) -> document.
finishers: list[Callable[[Decision, Document, date | None], Document]] = []

# The two papers -------------------------------------------------------------------------------------------------------


def paper_document(paper: Decision, *, number: int | None = None, decided_on: date | None = None) -> Document:
    """The whole paper, with the number and day it has or is about to get; a draft leaves room for the pen."""
    number, day = number or paper.number, decided_on or paper.decided_on
    build = _decision if paper.kind == PaperKind.DECISION else _submission
    document = build(paper, number, day)
    for finish in finishers:
        document = finish(paper, document, day)
    return document


def usual_bases(paper: Decision, day: date) -> list[str]:
    """The law in force on the day, one basis a line, then the body that voted."""
    rule_set = rule_set_on(day)
    laws = re.sub(r"\s*\([^)]*\)", "", rule_set.legal_basis).split(". ")[0] if rule_set else ""
    bases = [f"Căn cứ {law.strip()}" for law in laws.rstrip(".").split(";") if law.strip()]
    if paper.conference:
        held = f"Căn cứ kết quả bình xét, bỏ phiếu của {paper.conference.body} tại {paper.conference.name}"
        bases.append(f"{held} {long_date(paper.conference.held_on)}")
    return bases


def usual_recipients(paper: Decision, day: date) -> list[str]:
    if paper.kind == PaperKind.SUBMISSION:
        return ["Như trên", "Lưu: VT, PCT"]
    above = parent_on(paper.issuer, day)
    report = [f"{above.short_name_on(day)} (để báo cáo)"] if above else []
    return ["Như Điều 3", *report, "Lưu: VT, PCT"]


def _organ(paper: Decision, on: date) -> str:
    """The issuing organ in running text, on one line."""
    return " ".join(paper.issuer_text.split()) or organ_name(paper.issuer, on)


def _rows(text: str) -> list[str]:
    return [row.strip() for row in text.splitlines() if row.strip()]


def _common(paper: Decision, kind: str, number: int | None, day: date | None) -> dict:
    """What both papers carry: head, bases, signature, recipients, dates."""
    on = day or made_on(paper)
    return {
        "slug": f"{search_key(kind).replace(' ', '-')}-{number or f'du-thao-{paper.pk}'}",
        "kind": kind,
        "subject": paper.subject_line,
        "heading": OfficialHeading(
            organ=paper.issuer_text or organ_name(paper.issuer, on),
            superior=superior_name(paper.issuer, on),
            number=f"{number or ''}/{paper.series}",
            place=paper.place,
            date=day,
        ),
        "legal_bases": _rows(paper.legal_bases) or usual_bases(paper, on),
        "signatures": [
            SignatureBlock(
                post=paper.signer_post,
                name=paper.signer_name,
                rank=paper.signer_rank,
                authority=paper.signer_authority,
            )
        ],
        "recipients": _rows(paper.recipients) or usual_recipients(paper, on),
        "draft": "" if number else "Dự thảo",
        "demo": paper.is_demo,
        "date": on,
    }


def _deciding(paper: Decision, on: date) -> str:
    """Who decides, above the bases: the head for whom somebody signs, the body on whose behalf, or the signer."""
    power = paper.signer_authority.strip()
    if power.upper().startswith("KT."):
        return f"{power[3:].strip()} {paper.issuer.name_on(on)}"
    if power:
        return _organ(paper, on)
    return f"{paper.signer_post} {paper.issuer.name_on(on)}"


def _matter(groups: list[PaperGroup]) -> str:
    """`danh hiệu thi đua`, `hình thức khen thưởng`, or both."""
    forms = {group.award.kind == AwardKind.FORM for group in groups}
    words = {False: "danh hiệu thi đua", True: "hình thức khen thưởng"}
    return ", ".join(words[is_form] for is_form in sorted(forms)) or words[False]


def _subjects(groups: list[PaperGroup]) -> str:
    """`tập thể, cá nhân`, or the one of them there is."""
    return ", ".join(dict.fromkeys(group.noun for group in sorted(groups, key=lambda one: not one.is_collective)))


def _decision(paper: Decision, given: int | None, day: date | None) -> Document:
    groups = groups_of(paper, day)
    on = day or made_on(paper)
    subjects, several = _subjects(groups) or "tập thể, cá nhân", len(groups) > 1
    lists = []
    for position, group in enumerate(groups, 1):
        annex = f"Phụ lục {roman(position)}" if several else "Phụ lục"
        end = "." if position == len(groups) else ";"
        lists.append(f"“{group.award.short_name}”: {group.size} ({annex}){end}")
    total = sum(group.total for group in groups)
    named = subjects[:1].upper() + subjects[1:]
    money: list = [f"{named} có tên tại Điều 1 được cấp giấy chứng nhận và tiền thưởng theo quy định."]
    if total:
        words = italic(f"({money_in_words(total)})")
        money = [
            f"{money[0]} Tổng số tiền thưởng: {number(total)} đồng ",
            words,
            ", trích từ quỹ thi đua, khen thưởng của đơn vị.",
        ]
    scores = standings_of(
        paper, [line.nomination.unit_id for group in groups if group.is_collective for line in group.lines]
    )
    order = {line.pk: place for place, line in enumerate((line for group in groups for line in group.lines), 1)}
    return Document(
        **_common(paper, "Quyết định", given, day),
        issuer=_deciding(paper, on),
        enacting="Quyết định:",
        blocks=[
            Paragraph(
                f"Tặng {_matter(groups)} năm {paper.period.year} cho các {subjects} đạt thành tích trong phong trào "
                "thi đua Quyết thắng, gồm:",
                lead="Điều 1.",
            ),
            Bullets(lists, marker="1."),
            Paragraph(money, lead="Điều 2."),
            Paragraph(
                "Quyết định này có hiệu lực từ ngày ký. Cơ quan chính trị, cơ quan tài chính, chỉ huy các đơn vị và "
                f"các {subjects} có tên tại Điều 1 chịu trách nhiệm thi hành./.",
                lead="Điều 3.",
            ),
        ],
        annexes=[_annex(paper, group, scores, order) for group in groups],
    )


def _annex(paper: Decision, group: PaperGroup, scores: dict[int, Standing], order: dict[int, int]) -> Annex:
    """The list of one title. Số vào sổ: place of the recipient in the whole decision (NĐ 98/2023 Đ104)."""
    kind = "hình thức" if group.award.kind == AwardKind.FORM else "danh hiệu"
    table = Table(
        columns=[
            Column.index(),
            *(_UNIT_COLUMNS if group.is_collective else _PERSON_COLUMNS),
            Column("golden", "Số vào sổ", "int"),
            Column("prize", "Tiền thưởng", "money", unit="đồng"),
        ],
        rows=[
            {
                **(_unit_cells(line, scores) if group.is_collective else _person_cells(line)),
                "golden": order[line.pk],
                "prize": group.prize,
            }
            for line in group.lines
        ],
        totals=[TotalRow(f"Cộng: {group.size}", {"prize": SUM} if group.prize else {})],
    )
    title = f"Danh sách {group.size} tặng {kind} “{group.award.short_name}” năm {paper.period.year}"
    return Annex(title, blocks=[table], sheet=group.award.short_name)


_UNIT_COLUMNS = (
    Column("name", "Tập thể"),
    Column("cluster", "Cụm thi đua"),
    Column("points", "Điểm thi đua", "percent"),
)
_PERSON_COLUMNS = (
    Column("name", "Họ và tên"),
    Column("rank", "Cấp bậc", align="center"),
    Column("post", "Chức vụ"),
    Column("unit", "Đơn vị"),
)


def _unit_cells(line: DecisionLine, scores: dict[int, Standing]) -> dict:
    score = scores.get(line.nomination.unit_id)
    return {
        "name": line.nomination.subject_name,
        "cluster": score.cluster if score else "–",
        "points": score.percent / 100 if score else None,
    }


def _person_cells(line: DecisionLine) -> dict:
    rank, post, unit = rank_post_unit(line.nomination)
    return {"name": line.nomination.subject_name, "rank": rank, "post": post, "unit": unit}


def _submission(paper: Decision, given: int | None, day: date | None) -> Document:
    groups = groups_of(paper, day)
    on = day or made_on(paper)
    sender = _organ(paper, on)
    lines = [line for group in groups for line in group.lines]
    votes = ballot_figures(line.nomination_id for line in lines)
    scores = standings_of(paper, [line.nomination.unit_id for line in lines if line.nomination.unit_id])
    subjects = _subjects(groups) or "tập thể, cá nhân"
    wanted = "; ".join(
        f"{'hình thức' if group.award.kind == AwardKind.FORM else 'danh hiệu'} “{group.award.short_name}” "
        f"năm {paper.period.year} cho {group.size}"
        for group in groups
    )
    several = len({group.award for group in groups}) > 1
    columns = [
        Column.index(),
        Column("name", subjects[:1].upper() + subjects[1:]),
        *([Column("award", "Danh hiệu đề nghị")] if several else []),
        Column("citation", "Thành tích tiêu biểu"),
        *([Column("points", "Điểm thi đua", "percent")] if scores else []),
        Column("votes", "Phiếu đồng ý", align="center"),
    ]
    known = {column.key for column in columns}
    rows = [
        {
            "name": line.nomination.subject_name,
            "award": group.award.short_name,
            "citation": line.nomination.citation or "–",
            "points": scores[line.nomination.unit_id].percent / 100 if line.nomination.unit_id in scores else None,
            "votes": votes.get(line.nomination_id, "–"),
        }
        for group in groups
        for line in group.lines
    ]
    return Document(
        **_common(paper, "Tờ trình", given, day),
        addressees=[paper.addressee],
        blocks=[
            Paragraph(f"{sender} kính trình {paper.addressee} xem xét, tặng {wanted}:"),
            Table(
                columns,
                [{key: value for key, value in row.items() if key in known} for row in rows],
                totals=[TotalRow(f"Cộng: {', '.join(group.size for group in groups)}")] if len(groups) > 1 else (),
                sheet="Đề nghị",
            ),
            Paragraph(
                "Hồ sơ kèm theo gồm: biên bản hội nghị, biên bản kiểm phiếu và tóm tắt thành tích của "
                f"từng {subjects.replace(', ', ', từng ')}."
            ),
            Paragraph(f"{sender} kính đề nghị {paper.addressee} xem xét, quyết định./."),
        ],
    )
