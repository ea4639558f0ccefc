"""The end of the time papers are kept: what single papers said is destroyed, and its place on the disk with it.

Result, minutes, head of the box and the chain of events stay with the file of the awards.
"""

import logging
from contextlib import suppress
from typing import Any

from django.db import DatabaseError, connection, transaction

from awards.ballots.envelopes import BoxRecord, Envelope, VoidToken
from awards.ballots.models import PaperCount, VotingRound

log = logging.getLogger(__name__)
TABLES = (BoxRecord, PaperCount, Envelope, VoidToken)


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


def compact() -> None:
    """Give back the room rows lay in: a database keeps what was deleted until then. Backups made before age out."""
    if connection.in_atomic_block:
        return
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("VACUUM")
                with suppress(DatabaseError):
                    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                tables = ", ".join(table._meta.db_table for table in TABLES)
                cursor.execute(f"VACUUM (FULL) {tables}")
    except DatabaseError:
        log.warning("Destroyed ballots: the database could not be compacted now; run VACUUM FULL on it.")
