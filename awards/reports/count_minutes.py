"""Biên bản kiểm phiếu: who counted, how many papers, what every line got and on which base (rules §8.3)."""

from fractions import Fraction

from awards.ballots.box_queries import hash_of_recount
from awards.ballots.enums import RoundState
from awards.ballots.models import TOLD, VotingRound
from awards.ballots.queries import ResultGroup, RoundResult, result_of
from awards.ballots.result_queries import ResultOpinion
from awards.conferences.models import Conference
from awards.reports import ballot_paper
from awards.reports.enums import Shelf
from awards.reports.parts import DRAFT, body_heading, body_noun, chair_signature, hour, hour_and_day, place_of, slug
from awards.reports.registry import Report, Scope
from thidua.documents import (
    SUM,
    Annex,
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Heading,
    Paragraph,
    SignatureBlock,
    Table,
    TotalRow,
)
from thidua.documents.vietnamese import count

INLINE = 8  # lines: a longer group goes to an annex
COUNTED = (RoundState.COUNTED, *TOLD)


def subjects(scope: Scope) -> list[VotingRound]:
    return [ballot for ballot in ballot_paper.subjects(scope) if ballot.state in COUNTED]


def build(scope: Scope, ballot: VotingRound) -> Document:
    result = result_of(ballot, viewer=scope.reader)
    conference, noun = ballot.conference, body_noun(ballot.conference.body)
    short = [group for group in result.groups if len(group.lines) <= INLINE]
    long = [group for group in result.groups if len(group.lines) > INLINE]
    ended = ballot.published_at
    blocks: list[Block] = [
        Paragraph(
            f"Hôm nay, hồi {hour_and_day(ballot.closed_at)}, tại {conference.place}, Tổ kiểm phiếu của "
            f"{conference.name} tiến hành kiểm phiếu “{ballot.name}” (vòng {ballot.number})."
        ),
        Heading("I. THÀNH PHẦN"),
        Bullets(
            [f"{'Tổ trưởng' if teller.is_head else 'Ủy viên'}: {teller.title};" for teller in result.tellers[:-1]]
            + [f"{'Tổ trưởng' if teller.is_head else 'Ủy viên'}: {teller.title}." for teller in result.tellers[-1:]],
            marker="1.",
        ),
        Paragraph(_electorate(result, conference, noun)),
        *_recused(result),
        Heading("II. CÁCH BẦU"),
        *_ways(result),
        *[Paragraph(_rule(group, result)) for group in result.groups],
        Heading("III. SỐ PHIẾU"),
        _papers(result),
        Paragraph(_attempts(result)),
        *_opinions(result),
        Heading("IV. KẾT QUẢ"),
        _summary(result),
    ]
    for place, group in enumerate(short, 1):
        blocks += [Heading(f"{place}. {group.title}", level=2), _lines(group)]
    apart = [result_of(sub, viewer=scope.reader) for sub in _apart(ballot)]
    if apart:
        blocks += [Heading("V. CÁC DÒNG BỎ PHIẾU RIÊNG"), *[block for one in apart for block in _aside(one)]]
    blocks += [
        Heading("VI. NIÊM PHONG" if apart else "V. NIÊM PHONG"),
        *_seal(result),
        *[block for one in apart for block in _seal(one)],
        *_recount(result),
        Paragraph(
            f"Mã phiếu khi chốt: {ballot.short_hash}. Phiếu đã kiểm được niêm phong ngay sau khi kiểm. Biên bản "
            f"{f'lập xong hồi {hour(ended)} cùng ngày, ' if ended else ''}đã đọc cho Tổ kiểm phiếu cùng nghe và ký."
        ),
    ]
    heads = [teller for teller in result.tellers if teller.is_head]
    others = [teller for teller in result.tellers if not teller.is_head]
    signatures = [
        SignatureBlock(
            post="Tổ trưởng" if teller.is_head else "Ủy viên", hint="(Ký, ghi rõ họ tên)", name=teller.signature
        )
        for teller in map(_Signer, [*others, *heads])
    ]
    chair = chair_signature(conference)
    return Document(
        slug=slug("bien ban kiem phieu", scope.period.year, conference.pk, ballot.number),
        kind="Biên bản",
        subject=f"Kiểm {ballot.name[:1].lower()}{ballot.name[1:]}"
        if ballot.name.startswith("Phiếu")
        else f"Kiểm phiếu: {ballot.name}",
        heading=body_heading(
            conference.body, on=conference.held_on, day=conference.held_on, place=place_of(conference), kind="BB"
        ),
        blocks=blocks,
        signatures=[signatures, [chair]],
        recipients=[
            f"Chủ tịch {noun}" if noun == "Hội đồng" else "Cụm trưởng",
            "Thư ký hội nghị",
            "Lưu: Hồ sơ hội nghị",
        ],
        annexes=[
            Annex(
                f"Kết quả bỏ phiếu: {group.title}",
                [_rule_line(group), _lines(group)],
                reference="",
            )
            for group in long
        ],
        draft="" if ballot.is_published else DRAFT,
        demo=ballot.is_demo,
        date=conference.held_on,
    )


class _Signer:
    """A teller as the name under a signature: rank and name without the post."""

    def __init__(self, teller):
        self.is_head = teller.is_head
        self.signature = teller.title.partition(",")[0] if teller.title else teller.name


def _apart(ballot: VotingRound) -> list[VotingRound]:
    """Lines that were taken out of the paper and counted for themselves."""
    return list(ballot.sub_rounds.filter(state__in=COUNTED).order_by("number"))


def _recused(result: RoundResult) -> list[Block]:
    """Who took no part in the lines of this paper, why, and the base that was used because of it."""
    if not result.recused:
        return []
    told: dict[str, list[str]] = {}
    for one in result.recusals:
        told.setdefault(one.attendee.name, [])
        if one.ground_words.lower() not in told[one.attendee.name]:
            told[one.attendee.name].append(one.ground_words.lower())
    names = [f"{name} ({'; '.join(words)})" for name, words in told.items()] or result.recused_names
    bases = "; ".join(
        f"“{group.title}” tính trên {group.base} ({group.base_words}, "
        f"{'đã trừ' if group.reduces else 'gồm cả'} người không tham gia)"
        for group in result.groups
    )
    return [Paragraph(f"Không tham gia bỏ phiếu: {', '.join(names)}. {bases}.")]


def _aside(result: RoundResult) -> list[Block]:
    """One set of lines voted on without some members, in short: its papers, its base, every line."""
    blocks: list[Block] = [
        Heading(result.ballot.name, level=2),
        *_recused(result),
        Paragraph(
            f"Phát ra {count(result.issued)}, thu về {count(result.returned)}, hợp lệ {count(result.valid)}, "
            f"không hợp lệ {count(result.invalid)}."
        ),
    ]
    named = [f"{one.name}: {_said(one)[:1].lower()}{_said(one)[1:]}" for one in result.opinions if one.is_named]
    if named:
        blocks.append(Paragraph(f"Ý kiến có tên bằng văn bản: {'; '.join(named)}."))
    for group in result.groups:
        blocks += [Paragraph(_rule(group, result)), _lines(group)]
    return blocks


def _opinions(result: RoundResult) -> list[Block]:
    """What came in writing from absent members: named ones by name, and why one was not counted."""
    if not result.opinions:
        return []
    rows = [
        {
            "name": one.name,
            "day": one.received_on,
            "way": "Có tên" if one.is_named else "Phong bì kín",
            "said": _said(one),
        }
        for one in result.opinions
    ]
    columns = [
        Column.index(),
        Column("name", "Thành viên vắng"),
        Column("day", "Nhận ngày", "date"),
        Column("way", "Cách gửi"),
        Column("said", "Ý kiến"),
    ]
    return [Paragraph("Ý kiến bằng văn bản của thành viên vắng:"), Table(columns, rows, sheet="Ý kiến bằng văn bản")]


def _said(one: ResultOpinion) -> str:
    if not one.is_accepted:
        return f"Không tính: {one.reason}"
    if not one.is_named:
        return "Bỏ vào hòm còn nguyên phong bì, kiểm cùng phiếu giấy"
    agreed = f"đồng ý {one.agree} dòng" if one.agree or not one.refused else ""
    refused = f"không đồng ý: {', '.join(one.refused)}" if one.refused else ""
    said = "; ".join(filter(None, (agreed, refused)))
    return said[:1].upper() + said[1:]


def _recount(result: RoundResult) -> list[Block]:
    if result.box is None:
        return []
    return [
        Paragraph("Chương trình đếm lại recount.py, mã SHA-256:"),
        Paragraph(hash_of_recount(), align="left"),
    ]


def _ways(result: RoundResult) -> list[Block]:
    """In which ways papers were filled in and counted."""
    paper = "mỗi tập phiếu giấy do hai người kiểm độc lập, khóa số liệu rồi mới đối chiếu"
    if result.box is None:
        return [Paragraph(f"Bỏ phiếu kín bằng phiếu giấy; {paper.replace('phiếu giấy', 'phiếu')}.")]
    words = (
        "Bỏ phiếu kín bằng phiếu điện tử: phiếu được ký mù khi nhận phiếu, trước khi mở bỏ phiếu; khóa phát phiếu hủy "
        "khi mở bỏ phiếu; mọi phiếu trong hòm mở ra cùng một lúc khi đóng phiếu, rồi khóa của hòm hủy"
    )
    return [Paragraph(f"{words}. Phiếu giấy: {paper}." if result.batches else f"{words}.")]


def _seal(result: RoundResult) -> list[Block]:
    """The seal of the electronic box, as it was read out before the result was shown."""
    if result.box is None:
        return []
    return [
        Paragraph(
            f"Hòm phiếu điện tử: dấu hòm phiếu {result.box.digits}, mã niêm phong {result.box.short_head}, đã đọc "
            "trước khi xem kết quả. Tổ kiểm phiếu giữ tệp hòm phiếu để đếm lại bằng chương trình độc lập. "
            "Mã niêm phong đầy đủ:"
        ),
        Paragraph(result.box.head, align="left"),
    ]


def _electorate(result: RoundResult, conference: Conference, noun: str) -> str:
    members = "thành viên" if conference.council_id else "đơn vị"
    founded = f" theo {conference.council.decision}" if conference.council_id else ""
    words = (
        f"{noun[:1].upper()}{noun[1:]} có {result.members} {members}{founded}; có mặt khi mở bỏ phiếu: "
        f"{count(result.present)}; vắng: {count(result.absent)}"
    )
    if result.recused:
        words += f"; không tham gia bỏ phiếu: {count(result.recused)}"
    if result.written:
        words += f"; gửi ý kiến bằng văn bản: {count(result.written)}"
    return f"{words}."


def _rule(group: ResultGroup, result: RoundResult) -> str:
    """The rule of a group with base and required number, as announced before the vote."""
    words = f"“{group.title}”: "
    if group.is_pick:
        words += f"mỗi phiếu đồng ý không quá {count(group.seats)}; "
    if group.required is None:
        return f"{words}lấy theo số phiếu đồng ý từ cao xuống."
    return (
        f"{words}đạt khi số phiếu đồng ý {group.rule_words}, tức từ {count(group.required)} phiếu "
        f"trên {group.base} ({group.base_words}) trở lên{f'; {group.legal_basis}' if group.legal_basis else ''}."
    )


def _papers(result: RoundResult) -> Table:
    """Issued, returned, valid and invalid by batch; whole papers are valid or not."""
    keys = ("signed", "handed", "spoiled", "returned", "missing", "valid", "invalid")
    return Table(
        columns=[
            Column("batch", "Tập phiếu"),
            Column("signed", "Ký nhận", "int", pad=True),
            Column("handed", "Phát ra", "int", pad=True),
            Column("spoiled", "Đổi lại", "int", pad=True),
            Column("returned", "Thu về", "int", pad=True),
            Column("missing", "Không thu về", "int", pad=True),
            Column("valid", "Hợp lệ", "int", pad=True),
            Column("invalid", "Không hợp lệ", "int", pad=True),
        ],
        rows=[
            {
                "batch": f"Tập {batch.label}" + (f" (gồm {batch.written} phong bì)" if batch.written else ""),
                "signed": batch.signed,
                "handed": batch.handed,
                "spoiled": batch.spoiled,
                "returned": batch.returned,
                "missing": batch.not_returned,
                "valid": batch.returned - batch.invalid,
                "invalid": batch.invalid,
            }
            for batch in result.batches
        ]
        + _box_row(result)
        + _named_row(result),
        totals=[TotalRow("Cộng", dict.fromkeys(keys, SUM))],
        sheet="Số phiếu",
    )


def _box_row(result: RoundResult) -> list[dict]:
    """What was cast on devices, as one more pile; whole ballots are never invalid there."""
    if result.box is None:
        return []
    issued, count = result.box.issued, result.box.count
    row = {"signed": issued, "handed": issued, "spoiled": 0, "returned": count, "missing": issued - count}
    return [{"batch": "Phiếu điện tử", **row, "valid": count, "invalid": 0}]


def _named_row(result: RoundResult) -> list[dict]:
    """Named opinions that count, as one more pile."""
    number = sum(one.is_named and one.is_accepted for one in result.opinions)
    if not number:
        return []
    row = {"signed": number, "handed": number, "spoiled": 0, "returned": number, "missing": 0}
    return [{"batch": "Ý kiến có tên", **row, "valid": number, "invalid": 0}]


def _attempts(result: RoundResult) -> str:
    told = "; ".join(
        f"tập {batch.label}: {' và '.join(batch.counters)} kiểm, khớp ở lần {batch.attempts}"
        for batch in result.batches
    )
    if not told and result.box is not None:
        return "Phiếu điện tử do phần mềm kiểm từng phiếu; Tổ kiểm phiếu đếm lại được từ tệp hòm phiếu."
    return f"Người kiểm và số lần kiểm: {told}." if told else "Chưa có tập phiếu nào."


def _summary(result: RoundResult) -> Table:
    return Table(
        columns=[
            Column.index(),
            Column("title", "Nội dung"),
            Column("lines", "Danh sách bầu", "int", pad=True),
            Column("required", "Cần", align="center"),
            Column("passed", "Đạt", "int", pad=True),
            Column("failed", "Không đạt", "int", pad=True),
            Column("detail", "Chi tiết"),
        ],
        rows=[
            {
                "title": group.title,
                "lines": len(group.lines),
                "required": f"{group.required}/{group.base}" if group.required is not None else "–",
                "passed": Cell(len(group.passed), bold=True),
                "failed": len(group.lines) - len(group.passed),
                "detail": "Ghi dưới đây" if len(group.lines) <= INLINE else "Kèm danh sách",
            }
            for group in result.groups
        ],
        sheet="Tổng hợp",
    )


def _rule_line(group: ResultGroup) -> Paragraph:
    need = f"Cần {group.required}/{group.base} phiếu đồng ý ({group.rule_words})." if group.required is not None else ""
    return Paragraph(
        f"{need} Đạt: {count(len(group.passed))}/{len(group.lines)}.".strip(), indent=False, align="center"
    )


def _lines(group: ResultGroup) -> Table:
    """Every line with all its figures and the share on the base that stands in the head of the column."""
    is_person = group.award is not None and group.award.subject == "individual"
    detailed = is_person and any(line.detail for line in group.lines)
    columns = [
        Column("n", "TT", "int"),
        Column("name", "Cá nhân" if is_person else "Tập thể" if group.award else "Nội dung"),
        *([Column("detail", "Cấp bậc, chức vụ, đơn vị")] if detailed else []),
        Column("agree", "Đồng ý", "int", pad=True),
        Column("disagree", "Không đồng ý", "int", pad=True),
        Column("blank", "Để trống", "int", pad=True),
        Column("invalid", "Không hợp lệ", "int", pad=True),
        Column("share", f"Tỷ lệ\n(trên {group.base})", "percent"),
        Column("outcome", "Kết quả", align="center"),
    ]
    rows = [
        (
            line.number,
            line.label,
            *([line.detail] if detailed else []),
            line.agree,
            line.disagree,
            line.blank,
            line.invalid,
            Fraction(line.agree, group.base) if group.base else None,
            Cell(line.outcome.label, bold=line.is_passed),
        )
        for line in group.lines
    ]
    passed = len(group.passed)
    total = TotalRow(f"Đạt: {count(passed)}; không đạt: {count(len(group.lines) - passed)}")
    return Table(columns, rows, totals=[total], sheet=group.award.short_name if group.award else group.title[:28])


REPORT = Report(
    name="count-minutes",
    title="Biên bản kiểm phiếu",
    shelf=Shelf.MEETING,
    icon="clipboard-check",
    formats=("pdf", "docx", "xlsx"),
    build=build,
    note="Phát ra, thu về, hợp lệ; từng dòng với mẫu số của tỷ lệ",
    about="vòng bỏ phiếu đã kiểm xong",
    subjects=subjects,
    label=ballot_paper.REPORT.label,
    may=lambda scope, ballot: ("awards.see_count", ballot),
    size=ballot_paper.REPORT.size,
)
