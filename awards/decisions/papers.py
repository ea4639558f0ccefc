"""What our papers say: the decision with its lists, the submission upward. Content only; formats are elsewhere."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from awards.ballots.models import TOLD, ContestLine
from awards.ballots.rules import read_result
from awards.catalogue.enums import AwardKind
from awards.catalogue.models import Award, AwardRule
from awards.catalogue.queries import money_on, rule_set_on, rules_on
from awards.decisions.certificate_models import PublicCode
from awards.decisions.codes import shown
from awards.decisions.enums import PaperKind
from awards.decisions.models import Decision, DecisionLine
from awards.decisions.prizes import Claim, displaced
from awards.nominations.models import Nomination
from awards.nominations.rules import subject_key
from awards.scoring.models import UnitScore
from thidua import clock
from thidua.documents import (
    SUM,
    Annex,
    Bullets,
    Column,
    Document,
    OfficialHeading,
    Paragraph,
    Seal,
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
    """All lines of one title on a paper, in the order of the list. prize: đồng each, None when not known.

    Each line carries its own `prize`: nothing for a title beside a higher one of the same time.
    """

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
        return sum(line.prize or 0 for line in self.lines)


def subject_on(line: Nomination, on: date) -> str:
    """How a subject is called on the day of a paper: a unit by the name it bears then, whatever it was voted under."""
    return line.unit.name_on(on) if line.unit_id else line.subject_name


def lines_in_order(paper: Decision, on: date | None = None) -> list[DecisionLine]:
    """Lines as they are printed and numbered: titles in the order of the catalogue, then the order of the list.

    Each with the `name` of its subject on the day of the paper. on: the day of signing, when it is not yet on it.
    """
    rows = paper.lines.select_related(
        "nomination__award", "nomination__proposer", "nomination__person__unit", "nomination__unit", "given_award"
    ).prefetch_related(
        "nomination__person__postings__unit__names", "nomination__person__unit__names", "nomination__unit__names"
    )
    lines = list(rows.order_by("nomination__award__sort", "nomination__award", "nomination__sort_key", "pk"))
    day = on or paper.decided_on or clock.today()
    for line in lines:
        line.name = subject_on(line.nomination, day)
    return lines


def groups_of(paper: Decision, on: date | None = None, lines: list[DecisionLine] | None = None) -> list[PaperGroup]:
    """Lines by title, each with the prize at the base salary of the day of signing (NĐ 91/2017 Đ68, NĐ 152/2025 Đ49).

    A constant number of queries. on: the day of signing, when it is not yet on the paper.
    """
    day = on or paper.decided_on or made_on(paper)
    rules = rules_on(day)
    by_title: dict[tuple[Award, bool], list[DecisionLine]] = {}
    lines = lines_in_order(paper, day) if lines is None else lines
    for line in lines:
        key = (line.award, line.nomination.unit_id is not None)
        by_title.setdefault(key, []).append(line)
    groups = []
    for (award, is_collective), rows in by_title.items():
        subject = "collective" if is_collective else "individual"
        prize = money_on(rules[award.pk], subject, day) if award.pk in rules else None
        for line in rows:
            line.prize, line.instead = prize.paid if prize else None, ""
        groups.append(PaperGroup(award, is_collective, rows, prize.paid if prize else None))
    _only_the_highest(paper, lines, rules)
    return groups


def _only_the_highest(paper: Decision, lines: list[DecisionLine], rules: dict[int, AwardRule]) -> None:
    """A title beside a higher one of the same time and stretch brings no money: `instead` names that one."""
    by_id = {line.pk: line for line in lines}
    for key, paid in displaced(claim_of(paper, line, rules.get(line.award.pk)) for line in lines).items():
        by_id[key].prize, by_id[key].instead = 0, by_id[paid].award.short_name


def claim_of(paper: Decision, line: DecisionLine, rule: AwardRule | None) -> Claim:
    """What a line asks of the fund; its `prize` is known."""
    given = line.nomination
    spans = [one.value for one in rule.prerequisites.all() if one.code == "consecutive_title"] if rule else []
    count = spans[0].get("count") if spans and isinstance(spans[0], dict) else 1
    return Claim(
        key=line.pk,
        subject=subject_key(given.person_id, given.unit_id),
        year=paper.period.year,
        is_title=line.award.kind == AwardKind.TITLE,
        span=count if isinstance(count, int) else 1,
        amount=line.prize,
    )


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
        group__round__state__in=TOLD,
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


def rank_post_unit(line: Nomination, on: date | None = None) -> tuple[str, str, str]:
    """`Đại úy, Đội trưởng, Đồn A` as three columns; the text was kept when the line was made.

    on: the unit is called by its name of that day. Names of units may hold commas, so the names of every unit the
    person served in are looked for at the end first. Expects the postings with their units' names to be prefetched.
    """
    rank, _, rest = line.subject_detail.partition(", ")
    names = {line.person.unit.name: line.person.unit} if line.person_id else {}
    if line.person_id:
        names |= {one.name: post.unit for post in line.person.postings.all() for one in post.unit.names.all()}
    for name in sorted(names, key=len, reverse=True):
        if name and rest.endswith(f", {name}"):
            return rank, rest.removesuffix(f", {name}"), names[name].name_on(on) if on else name
    post, _, unit = rest.partition(", ")
    return rank, post, unit


# Words and looks of the office, put on by a later chapter: function(paper, document, day of signing) -> document.
finishers: list[Callable[[Decision, Document, date | None], Document]] = []

# Kind of paper → what it says; papers about other papers are told in a module of their own.
builders: dict[str, Callable[[Decision, int | None, date | None], Document]] = {}

# The two papers -------------------------------------------------------------------------------------------------------


def paper_document(paper: Decision, *, number: int | None = None, decided_on: date | None = None) -> Document:
    """The whole paper, with the number and day it has or is about to get; a draft leaves room for the pen."""
    number, day = number or paper.number, decided_on or paper.decided_on
    document = builders[paper.kind](paper, number, day)
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


def verify_address(code: str) -> str:
    """What a QR says: the address of the public page of a code; the code itself while no address is set."""
    if settings.VERIFY_URL:
        return f"{settings.VERIFY_URL}/{code}.html"
    if settings.SITE_URL:
        return settings.SITE_URL + reverse("awards:decisions.verify_public", args=[code])
    return shown(code)


def seal_of(paper: Decision) -> Seal | None:
    """The QR of a decision that was given a code when it was brought to the signer."""
    found = PublicCode.objects.filter(decision=paper.pk).first()
    return Seal(verify_address(found.code), f"Mã xác minh:\n{shown(found.code)}") if found else None


def common(paper: Decision, kind: str, number: int | None, day: date | None) -> dict:
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
        "seal": seal_of(paper) if number else None,
        "draft": "" if number else "Dự thảo",
        "demo": paper.is_demo,
        "date": on,
    }


def deciding(paper: Decision, on: date) -> str:
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
        **common(paper, "Quyết định", given, day),
        issuer=deciding(paper, on),
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
                f"Quyết định này có hiệu lực từ ngày ký{_replacing(paper)}. "
                "Cơ quan chính trị, cơ quan tài chính, chỉ huy các đơn vị và "
                f"các {subjects} có tên tại Điều 1 chịu trách nhiệm thi hành./.",
                lead="Điều 3.",
            ),
        ],
        annexes=[_annex(paper, group, scores, order, on) for group in groups],
    )


def _annex(paper: Decision, group: PaperGroup, scores: dict[int, Standing], order: dict[int, int], on: date) -> Annex:
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
                **(_unit_cells(line, scores) if group.is_collective else _person_cells(line, on)),
                "golden": order[line.pk],
                "prize": f"Hưởng mức “{line.instead}”" if line.instead else line.prize,
            }
            for line in group.lines
        ],
        totals=[TotalRow(f"Cộng: {group.size}", {"prize": SUM} if group.prize else {})],
    )
    title = f"Danh sách {group.size} tặng {kind} “{group.award.short_name}” năm {paper.period.year}"
    return Annex(title, blocks=[table], sheet=group.award.short_name)


def quoted(paper: Decision) -> str:
    """`Quyết định số 05/QĐ-BCH ngày 10 tháng 11 năm 2023`."""
    kind = paper.get_kind_display().split(" ")
    return f"{' '.join(kind[:2])} số {paper.code} {long_date(paper.decided_on)}"


def _replacing(paper: Decision) -> str:
    return f" và thay thế {quoted(paper.amends)}" if paper.is_replacement else ""


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
        "name": line.name,
        "cluster": score.cluster if score else "–",
        "points": score.percent / 100 if score else None,
    }


def _person_cells(line: DecisionLine, on: date) -> dict:
    rank, post, unit = rank_post_unit(line.nomination, on)
    return {"name": line.name, "rank": rank, "post": post, "unit": unit}


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
            "name": line.name,
            "award": group.award.short_name,
            "citation": line.nomination.citation or "–",
            "points": scores[line.nomination.unit_id].percent / 100 if line.nomination.unit_id in scores else None,
            "votes": votes.get(line.nomination_id, "–"),
        }
        for group in groups
        for line in group.lines
    ]
    return Document(
        **common(paper, "Tờ trình", given, day),
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


builders |= {PaperKind.DECISION: _decision, PaperKind.SUBMISSION: _submission}
