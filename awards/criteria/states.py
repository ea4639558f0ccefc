"""WHEN: a table is written, then locked before the first result is entered."""

from awards.criteria.enums import RegistrationState, SetState
from awards.criteria.models import CriteriaSet
from awards.criteria.registrations import Registration
from awards.years.enums import PeriodState
from thidua import providers
from thidua.workflow import Move, Workflow
from units.audit.actions import AREAS, WORDS

NAMED = 5  # of those who have taken a common part in, before the rest is counted


def in_use(criteria_set: CriteriaSet) -> list[str]:
    """Why a locked table may not be changed any more.

    A common part is in use once a level below has taken it in: its rows were copied there, and what differs between the
    two has to have the number of a version and a reason, which are told below (rules on versions: versions.py).
    """
    if not criteria_set.is_in_force:
        return [f"Bản {criteria_set.version} không còn là bản đang dùng."]
    if criteria_set.of_period.state == PeriodState.CLOSED:
        return [f"Năm thi đua {criteria_set.of_period.year} đã khóa."]
    if criteria_set.criteria.filter(entries__isnull=False).exists():
        return ["Đã có đơn vị nhập kết quả theo bảng điểm này."]
    if criteria_set.criteria.filter(registered__isnull=False).exists():
        return ["Đã có đơn vị đăng ký chỉ tiêu theo bảng điểm này."]
    if criteria_set.criteria.filter(hand_scores__isnull=False).exists():
        return ["Đã có điểm chấm theo bảng điểm này."]
    if holders := criteria_set.taken_below():
        more = f" và {len(holders) - NAMED} nơi khác" if len(holders) > NAMED else ""
        return [f"Cấp dưới đã lấy phần chung này: {', '.join(holders[:NAMED])}{more}. Lập bản mới để sửa."]
    return []


SET = Workflow(
    Move(
        "lock",
        "Khóa bảng điểm",
        (SetState.DRAFT,),
        SetState.LOCKED,
        permission="awards.edit_criteria",
        obstacles=CriteriaSet.missing_to_lock,
        tone="primary",
        icon="lock",
        question="Khóa bảng điểm? Sau khi đơn vị nhập kết quả thì không sửa được nữa.",
    ),
    Move(
        "unlock",
        "Mở khóa bảng điểm",
        (SetState.LOCKED,),
        SetState.DRAFT,
        permission="awards.edit_criteria",
        obstacles=in_use,
        needs_reason=True,
        icon="lock-open",
        question="Mở khóa bảng điểm để sửa?",
    ),
    action="criteria",
)

# Not offered as a button: it comes with the new version that takes the place.
RENEWAL = Workflow(
    Move(
        "replace",
        "Thay bằng bản mới",
        (SetState.LOCKED,),
        SetState.REPLACED,
        permission="awards.edit_criteria",
        needs_reason=True,
    ),
    action="criteria",
)

R = RegistrationState
REGISTRATION = Workflow(
    Move(
        "register_send",
        "Gửi chỉ huy xác nhận",
        (R.DRAFT, R.RETURNED),
        R.SENT,
        permission="awards.write_registration",
        obstacles=Registration.missing_to_send,
        tone="primary",
        icon="send",
    ),
    Move(
        "register_recall",
        "Rút lại",
        (R.SENT,),
        R.DRAFT,
        permission="awards.write_registration",
        obstacles=Registration.problems,
        icon="undo-2",
    ),
    Move(
        "register_confirm",
        "Xác nhận",
        (R.SENT,),
        R.CONFIRMED,
        permission="awards.confirm_registration",
        obstacles=Registration.problems,
        tone="primary",
        icon="pen-line",
        question="Xác nhận bản đăng ký của đơn vị? Xác nhận rồi thì chỉ cơ quan thi đua trả lại được.",
    ),
    Move(
        "register_return",
        "Trả lại",
        (R.SENT,),
        R.RETURNED,
        permission="awards.confirm_registration",
        obstacles=Registration.problems,
        needs_reason=True,
        icon="undo-2",
        question="Trả lại bản đăng ký để sửa?",
    ),
    Move(
        "register_reopen",
        "Trả lại đơn vị",
        (R.CONFIRMED,),
        R.RETURNED,
        permission="awards.answer_registration",
        obstacles=Registration.problems,
        needs_reason=True,
        icon="undo-2",
        question="Trả lại bản đăng ký đã xác nhận?",
    ),
    action="criteria",
)

providers.action_labels.update(
    {
        "criteria.register": "Đăng ký danh hiệu, chỉ tiêu",
        "criteria.register_people": "Ghi tên người đăng ký danh hiệu",
        "criteria.register_remind": "Nhắc đăng ký thi đua",
        "criteria.create_set": "Lập bảng điểm",
        "criteria.edit_set": "Sửa bảng điểm",
        "criteria.add": "Thêm tiêu chí",
        "criteria.edit": "Sửa tiêu chí",
        "criteria.remove": "Bỏ tiêu chí",
        "criteria.move": "Đổi thứ tự tiêu chí",
        "criteria.set_targets": "Giao chỉ tiêu",
        "criteria.reorder": "Sắp xếp lại bảng điểm",
        "criteria.duplicate": "Nhân đôi tiêu chí",
        "criteria.new_version": "Lập bản mới của bảng điểm",
        "criteria.put_in_force": "Cho bản mới của bảng điểm có hiệu lực",
        "criteria.take_in": "Lấy phần chung của cấp trên",
        "criteria.drop_version": "Bỏ bản đang soạn",
    }
)
AREAS["criteria"] = "Bảng điểm, chỉ tiêu"
WORDS.update(
    {
        "removed": "đã bỏ",
        "rows": "số dòng",
        "is_common": "phần chung",
        "steps": "mức điểm",
        "gates": "điều kiện danh hiệu",
        "lower_is_better": "càng thấp càng tốt",
        "per_occurrence": "điểm mỗi lần",
        "by_pass": "ghi Đạt / Không",
        "evidence_required": "cần minh chứng",
        "moved": "đã chuyển",
        "source": "chép từ",
        "kept_aside": "để riêng",
    }
)
WORDS.update({"titles": "danh hiệu", "late_reason": "lý do muộn", "return_reason": "lý do trả lại"})
