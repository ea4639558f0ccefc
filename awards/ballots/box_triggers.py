"""What the database itself refuses about an electronic box, and how SQLite lays its tables."""

from django.db import transaction

from awards.ballots.triggers import ROUND
from thidua.guards import Guard, Refusal, changed, one_of

BOX, VOID, ENVELOPE, RECORD = "awards_ballotbox", "awards_voidtoken", "awards_envelope", "awards_boxrecord"
ROLL = "awards_roundelector"


def _state(row: str) -> str:
    return f"(SELECT state FROM {ROUND} WHERE id = {row}.round_id)"


def _of_box(column: str, row: str) -> str:
    return f"(SELECT {column} FROM {BOX} WHERE round_id = {row}.round_id)"


BEFORE_VOTING = ("epoch", "pub", "envelope_length", "lock", "issued", "roll")
OVER = one_of("published", "annulled", "cancelled", "destroyed")
SEALED = "Hòm phiếu đã niêm phong, không sửa được."

REFUSALS = (
    # The way of a round with an electronic channel: papers are given out before voting, the box is sealed at its end.
    Refusal(
        "round_way",
        ROUND,
        "UPDATE",
        "(NEW.state = 'checkin' AND OLD.state <> 'checkin' AND NEW.kind = 'secret_paper')"
        " OR (NEW.state = 'open' AND OLD.state = 'ready' AND NEW.kind <> 'secret_paper')"
        " OR (NEW.state = 'closed' AND OLD.state = 'open' AND NEW.kind <> 'secret_paper'"
        f" AND NOT EXISTS (SELECT 1 FROM {BOX} b WHERE b.round_id = NEW.id AND b.head <> ''))",
        "Vòng có phiếu điện tử phải phát phiếu trước khi mở và niêm phong hòm khi đóng.",
    ),
    Refusal("made", BOX, "INSERT", f"{_state('NEW')} <> 'checkin' OR NEW.head <> '' OR NEW.issued IS NOT NULL", SEALED),
    Refusal(
        "changed",
        BOX,
        "UPDATE",
        changed("round_id")
        + f" OR ({_state('OLD')} <> 'checkin' AND {changed(*BEFORE_VOTING)})"
        + f" OR (OLD.issued IS NOT NULL AND {changed('issued', 'roll')})"
        + f" OR ((OLD.head <> '' OR {_state('OLD')} <> 'open') AND {changed('head', 'count')})",
        SEALED,
    ),
    Refusal("deleted", BOX, "DELETE", "1 = 1", "Hòm phiếu không xóa được."),
    Refusal(
        "roll",
        ROLL,
        "UPDATE",
        f"{_state('OLD')} <> 'checkin' AND ("
        + changed("blinded_hash", "is_ready")
        + " OR (OLD.channel <> NEW.channel AND 'electronic' IN (OLD.channel, NEW.channel)))",
        "Phiếu điện tử chỉ phát trước khi mở bỏ phiếu.",
    ),
    Refusal("void_insert", VOID, "INSERT", f"{_state('NEW')} <> 'checkin'", "Chỉ trả phiếu trước khi mở bỏ phiếu."),
    Refusal("void_update", VOID, "UPDATE", "1 = 1", SEALED),
    Refusal("void_delete", VOID, "DELETE", f"{_state('OLD')} NOT IN {OVER}", SEALED),
    Refusal(
        "envelope_insert",
        ENVELOPE,
        "INSERT",
        f"{_state('NEW')} <> 'open' OR length(NEW.sealed) <> {_of_box('envelope_length', 'NEW')}",
        "Chỉ bỏ phiếu khi hòm đang mở.",
    ),
    Refusal("envelope_update", ENVELOPE, "UPDATE", "1 = 1", "Phiếu trong hòm không sửa được."),
    Refusal(
        "envelope_delete",
        ENVELOPE,
        "DELETE",
        f"{_state('OLD')} NOT IN {OVER}",
        "Phiếu trong hòm không lấy ra được.",
    ),
    Refusal(
        "record_insert",
        RECORD,
        "INSERT",
        f"{_state('NEW')} <> 'open' OR {_of_box('head', 'NEW')} <> ''",
        "Hòm phiếu chỉ ghi một lần, khi đóng phiếu.",
    ),
    Refusal("record_update", RECORD, "UPDATE", "1 = 1", "Phiếu trong hòm không sửa được."),
    Refusal(
        "record_delete",
        RECORD,
        "DELETE",
        f"{_state('OLD')} <> 'destroyed'",
        "Phiếu trong hòm chỉ hủy khi hết thời hạn lưu, có biên bản.",
    ),
)
GUARD = Guard(
    "box",
    REFUSALS,
    no_truncate=(BOX, VOID, ENVELOPE, RECORD),
    truncate_message="Hòm phiếu không xóa được.",
)


class WithoutRowIds:
    """SQLite numbers the rows of a table in the order they come, also in its backups: the tables of the box are laid
    without these numbers, and again after every migration that rebuilt one. Lays no trigger: GUARD follows."""

    tables = (VOID, ENVELOPE, RECORD)

    def missing(self, connection) -> list[str]:
        """Tables that number their rows."""
        return [table for table, text in self._texts(connection).items() if not text.upper().endswith("WITHOUT ROWID")]

    def ensure(self, connection) -> list[str]:
        """Lay them anew where needed; returns which."""
        wrong = self.missing(connection)
        texts = self._texts(connection)
        for table in wrong:
            with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND type = 'index'", [table])
                indexes = [text for (text,) in cursor.fetchall() if text]
                head, _, body = texts[table].partition("(")
                cursor.execute(f"{head.replace(table, f'{table}_new')}({body} WITHOUT ROWID")
                cursor.execute(f"INSERT INTO {table}_new SELECT * FROM {table}")
                cursor.execute(f"DROP TABLE {table}")
                cursor.execute(f"ALTER TABLE {table}_new RENAME TO {table}")
                for text in indexes:
                    cursor.execute(text)
        return wrong

    def _texts(self, connection) -> dict[str, str]:
        if connection.vendor != "sqlite":
            return {}
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
            return {name: text.strip() for name, text in cursor.fetchall() if name in self.tables}


NO_ROW_IDS = WithoutRowIds()
