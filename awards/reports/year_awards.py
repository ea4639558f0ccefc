"""The second part of the year's report: what the conference voted, what was decided, who holds the titles."""

from collections import Counter, defaultdict
from fractions import Fraction

from awards.ballots.queries import RoundResult
from awards.catalogue.enums import AwardKind
from awards.conferences.models import Conference, Handover
from awards.decisions.enums import PaperKind
from awards.decisions.models import Decision
from awards.decisions.papers import organ_name
from awards.nominations.models import Nomination
from awards.reports.award_list import papers_of
from awards.reports.parts import listed
from awards.reports.prose import Prose
from awards.reports.queries import TitleFigures, event_figures, totals
from awards.reports.year_figures import YearFigures
from awards.years.models import EmulationPeriod
from thidua.documents import SUM, Block, Cell, Column, GroupRow, Table, TotalRow
from thidua.documents.vietnamese import count, cut_ratio, long_date, number
from units.people.enums import ObjectGroup, Sex


def section(
    period: EmulationPeriod,
    conference: Conference | None,
    figures: list[TitleFigures],
    results: list[RoundResult],
    lines: list[Nomination],
    whole: list[TitleFigures],
    told: YearFigures,
) -> list[Block | Prose]:
    """figures: of the list the council voted on; whole, lines, told: of all lists of the year, events with them."""
    held = (
        f"{conference.name} ngày {conference.held_on.day:02d} tháng {conference.held_on.month} năm "
        f"{conference.held_on.year} đã tiến hành bình xét và bỏ phiếu"
        if conference
        else ""
    )
    if not figures:
        blocks = _cluster_vote(conference, results) or [Prose("vote", "Kết quả bình xét", "Chưa có kết quả bình xét.")]
        return [*blocks, *_events(period)]
    blocks: list[Block | Prose] = []
    if any(row.passed for row in figures):
        said = f"{held or 'Kết quả bình xét'}: {proposal_words(period, figures)}."
    elif held and results:
        said = f"{held}; chưa có danh hiệu nào đạt."
    else:
        said = "Hội nghị chưa công bố kết quả bỏ phiếu; số liệu dưới đây là số đã đề nghị."
    blocks.append(Prose("vote", "Kết quả bình xét", said))
    if decided := _decided_words(whole, lines):
        blocks.append(Prose("decided", "Quyết định đã có", decided))
    blocks.append(_title_table(period, figures))
    blocks += _events(period)
    blocks += _people_tables(lines)
    if change := _against_last_year(whole, told.before):
        blocks.append(Prose("change", "So với năm trước", f"So với năm {period.year - 1}: {change}."))
    return blocks


def proposal_words(period: EmulationPeriod, figures: list[TitleFigures]) -> str:
    """The sentence of the conference: `đề nghị Bộ Tư lệnh BĐBP khen thưởng 03 …; đề nghị Bộ Chỉ huy … 28 …`."""
    above = period.unit.authority_on(period.ends_on)
    places = (
        (above.short_name_on(period.ends_on) if above else "cấp trên", [row for row in figures if row.proposed_upward]),
        (organ_name(period.unit, period.ends_on), [row for row in figures if not row.proposed_upward]),
    )
    told = []
    for who, rows in places:
        named = [
            f"{count(row.passed)} {row.noun} {_matter(row)} “{row.award.short_name}”" for row in rows if row.passed
        ]
        if named:
            told.append(f"đề nghị {who} khen thưởng {listed(named)}")
    return f"{'; '.join(told)} năm {period.year}"


def _matter(row: TitleFigures) -> str:
    return "hình thức" if row.award.kind == AwardKind.FORM else "danh hiệu"


def _title_table(period: EmulationPeriod, figures: list[TitleFigures]) -> Table:
    above = period.unit.authority_on(period.ends_on)
    upward = above.short_name_on(period.ends_on) if above else "Cấp trên"
    here = organ_name(period.unit, period.ends_on)
    return Table(
        columns=[
            Column.index(),
            Column("title", "Danh hiệu", width=18),
            Column("quota", "Chỉ tiêu", "int", pad=True),
            Column("nominated", "Đề nghị", "int", pad=True),
            Column("ballot", "Đưa ra\nbầu", "int", pad=True),
            Column("passed", "Đạt", "int", pad=True),
            Column("share", "Tỷ lệ đạt", "percent", width=9),
            Column("decided", "Có quyết\nđịnh", "int", pad=True),
            Column("who", "Cấp quyết định"),
        ],
        rows=[
            {
                "title": row.award.short_name,
                "quota": row.quota,
                "nominated": row.nominated,
                "ballot": row.on_ballot,
                "passed": Cell(row.passed, bold=True) if row.is_voted else "chưa bầu",
                "share": row.share if row.is_voted else None,
                "decided": row.decided,
                "who": upward if row.proposed_upward else here,
            }
            for row in figures
        ],
        caption=f"Bảng 1. Tổng hợp đề nghị khen thưởng năm {period.year}",
        totals=[
            TotalRow(
                row.noun,
                {
                    "quota": "",
                    "nominated": row.nominated,
                    "ballot": row.on_ballot,
                    "passed": row.passed,
                    "share": Fraction(row.passed, row.on_ballot) if row.on_ballot else "",
                    "decided": sum(one.decided for one in figures if (one.noun == row.noun.lower())),
                },
            )
            for row in totals(figures)
        ],
        sheet="Tổng hợp",
    )


def _events(period: EmulationPeriod) -> list[Block | Prose]:
    """What was put forward outside the list of the year: sudden deeds, movements, years of service."""
    rows = event_figures(period)
    if not rows:
        return []
    return [
        Table(
            columns=[
                Column.index(),
                Column("event", "Đợt, vụ việc"),
                Column("kind", "Loại hình"),
                Column("title", "Hình thức", width=18),
                Column("nominated", "Đề nghị", "int", pad=True),
                Column("kept", "Được trình,\nđạt", "int", pad=True),
                Column("decided", "Có quyết\nđịnh", "int", pad=True),
            ],
            rows=[
                {
                    "event": row.listing.event, "kind": row.listing.get_kind_display(), "title": row.award.short_name,
                    "nominated": row.nominated, "kept": row.kept, "decided": row.decided,
                }
                for row in rows
            ],
            caption=f"Khen thưởng theo đợt năm {period.year}, ngoài danh sách chung",
            totals=[TotalRow("Cộng", dict.fromkeys(("nominated", "kept", "decided"), SUM))],
            sheet="Theo đợt",
        )
    ]  # fmt: skip


def _decided_words(figures: list[TitleFigures], lines: list[Nomination]) -> str:
    """Which papers gave them, and what still waits."""
    titles: dict[Decision, Counter] = defaultdict(Counter)
    papers = papers_of(lines)
    for line in lines:
        paper = papers.get(line.pk)
        if paper is not None and paper.decision.kind != PaperKind.SUBMISSION:
            titles[paper.decision][line.award] += 1
    told = []
    for paper in sorted(titles, key=lambda one: (one.decided_on, one.pk)):
        given = sorted(titles[paper].items(), key=lambda pair: (pair[0].sort, pair[0].code))
        named = listed(f"{count(size)} “{award.short_name}”" for award, size in given)
        issuer = organ_name(paper.issuer, paper.decided_on)
        told.append(f"Quyết định số {paper.code} {long_date(paper.decided_on)} của {issuer} tặng {named}")
    sentences = [f"{'; '.join(told)}."] if told else []
    for words, rows in (
        ("Đang chờ quyết định", [(row, row.waiting) for row in figures]),
        ("Cấp trên không tặng", [(row, row.refused_above) for row in figures]),
        ("Đã thu hồi", [(row, row.revoked) for row in figures]),
    ):
        if named := listed(f"{count(size)} “{row.award.short_name}”" for row, size in rows if size):
            sentences.append(f"{words}: {named}.")
    return " ".join(sentences)


def _people_tables(lines: list[Nomination]) -> list[Block | Prose]:
    """Individuals by object group, women, and commanders against those who serve directly (rules §11.3c)."""
    people = [line for line in lines if line.person_id]
    if not people:
        return []
    awards = sorted({line.award for line in people}, key=lambda award: (award.sort, award.code))
    by_group: dict[str, Counter] = defaultdict(Counter)
    for line in people:
        by_group[line.person.object_group][line.award_id] += 1
    rows = [
        {
            "group": group.label,
            **{f"a{award.pk}": by_group[group][award.pk] for award in awards},
            "all": sum(by_group[group].values()),
        }
        for group in ObjectGroup
        if by_group[group]
    ]
    women = Counter(line.award_id for line in people if line.person.sex == Sex.FEMALE)
    chiefs = Counter(line.award_id for line in people if line.person.is_commander)

    def extra(label: str, counts: Counter) -> dict:
        return {"group": label, **{f"a{award.pk}": counts[award.pk] for award in awards}, "all": sum(counts.values())}

    table = Table(
        columns=[
            Column("group", "Nhóm đối tượng"),
            *(Column(f"a{award.pk}", award.short_name, "int") for award in awards),
            Column("all", "Cộng", "int"),
        ],
        rows=[
            *rows,
            GroupRow("Trong đó"),
            extra("Phụ nữ", women),
            extra("Cán bộ chủ trì", chiefs),
        ],
        caption="Bảng 2. Cá nhân đạt danh hiệu theo nhóm đối tượng",
        sheet="Nhóm đối tượng",
    )
    led, female = sum(chiefs.values()), sum(women.values())
    direct = len(people) - led
    share = number(cut_ratio(Fraction(direct, len(people))))
    return [
        table,
        Prose(
            "people",
            "Cơ cấu cá nhân",
            f"Trong {count(len(people))} lượt cá nhân, {count(direct)} lượt ({share}%) là người trực tiếp công tác, "
            f"chiến đấu; {count(led)} lượt là cán bộ chủ trì; {count(female)} lượt là phụ nữ.",
        ),
    ]


def _against_last_year(figures: list[TitleFigures], before: Counter | None) -> str:
    """Numbers of the year before, from the history, where it knows any."""
    if not before or not any(before[row.award.pk] for row in figures):
        return ""
    told = []
    for row in figures:
        was = before[row.award.pk]
        change = row.kept - was
        words = (
            "bằng" if not change else f"tăng {count(change)} so với" if change > 0 else f"giảm {count(-change)} so với"
        )
        told.append(f"“{row.award.short_name}” {count(row.kept)} ({words} {count(was)})")
    return "; ".join(told)


def _cluster_vote(conference: Conference | None, results: list[RoundResult]) -> list[Block | Prose]:
    """What the units of a cluster voted on: one table for every group of the paper."""
    if conference is None or not results:
        return []
    blocks: list[Block | Prose] = [
        Prose(
            "vote",
            "Kết quả bình xét",
            f"{conference.name} {long_date(conference.held_on)} đã bỏ phiếu về khen thưởng cho các đơn vị trong cụm; "
            "kết quả:",
        )
    ]
    for result in results:
        for group in result.groups:
            blocks.append(
                Table(
                    columns=[
                        Column.index(),
                        Column("name", "Đơn vị" if group.award else "Nội dung"),
                        Column("agree", "Đồng ý", "int", pad=True),
                        Column("share", f"Tỷ lệ (trên {group.base})", "percent"),
                        Column("outcome", "Kết quả", align="center"),
                    ],
                    rows=[
                        (
                            line.label,
                            line.agree,
                            Fraction(line.agree, group.base) if group.base else None,
                            Cell(line.outcome.label, bold=line.is_passed),
                        )
                        for line in group.lines
                    ],
                    caption=group.title,
                    sheet=group.award.short_name if group.award else group.title[:28],
                )
            )
    handover = Handover.objects.filter(conference=conference).select_related("from_unit", "to_unit").first()
    if handover is not None:
        blocks.append(
            Prose(
                "handover",
                "Bàn giao cụm trưởng",
                f"Tại hội nghị, {handover.from_unit.name} bàn giao cụm trưởng cho {handover.to_unit.name}, "
                f"hiệu lực từ {long_date(handover.takes_effect_on)}.",
            )
        )
    return blocks
