"""Biên bản hủy phiếu: which papers were destroyed when their time of keeping was over, by whom, and what stays."""

from awards.ballots.enums import Act, RoundState
from awards.ballots.models import VotingRound
from awards.reports import ballot_paper
from awards.reports.enums import Shelf
from awards.reports.parts import body_heading, hour_and_day, local, place_of, slug
from awards.reports.registry import Report, Scope
from thidua.documents import Bullets, Document, Heading, Paragraph, SignatureBlock
from thidua.documents.vietnamese import count


def subjects(scope: Scope) -> list[VotingRound]:
    return [ballot for ballot in ballot_paper.subjects(scope) if ballot.state == RoundState.DESTROYED]


def build(scope: Scope, ballot: VotingRound) -> Document:
    conference = ballot.conference
    act = (
        ballot.two_person_acts.filter(action=Act.DESTROY, confirmed_by__isnull=False)
        .select_related("asked_by__person", "confirmed_by__person")
        .get()
    )
    gone = ballot.events.get(action="destroy").payload
    pair = [act.asked_by, act.confirmed_by]
    names = [user.title_line for user in pair]
    day = local(ballot.destroyed_at).date()
    lines = [f"Phiếu giấy đã niêm phong: {count(gone['papers'])} phiếu;"]
    if "head" in gone:
        lines.append(f"Phiếu trong hòm phiếu điện tử: {count(gone['ballots'])} phiếu, mã niêm phong {gone['head']};")
    lines.append(f"Số liệu của người kiểm phiếu: {count(gone['sheets'])} bản.")
    return Document(
        slug=slug("bien ban huy phieu", scope.period.year, conference.pk, ballot.number),
        kind="Biên bản",
        subject=f"Hủy phiếu đã lưu: {ballot.name}",
        heading=body_heading(conference.body, on=day, day=day, place=place_of(conference), kind="BB"),
        blocks=[
            Paragraph(
                f"Hôm nay, hồi {hour_and_day(ballot.destroyed_at)}, hết thời hạn giữ phiếu "
                f"({ballot.kept_until:%d/%m/%Y}), {names[0]} và {names[1]} hủy phiếu của vòng bỏ phiếu “{ballot.name}” "
                f"(vòng {ballot.number}), "
                f"{conference.name} ngày {conference.held_on:%d/%m/%Y}."
            ),
            Heading("I. ĐÃ HỦY"),
            Bullets(lines, marker="1."),
            Heading("II. CÒN LƯU"),
            Paragraph(
                "Kết quả kiểm phiếu, biên bản kiểm phiếu, mã niêm phong và nhật ký của vòng bỏ phiếu lưu cùng hồ sơ "
                "khen thưởng. Bản sao lưu cơ sở dữ liệu làm trước ngày hủy còn số liệu cho đến khi hết hạn giữ "
                "bản sao lưu."
            ),
        ],
        signatures=[
            [
                SignatureBlock(
                    post=post,
                    hint="(Ký, ghi rõ họ tên)",
                    name=user.ranked_name,
                )
                for post, user in zip(("Người đề nghị", "Người xác nhận"), pair, strict=True)
            ]
        ],
        recipients=["Lưu: Hồ sơ hội nghị"],
        demo=ballot.is_demo,
        date=day,
    )


REPORT = Report(
    name="ballot-destruction",
    title="Biên bản hủy phiếu",
    shelf=Shelf.MEETING,
    icon="archive",
    formats=("pdf",),
    build=build,
    note="Đã hủy gì, ai hủy, còn lưu gì",
    about="vòng bỏ phiếu đã hủy phiếu lưu",
    subjects=subjects,
    label=ballot_paper.REPORT.label,
    may=lambda scope, ballot: ("awards.print_ballot", ballot),
)
