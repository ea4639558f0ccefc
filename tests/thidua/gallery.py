"""What the gallery of components shows: invented values in every state. Used by tests and for screenshots only."""

from datetime import UTC, date, datetime
from decimal import Decimal as D
from pathlib import Path

from django import forms
from django.core.paginator import Paginator

from thidua.charts import Bullet, Score, bullets, dot_plot, score_bars, stacked_columns
from thidua.enums import Chips
from thidua.forms import ActForm, DayField, FilterForm, NumberField, TextField
from thidua.frame import Choice, Frame, Link, Step
from thidua.lists import ListPage
from thidua.widgets import (
    Eligibility,
    Fig,
    FileRow,
    HistoryRow,
    JobRow,
    Milestone,
    Month,
    Quota,
    Reason,
    Task,
)
from thidua.workflow import Move

HERE = Path(__file__).parent


class Paper(Chips):
    """States invented for the gallery."""

    DRAFT = "draft", "draft", "pencil", "Đang nhập"
    SENT = "sent", "info", "send", "Đã gửi"
    CHECKED = "checked", "info", "search-check", "Đang xác minh"
    RETURNED = "returned", "warn", "corner-up-left", "Trả lại bổ sung"
    VERIFIED = "verified", "ok", "check", "Đã xác minh"
    LATE = "late", "bad", "clock-alert", "Quá hạn"
    AWARDED = "awarded", "gold", "award", "Có quyết định"
    LOCKED = "locked", "lock", "lock", "Đã khóa"


class SampleForm(ActForm):
    title = forms.ChoiceField(
        label="Danh hiệu",
        choices=[("cstd", "Chiến sĩ thi đua"), ("cstt", "Chiến sĩ tiên tiến")],
        help_text="Chỉ hiện danh hiệu thuộc thẩm quyền của cấp mình.",
    )
    name = TextField(label="Tên mô hình", max_length=100)
    day = DayField(label="Ngày trao")
    money = NumberField(label="Mức thưởng (đồng)", places=0)
    kind = forms.ChoiceField(
        label="Hình thức", choices=[("a", "Tập thể"), ("b", "Cá nhân")], widget=forms.RadioSelect, initial="a"
    )
    spread = forms.BooleanField(label="Đề nghị nhân rộng", required=False)
    note = TextField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 2}))


class SampleFilter(FilterForm):
    q = TextField(label="Tên, chức vụ", required=False)
    unit = forms.ChoiceField(label="Đơn vị", required=False, choices=[("", "Mọi đơn vị"), ("mqt", "Mỹ Quý Tây")])
    state = forms.ChoiceField(label="Trạng thái", required=False, choices=[("", "Mọi trạng thái"), ("ok", "Đủ")])


class DropForm(forms.Form):
    file = forms.FileField(label="Xác nhận của cấp ủy", required=False)


STEPS = [
    ("Phát động, đăng ký", "done", ""),
    ("Kết quả theo kỳ", "done", ""),
    ("Tự chấm, xác minh", "done", ""),
    ("Hội nghị cụm", "done", ""),
    ("Đề nghị khen thưởng", "now", "13/10"),
    ("Hội nghị Hội đồng", "later", "18/10"),
    ("Quyết định, trao thưởng", "later", "10/11"),
    ("Tổng kết, báo cáo", "later", "30/11"),
]


def frame(path: str = "/awards/nominations/", **changes) -> Frame:
    """A full frame of an officer in the fifth step of the year."""
    values = {
        "user_name": "Trợ lý thi đua",
        "user_sub": "Phòng Chính trị",
        "initials": "TL",
        "path": path,
        "home_url": "/awards/home/",
        "year_label": "Năm 2023",
        "year_note": "10/2022 – 9/2023",
        "unit_label": "BĐBP tỉnh Long An",
        "unit_note": "Toàn tỉnh, 32 đơn vị",
        "years": [
            Choice("Năm 2024", "?nam=2024", "10/2023 – 9/2024, đang mở"),
            Choice("Năm 2023", "?nam=2023", "10/2022 – 9/2023", current=True),
        ],
        "units": [
            Choice("BĐBP tỉnh Long An", "?dv=la", "Toàn tỉnh, 32 đơn vị", current=True),
            *(Choice(f"Đồn BP số {i}", f"?dv=d{i}", level=1) for i in range(1, 20)),
            Choice("Đồn BP CK Mỹ Quý Tây", "?dv=mqt", level=1),
            Choice("Cụm Đồn số 1", "?dv=c1", group="Cụm"),
        ],
        "scope_items": (("nam", "2023"), ("dv", "la")),
        "home": Link("Việc của tôi", "/awards/home/", "inbox", count=7),
        "journey_label": "Hành trình năm 2023",
        "steps": [
            Step(i, label, state, day, "/awards/nominations/" if i == 5 else f"/awards/step{i}/")
            for i, (label, state, day) in enumerate(STEPS, 1)
        ],
        "lookup": [
            Link("Đơn vị", "/units/structure/", "building-2"),
            Link("Cá nhân", "/units/people/", "users"),
            Link("Mô hình, sáng kiến", "/awards/years/models/", "lightbulb"),
            Link("Văn bản", "/awards/decisions/", "file-text"),
        ],
        "setup": [
            Link("Tiêu chí, chỉ tiêu", "/awards/criteria/", "list-checks"),
            Link("Mốc thời gian", "/awards/years/calendar/", "calendar-days"),
        ],
        "user_links": [Link("Hồ sơ", "/units/accounts/profile/", "user")],
        "logout_url": "/dang-xuat/",
        "search_url": "/awards/home/search/",
        "notifications_url": "/awards/home/notifications/",
        "notifications_count": 4,
        "help_url": "/awards/home/help/",
        "is_demo": True,
        "read_only": True,
        "read_only_text": "Năm 2022 đã khóa ngày 15/12/2022, chỉ xem được.",
    }
    return Frame(**{**values, **changes})


def context() -> dict:
    """Everything gallery.html names."""
    form = SampleForm(
        {"title": "cstd", "name": "", "day": "31/11/2023", "money": "1,8 triệu", "kind": "a", "note": "Ghi chú"}
    )
    form.is_valid()
    drop = DropForm()
    verified, waiting = [32] * 8 + [31, 30, 26, 5], [0] * 8 + [1, 2, 6, 19]
    filters = SampleFilter({"unit": "mqt"})
    return {
        "list": ListPage(Paginator(range(1234), 50).get_page(3), 1234, filters),
        "states": list(Paper),
        "crumbs": [("Đề nghị khen thưởng", "/a/"), ("Đơn vị Quyết thắng", "/b/"), ("Mỹ Quý Tây", "")],
        "figs": [
            Fig("Đã nộp kết quả tháng 9", "24", "/ 32 đơn vị", D("75"), "", "5 đã xác minh, 19 chờ", url="/a/"),
            Fig("Chờ xác minh", "37", "kết quả", 32, "warn", "12 quá 3 ngày", "clock-alert", "warn", url="/a/"),
            Fig("Đề nghị đã nhận", "186", "/ 221", D("84.2"), "", "Hạn nhận 13/10", url="/a/"),
            Fig("Hồ sơ còn thiếu", "12", "hồ sơ", D("6.5"), "warn", "Của 5 đơn vị"),
            Fig("Hội nghị Hội đồng", "13", "ngày nữa", 60, "gold", "Xong 6/10 việc chuẩn bị"),
        ],
        "quotas": [
            Quota("Đơn vị Quyết thắng", 4, 3, "Hội đồng bỏ phiếu chọn", "/a/"),
            Quota("Đơn vị tiên tiến", 29, 30, url="/a/"),
            Quota("Chiến sĩ thi đua", 46, 46, url="/a/", current=True),
            Quota("Chiến sĩ tiên tiến", 104, None, url="/a/"),
        ],
        "eligs": [
            Eligibility("ok"),
            Eligibility("warn", "Sáng kiến chưa có quyết định công nhận", "Luật TĐKT, Điều 23"),
            Eligibility("bad", "Bị khiển trách tháng 4/2023", "Hướng dẫn 2023, mục 4"),
        ],
        "reasons": [
            Reason("ok", "Hoàn thành xuất sắc nhiệm vụ", "94,9 điểm, hạng 1", "Điều 27, điểm a", "/a/"),
            Reason("bad", "Không ai bị kỷ luật từ cảnh cáo", "1 trường hợp", "Điều 27, điểm d"),
        ],
        "events": [
            Milestone("Đơn vị đề nghị", "03/10/2023, 15:20", "ok", "Họp xét: 23/23 phiếu đồng ý"),
            Milestone("Thẩm định ở Phòng Chính trị", "Từ 12/10/2023", "now"),
            Milestone("Hội đồng bỏ phiếu", "18/10/2023"),
        ],
        "steps": [
            Milestone("Chấm điểm", "Xong 09/10", "ok"),
            Milestone("Thống nhất", "Hạn 12/10", "now"),
            Milestone("Bỏ phiếu"),
            Milestone("Công bố"),
        ],
        "months": [
            *(Month(f"T{m}", "đã xác minh", "ok", "/a/") for m in (10, 11, 12, 1, 2, 3)),
            Month("T4", "trả lại 2 kết quả", "back", "/a/"),
            Month("T5", "đang nhập", "now", "/a/"),
            Month("T6", "đã gửi", "sent", "/a/"),
            Month("T7", "quá hạn", "late", "/a/"),
            Month("T8", "đã khóa", "lock", "/a/"),
            Month("T9", "chưa mở"),
        ],
        "tasks": [
            Task(
                "Đồn BP Bàu Sen chưa giải trình",
                "message-square-warning",
                "/a/",
                "Ngày công tăng 4 lần",
                "02/10",
                "quá 3 ngày",
                "Nhắc lại",
                "bad",
                overdue=True,
            ),
            Task(
                "8 đơn vị chưa nộp kết quả",
                "bell-ring",
                "/a/",
                "3 đơn vị đã nhập quá nửa",
                "17:00",
                "còn 6 giờ",
                "Gửi nhắc",
                "warn",
                primary=True,
            ),
            Task("Tự chấm điểm năm 2023", "list-checks", "", "Mở sau khi nộp", "09/10", "còn 6 ngày", locked="Chưa mở"),
        ],
        "history": [
            HistoryRow(
                "Trả lại bổ sung",
                datetime(2023, 10, 5, 7, 32, tzinfo=UTC),
                "Trợ lý thi đua",
                "Cần danh sách xác nhận của xã",
                tone="warn",
            ),
            HistoryRow(
                "Nhập kết quả",
                datetime(2023, 10, 3, 1, 0, tzinfo=UTC),
                "Đồn Mỹ Quý Tây",
                "",
                [("Ngày công giúp dân", "105", "1.105")],
            ),
        ],
        "files": [
            FileRow("BCTT-MQT-2023.pdf", "pdf", "248 KB", "/a/", "/b/"),
            FileRow("Trich-ngang.xlsx", "xls", "42 KB", "/a/"),
            FileRow("Bien-ban.exe", "bad", "Không nhận loại tệp này"),
        ],
        "jobs": [
            JobRow(1, "Báo cáo tổng kết 2023.pdf", "Đang vẽ biểu đồ, trang 9/14", 64, cancel_url="/a/"),
            JobRow(2, "Bảng điểm.xlsx", "Thiếu mức thưởng của 2 danh hiệu", 0, running=False, failed=True),
            JobRow(3, "Tờ trình.pdf", "Xong lúc 10:22", 100, running=False, result_url="/a/"),
        ],
        "links": [Link("Xem hồ sơ", "/a/", "eye"), Link("Sửa", "/b/", "pencil")],
        "form": form,
        "drop": drop,
        "move_rows": [
            Move("submit", "Gửi xác minh", ("draft",), "sent", "x.y", icon="send"),
            Move("send_back", "Trả lại", ("sent",), "returned", "x.y", needs_reason=True),
            Move(
                "lock",
                "Khóa danh sách",
                ("open",),
                "locked",
                "x.y",
                question="Khóa danh sách 221 đề nghị?",
                typed_word="KHÓA",
                icon="lock",
            ),
        ],
        "columns": stacked_columns(
            "Số đơn vị đã xác minh, chờ xác minh và chưa nộp theo tháng",
            ["10", "11", "12", *(str(i) for i in range(1, 10))],
            [
                ("Đã xác minh", verified),
                ("Chờ xác minh", waiting),
                ("Chưa nộp", [32 - a - b for a, b in zip(verified, waiting, strict=True)]),
            ],
            top=32,
            current=11,
            notes={0: "2022", 3: "2023"},
        ),
        "bullets": bullets(
            "Đề nghị so với chỉ tiêu",
            [
                Bullet("Đơn vị Quyết thắng", 4, 3),
                Bullet("Đơn vị tiên tiến", 29, 30),
                Bullet("Chiến sĩ thi đua", 49, 48),
            ],
        ),
        "scores": score_bars(
            "Điểm theo nhóm so với trung vị cụm",
            [Score("Chủ quyền", D("23.4"), 25, D("22.1")), Score("Huấn luyện", D("18.2"), 20, D("17.9"))],
        ),
        "dots": dot_plot(
            "Phân bố điểm tạm tính theo cụm",
            [
                ("Cụm Cơ quan", [D("88.1"), D("88.4"), D("89.4"), D("91"), D("91.3"), D("92.4")]),
                ("Cụm Đồn số 1", [D("82.7"), D("83.6"), D("84.1"), D("89"), D("89.1"), D("93.2")]),
            ],
            low=75,
            high=100,
        ),
        "day": date(2023, 10, 5),
    }
