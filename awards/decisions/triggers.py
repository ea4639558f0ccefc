"""What the database itself refuses: a signed paper, its lines and the history of awards never change.

Migrations install them (`statements`). SQLite rebuilds a table on many ALTERs and drops its triggers without a word, so
a migration that touches one of these tables installs them again; a test reads the catalogues of both databases.
"""

from collections.abc import Iterator
from dataclasses import dataclass

PAPER, LINE, RECORD = "awards_decision", "awards_decisionline", "awards_awardrecord"
SIGNED = "Văn bản đã ký, không sửa được."
KEPT = "Lịch sử khen thưởng không sửa, không xóa được."


@dataclass(frozen=True)
class Refusal:
    """`event` on `table` is refused with `message` while `condition` holds; NEW and OLD are the rows."""

    name: str
    table: str
    event: str
    condition: str
    message: str

    @property
    def row(self) -> str:
        return "OLD" if self.event == "DELETE" else "NEW"


def _is_signed(paper_id: str) -> str:
    return f"(SELECT state FROM {PAPER} WHERE id = {paper_id}) = 'signed'"


# What a later migration adds: its table is not there before.
WITHDRAWAL = "awards_awardwithdrawal"
WITHDRAWALS = (
    Refusal(
        "withdrawal_insert",
        WITHDRAWAL,
        "INSERT",
        f"(SELECT line_id FROM {RECORD} WHERE id = NEW.record_id) IS NOT NULL",
        "Khen thưởng theo văn bản đã ký không rút được bằng cách này.",
    ),
    Refusal("withdrawal_update", WITHDRAWAL, "UPDATE", "1 = 1", KEPT),
    Refusal("withdrawal_delete", WITHDRAWAL, "DELETE", "1 = 1", KEPT),
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
    Refusal("record_update", RECORD, "UPDATE", "1 = 1", KEPT),
    Refusal("record_delete", RECORD, "DELETE", "1 = 1", KEPT),
)


def names() -> set[str]:
    """Names of all triggers, the same on both databases."""
    return {f"decisions_{refusal.name}" for refusal in (*REFUSALS, *WITHDRAWALS)}


def statements(vendor: str, refusals: tuple[Refusal, ...] = REFUSALS) -> Iterator[str]:
    """SQL that installs refusals, safe to run again."""
    for refusal in refusals:
        yield from (_sqlite(refusal) if vendor == "sqlite" else _postgresql(refusal))


def removals(vendor: str, refusals: tuple[Refusal, ...] = REFUSALS) -> Iterator[str]:
    """SQL that takes refusals away."""
    for refusal in refusals:
        if vendor == "sqlite":
            yield f"DROP TRIGGER IF EXISTS decisions_{refusal.name}"
        else:
            yield f"DROP FUNCTION IF EXISTS decisions_{refusal.name}() CASCADE"


def _sqlite(refusal: Refusal) -> Iterator[str]:
    yield f"DROP TRIGGER IF EXISTS decisions_{refusal.name}"
    yield (
        f"CREATE TRIGGER decisions_{refusal.name} BEFORE {refusal.event} ON {refusal.table} FOR EACH ROW"
        f" WHEN {refusal.condition} BEGIN SELECT RAISE(ABORT, '{refusal.message}'); END"
    )


def _postgresql(refusal: Refusal) -> Iterator[str]:
    name = f"decisions_{refusal.name}"
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {refusal.condition} THEN RAISE EXCEPTION '{refusal.message}' USING ERRCODE = 'check_violation'; END IF;"
        f" RETURN {refusal.row}; END $$"
    )
    yield f"DROP TRIGGER IF EXISTS {name} ON {refusal.table}"
    yield f"CREATE TRIGGER {name} BEFORE {refusal.event} ON {refusal.table} FOR EACH ROW EXECUTE FUNCTION {name}()"
