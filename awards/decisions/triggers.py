"""What the database itself refuses: a signed paper, its lines and the history of awards never change."""

from thidua.guards import Guard, Refusal

PAPER, LINE, RECORD = "awards_decision", "awards_decisionline", "awards_awardrecord"
WITHDRAWAL = "awards_awardwithdrawal"
ENTRY, OLD_PAPER, SCAN = "awards_backentry", "awards_oldpaper", "awards_oldpaperscan"
SIGNED = "Văn bản đã ký, không sửa được."
PRINTED_TABLES = {
    "run": "awards_certificaterun",
    "print": "awards_certificateprint",
    "layout": "awards_certificatelayout",
    "code": "awards_publiccode",
    "signature": "awards_papersignature",
}
KEPT = "Lịch sử khen thưởng không sửa, không xóa được."

PRINTED = "Bản in, bố cục, mã xác minh và chữ ký số đã ghi không sửa, không xóa được."


def _is_signed(paper_id: str) -> str:
    return f"(SELECT state FROM {PAPER} WHERE id = {paper_id}) = 'signed'"


REFUSALS = (
    Refusal("paper_update", PAPER, "UPDATE", "OLD.state = 'signed'", SIGNED),
    Refusal("paper_delete", PAPER, "DELETE", "1 = 1", "Văn bản không xóa được; hủy dự thảo nếu không dùng."),
    Refusal("line_insert", LINE, "INSERT", _is_signed("NEW.decision_id"), SIGNED),
    Refusal(
        "line_update",
        LINE,
        "UPDATE",
        f"{_is_signed('OLD.decision_id')} OR {_is_signed('NEW.decision_id')}",
        SIGNED,
    ),
    Refusal("line_delete", LINE, "DELETE", _is_signed("OLD.decision_id"), SIGNED),
    Refusal("record_update", RECORD, "UPDATE", "1 = 1", KEPT),
    Refusal("record_delete", RECORD, "DELETE", "1 = 1", KEPT),
    Refusal(
        "withdrawal_insert",
        WITHDRAWAL,
        "INSERT",
        f"(SELECT line_id FROM {RECORD} WHERE id = NEW.record_id) IS NOT NULL",
        "Khen thưởng theo văn bản đã ký không rút được bằng cách này.",
    ),
    Refusal("withdrawal_update", WITHDRAWAL, "UPDATE", "1 = 1", KEPT),
    Refusal("withdrawal_delete", WITHDRAWAL, "DELETE", "1 = 1", KEPT),
    Refusal("entry_update", ENTRY, "UPDATE", "1 = 1", KEPT),
    Refusal("entry_delete", ENTRY, "DELETE", "1 = 1", KEPT),
    Refusal("old_paper_delete", OLD_PAPER, "DELETE", "1 = 1", KEPT),
    Refusal("scan_delete", SCAN, "DELETE", "1 = 1", KEPT),
    *(
        Refusal(f"{name}_{event.lower()}", table, event, "1 = 1", PRINTED)
        for name, table in PRINTED_TABLES.items()
        for event in ("UPDATE", "DELETE")
    ),
)
GUARD = Guard("decisions", REFUSALS)
