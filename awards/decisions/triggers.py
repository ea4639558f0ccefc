"""What the database itself refuses: a signed paper, its lines and the history of awards never change."""

from thidua.guards import Guard, Refusal, changed

PAPER, LINE, RECORD = "awards_decision", "awards_decisionline", "awards_awardrecord"
WITHDRAWAL = "awards_awardwithdrawal"
ENTRY, OLD_PAPER, SCAN = "awards_backentry", "awards_oldpaper", "awards_oldpaperscan"
POINT = "awards_amendpoint"
LIST, PAYMENT, RECOVERY = "awards_paymentlist", "awards_payment", "awards_recovery"
FUND = "awards_fundentry"
MARK, STEP = "awards_numbermark", "awards_upwardstep"
SIGNED = "Văn bản đã ký, không sửa được."
BOOKED = "Bảng tiền thưởng đã lập không sửa số, không xóa."
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


def _marked() -> str:
    """Condition: the number a paper is about to bear is left out, or kept for another draft."""
    same = (
        "m.issuer_id = NEW.issuer_id AND m.series = NEW.series AND m.year = NEW.number_year AND m.number = NEW.number"
    )
    other = "m.paper_id IS NOT NULL AND m.paper_id <> NEW.id"
    return (
        "NEW.number IS NOT NULL AND NEW.kind <> 'answer' AND "
        f"EXISTS (SELECT 1 FROM {MARK} m WHERE {same} AND m.ended_at IS NULL AND (m.use = 'void' OR {other}))"
    )


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
    Refusal("point_insert", POINT, "INSERT", _is_signed("NEW.paper_id"), SIGNED),
    Refusal("point_update", POINT, "UPDATE", f"{_is_signed('OLD.paper_id')} OR {_is_signed('NEW.paper_id')}", SIGNED),
    Refusal("point_delete", POINT, "DELETE", _is_signed("OLD.paper_id"), SIGNED),
    Refusal("record_update", RECORD, "UPDATE", "1 = 1", KEPT),
    Refusal("record_delete", RECORD, "DELETE", "1 = 1", KEPT),
    Refusal(
        "withdrawal_insert",
        WITHDRAWAL,
        "INSERT",
        f"(SELECT line_id FROM {RECORD} WHERE id = NEW.record_id) IS NOT NULL AND NOT EXISTS "
        f"(SELECT 1 FROM {POINT} a JOIN {PAPER} d ON d.id = a.paper_id JOIN {RECORD} r ON r.line_id = a.line_id "
        "WHERE r.id = NEW.record_id AND d.id = NEW.paper_id AND d.state = 'signed' AND d.kind <> 'correction')",
        "Khen thưởng theo văn bản đã ký chỉ rút bằng văn bản thu hồi, thay thế đã ký.",
    ),
    Refusal("withdrawal_update", WITHDRAWAL, "UPDATE", "1 = 1", KEPT),
    Refusal("withdrawal_delete", WITHDRAWAL, "DELETE", "1 = 1", KEPT),
    Refusal("entry_update", ENTRY, "UPDATE", "1 = 1", KEPT),
    Refusal("entry_delete", ENTRY, "DELETE", "1 = 1", KEPT),
    Refusal("old_paper_delete", OLD_PAPER, "DELETE", "1 = 1", KEPT),
    Refusal("paper_number", PAPER, "UPDATE", _marked(), "Số này đã bỏ hoặc đang giữ cho văn bản khác."),
    Refusal(
        "mark_insert",
        MARK,
        "INSERT",
        f"EXISTS (SELECT 1 FROM {PAPER} p WHERE p.issuer_id = NEW.issuer_id AND p.series = NEW.series"
        " AND p.number_year = NEW.year AND p.number = NEW.number)",
        "Số này đã dùng.",
    ),
    Refusal(
        "mark_update",
        MARK,
        "UPDATE",
        "OLD.ended_at IS NOT NULL OR "
        + changed("issuer_id", "series", "year", "number", "use", "paper_id", "reason", "by_id", "at"),
        "Số đã giữ, đã bỏ không sửa; chỉ thôi giữ.",
    ),
    Refusal("mark_delete", MARK, "DELETE", "1 = 1", "Số đã giữ, đã bỏ không xóa."),
    Refusal("list_update", LIST, "UPDATE", "1 = 1", BOOKED),
    Refusal("list_delete", LIST, "DELETE", "1 = 1", BOOKED),
    Refusal(
        "payment_update",
        PAYMENT,
        "UPDATE",
        changed("payment_list_id", "line_id", "unit_id", "multiple", "base_salary", "rounding", "raw", "amount", "why"),
        BOOKED,
    ),
    Refusal("payment_delete", PAYMENT, "DELETE", "1 = 1", BOOKED),
    Refusal("recovery_delete", RECOVERY, "DELETE", "1 = 1", BOOKED),
    Refusal("fund_update", FUND, "UPDATE", "1 = 1", "Sổ quỹ không sửa, không xóa; ghi bút toán đảo."),
    Refusal("fund_delete", FUND, "DELETE", "1 = 1", "Sổ quỹ không sửa, không xóa; ghi bút toán đảo."),
    Refusal("step_update", STEP, "UPDATE", "1 = 1", "Nhật ký tờ trình không sửa, không xóa được."),
    Refusal("step_delete", STEP, "DELETE", "1 = 1", "Nhật ký tờ trình không sửa, không xóa được."),
    Refusal("scan_delete", SCAN, "DELETE", "1 = 1", KEPT),
    *(
        Refusal(f"{name}_{event.lower()}", table, event, "1 = 1", PRINTED)
        for name, table in PRINTED_TABLES.items()
        for event in ("UPDATE", "DELETE")
    ),
)
GUARD = Guard("decisions", REFUSALS)
