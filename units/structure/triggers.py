"""On PostgreSQL the database itself refuses, at the commit, a unit with a day of its life that no dated row holds.

SQLite has no deferred triggers: there the services ask `units.structure.gaps`. Laid after every migrate when missing;
`manage.py check --database default` tells of a missing one at any time. The same days in the same words as in `gaps`:
rows follow one another without a hole, from the founding of the unit to its end or until further notice.
"""

from thidua.guards import standing

TABLES = ("units_unitname", "units_unitparent", "units_unitstatus")
MESSAGE = "dated rows leave a gap"
UNIT = "units_unit"
_EVENTS = {**dict.fromkeys(TABLES, "INSERT OR UPDATE OR DELETE"), UNIT: "UPDATE OF founded_on, closed_on"}

_GAP = """
CREATE OR REPLACE FUNCTION units_refuse_gap(rows text, one bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE torn date;
BEGIN
  EXECUTE format('
    WITH days AS (
      SELECT r.valid_from, r.valid_to, lead(r.valid_from) OVER w AS next_from,
        row_number() OVER w = 1 AS is_first, u.founded_on, u.closed_on
      FROM %I r JOIN units_unit u ON u.id = r.unit_id WHERE r.unit_id = $1
      WINDOW w AS (ORDER BY r.valid_from)
    )
    SELECT min(CASE WHEN is_first AND valid_from > founded_on THEN founded_on ELSE valid_to + 1 END) FROM days
    WHERE (is_first AND valid_from > founded_on)
      OR next_from > valid_to + 1
      OR (next_from IS NULL AND valid_to IS NOT NULL AND (closed_on IS NULL OR closed_on > valid_to))
  ', rows) INTO torn USING one;
  IF torn IS NOT NULL THEN
    RAISE EXCEPTION '{message} in % of unit %: %', rows, one, torn USING ERRCODE = 'check_violation';
  END IF;
END $$
"""
_ROW = """
CREATE OR REPLACE FUNCTION units_days_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE is_left boolean;
BEGIN
  IF TG_TABLE_NAME = 'units_unit' THEN
    PERFORM units_refuse_gap(rows, NEW.id) FROM unnest(ARRAY[{tables}]) AS rows;
    RETURN NULL;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM units_refuse_gap(TG_TABLE_NAME, NEW.unit_id);
  END IF;
  IF TG_OP <> 'INSERT' THEN
    PERFORM units_refuse_gap(TG_TABLE_NAME, OLD.unit_id);
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE unit_id = $1)', TG_TABLE_NAME) INTO is_left USING OLD.unit_id;
    IF NOT is_left AND EXISTS (SELECT 1 FROM units_unit WHERE id = OLD.unit_id) THEN
      RAISE EXCEPTION '{message} in % of unit %: no row is left', TG_TABLE_NAME, OLD.unit_id
        USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NULL;
END $$
"""


def _name(table: str) -> str:
    return f"{table}_days_whole"


def missing(connection) -> list[str]:
    """Names of guards that are not in place, of the tables that exist; two queries at most."""
    if connection.vendor != "postgresql":
        return []
    there = set(connection.introspection.table_names())
    return sorted({_name(table) for table in _EVENTS if table in there} - standing(connection))


def ensure(connection) -> list[str]:
    """Lay what is missing; returns the names of what was laid."""
    gone = missing(connection)
    if not gone or not set(TABLES) <= set(connection.introspection.table_names()):
        return []
    tables = ", ".join(f"'{table}'" for table in TABLES)
    with connection.cursor() as cursor:
        for text in (_GAP, _ROW):
            cursor.execute(text.replace("{message}", MESSAGE).replace("{tables}", tables))
        for table, events in _EVENTS.items():
            if _name(table) in gone:
                cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table)} ON {table}")
                cursor.execute(
                    f"CREATE CONSTRAINT TRIGGER {_name(table)} AFTER {events} ON {table}"
                    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION units_days_whole()"
                )
    return gone
