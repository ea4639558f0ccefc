"""What the database itself refuses, whoever asks: text of the triggers for SQLite and PostgreSQL.

Migrations install them (`install`). SQLite rebuilds a table on many ALTERs and drops its triggers without a word, so a
migration that touches one of these tables calls `install` again; a test reads the catalogues of both databases.
"""

from collections.abc import Iterator
from dataclasses import dataclass

ROUND = "awards_votinground"
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


def _changed(*columns: str) -> str:
    return "(" + " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns) + ")"


def _any(*values: str) -> str:
    return "(" + ", ".join(f"'{value}'" for value in values) + ")"


def _state(round_id: str) -> str:
    return f"(SELECT state FROM {ROUND} WHERE id = {round_id})"


def _state_of_group(group_id: str) -> str:
    return f"(SELECT r.state FROM {ROUND} r JOIN awards_contestgroup g ON g.round_id = r.id WHERE g.id = {group_id})"


def _state_of_batch(batch_id: str) -> str:
    return f"(SELECT r.state FROM {ROUND} r JOIN awards_paperbatch b ON b.round_id = r.id WHERE b.id = {batch_id})"


def _legal_move() -> str:
    ways = " OR ".join(f"(OLD.state = '{old}' AND NEW.state IN {_any(*new)})" for old, new in MOVES.items())
    return f"OLD.state <> NEW.state AND NOT ({ways})"


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
        + _changed(
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
        ),
        FROZEN,
    ),
    Refusal("round_state", ROUND, "UPDATE", _legal_move(), "Không thể chuyển vòng bỏ phiếu sang trạng thái này."),
    Refusal(
        "round_present",
        ROUND,
        "UPDATE",
        "OLD.opened_at IS NOT NULL AND " + _changed("present", "opened_at"),
        "Số có mặt đã chốt khi mở bỏ phiếu.",
    ),
    Refusal(
        "round_result",
        ROUND,
        "UPDATE",
        "OLD.result IS NOT NULL AND " + _changed("result"),
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
        + _changed("group_id", "sort", "label", "detail", "content_type_id", "object_id"),
        FROZEN,
    ),
    Refusal(
        "line_result",
        "awards_contestline",
        "UPDATE",
        _state_of_group("OLD.group_id") + " <> 'counted' AND " + _changed(*RESULTS),
        "Kết quả chỉ ghi một lần, khi công bố.",
    ),
    Refusal("line_delete", "awards_contestline", "DELETE", _state_of_group("OLD.group_id") + " <> 'draft'", FROZEN),
    Refusal("roll_insert", "awards_roundelector", "INSERT", _state("NEW.round_id") + " <> 'draft'", FROZEN),
    Refusal("roll_delete", "awards_roundelector", "DELETE", _state("OLD.round_id") + " <> 'draft'", FROZEN),
    Refusal(
        "roll_update",
        "awards_roundelector",
        "UPDATE",
        _changed("round_id", "attendee_id")
        + f" OR ({_state('OLD.round_id')} NOT IN {_any('draft', 'ready', 'checkin', 'open')} AND "
        + _changed("channel", "signed_paper")
        + f") OR ({_state('OLD.round_id')} = 'open' AND OLD.channel <> NEW.channel AND NOT"
        + f" (OLD.channel = 'none' AND NEW.channel IN {_any('paper', 'written', 'absent')}))",
        "Danh sách bỏ phiếu đã chốt khi mở bỏ phiếu.",
    ),
    Refusal(
        "teller_insert",
        "awards_teller",
        "INSERT",
        f"{_state('NEW.round_id')} NOT IN {_any('draft', 'ready')}",
        "Tổ kiểm phiếu đã chốt khi mở bỏ phiếu.",
    ),
    Refusal(
        "teller_update",
        "awards_teller",
        "UPDATE",
        _changed("round_id", "user_id")
        + " OR ("
        + _changed("signed_at")
        + f" AND (OLD.signed_at IS NOT NULL OR {_state('OLD.round_id')} <> 'counted'))",
        "Chữ ký của tổ kiểm phiếu không sửa được.",
    ),
    Refusal(
        "teller_delete",
        "awards_teller",
        "DELETE",
        f"{_state('OLD.round_id')} NOT IN {_any('draft', 'ready')}",
        "Tổ kiểm phiếu đã chốt khi mở bỏ phiếu.",
    ),
    Refusal(
        "act_update",
        "awards_twopersonact",
        "UPDATE",
        "OLD.confirmed_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL OR "
        + _changed("round_id", "action", "asked_by_id", "asked_at", "reason"),
        "Việc hai người đã ghi không sửa được.",
    ),
    Refusal("act_delete", "awards_twopersonact", "DELETE", "1 = 1", "Việc hai người đã ghi không xóa được."),
    Refusal(
        "batch_insert",
        "awards_paperbatch",
        "INSERT",
        f"{_state('NEW.round_id')} NOT IN {_any('ready', 'open')}",
        "Chỉ phát phiếu từ khi chốt phiếu đến khi đóng phiếu.",
    ),
    Refusal(
        "batch_update",
        "awards_paperbatch",
        "UPDATE",
        _changed("round_id", "label")
        + " OR ("
        + _changed("signed", "handed", "spoiled")
        + f" AND (OLD.state <> 'open' OR {_state('OLD.round_id')} NOT IN {_any('ready', 'open', 'closed')}))"
        + " OR ("
        + _changed("returned")
        + f" AND (OLD.state <> 'open' OR {_state('OLD.round_id')} <> 'closed'))",
        "Số phiếu của tập đã chốt.",
    ),
    Refusal(
        "batch_delete",
        "awards_paperbatch",
        "DELETE",
        f"OLD.state <> 'open' OR {_state('OLD.round_id')} NOT IN {_any('ready', 'open', 'closed')}",
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
        + _changed("batch_id", "counter", "attempt", "user_id"),
        "Số liệu đã khóa không sửa được.",
    ),
    Refusal(
        "count_delete",
        "awards_papercount",
        "DELETE",
        _state_of_batch("OLD.batch_id") + " <> 'destroyed'",
        "Số liệu kiểm phiếu chỉ hủy cùng phiếu, có biên bản.",
    ),
    Refusal("event_update", "awards_roundevent", "UPDATE", "1 = 1", "Nhật ký vòng bỏ phiếu không sửa được."),
    Refusal("event_delete", "awards_roundevent", "DELETE", "1 = 1", "Nhật ký vòng bỏ phiếu không xóa được."),
)
NO_TRUNCATE = ("awards_papercount", "awards_roundevent", "awards_twopersonact")


def names(vendor: str) -> set[str]:
    """Names of all triggers on a database of `vendor` (sqlite, postgresql)."""
    found = {f"ballots_{refusal.name}" for refusal in REFUSALS}
    if vendor == "postgresql":
        found |= {f"ballots_truncate_{table.removeprefix('awards_')}" for table in NO_TRUNCATE}
    return found


def statements(vendor: str) -> Iterator[str]:
    """SQL that installs everything, safe to run again."""
    for refusal in REFUSALS:
        yield from (_sqlite(refusal) if vendor == "sqlite" else _postgresql(refusal))
    if vendor == "postgresql":
        for table in NO_TRUNCATE:
            yield from _no_truncate(table)


def removals(vendor: str) -> Iterator[str]:
    """SQL that takes everything away."""
    for refusal in REFUSALS:
        if vendor == "sqlite":
            yield f"DROP TRIGGER IF EXISTS ballots_{refusal.name}"
        else:
            yield f"DROP FUNCTION IF EXISTS ballots_{refusal.name}() CASCADE"
    if vendor == "postgresql":
        for table in NO_TRUNCATE:
            yield f"DROP FUNCTION IF EXISTS ballots_truncate_{table.removeprefix('awards_')}() CASCADE"


def _sqlite(refusal: Refusal) -> Iterator[str]:
    condition = refusal.condition.replace(" IS DISTINCT FROM ", " IS NOT ")
    yield f"DROP TRIGGER IF EXISTS ballots_{refusal.name}"
    yield (
        f"CREATE TRIGGER ballots_{refusal.name} BEFORE {refusal.event} ON {refusal.table} FOR EACH ROW"
        f" WHEN {condition} BEGIN SELECT RAISE(ABORT, '{refusal.message}'); END"
    )


def _postgresql(refusal: Refusal) -> Iterator[str]:
    name = f"ballots_{refusal.name}"
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {refusal.condition} THEN RAISE EXCEPTION '{refusal.message}' USING ERRCODE = 'check_violation'; END IF;"
        f" RETURN {refusal.row}; END $$"
    )
    yield f"DROP TRIGGER IF EXISTS {name} ON {refusal.table}"
    yield (f"CREATE TRIGGER {name} BEFORE {refusal.event} ON {refusal.table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def _no_truncate(table: str) -> Iterator[str]:
    name = f"ballots_truncate_{table.removeprefix('awards_')}"
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'Hồ sơ kiểm phiếu không xóa được.' USING ERRCODE = 'check_violation'; END $$"
    )
    yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
    yield f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
