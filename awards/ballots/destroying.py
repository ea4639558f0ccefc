"""The end of the time papers are kept: what single papers said is destroyed, and its place on the disk with it.

Result, minutes, head of the box and the chain of events stay with the file of the awards.
"""

import logging
import time
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction

from awards.ballots.envelopes import BoxRecord, Envelope, VoidToken
from awards.ballots.models import PaperCount, VotingRound

log = logging.getLogger(__name__)
TABLES = (BoxRecord, PaperCount, Envelope, VoidToken)
LOCK_WAIT = "5s"
READER_WAIT, READER_TRIES = timedelta(milliseconds=250), 12
LATER = "Run manage.py compact_ballots as the owner of the database."


def clear(row: VotingRound) -> dict[str, Any]:
    """Remove ballots of the box and the counters' sheets of a destroyed round. Returns facts for the record."""
    sheets = PaperCount.objects.filter(batch__round=row)
    gone = {"ballots": BoxRecord.objects.filter(round=row).count(), "sheets": sheets.count()}
    gone["papers"] = sum(batch.returned or 0 for batch in row.batches.all())
    if row.is_electronic and row.box.head:
        gone["head"] = row.box.head
    sheets.delete()
    for table in (BoxRecord, Envelope, VoidToken):
        table.objects.filter(round=row).delete()
    transaction.on_commit(compact)
    return gone


def compact() -> list[str]:
    """Give back the room rows lay in: a database keeps what was deleted until then. Backups made before age out.

    Returns the tables of which the room was not given back, and says so in the log. PostgreSQL lets owners alone do it
    (of the table or of the database), and passes over the tables of others without an error: whether a table was
    written anew is told by its file. Whoever votes elsewhere is not kept waiting: the tables are small, and where
    somebody holds one for longer than `LOCK_WAIT` it is left for another time, for `manage.py compact_ballots`.
    """
    if connection.in_atomic_block:
        return []
    try:
        left = _compact_postgresql() if connection.vendor == "postgresql" else _compact_sqlite()
    except DatabaseError as error:
        log.warning("Destroyed ballots: the database could not be compacted now (%s). %s", type(error).__name__, LATER)
        return [table._meta.db_table for table in TABLES]
    if left:
        log.warning(
            "Destroyed ballots: %s not compacted: the account does not own them, or somebody reads the database. %s",
            ", ".join(left), LATER,
        )  # fmt: skip
    return left


def _compact_sqlite() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        with suppress(DatabaseError):
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return []


def _compact_postgresql() -> list[str]:
    """Rows that somebody's snapshot still sees are kept even then: a backup going on, a page being drawn. The page is
    waited for."""
    names = [table._meta.db_table for table in TABLES]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::xid::text")
        (gone,) = cursor.fetchone()
        is_seen = _is_still_seen(cursor, gone)
        before = _files(cursor, names)
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_WAIT])
        try:
            cursor.execute(f"VACUUM (FULL) {', '.join(names)}")
        finally:
            cursor.execute("RESET lock_timeout")
        after = _files(cursor, names)
    return names if is_seen else [name for name in names if after[name] == before[name]]


def _is_still_seen(cursor, gone: str) -> bool:
    """Whether a transaction goes on, after a moment, that began before `gone` and may see what was deleted then; be it
    in another database of the server, whose transactions are numbered together with ours."""
    for attempt in range(READER_TRIES):
        if attempt:
            time.sleep(READER_WAIT.total_seconds())
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND (age(backend_xmin) > age(%s::xid) OR age(backend_xid) > age(%s::xid)))",
            [gone, gone],
        )
        if not cursor.fetchone()[0]:
            return False
    return True


def _files(cursor, names: list[str]) -> dict[str, int]:
    """Table → the number of its file; another one once it was written anew."""
    cursor.execute("SELECT name, pg_relation_filenode(name::regclass) FROM unnest(%s::text[]) AS name", [names])
    return dict(cursor.fetchall())
