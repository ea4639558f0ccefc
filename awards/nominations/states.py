"""WHEN: the life of a line and of the list."""

from collections.abc import Callable, Collection

from django.db.models import Q, QuerySet

from awards.nominations.dossiers import papers_missing
from awards.nominations.enums import Eligibility, ListState, NominationState
from awards.nominations.kinds import kind_of
from awards.nominations.meeting_states import fell_at_unit
from awards.nominations.models import Nomination, NominationList
from awards.nominations.station_states import handled_by_stations, missing_at_stations
from thidua import providers
from thidua.text import small
from thidua.workflow import Move, Workflow
from units.audit.actions import AREAS, WORDS
from units.audit.models import AuditEvent

N = NominationState

# Lines that count against the quota and may still reach the ballot.
RUNNING = (N.DRAFT, N.SENT, N.RETURNED, N.TO_COUNCIL, N.ON_HOLD, N.REJECTED)
ON_BALLOT = (N.TO_COUNCIL,)
IN_THE_RUNNING = [state for state in RUNNING if state != N.REJECTED]
WON = (N.PASSED, N.PROPOSED_UP, N.DECIDED)
LOST = (N.NOT_PASSED, N.REFUSED_ABOVE, N.REVOKED)
# Lines nobody has settled yet: the list cannot be locked over them.
OPEN_STATES = (N.DRAFT, N.SENT, N.RETURNED)
MANY = 20  # lines named in a refusal, the rest is counted

# Later chapters say here what forbids opening a locked list again: a ballot made from it.
reopen_guards: list[Callable[[NominationList], list[str]]] = []

# What holds a line that went the short way, so that it is not taken back: a paper it stands on.
call_back_guards: list[Callable[[Nomination], list[str]]] = []

# And how many voted for each line, once a ballot is published: ids of lines -> id -> votes.
council_votes: list[Callable[[Collection[int]], dict[int, int]]] = []


def list_is_locked(line: Nomination) -> list[str]:
    """Nothing moves by hand once the list is locked."""
    return ["Danh sách đã khóa."] if line.nomination_list.state == ListState.LOCKED else []


def not_fit(line: Nomination) -> list[str]:
    """Why the checks keep a line from the council."""
    if line.eligibility == Eligibility.INELIGIBLE:
        return [f"Chưa đủ điều kiện: {small(line.eligibility_reason)}."]
    if line.eligibility == Eligibility.HELD:
        return [f"Đang tạm dừng xét: {small(line.eligibility_reason)}."]
    return []


def missing_for_council(line: Nomination) -> list[str]:
    """Everything that still stands between a line and the council."""
    return [
        *list_is_locked(line), *not_fit(line), *papers_missing(line), *fell_at_unit(line), *missing_at_stations(line),
    ]  # fmt: skip


def missing_to_send(line: Nomination) -> list[str]:
    """What keeps a line at its unit."""
    return [*list_is_locked(line), *fell_at_unit(line)]


def passes_the_council(line: Nomination) -> bool:
    """Whether the type of a line asks for a vote of the council."""
    return kind_of(line.kind).stations.council


def missing_to_agree(line: Nomination) -> list[str]:
    """The short way, past the council: only for types that do not ask for its vote."""
    if passes_the_council(line):
        return [f"Khen thưởng {line.get_kind_display()} phải qua Hội đồng."]
    return missing_for_council(line)


def missing_to_call_back(line: Nomination) -> list[str]:
    """The short way back: never from behind a vote of the council, and only while no paper holds the line."""
    if passes_the_council(line):
        return [f"Khen thưởng {line.get_kind_display()} đã qua Hội đồng."]
    return [*list_is_locked(line), *(reason for guard in call_back_guards for reason in guard(line))]


# Acts after which a line that is being appraised counts as handled.
HANDLED = ("to_council", "agree", "send_back", "hold", "release", "reject", "reconsider", "call_back", "recall", "send")


def missing_to_recall(line: Nomination) -> list[str]:
    """A unit takes a line back only while nobody has touched it, and only when it can send it again."""
    if line.nomination_list.is_locked:
        return list_is_locked(line)
    acts = AuditEvent.objects.about(line).filter(action__in=[f"nomination.{move}" for move in HANDLED])
    last = acts.first()
    if last is None or last.action != "nomination.send" or handled_by_stations(line):
        return ["Cơ quan thi đua đã xử lý đề nghị này. Muốn sửa thì đề nghị trả lại bổ sung."]
    if line.nomination_list.is_overdue:
        return ["Đã quá hạn nhận đề nghị, thu hồi thì không gửi lại được."]
    return []


def missing_to_lock(nomination_list: NominationList) -> list[str]:
    """Lines to settle first: each goes to the council, is rejected, held or withdrawn; none before it may be unfit."""
    lines = unsettled(nomination_list)
    reasons = [f"{line.subject_name} ({line.award.short_name}): {why_unsettled(line)}." for line in lines[:MANY]]
    rest = lines.count() - MANY if len(reasons) == MANY else 0
    return [*reasons, f"Và {rest} đề nghị khác."] if rest > 0 else reasons


def unsettled(nomination_list: NominationList) -> QuerySet[Nomination]:
    """Lines that keep the list open: nobody has settled them, or they are before the council and no longer fit."""
    unfit = Q(state=N.TO_COUNCIL, eligibility__in=[Eligibility.INELIGIBLE, Eligibility.HELD])
    lines = nomination_list.lines.filter(Q(state__in=OPEN_STATES) | unfit)
    return lines.select_related("award", "proposer").order_by("award__sort", "sort_key", "pk")


def why_unsettled(line: Nomination) -> str:
    """`đang thẩm định`, or what makes a line unfit for the council it was sent to."""
    if line.state == N.TO_COUNCIL:
        return f"đã trình Hội đồng nhưng {small(line.get_eligibility_display())}, {small(line.eligibility_reason)}"
    return small(line.get_state_display())


def missing_to_reopen(nomination_list: NominationList) -> list[str]:
    """A list that a ballot was made from stays as it is."""
    reasons = [reason for guard in reopen_guards for reason in guard(nomination_list)]
    if nomination_list.lines.filter(state__in=[*WON, *LOST]).exists():
        reasons.append("Đã có kết quả bỏ phiếu của danh sách này.")
    if nomination_list.period.is_closed:
        reasons.append(f"Năm {nomination_list.period.year} đã khóa.")
    return reasons


LINE = Workflow(
    Move(
        "send", "Gửi đề nghị", (N.DRAFT, N.RETURNED), N.SENT,
        permission="awards.edit_nomination", obstacles=missing_to_send, icon="send",
    ),
    Move(
        "send_back", "Trả lại bổ sung", (N.SENT, N.TO_COUNCIL), N.RETURNED,
        permission="awards.appraise_nomination", obstacles=list_is_locked, needs_reason=True, icon="undo-2",
    ),
    Move(
        "to_council", "Trình Hội đồng", (N.SENT, N.ON_HOLD), N.TO_COUNCIL,
        permission="awards.appraise_nomination", obstacles=missing_for_council, icon="landmark",
    ),
    Move(
        "hold", "Tạm dừng xét", (N.SENT, N.RETURNED, N.TO_COUNCIL), N.ON_HOLD,
        permission="awards.appraise_nomination", obstacles=list_is_locked, needs_reason=True, icon="pause",
    ),
    Move(
        "release", "Xét tiếp", (N.ON_HOLD,), N.SENT,
        permission="awards.appraise_nomination", obstacles=list_is_locked, icon="play",
    ),
    Move(
        "reject", "Đề nghị loại", (N.SENT, N.RETURNED, N.ON_HOLD, N.TO_COUNCIL), N.REJECTED,
        permission="awards.appraise_nomination", obstacles=list_is_locked, needs_reason=True, icon="circle-x",
    ),
    Move(
        "reconsider", "Xét lại", (N.REJECTED,), N.SENT,
        permission="awards.appraise_nomination", obstacles=list_is_locked, icon="rotate-ccw",
    ),
    Move(
        "withdraw", "Rút đề nghị", (N.DRAFT, N.SENT, N.RETURNED), N.WITHDRAWN,
        permission="awards.edit_nomination", obstacles=list_is_locked, needs_reason=True, icon="minus",
    ),
    Move(
        "agree", "Trình người quyết định", (N.SENT, N.ON_HOLD), N.PASSED,
        permission="awards.appraise_nomination", obstacles=missing_to_agree, icon="pen-line",
        question="Loại hình này không qua Hội đồng: đề nghị chờ vào quyết định hoặc tờ trình ngay.",
    ),
    Move(
        "call_back", "Lấy lại thẩm định", (N.PASSED,), N.SENT,
        permission="awards.appraise_nomination", obstacles=missing_to_call_back, needs_reason=True, icon="undo-2",
    ),
    Move(
        "recall", "Thu hồi", (N.SENT,), N.DRAFT,
        permission="awards.edit_nomination", obstacles=missing_to_recall, icon="undo",
    ),
    Move(
        "downgrade", "Chuyển xuống danh hiệu thấp hơn", (N.SENT, N.RETURNED, N.ON_HOLD, N.TO_COUNCIL, N.REJECTED),
        N.WITHDRAWN, permission="awards.appraise_nomination", obstacles=list_is_locked, needs_reason=True,
        icon="arrow-down",
    ),
    # The word of the party committee after the vote, and that word put right by a later paper.
    Move(
        "not_resolved", "Cấp ủy không nhất trí", (N.PASSED,), N.NOT_PASSED,
        permission="awards.settle_nomination", needs_reason=True,
    ),
    Move("resolved", "Cấp ủy nhất trí", (N.NOT_PASSED,), N.PASSED, permission="awards.settle_nomination"),
    Move("pass", "Ghi kết quả: đạt", (N.TO_COUNCIL,), N.PASSED, permission="awards.settle_nomination"),
    Move("fail", "Ghi kết quả: không đạt", (N.TO_COUNCIL,), N.NOT_PASSED, permission="awards.settle_nomination"),
    Move("propose_up", "Trình cấp trên", (N.PASSED,), N.PROPOSED_UP, permission="awards.settle_nomination"),
    Move("decide", "Ghi quyết định", (N.PASSED, N.PROPOSED_UP), N.DECIDED, permission="awards.settle_nomination"),
    Move(
        "refuse_above", "Cấp trên không tặng", (N.PROPOSED_UP,), N.REFUSED_ABOVE,
        permission="awards.settle_nomination", needs_reason=True,
    ),
    Move(
        "revoke", "Thu hồi theo quyết định", (N.DECIDED,), N.REVOKED,
        permission="awards.settle_nomination", needs_reason=True,
    ),
    action="nomination",
)  # fmt: skip

# What a person may start by hand; the rest follows from a ballot or a signed paper.
BY_HAND = (
    "to_council", "agree", "send", "send_back", "hold", "release", "reconsider", "call_back", "reject", "recall",
    "withdraw",
)  # fmt: skip

LIST = Workflow(
    Move(
        "lock", "Khóa danh sách", (ListState.OPEN,), ListState.LOCKED, permission="awards.run_nominations",
        obstacles=missing_to_lock, tone="primary", icon="lock", typed_word="KHÓA",
        question="Sau khi khóa, đơn vị không thêm hay sửa được. Danh sách này sẽ lên phiếu bầu.",
    ),
    Move(
        "reopen", "Mở lại danh sách", (ListState.LOCKED,), ListState.OPEN, permission="awards.run_nominations",
        obstacles=missing_to_reopen, needs_reason=True, icon="lock-open",
    ),
    action="nomination_list",
)  # fmt: skip

providers.action_labels.update(
    {
        "nomination.create": "Lập đề nghị",
        "nomination.edit": "Sửa đề nghị",
        "nomination.check": "Kiểm tra điều kiện",
        "nomination.override": "Ghi ngoại lệ điều kiện",
        "nomination.withdraw_override": "Rút ngoại lệ điều kiện",
        "nomination_list.open": "Mở danh sách đề nghị",
        "nomination_list.edit": "Sửa danh hiệu, chỉ tiêu",
        "nomination_list.check": "Kiểm tra cả danh sách",
        "nomination_list.quota": "Chỉ tiêu theo quy định mới",
        "nomination_list.choose_law": "Chọn quy định dùng để xét",
    }
)
providers.action_labels.update(
    {
        "extra_condition.switch_on": "Bật điều kiện bổ sung",
        "extra_condition.switch_off": "Tắt điều kiện bổ sung",
    }
)
providers.action_labels.update(
    {
        "nomination_list.distribute": "Phân bổ chỉ tiêu",
        "preference_order.publish": "Công bố thứ tự ưu tiên",
    }
)
providers.action_labels.update(
    {
        "nomination_list.open_event": "Mở đợt khen thưởng",
        "nomination.name_achievement": "Ghi thành tích được đề nghị",
        "nomination.attach": "Thêm tệp vào hồ sơ đề nghị",
        "nomination.remove_file": "Gỡ tệp khỏi hồ sơ đề nghị",
        "nomination.write_report": "Viết báo cáo thành tích",
        "nomination.reset_report": "Lấy lại mục báo cáo theo hồ sơ",
        "paper_rule.set": "Đặt yêu cầu giấy tờ hồ sơ",
    }
)
AREAS["paper_rule"] = "Thành phần hồ sơ"
WORDS.update(
    {
        "achievement": "thành tích",
        "event": "đợt, vụ việc",
        "paper": "giấy tờ",
        "level": "yêu cầu",
        "section": "mục báo cáo",
    }
)
AREAS["preference_order"] = "Thứ tự ưu tiên"
AREAS["extra_condition"] = "Điều kiện bổ sung"
AREAS["nomination"] = "Đề nghị khen thưởng"
AREAS["nomination_list"] = "Danh sách đề nghị"
WORDS.update(
    {
        "condition": "điều kiện",
        "order": "thứ tự",
        "shares": "chỉ tiêu giao",
        "exception": "ngoại lệ",
        "found": "chưa đạt",
        "lines_judged": "số đề nghị đã kiểm tra",
        "judged_differently": "số đề nghị xét khác đi",
        "law": "quy định",
        "law_day": "xét theo",
        "on_hold": "số tạm dừng xét",
        "titles": "danh hiệu",
        "to_council": "số trình Hội đồng",
    }
)
