"""WHEN: the life of a round (voting.md §6 without the electronic box), each move with all that stands in its way."""

from collections.abc import Collection
from dataclasses import replace

from awards.ballots import conflicts, granularity
from awards.ballots.enums import BatchState, Channel, RoundState
from awards.ballots.models import BEFORE_OPENING, LIVE, VOID, ContestLine, VotingRound
from awards.ballots.rules import FEW
from awards.conferences.enums import QuorumOf
from awards.nominations.enums import ListState, NominationState
from awards.nominations.models import Nomination, NominationList
from awards.nominations.states import council_votes, reopen_guards
from thidua import clock, providers
from thidua.workflow import Move, Workflow
from units.audit.actions import AREAS, WORDS

S = RoundState
MIN_TELLERS = 2


def missing_to_freeze(ballot: VotingRound) -> list[str]:
    """Lines, rule and tellers are complete, and every line may still be voted on."""
    missing = []
    groups = list(ballot.groups.prefetch_related("lines"))
    if not groups:
        missing.append("Phiếu chưa có danh hiệu nào.")
    for group in groups:
        if not group.lines.all():
            missing.append(f"“{group.title}” chưa có dòng nào.")
        if group.threshold is None and not group.is_pick:
            missing.append(f"“{group.title}” chưa đặt ngưỡng đạt.")
        if group.is_pick and group.seats > len(group.lines.all()):
            missing.append(f"“{group.title}” chọn tối đa {group.seats} trong {len(group.lines.all())} dòng.")
    if ballot.conference.regulation is None:
        missing.append(f"Chưa có quy chế có hiệu lực ngày {ballot.conference.held_on:%d/%m/%Y}.")
    if ballot.tellers.count() < MIN_TELLERS:
        missing.append(f"Tổ kiểm phiếu cần ít nhất {MIN_TELLERS} người.")
    if not ballot.conference.takes_attendance:
        missing.append("Hội nghị đã bế mạc.")
    return missing + _lines_not_ready(ballot) + conflicts.missing(ballot) + granularity.too_dear(ballot)


def _lines_not_ready(ballot: VotingRound) -> list[str]:
    """Nominations whose list is open or which are no longer before the council, and subjects on another live paper."""
    lines = ContestLine.objects.filter(group__round=ballot)
    nominations = Nomination.objects.filter(
        pk__in=lines.filter(content_type__app_label="awards", content_type__model="nomination").values("object_id")
    ).select_related("nomination_list")
    missing = []
    if any(line.nomination_list.state != ListState.LOCKED for line in nominations):
        missing.append("Danh sách đề nghị chưa khóa.")
    missing += [
        f"{line.subject_name}: {line.get_state_display().lower()}, không còn chờ Hội đồng."
        for line in nominations
        if line.state != NominationState.TO_COUNCIL
    ]
    nomination_lines = lines.filter(content_type__model="nomination")
    twice = (
        ContestLine.objects.filter(
            content_type__model="nomination",
            object_id__in=nomination_lines.values("object_id"),
            group__round__state__in=LIVE,
        )
        .exclude(group__round=ballot)
        .select_related("group__round")
    )
    missing += [f"{line.label} đang nằm trên “{line.group.round.name}”." for line in twice[:20]]
    return missing


def missing_to_check_in(ballot: VotingRound) -> list[str]:
    """The conference sits, and the round has an electronic channel at all."""
    missing = [] if ballot.conference.is_sitting else ["Hội nghị chưa khai mạc hoặc đã bế mạc."]
    if not ballot.is_electronic:
        missing.append("Vòng này chỉ bỏ phiếu giấy.")
    return missing


def missing_to_open(ballot: VotingRound) -> list[str]:
    """The conference sits and has its quorum at this very moment, and every electronic paper has arrived."""
    conference = ballot.conference
    missing = [] if conference.is_sitting else ["Hội nghị chưa khai mạc hoặc đã bế mạc."]
    quorum = conference.quorum()
    if quorum is not None and ballot.quorum and ballot.quorum["of"] != QuorumOf.PRESENT:
        # Opinions in writing count; of papers that come back, no more can come than these.
        quorum = replace(quorum, present=quorum.present + ballot.electorate.written)
    if quorum is None or not quorum.is_met:
        missing.append(quorum.refusal if quorum else "Hội nghị chưa có quy chế.")
    if ballot.is_electronic:
        missing += _papers_not_there(ballot)
    missing += _came_after_all(ballot)
    return missing + [
        f"{row.attendee.name} khai không tham gia “{row.line.label}” sau khi chốt phiếu: hủy phiếu rồi lập lại."
        for row in conflicts.late(ballot)
    ]


def _came_after_all(ballot: VotingRound) -> list[str]:
    """Members in the room whose opinion in writing still counts."""
    rows = ballot.electors.filter(channel=Channel.WRITTEN).select_related("attendee")
    return [
        f"{row.attendee.name} đã có mặt: trả lại ý kiến bằng văn bản trước." for row in rows if row.attendee.is_present
    ]


def _papers_not_there(ballot: VotingRound) -> list[str]:
    """Nobody receives an electronic paper once voting has begun, so nobody may be half way to one."""
    if not ballot.is_checkin:
        return ["Chưa mở nhận phiếu điện tử."]
    roll = list(ballot.electors.select_related("attendee"))
    holders = [row for row in roll if row.channel == Channel.ELECTRONIC]
    missing = [f"Máy của {row.attendee.name} chưa sẵn sàng." for row in holders if not row.is_ready]
    missing += [
        f"{row.attendee.name} giữ phiếu điện tử nhưng không có mặt." for row in holders if not row.attendee.is_present
    ]
    if not holders and not any(row.signed_paper for row in roll):
        missing.append("Chưa ai nhận phiếu.")
    if ballot.two_keys and ballot.main_id is None:
        without = ballot.tellers.filter(has_code=False).select_related("user")
        missing += [f"{teller.user} chưa nhận mã mở hòm." for teller in without]
    if 0 < len(holders) < FEW:
        missing.append(
            f"Chỉ {len(holders)} người nhận phiếu điện tử: ít hơn {FEW} thì người kiểm sẽ biết ai chọn gì. "
            "Thêm người nhận, hoặc tất cả dùng phiếu giấy."
        )
    return missing


def missing_to_close(ballot: VotingRound) -> list[str]:
    """Papers are out; where the quorum is of those that come back, they were counted before the box is opened."""
    missing = _came_after_all(ballot)
    is_out = ballot.is_electronic and ballot.box.issued
    if not is_out and not ballot.batches.filter(handed__gt=0).exists():
        missing.append("Chưa phát phiếu nào.")
    if ballot.counts_returned_first:
        missing += [f"Ghi số phiếu thu về của {batch} trước." for batch in ballot.batches.filter(returned=None)]
    return missing


def missing_to_count(ballot: VotingRound) -> list[str]:
    return [
        f"{batch}: {batch.get_state_display().lower()}."
        for batch in ballot.batches.exclude(state=BatchState.RECONCILED)
    ]


def missing_to_publish(ballot: VotingRound) -> list[str]:
    waiting = [f"{sub.name}: chưa kiểm phiếu xong." for sub in ballot.sub_rounds.filter(state=S.CLOSED)]
    return waiting + [
        f"{teller.user} chưa ký." for teller in ballot.tellers.select_related("user") if teller.signed_at is None
    ]


def missing_to_destroy(ballot: VotingRound) -> list[str]:
    """Papers are kept until complaints can no longer come, as the regulation has it."""
    last = ballot.kept_until
    return [] if clock.today() > last else [f"Phiếu giữ đến hết ngày {last:%d/%m/%Y}."]


ROUND = Workflow(
    Move(
        "freeze",
        "Chốt phiếu",
        (S.DRAFT,),
        S.READY,
        permission="awards.prepare_ballot",
        obstacles=missing_to_freeze,
        icon="lock",
        question="Chốt phiếu? Danh sách, ngưỡng đạt và tổ kiểm phiếu trên phiếu không sửa được nữa.",
    ),
    Move(
        "discard",
        "Bỏ bản nháp",
        (S.DRAFT,),
        S.CANCELLED,
        permission="awards.prepare_ballot",
        needs_reason=True,
        icon="trash-2",
        question="Bỏ bản nháp phiếu này?",
    ),
    Move(
        "checkin",
        "Mở nhận phiếu",
        (S.READY,),
        S.CHECKIN,
        permission="awards.tell_ballot",
        obstacles=missing_to_check_in,
        icon="smartphone",
    ),
    Move(
        "open",
        "Mở bỏ phiếu",
        BEFORE_OPENING,
        S.OPEN,
        permission="awards.act_on_ballot",
        obstacles=missing_to_open,
        icon="vote",
    ),
    Move(
        "close",
        "Đóng phiếu",
        (S.OPEN,),
        S.CLOSED,
        permission="awards.act_on_ballot",
        obstacles=missing_to_close,
        icon="package",
    ),
    Move(
        "count",
        "Kiểm phiếu xong",
        (S.CLOSED,),
        S.COUNTED,
        permission="awards.tell_ballot",
        obstacles=missing_to_count,
    ),
    Move(
        "publish",
        "Công bố",
        (S.COUNTED,),
        S.PUBLISHED,
        permission="awards.act_on_ballot",
        obstacles=missing_to_publish,
        icon="megaphone",
    ),
    Move(
        "cancel",
        "Hủy phiếu",
        (S.READY, S.CHECKIN, S.OPEN),
        S.CANCELLED,
        permission="awards.act_on_ballot",
        needs_reason=True,
        icon="ban",
        tone="danger",
    ),
    Move(
        "annul",
        "Hủy kết quả",
        (S.CLOSED, S.COUNTED),
        S.ANNULLED,
        permission="awards.act_on_ballot",
        needs_reason=True,
        icon="ban",
        tone="danger",
    ),
    Move(
        "destroy",
        "Hủy phiếu đã lưu",
        (S.PUBLISHED, S.ANNULLED),
        S.DESTROYED,
        permission="awards.act_on_ballot",
        obstacles=missing_to_destroy,
        icon="archive",
        tone="danger",
    ),
    action="ballot",
)

providers.action_labels.update(
    {
        "ballot.prepare": "Lập phiếu",
        "ballot.ask": "Đề nghị việc hai người",
        "ballot.withdraw": "Rút đề nghị",
        "ballot.rekey": "Phát lại phiếu điện tử",
        "ballot.surrender": "Trả phiếu điện tử",
        "ballot.box_download": "Tải tệp hòm phiếu",
        "ballot.recuse": "Ghi không tham gia bỏ phiếu",
        "ballot.keep_written": "Nhận ý kiến bằng văn bản",
        "ballot.hand_back": "Trả lại ý kiến bằng văn bản",
        "ballot.void_no_quorum": "Hủy phiếu vì không đủ số",
        "ballot.take_code": "Nhận mã mở hòm",
        "ballot.split": "Tách dòng bỏ phiếu riêng",
        "ballot.declare_kin": "Khai người thân",
        "ballot.withdraw_kin": "Rút khai người thân",
        "ballot.hand_papers": "Phát phiếu",
        "ballot.take_back": "Thu lại phiếu phát nhầm",
        "ballot.returned": "Ghi số phiếu thu về",
        "ballot.merge": "Gộp tập phiếu",
        "ballot.lock_count": "Khóa số liệu kiểm phiếu",
        "ballot.counts_differ": "Hai người đếm khác nhau",
        "ballot.sign": "Ký biên bản kiểm phiếu",
        "ballot.settle_ties": "Quyết định giữa các dòng bằng phiếu",
        "ballot.replace_teller": "Thay người kiểm phiếu",
        "conference.rehearse": "Diễn tập bỏ phiếu",
    }
)
WORDS.update(
    {
        "act": "việc",
        "cases": "trường hợp",
        "mode": "cách gửi",
        "counted": "được tính",
        "written": "phong bì của người vắng",
        "needed": "số cần có",
        "sheets": "bản kiểm phiếu",
        "papers": "phiếu giấy",
        "takes_part": "vẫn bỏ phiếu",
        "recused": "không tham gia",
        "rounds": "phiếu riêng",
        "relative": "người thân",
        "relation": "quan hệ",
        "asked_by": "người đề nghị",
        "batch": "tập phiếu",
        "into": "gộp vào tập",
        "signed": "số người ký nhận",
        "handed": "phát ra",
        "spoiled": "hỏng, đổi lại",
        "returned": "thu về",
        "not_returned": "không thu về",
        "attempt": "lần kiểm",
        "signatures": "số chữ ký",
        "tellers": "tổ kiểm phiếu",
        "paper_hash": "mã phiếu",
        "chosen": "được chọn",
        "left_out": "không chọn",
        "epoch": "lần phát",
        "digits": "dấu hòm phiếu",
        "issued": "phiếu điện tử đã phát",
        "ballots": "phiếu điện tử trong hòm",
        "head": "mã niêm phong",
        "granularity": "một phiếu điện tử là",
        "verdict": "kết luận",
        "voters": "máy giả",
        "lines": "số dòng",
        "trouble": "chưa đạt",
    }
)
AREAS["ballot"] = "Bỏ phiếu"


def _on_a_frozen_paper(nomination_list: NominationList) -> list[str]:
    """A list stays locked while one of its lines stands on a paper that was frozen and not thrown away."""
    lines = ContestLine.objects.filter(
        content_type__app_label="awards",
        content_type__model="nomination",
        object_id__in=nomination_list.lines.values("pk"),
    )
    rounds = VotingRound.objects.filter(pk__in=lines.values("group__round"))
    kept = rounds.exclude(state__in=[S.DRAFT, *VOID]).order_by("conference", "number")
    return [f"Danh sách đã lên “{ballot.name}”." for ballot in kept]


reopen_guards.append(_on_a_frozen_paper)


def _votes_for(lines: Collection[int]) -> dict[int, int]:
    """Votes in favour by line, from the newest published paper it stood on; never before the publication."""
    found = ContestLine.objects.filter(
        content_type__app_label="awards", content_type__model="nomination", object_id__in=lines,
        group__round__state=S.PUBLISHED, votes_for__isnull=False,
    )  # fmt: skip
    return dict(found.order_by("group__round__number").values_list("object_id", "votes_for"))


council_votes.append(_votes_for)
