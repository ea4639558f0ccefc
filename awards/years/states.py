"""WHEN: the life of a year and of its months."""

from awards.years.enums import MovementState, PeriodState, PracticeState, Step, TermState
from awards.years.library import BestPractice
from awards.years.models import EmulationPeriod, ReportingTerm
from awards.years.movements import Movement
from thidua import providers
from thidua.workflow import Move, Workflow
from units.audit.actions import AREAS, WORDS


def missing_to_start(period: EmulationPeriod) -> list[str]:
    """Everything that still stands between a prepared year and its first day."""
    missing = []
    if not period.reporting_units().exists():
        missing.append("Chưa có đơn vị nào báo cáo kết quả trong năm thi đua này.")
    criteria = getattr(period, "criteria_set", None)
    if criteria is None:
        missing.append("Chưa có bảng điểm tiêu chí của năm.")
    elif criteria.state != "locked":
        missing.append("Bảng điểm tiêu chí chưa khóa.")
    return missing


def missing_to_close(period: EmulationPeriod) -> list[str]:
    """Everything still open in a year: months, steps, the list of nominations, score boards."""
    missing = [f"Kỳ {term.label} chưa khóa." for term in period.terms.exclude(state=TermState.LOCKED)]
    missing += [
        f"Bước {phase.step} “{phase.get_step_display()}” chưa xong." for phase in period.phases.filter(finished_on=None)
    ]
    nominations = period.nomination_lists.first()
    if nominations is not None and nominations.state != "locked":
        missing.append("Danh sách đề nghị khen thưởng chưa khóa.")
    missing += [f"{board} chưa chốt." for board in period.boards.filter(state="provisional").select_related("cluster")]
    return missing


def missing_to_finish(period: EmulationPeriod, step: Step) -> list[str]:
    """What still stands between a step and its tick."""
    if step == Step.LAUNCH:
        return ["Năm thi đua chưa bắt đầu."] if period.state == PeriodState.DRAFT else []
    if step == Step.RESULTS:
        return [f"Kỳ {term.label} chưa khóa." for term in period.terms.exclude(state=TermState.LOCKED)]
    if step == Step.NOMINATIONS:
        nominations = period.nomination_lists.first()
        if nominations is not None and nominations.state != "locked":
            return ["Danh sách đề nghị khen thưởng chưa khóa."]
    return []


def missing_to_open_term(term: ReportingTerm) -> list[str]:
    return [] if term.period.is_open else [f"Năm thi đua {term.period.year} không ở trạng thái đang diễn ra."]


PERIOD = Workflow(
    Move(
        "start",
        "Bắt đầu năm",
        (PeriodState.DRAFT,),
        PeriodState.OPEN,
        permission="awards.run_period",
        obstacles=missing_to_start,
        tone="primary",
        icon="play",
    ),
    Move(
        "close",
        "Khóa năm",
        (PeriodState.OPEN,),
        PeriodState.CLOSED,
        permission="awards.run_period",
        obstacles=missing_to_close,
        icon="lock",
        question="Khóa năm thi đua? Sau khi khóa, mọi số liệu của năm chỉ còn để xem.",
        typed_word="KHÓA",
    ),
    Move(
        "reopen",
        "Mở lại năm",
        (PeriodState.CLOSED,),
        PeriodState.OPEN,
        permission="awards.run_period",
        needs_reason=True,
        icon="lock-open",
        question="Mở lại năm thi đua đã khóa?",
    ),
    action="years",
)

TERM = Workflow(
    Move(
        "open_term",
        "Mở kỳ",
        (TermState.FUTURE,),
        TermState.OPEN,
        permission="awards.run_period",
        obstacles=missing_to_open_term,
        tone="ghost",
        icon="lock-open",
    ),
    Move(
        "lock_term",
        "Khóa kỳ",
        (TermState.OPEN,),
        TermState.LOCKED,
        permission="awards.run_period",
        tone="ghost",
        icon="lock",
        question="Khóa kỳ này? Đơn vị chưa gửi sẽ không gửi được nữa cho đến khi mở lại.",
    ),
    Move(
        "reopen_term",
        "Mở lại kỳ",
        (TermState.LOCKED,),
        TermState.OPEN,
        permission="awards.run_period",
        obstacles=missing_to_open_term,
        needs_reason=True,
        tone="ghost",
        icon="lock-open",
        question="Mở lại kỳ đã khóa?",
    ),
    action="years",
)

RUNNING = (MovementState.LAUNCHED, MovementState.EXTENDED)
MOVEMENT = Workflow(
    Move(
        "movement_launch",
        "Phát động",
        (MovementState.DRAFT,),
        MovementState.LAUNCHED,
        permission="awards.run_movement",
        obstacles=Movement.missing_to_launch,
        tone="primary",
        icon="megaphone",
        question="Phát động phong trào này? Các đơn vị trong phạm vi được báo để đăng ký tham gia.",
    ),
    Move(
        "movement_drop",
        "Bỏ bản soạn",
        (MovementState.DRAFT,),
        MovementState.DROPPED,
        permission="awards.run_movement",
        tone="ghost",
        icon="x",
        question="Bỏ bản soạn này? Bản soạn vẫn còn để xem, không dùng lại được.",
    ),
    Move(
        "movement_extend",
        "Kéo dài",
        RUNNING,
        MovementState.EXTENDED,
        permission="awards.run_movement",
        obstacles=Movement.missing_to_go_on,
        needs_reason=True,
        icon="calendar-plus",
    ),
    Move(
        "movement_end",
        "Tổng kết",
        RUNNING,
        MovementState.ENDED,
        permission="awards.run_movement",
        obstacles=Movement.missing_to_go_on,
        tone="primary",
        icon="flag",
    ),
    Move(
        "movement_reopen",
        "Mở lại",
        (MovementState.ENDED,),
        MovementState.LAUNCHED,
        permission="awards.run_movement",
        obstacles=Movement.missing_to_go_on,
        needs_reason=True,
        tone="ghost",
        icon="lock-open",
        question="Mở lại phong trào đã tổng kết? Bản tổng kết vẫn còn trong lịch sử.",
    ),
    action="years",
)

PRACTICE = Workflow(
    Move(
        "practice_send",
        "Gửi đưa vào thư viện",
        (PracticeState.DRAFT,),
        PracticeState.SENT,
        permission="awards.edit_practice",
        obstacles=BestPractice.missing_to_send,
        tone="primary",
        icon="send",
    ),
    Move(
        "practice_recall",
        "Rút lại",
        (PracticeState.SENT,),
        PracticeState.DRAFT,
        permission="awards.edit_practice",
        obstacles=BestPractice.problems,
        icon="undo-2",
    ),
    Move(
        "practice_approve",
        "Đưa vào thư viện",
        (PracticeState.SENT,),
        PracticeState.LIBRARY,
        permission="awards.approve_practice",
        obstacles=BestPractice.problems,
        tone="primary",
        icon="library",
        question="Đưa mô hình này vào thư viện? Mọi đơn vị trong năm đọc được, báo cáo có mô hình này.",
    ),
    Move(
        "practice_return",
        "Trả lại",
        (PracticeState.SENT,),
        PracticeState.DRAFT,
        permission="awards.approve_practice",
        obstacles=BestPractice.problems,
        needs_reason=True,
        icon="undo-2",
        question="Trả lại mô hình để bổ sung?",
    ),
    Move(
        "practice_withdraw",
        "Rút khỏi thư viện",
        (PracticeState.LIBRARY,),
        PracticeState.WITHDRAWN,
        permission="awards.edit_practice",
        obstacles=BestPractice.problems,
        needs_reason=True,
        tone="ghost",
        icon="archive",
        question="Rút mô hình khỏi thư viện? Mô hình vẫn đọc được, không còn trong báo cáo.",
    ),
    Move(
        "practice_restore",
        "Đưa lại vào thư viện",
        (PracticeState.WITHDRAWN,),
        PracticeState.LIBRARY,
        permission="awards.approve_practice",
        obstacles=BestPractice.problems,
        needs_reason=True,
        icon="library",
        question="Đưa lại mô hình vào thư viện?",
    ),
    action="years",
)

providers.action_labels.update(
    {
        "years.movement_create": "Soạn phong trào",
        "years.movement_edit": "Sửa phong trào",
        "years.movement_awards": "Đặt cơ cấu khen thưởng",
        "years.movement_review": "Ghi sơ kết",
        "years.movement_join": "Đăng ký tham gia",
        "years.movement_report": "Báo cáo kết quả phong trào",
        "years.movement_remind": "Nhắc đăng ký phong trào",
        "years.open": "Mở năm thi đua",
        "years.cut": "Cắt năm thi đua",
        "years.undo_cut": "Hoàn lại việc cắt năm thi đua",
        "years.set_deadline": "Dời hạn của bước",
        "years.set_term_deadline": "Dời hạn gửi kết quả",
        "years.extend": "Gia hạn cho đơn vị",
        "years.take_back_extension": "Thôi gia hạn",
        "years.set_deadline_rules": "Đặt ngày gửi muộn, ngày nhắc",
        "years.clone": "Mở năm theo năm trước",
        "years.finish_phase": "Đánh dấu xong bước",
        "years.reopen_phase": "Mở lại bước",
        "years.add_practice": "Thêm mô hình",
        "years.edit_practice": "Sửa mô hình",
        "years.add_picture": "Thêm ảnh",
        "years.remove_picture": "Gỡ ảnh",
        "years.adopt_practice": "Ghi đơn vị áp dụng",
        "years.end_adoption": "Thôi áp dụng",
        "years.propose_to_spread": "Đề nghị nhân rộng",
    }
)
AREAS["years"] = "Năm thi đua"
WORDS.update({"scope": "phạm vi", "people": "số người", "content": "nội dung", "stage": "kỳ", "awards": "cơ cấu"})
WORDS.update({"purpose": "mục đích", "register_by": "hạn đăng ký", "decision_on": "ngày văn bản"})
WORDS.update({"grace_days": "số ngày được gửi muộn", "grace_from": "áp dụng từ ngày", "reminders": "ngày nhắc"})
WORDS.update({"deadlines": "hạn các bước", "figures": "số liệu", "term_due_day": "ngày gửi hằng tháng"})
WORDS.update({"keywords": "từ khóa", "credits": "ghi công", "caption": "chú thích", "since": "từ ngày"})
WORDS.update({"contact": "đầu mối liên hệ", "movement": "phong trào", "field": "lĩnh vực", "result": "kết quả"})
