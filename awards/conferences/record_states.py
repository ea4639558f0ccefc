"""WHEN: the life of a task that a conference gave, and of a version of its minutes."""

from awards.conferences.enums import MinutesState, TaskState
from awards.conferences.models import Conference
from awards.conferences.records import MinutesVersion
from thidua import providers
from thidua.workflow import Move, Workflow
from units.audit.actions import AREAS, WORDS

T, M = TaskState, MinutesState

TASK = Workflow(
    Move("done", "Báo đã xong", (T.OPEN,), T.DONE, permission="awards.report_task", icon="check"),
    Move(
        "reopen", "Giao làm lại", (T.DONE, T.DROPPED), T.OPEN, permission="awards.run_conference", needs_reason=True,
        icon="undo-2",
    ),
    Move("drop", "Không thực hiện nữa", (T.OPEN,), T.DROPPED, permission="awards.run_conference", needs_reason=True,
         icon="ban"),
    action="task",
)  # fmt: skip


def missing_to_adopt(minutes: MinutesVersion | Conference) -> list[str]:
    return [
        sentence
        for text, sentence in (
            (minutes.discussion, "Phần thảo luận chưa ghi hoặc chưa lưu."),
            (minutes.conclusion, "Phần kết luận chưa ghi hoặc chưa lưu."),
        )
        if not text.strip()
    ]


MINUTES = Workflow(
    Move(
        "adopt_version", "Thông qua bản này", (M.DRAFT,), M.ADOPTED, permission="awards.run_conference",
        obstacles=missing_to_adopt, icon="signature", question="Thông qua bản này? Bản này khóa lại, chờ ký.",
    ),
    Move("drop_version", "Bỏ bản này", (M.DRAFT,), M.DROPPED, permission="awards.run_conference", icon="ban"),
    Move("sign_first", "Ký biên bản", (M.ADOPTED,), M.HALF, permission="awards.sign_minutes", icon="signature"),
    Move("sign_second", "Ký biên bản", (M.HALF,), M.SIGNED, permission="awards.sign_minutes", icon="signature"),
    action="minutes",
)  # fmt: skip

providers.action_labels.update(
    {
        "council.renew": "Kiện toàn Hội đồng",
        "conference.add_guest": "Thêm khách mời, đại biểu",
        "conference.edit_guest": "Sửa khách mời, đại biểu",
        "conference.remove_guest": "Xóa khách mời, đại biểu",
        "conference.mark_guest": "Điểm danh khách mời",
        "conference.substitute": "Cử người dự thay",
        "conference.end_substitute": "Bỏ người dự thay",
        "conference.check_in": "Tự điểm danh",
        "conference.open_checkin": "Mở mã điểm danh",
        "conference.close_checkin": "Đóng mã điểm danh",
        "conference.keep_opinion": "Ghi ý kiến bằng văn bản",
        "conference.add_talk": "Gửi tham luận",
        "conference.remove_talk": "Gỡ tham luận",
        "conference.add_speech": "Đăng ký phát biểu",
        "conference.move_speech": "Đổi thứ tự phát biểu",
        "conference.start_speech": "Mời phát biểu",
        "conference.end_speech": "Kết thúc phát biểu",
        "conference.note_speech": "Ghi nội dung phát biểu",
        "conference.remove_speech": "Xóa đăng ký phát biểu",
        "conference.set_hall": "Chọn nội dung màn chiếu",
        "task.give": "Giao việc sau hội nghị",
        "minutes.keep": "Lập bản biên bản",
        "minutes.write": "Sửa bản biên bản",
    }
)
WORDS.update(
    {
        "guest": "khách mời, đại biểu",
        "substitute": "người dự thay",
        "talk": "tham luận",
        "speech": "phát biểu",
        "mandate": "giấy ủy quyền",
        "hall": "màn chiếu",
        "version": "bản",
        "left": "thôi tham gia",
        "changed": "đổi chức danh",
        "opinion": "ý kiến bằng văn bản",
        "task": "việc",
        "due_on": "thời hạn",
        "sha256": "mã kiểm tra",
    }
)
AREAS.update({"task": "Việc giao sau hội nghị", "minutes": "Biên bản hội nghị"})
