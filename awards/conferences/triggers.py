"""What the database itself refuses: minutes that were signed never change, no version of them is ever deleted."""

from thidua.guards import Guard, Refusal, changed

MINUTES = "awards_minutesversion"
FROZEN = changed("conference_id", "number", "discussion", "conclusion", "reason", "pdf", "sha256", "adopted_at")

REFUSALS = (
    Refusal(
        "minutes_update", MINUTES, "UPDATE", f"OLD.state = 'signed' OR (OLD.state = 'half' AND {FROZEN})",
        "Biên bản đã ký, không sửa được. Sửa bằng một bản mới.",
    ),
    Refusal("minutes_delete", MINUTES, "DELETE", "1 = 1", "Biên bản không xóa được."),
)  # fmt: skip
GUARD = Guard("conferences", REFUSALS)
