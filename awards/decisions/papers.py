"""What our papers say: the decision with its lists, the submission upward. Content only; formats are elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.contenttypes.models import ContentType

from awards.ballots.enums import RoundState
from awards.ballots.models import ContestLine
from awards.catalogue.enums import SubjectKind
from awards.catalogue.models import Award
from awards.catalogue.queries import money_on, rule_set_on, rules_on
from awards.decisions.enums import PaperKind
from awards.decisions.models import Decision, DecisionLine
from awards.nominations.models import Nomination
from thidua.documents import (
    SUM,
    Annex,
    Column,
    Document,
    OfficialHeading,
    Paragraph,
    SignatureBlock,
    Table,
    TotalRow,
)
from thidua.documents.vietnamese import count, long_date
from thidua.text import search_key
from thidua.words import money_in_words


@dataclass(frozen=True)
class PaperGroup:
    """All lines of one title on a paper, in the order of the list. prize: đồng each, None when not known."""

    award: Award
    lines: list[DecisionLine]
    prize: int | None

    @property
    def noun(self) -> str:
        return "tập thể" if self.award.subject == SubjectKind.COLLECTIVE else "cá nhân"

    @property
    def size(self) -> str:
        """`28 tập thể`, `03 tập thể`."""
        return f"{count(len(self.lines))} {self.noun}"

    @property
    def total(self) -> int:
        return (self.prize or 0) * len(self.lines)


def groups_of(paper: Decision, on: date | None = None) -> list[PaperGroup]:
    """Lines by title in the order of the catalogue, each with the prize at the base salary of the day of signing."""
    day = on or paper.decided_on or paper.created_at.date()
    rules = rules_on(day)
    lines = paper.lines.select_related("nomination__award", "nomination__proposer").order_by(
        "nomination__award__sort", "nomination__sort_key", "pk"
    )
    by_award: dict[Award, list[DecisionLine]] = {}
    for line in lines:
        by_award.setdefault(line.nomination.award, []).append(line)
    groups = []
    for award, rows in by_award.items():
        subject = "collective" if rows[0].nomination.unit_id else "individual"
        prize = money_on(rules[award.pk], subject, day) if award.pk in rules else None
        groups.append(PaperGroup(award, rows, prize.paid if prize else None))
    return groups


def paper_document(paper: Decision, *, number: int | None = None, decided_on: date | None = None) -> Document:
    """The whole paper, with the number and day it has or is about to get; a draft leaves room for the pen."""
    number, day = number or paper.number, decided_on or paper.decided_on
    build = _decision if paper.kind == PaperKind.DECISION else _submission
    return build(paper, number, day)


def _heading(paper: Decision, number: int | None, day: date | None) -> OfficialHeading:
    on = day or paper.created_at.date()
    superior = paper.issuer.parent.name_on(on) if paper.issuer.parent else ""
    return OfficialHeading(
        organ=paper.issuer_text or paper.issuer.name_on(on),
        superior=superior,
        number=f"{number or ''}/{paper.series}",
        place=paper.place,
        date=day,
    )


def _slug(kind: str, number: int | None, paper: Decision) -> str:
    return f"{search_key(kind).replace(' ', '-')}-{number or f'du-thao-{paper.pk}'}"


def _legal_bases(paper: Decision, day: date | None) -> list[str]:
    """The law in force on the day, one basis a line, then the council that voted."""
    rule_set = rule_set_on(day or paper.created_at.date())
    bases = [f"Căn cứ {text.strip()}" for text in (rule_set.legal_basis.split(";") if rule_set else []) if text.strip()]
    if paper.conference:
        body = paper.conference.council or paper.conference.cluster
        held = f"Căn cứ kết quả bình xét, bỏ phiếu của {body} tại {_lower_first(paper.conference.name)}"
        bases.append(f"{held} {long_date(paper.conference.held_on)}")
    return bases


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _signature(paper: Decision) -> SignatureBlock:
    return SignatureBlock(
        post=paper.signer_post, name=paper.signer_name, rank=paper.signer_rank, authority=paper.signer_authority
    )


def _decision(paper: Decision, number: int | None, day: date | None) -> Document:
    groups = groups_of(paper, day)
    articles = [
        Paragraph(
            f"Tặng danh hiệu thi đua năm {paper.period.year} cho các tập thể, cá nhân đạt thành tích trong phong trào "
            "thi đua Quyết thắng, gồm:",
            lead="Điều 1.",
        )
    ]
    annexed = len(groups) > 1
    for position, group in enumerate(groups, 1):
        annex = f" (Phụ lục {'I' * position if position < 4 else position})" if annexed else " (Phụ lục)"
        end = "." if position == len(groups) else ";"
        articles.append(Paragraph(f"{position}. “{group.award.short_name}”: {group.size}{annex}{end}"))
    total = sum(group.total for group in groups)
    money_words = f" Tổng số tiền thưởng: {total:,} đồng ({money_in_words(total)})".replace(",", ".") if total else ""
    articles += [
        Paragraph(
            "Tập thể, cá nhân có tên tại Điều 1 được nhận bằng chứng nhận, vật phẩm và tiền thưởng theo quy định."
            f"{money_words}{', trích từ quỹ thi đua, khen thưởng của đơn vị.' if total else ''}",
            lead="Điều 2.",
        ),
        Paragraph(
            "Quyết định này có hiệu lực từ ngày ký. Cơ quan chính trị, cơ quan tài chính, chỉ huy các đơn vị và các "
            "tập thể, cá nhân có tên tại Điều 1 chịu trách nhiệm thi hành./.",
            lead="Điều 3.",
        ),
    ]
    return Document(
        slug=_slug("quyet dinh", number, paper),
        kind="Quyết định",
        subject=paper.subject_line,
        heading=_heading(paper, number, day),
        issuer=f"{paper.signer_post} {paper.issuer.name_on(day or paper.created_at.date())}",
        legal_bases=_legal_bases(paper, day),
        enacting="Quyết định:",
        blocks=articles,
        signatures=[_signature(paper)],
        recipients=["Như Điều 3", "Cấp trên (để báo cáo)", "Lưu: VT, PCT"],
        annexes=[_annex(paper, group) for group in groups],
        demo=paper.is_demo,
        date=day or paper.created_at.date(),
    )


def _annex(paper: Decision, group: PaperGroup) -> Annex:
    title = f"Danh sách {group.size} tặng danh hiệu “{group.award.short_name}” năm {paper.period.year}"
    if group.award.subject == SubjectKind.COLLECTIVE:
        subject = [Column("name", "Tập thể", width=44), Column("unit", "Đơn vị đề nghị", width=30)]
    else:
        subject = [
            Column("name", "Họ và tên", width=26),
            Column("detail", "Cấp bậc, chức vụ, đơn vị", width=52),
        ]
    table = Table(
        columns=[
            Column.index(),
            *subject,
            Column("golden", "Số vào sổ", "int"),
            Column("prize", "Tiền thưởng", "money", unit="đồng"),
        ],
        rows=[
            {
                "name": line.nomination.subject_name,
                "unit": line.nomination.proposer.short_name,
                "detail": line.nomination.subject_detail,
                "golden": line.golden_book_no,
                "prize": group.prize,
            }
            for line in group.lines
        ],
        totals=[TotalRow(f"Cộng: {group.size}", {"prize": SUM} if group.prize else {})],
    )
    return Annex(title, blocks=[table], sheet=group.award.short_name)


def _submission(paper: Decision, number: int | None, day: date | None) -> Document:
    groups = groups_of(paper, day)
    on = day or paper.created_at.date()
    sender = paper.issuer.name_on(on)
    wanted = "; ".join(f"danh hiệu “{group.award.short_name}” cho {group.size}" for group in groups)
    votes = ballot_figures(line.nomination_id for group in groups for line in group.lines)
    table = Table(
        columns=[
            Column.index(),
            Column("name", "Tập thể, cá nhân", width=34),
            Column("award", "Danh hiệu đề nghị", width=20),
            Column("citation", "Thành tích tiêu biểu", width=46),
            Column("votes", "Phiếu đồng ý", width=16),
        ],
        rows=[
            {
                "name": line.nomination.subject_name,
                "award": group.award.short_name,
                "citation": line.nomination.citation,
                "votes": votes.get(line.nomination_id, "–"),
            }
            for group in groups
            for line in group.lines
        ],
        totals=[TotalRow(f"Cộng: {', '.join(group.size for group in groups)}")],
        sheet="Đề nghị",
    )
    return Document(
        slug=_slug("to trinh", number, paper),
        kind="Tờ trình",
        subject=paper.subject_line,
        heading=_heading(paper, number, day),
        addressees=[paper.addressee],
        legal_bases=_legal_bases(paper, day),
        blocks=[
            Paragraph(f"{sender} kính trình {paper.addressee} xem xét, tặng {wanted} năm {paper.period.year}:"),
            table,
            Paragraph(
                "Hồ sơ kèm theo gồm: biên bản hội nghị, biên bản kiểm phiếu và tóm tắt thành tích của từng tập thể, "
                "cá nhân."
            ),
            Paragraph(f"{sender} kính đề nghị {paper.addressee} xem xét, quyết định./."),
        ],
        signatures=[_signature(paper)],
        recipients=["Như trên", "Thủ trưởng đơn vị", "Lưu: VT, PCT"],
        demo=paper.is_demo,
        date=on,
    )


def ballot_figures(nomination_ids: Iterable[int]) -> dict[int, str]:
    """Nomination id → `13/15 (86,66 %)` from its published ballot line."""
    lines = ContestLine.objects.filter(
        content_type=ContentType.objects.get_for_model(Nomination),
        object_id__in=list(nomination_ids),
        group__round__state=RoundState.PUBLISHED,
        votes_for__isnull=False,
    ).select_related("group__round")
    return {
        line.object_id: f"{line.votes_for}/{line.group.round.members} ({line.percent.replace('.', ',')}%)"
        for line in lines
    }
