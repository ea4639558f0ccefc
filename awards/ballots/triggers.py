"""What the database itself refuses about rounds of voting, their papers, counts and acts."""

from thidua.guards import Guard, Refusal, changed, one_of

ROUND, ROLL = "awards_votinground", "awards_roundelector"
RECUSAL, WRITTEN = "awards_recusal", "awards_writtenvote"
MOVES = {
    "draft": ("ready", "cancelled"),
    "ready": ("checkin", "open", "cancelled"),
    "checkin": ("open", "cancelled"),
    "open": ("closed", "cancelled"),
    "closed": ("counted", "annulled"),
    "counted": ("published", "annulled"),
    "published": ("destroyed",),
    "annulled": ("destroyed",),
}


def _state(round_id: str) -> str:
    return f"(SELECT state FROM {ROUND} WHERE id = {round_id})"


def _state_of_group(group_id: str) -> str:
    return f"(SELECT r.state FROM {ROUND} r JOIN awards_contestgroup g ON g.round_id = r.id WHERE g.id = {group_id})"


def _state_of_batch(batch_id: str) -> str:
    return f"(SELECT r.state FROM {ROUND} r JOIN awards_paperbatch b ON b.round_id = r.id WHERE b.id = {batch_id})"


def _legal_move() -> str:
    ways = " OR ".join(f"(OLD.state = '{old}' AND NEW.state IN {one_of(*new)})" for old, new in MOVES.items())
    return f"OLD.state <> NEW.state AND NOT ({ways})"


def _state_of_line(line_id: str) -> str:
    return (
        f"(SELECT r.state FROM {ROUND} r JOIN awards_contestgroup g ON g.round_id = r.id"
        f" JOIN awards_contestline l ON l.group_id = g.id WHERE l.id = {line_id})"
    )


def _state_of_elector(elector_id: str) -> str:
    return f"(SELECT r.state FROM {ROUND} r JOIN {ROLL} e ON e.round_id = r.id WHERE e.id = {elector_id})"


# Where the quorum is of the papers that come back, these are counted before the box is opened.
COUNTS_RETURNED = f"(SELECT CAST(quorum AS text) FROM {ROUND} WHERE id = OLD.round_id) LIKE '%\"returned\"%'"
UNTIL_COUNTED = one_of("ready", "checkin", "open", "closed")
FROZEN = "Phiếu đã chốt, không sửa được."
NOT_A_TELLER = (
    "NOT EXISTS (SELECT 1 FROM awards_teller t JOIN awards_paperbatch b ON b.round_id = t.round_id"
    " WHERE b.id = NEW.batch_id AND t.user_id = NEW.user_id)"
)
RESULTS = ("votes_for", "votes_against", "blank", "invalid", "percent", "outcome")

REFUSALS = (
    Refusal(
        "round_paper",
        ROUND,
        "UPDATE",
        "OLD.state <> 'draft' AND "
        + changed(
            "paper",
            "paper_hash",
            "quorum",
            "legal_basis",
            "members",
            "name",
            "kind",
            "number",
            "conference_id",
            "parent_id",
            "main_id",
            "two_keys",
            "granularity",
        ),
        FROZEN,
    ),
    Refusal("round_state", ROUND, "UPDATE", _legal_move(), "Không thể chuyển vòng bỏ phiếu sang trạng thái này."),
    Refusal(
        "round_present",
        ROUND,
        "UPDATE",
        "OLD.opened_at IS NOT NULL AND " + changed("present", "opened_at"),
        "Số có mặt đã chốt khi mở bỏ phiếu.",
    ),
    Refusal(
        "round_result",
        ROUND,
        "UPDATE",
        "OLD.result IS NOT NULL AND " + changed("result"),
        "Kết quả kiểm phiếu không sửa được.",
    ),
    Refusal("round_delete", ROUND, "DELETE", "1 = 1", "Vòng bỏ phiếu không xóa được."),
    Refusal("group_insert", "awards_contestgroup", "INSERT", _state("NEW.round_id") + " <> 'draft'", FROZEN),
    Refusal(
        "group_update",
        "awards_contestgroup",
        "UPDATE",
        f"{_state('OLD.round_id')} <> 'draft' OR {_state('NEW.round_id')} <> 'draft'",
        FROZEN,
    ),
    Refusal("group_delete", "awards_contestgroup", "DELETE", _state("OLD.round_id") + " <> 'draft'", FROZEN),
    Refusal("line_insert", "awards_contestline", "INSERT", _state_of_group("NEW.group_id") + " <> 'draft'", FROZEN),
    Refusal(
        "line_update",
        "awards_contestline",
        "UPDATE",
        _state_of_group("OLD.group_id")
        + " <> 'draft' AND "
        + changed("group_id", "sort", "label", "detail", "content_type_id", "object_id"),
        FROZEN,
    ),
    Refusal(
        "line_result",
        "awards_contestline",
        "UPDATE",
        _state_of_group("OLD.group_id") + " <> 'counted' AND " + changed(*RESULTS),
        "Kết quả chỉ ghi một lần, khi công bố.",
    ),
    Refusal("line_delete", "awards_contestline", "DELETE", _state_of_group("OLD.group_id") + " <> 'draft'", FROZEN),
    Refusal("roll_insert", "awards_roundelector", "INSERT", _state("NEW.round_id") + " <> 'draft'", FROZEN),
    Refusal("roll_delete", "awards_roundelector", "DELETE", _state("OLD.round_id") + " <> 'draft'", FROZEN),
    Refusal(
        "roll_update",
        "awards_roundelector",
        "UPDATE",
        changed("round_id", "attendee_id")
        + f" OR ({_state('OLD.round_id')} NOT IN {one_of('draft', 'ready', 'checkin', 'open')} AND "
        + changed("channel", "signed_paper")
        + f") OR ({_state('OLD.round_id')} = 'open' AND OLD.channel <> NEW.channel AND NOT"
        + f" (OLD.channel = 'none' AND NEW.channel IN {one_of('paper', 'written', 'absent')})"
        # An opinion in writing is handed back unopened when its member comes after all.
        + " AND NOT (OLD.channel = 'written' AND NEW.channel = 'none'))",
        "Danh sách bỏ phiếu đã chốt khi mở bỏ phiếu.",
    ),
    Refusal(
        "teller_insert",
        "awards_teller",
        "INSERT",
        f"{_state('NEW.round_id')} NOT IN {one_of('draft', 'ready')}",
        "Tổ kiểm phiếu đã chốt khi mở bỏ phiếu.",
    ),
    Refusal(
        "teller_update",
        "awards_teller",
        "UPDATE",
        changed("round_id", "user_id")
        + " OR ("
        + changed("signed_at")
        + f" AND (OLD.signed_at IS NOT NULL OR {_state('OLD.round_id')} <> 'counted'))",
        "Chữ ký của tổ kiểm phiếu không sửa được.",
    ),
    Refusal(
        "teller_delete",
        "awards_teller",
        "DELETE",
        f"{_state('OLD.round_id')} NOT IN {one_of('draft', 'ready')}",
        "Tổ kiểm phiếu đã chốt khi mở bỏ phiếu.",
    ),
    Refusal(
        "act_update",
        "awards_twopersonact",
        "UPDATE",
        "OLD.confirmed_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL OR "
        + changed("round_id", "action", "asked_by_id", "asked_at", "reason"),
        "Việc hai người đã ghi không sửa được.",
    ),
    Refusal("act_delete", "awards_twopersonact", "DELETE", "1 = 1", "Việc hai người đã ghi không xóa được."),
    Refusal(
        "batch_insert",
        "awards_paperbatch",
        "INSERT",
        f"{_state('NEW.round_id')} NOT IN {one_of('ready', 'checkin', 'open')}",
        "Chỉ phát phiếu từ khi chốt phiếu đến khi đóng phiếu.",
    ),
    Refusal(
        "batch_update",
        "awards_paperbatch",
        "UPDATE",
        changed("round_id", "label")
        + " OR ("
        + changed("signed", "handed", "spoiled", "written")
        + f" AND (OLD.state <> 'open' OR {_state('OLD.round_id')} NOT IN {UNTIL_COUNTED}))"
        + " OR ("
        + changed("returned")
        + f" AND (OLD.state <> 'open' OR NOT ({_state('OLD.round_id')} = 'closed'"
        + f" OR ({_state('OLD.round_id')} = 'open' AND {COUNTS_RETURNED}))))",
        "Số phiếu của tập đã chốt.",
    ),
    Refusal(
        "batch_delete",
        "awards_paperbatch",
        "DELETE",
        f"OLD.state <> 'open' OR {_state('OLD.round_id')} NOT IN {UNTIL_COUNTED}",
        "Tập phiếu đã kiểm không xóa được.",
    ),
    Refusal(
        "count_insert",
        "awards_papercount",
        "INSERT",
        f"{_state_of_batch('NEW.batch_id')} <> 'closed' OR {NOT_A_TELLER}",
        "Chỉ tổ kiểm phiếu nhập số liệu, sau khi đóng phiếu.",
    ),
    Refusal(
        "count_update",
        "awards_papercount",
        "UPDATE",
        f"OLD.is_locked OR {_state_of_batch('OLD.batch_id')} <> 'closed' OR "
        + changed("batch_id", "counter", "attempt", "user_id"),
        "Số liệu đã khóa không sửa được.",
    ),
    Refusal(
        "count_delete",
        "awards_papercount",
        "DELETE",
        _state_of_batch("OLD.batch_id") + " <> 'destroyed'",
        "Số liệu kiểm phiếu chỉ hủy cùng phiếu, có biên bản.",
    ),
    Refusal(
        "recusal_insert",
        RECUSAL,
        "INSERT",
        f"{_state_of_line('NEW.line_id')} NOT IN {one_of('draft', 'ready', 'checkin')}",
        "Đã mở bỏ phiếu, không ghi người không tham gia được nữa.",
    ),
    Refusal("recusal_update", RECUSAL, "UPDATE", f"{_state_of_line('OLD.line_id')} <> 'draft'", FROZEN),
    Refusal("recusal_delete", RECUSAL, "DELETE", f"{_state_of_line('OLD.line_id')} <> 'draft'", FROZEN),
    Refusal(
        "written_insert",
        WRITTEN,
        "INSERT",
        f"NEW.is_accepted AND {_state_of_elector('NEW.elector_id')} NOT IN {one_of('ready', 'checkin', 'open')}",
        "Ý kiến bằng văn bản chỉ được tính khi nhận trước lúc đóng phiếu.",
    ),
    Refusal(
        "written_update",
        WRITTEN,
        "UPDATE",
        changed("elector_id")
        + f" OR ({_state_of_elector('OLD.elector_id')} NOT IN {one_of('ready', 'checkin', 'open')} AND "
        + changed("marks", "mode", "is_accepted", "reason")
        + ")",
        "Ý kiến bằng văn bản đã chốt khi đóng phiếu.",
    ),
    Refusal("written_delete", WRITTEN, "DELETE", "1 = 1", "Ý kiến bằng văn bản không xóa được."),
    Refusal("event_update", "awards_roundevent", "UPDATE", "1 = 1", "Nhật ký vòng bỏ phiếu không sửa được."),
    Refusal("event_delete", "awards_roundevent", "DELETE", "1 = 1", "Nhật ký vòng bỏ phiếu không xóa được."),
)
GUARD = Guard(
    "ballots",
    REFUSALS,
    no_truncate=("awards_papercount", "awards_roundevent", "awards_twopersonact"),
    truncate_message="Hồ sơ kiểm phiếu không xóa được.",
)
