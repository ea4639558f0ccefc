"""WHEN: the life of a conference and of a handover, each with everything that still stands in its way."""

from awards.conferences import record_states
from awards.conferences.enums import ConferenceState, HandoverState, Presence
from awards.conferences.models import Conference, Handover
from awards.scoring.enums import BoardState
from awards.scoring.models import ScoreBoard
from thidua import providers
from thidua.workflow import Move, Workflow
from units.audit.actions import AREAS, WORDS

C, H = ConferenceState, HandoverState


def missing_to_open(conference: Conference) -> list[str]:
    """No regulation, no members or no quorum: no sitting."""
    quorum = conference.quorum()
    if quorum is None:
        return [f"Chưa có quy chế của {conference.body} có hiệu lực ngày {conference.held_on:%d/%m/%Y}."]
    return [] if quorum.is_met else [quorum.refusal]


def missing_to_close(conference: Conference) -> list[str]:
    """Everybody is accounted for, and every ballot that was opened has come to its end."""
    unmarked = conference.attendees.filter(presence=Presence.EXPECTED).select_related("member", "unit")
    missing = [f"Chưa điểm danh: {attendee.title}." for attendee in unmarked]
    missing += [
        f"“{ballot.name}” chưa kết thúc: {ballot.get_state_display().lower()}."
        for ballot in conference.rounds.unsettled()
    ]
    missing += [
        f"“{ballot.name}” có dòng bằng phiếu chưa bỏ phiếu lại hoặc quyết định."
        for ballot in conference.rounds.with_open_ties()
    ]
    return missing


def missing_to_adopt(conference: Conference) -> list[str]:
    nobody = [] if conference.secretary_text.strip() else ["Chưa ghi thư ký hội nghị."]
    return nobody + record_states.missing_to_adopt(conference)


CONFERENCE = Workflow(
    Move(
        "open_session",
        "Khai mạc",
        (C.PREPARING,),
        C.IN_SESSION,
        permission="awards.run_conference",
        obstacles=missing_to_open,
        icon="play",
    ),
    Move(
        "close_session",
        "Bế mạc",
        (C.IN_SESSION,),
        C.CLOSED,
        permission="awards.run_conference",
        obstacles=missing_to_close,
        icon="square-check",
        question="Bế mạc hội nghị? Sau đó không điểm danh và bỏ phiếu được nữa.",
    ),
    Move(
        "adopt_minutes",
        "Thông qua biên bản",
        (C.CLOSED,),
        C.ADOPTED,
        permission="awards.run_conference",
        obstacles=missing_to_adopt,
        icon="signature",
        question="Thông qua biên bản? Biên bản khóa lại, không sửa được nữa.",
    ),
    action="conference",
)


def missing_to_sign(handover: Handover) -> list[str]:
    """The old lead hands over a closed house: nothing unchecked, nothing disputed, minutes adopted."""
    conference = handover.conference
    missing = [f"Chưa bàn giao: {text}." for text in handover.open_items]
    if not conference.is_adopted:
        missing.append("Biên bản hội nghị chưa thông qua.")
    missing += [
        f"“{ballot.name}” chưa kết thúc: {ballot.get_state_display().lower()}."
        for ballot in conference.rounds.unsettled()
    ]
    board = (
        ScoreBoard.objects.filter(period=conference.period, cluster=conference.cluster)
        .exclude(state=BoardState.REPLACED)
        .order_by("-version")
        .first()
    )
    if board is not None and board.state != BoardState.CONFIRMED:
        missing.append(f"{board} chưa được công nhận xếp hạng ({board.get_state_display().lower()}).")
    return missing


HANDOVER = Workflow(
    Move(
        "sign_first",
        "Ký bàn giao",
        (H.DRAFT,),
        H.HALF,
        permission="awards.sign_handover",
        obstacles=missing_to_sign,
        icon="signature",
    ),
    Move(
        "sign_second",
        "Ký bàn giao",
        (H.HALF,),
        H.DONE,
        permission="awards.sign_handover",
        obstacles=missing_to_sign,
        icon="signature",
    ),
    action="handover",
)

providers.action_labels.update(
    {
        "council.create": "Lập Hội đồng",
        "council.add_member": "Bổ nhiệm thành viên Hội đồng",
        "council.end_member": "Thôi tham gia Hội đồng",
        "regulation.set": "Đặt quy chế",
        "conference.create": "Lập hội nghị",
        "conference.edit": "Sửa hội nghị",
        "conference.write_minutes": "Ghi biên bản",
        "conference.add_item": "Thêm mục chương trình",
        "conference.edit_item": "Sửa mục chương trình",
        "conference.move_item": "Đổi thứ tự chương trình",
        "conference.remove_item": "Xóa mục chương trình",
        "conference.finish_item": "Xong mục chương trình",
        "conference.note_item": "Ghi biên bản của mục",
        "conference.mark_present": "Điểm danh: có mặt",
        "conference.mark_absent": "Điểm danh: vắng",
        "conference.unmark": "Bỏ điểm danh",
        "conference.set_delegate": "Cử đại biểu",
        "handover.prepare": "Chuẩn bị bàn giao cụm trưởng",
        "handover.tick": "Đánh dấu nội dung bàn giao",
    }
)
WORDS.update(
    {
        "quorum": "số thành viên phải có mặt",
        "threshold": "ngưỡng đạt",
        "regulation": "văn bản",
        "attendee": "đại biểu",
        "presence": "điểm danh",
        "absence_reason": "lý do vắng",
        "item": "mục",
        "member": "thành viên",
        "last_day": "ngày cuối",
    }
)
AREAS.update(
    {
        "council": "Hội đồng",
        "conference": "Hội nghị",
        "regulation": "Quy chế biểu quyết",
        "handover": "Bàn giao cụm trưởng",
    }
)
