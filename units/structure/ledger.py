"""What one act writes, row by row, so that it can be shown before it is done and put back afterwards."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models

Entry = dict[str, Any]


class Ledger:
    """The pen of an act: every row it adds or changes passes here. `entries` becomes StructureAct.journal."""

    def __init__(self):
        self.entries: list[Entry] = []

    def add(self, *rows: models.Model) -> None:
        """Note rows that were just written for the first time."""
        self.entries += [
            {"table": row._meta.label_lower, "id": row.pk, "was": None, "now": _columns(row)} for row in rows
        ]

    def add_many(self, rows: list[models.Model]) -> None:
        """Write new rows of one table and note them."""
        if rows:
            self.add(*type(rows[0]).objects.bulk_create(rows, batch_size=500))

    def change(self, row: models.Model, **values: Any) -> None:
        """Set columns of a row through its own save()."""
        if self._set(row, values):
            row.save()

    def change_many(self, rows: Iterable[models.Model], **values: Any) -> None:
        """Set the same columns of many rows of one table; their save() is not called."""
        changed = [row for row in rows if self._set(row, values)]
        if changed:
            type(changed[0])._base_manager.bulk_update(changed, list(values), batch_size=500)

    def _set(self, row: models.Model, values: dict[str, Any]) -> bool:
        names = [row._meta.get_field(name).attname for name in values]
        was = {name: plain(getattr(row, name)) for name in names}
        for name, value in values.items():
            setattr(row, name, value)
        now = {name: plain(getattr(row, name)) for name in names}
        if was != now:
            self.entries.append({"table": row._meta.label_lower, "id": row.pk, "was": was, "now": now})
        return was != now


def _columns(row: models.Model) -> dict[str, Any]:
    """What a new row says. A new unit is left out: its facts may be edited; what points at it is asked for instead."""
    if row._meta.label_lower == "units.unit":
        return {}
    return {field.attname: plain(getattr(row, field.attname)) for field in row._meta.fields if not field.primary_key}


def plain(value: Any) -> Any:
    """A column as the journal keeps it: dates and moments as text."""
    return value.isoformat() if isinstance(value, date) else value


def rows_of(entries: list[Entry]) -> dict[tuple[str, int], models.Model]:
    """The rows of a journal as they are now, by (table, id); one query for each table."""
    ids: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        ids[entry["table"]].add(entry["id"])
    found = {}
    for table, wanted in ids.items():
        numbers, manager = sorted(wanted), apps.get_model(table)._base_manager
        for start in range(0, len(numbers), 500):
            for row in manager.filter(pk__in=numbers[start : start + 500]):
                found[table, row.pk] = row
    return found


def changed_since(entries: list[Entry], rows: dict[tuple[str, int], models.Model]) -> list[Entry]:
    """Entries whose row is gone or no longer says what the act wrote into it."""
    last: dict[tuple[str, int, str], Any] = {}
    for entry in entries:
        for name, value in entry["now"].items():
            last[entry["table"], entry["id"], name] = value
    stale = []
    for entry in entries:
        row = rows.get((entry["table"], entry["id"]))
        if row is None or any(
            plain(getattr(row, name)) != last[entry["table"], entry["id"], name] for name in entry["now"]
        ):
            stale.append(entry)
    return stale


def put_back(entries: list[Entry], rows: dict[tuple[str, int], models.Model]) -> None:
    """Undo a journal from its last line to its first: added rows go, changed ones get their old columns.

    Units go last: nothing may point at them any more. The database refuses to remove what something else points at.
    """
    unit_table = "units.unit"
    added = [entry for entry in reversed(entries) if entry["was"] is None]
    for entry in added:
        if entry["table"] != unit_table:
            rows[entry["table"], entry["id"]].delete()
    for entry in reversed(entries):
        if entry["was"] is None:
            continue
        model = apps.get_model(entry["table"])
        values = {name: model._meta.get_field(name).to_python(value) for name, value in entry["was"].items()}
        if entry["table"] == unit_table:
            row = model.objects.get(pk=entry["id"])  # its path depends on units put back a moment ago
            for name, value in values.items():
                setattr(row, name, value)
            row.save()
        else:
            model._base_manager.filter(pk=entry["id"]).update(**values)


# --- in words -------------------------------------------------------------------------------------------------------

# Order and icons of what an act changes.
HEADINGS = {
    "Đơn vị mới": "plus",
    "Đơn vị kết thúc": "archive",
    "Tên": "pencil-line",
    "Cấp trên": "arrow-right-left",
    "Loại đơn vị": "layers",
    "Cấp quyết định khen thưởng": "stamp",
    "Cá nhân chuyển đơn vị": "users",
    "Tài khoản chuyển đơn vị": "circle-user",
    "Vai trò kết thúc": "user-x",
    "Vai trò tiếp tục ở đơn vị mới": "user-check",
    "Ra khỏi cụm": "log-out",
    "Vào cụm": "log-in",
    "Thôi giữ chức trong cụm": "flag",
}
RELATED = {
    "units.rolegrant": ("user", "cluster"),
    "units.clustermembership": ("cluster", "unit"),
    "units.clusterterm": ("cluster", "unit"),
}


def in_words(entries: list[Entry]) -> list[dict[str, Any]]:
    """A journal for people: [{"title", "icon", "lines"}], in the order of HEADINGS; a fixed number of queries."""
    rows = rows_of(entries)
    for table, names in RELATED.items():
        models.prefetch_related_objects([row for (label, _), row in rows.items() if label == table], *names)
    ids = {row.unit_id for (table, _), row in rows.items() if table in ("units.rolegrant", "units.unitstatus")}
    ids |= {row.authority_id for (table, _), row in rows.items() if table == "units.unitstatus"}
    kinds: set[int] = set()
    for entry in entries:
        for side in (entry["was"] or {}, entry["now"]):
            ids |= {side.get("unit_id"), side.get("parent_id")}
            kinds.add(side.get("kind_id"))
    ids |= {row.parent_id for (table, _), row in rows.items() if table == "units.unit"}
    names = dict(apps.get_model("units.unit").objects.filter(pk__in=ids - {None}).values_list("pk", "short_name"))
    kind_names = dict(apps.get_model("units.unitkind").objects.filter(pk__in=kinds - {None}).values_list("pk", "name"))
    told: dict[str, list[str]] = {title: [] for title in HEADINGS}
    new_units = {entry["id"] for entry in entries if entry["table"] == "units.unit" and entry["was"] is None}
    for entry in entries:
        for title, line in _told(entry, rows[entry["table"], entry["id"]], names, kind_names, new_units):
            if line not in told[title]:
                told[title].append(line)
    return [{"title": title, "icon": HEADINGS[title], "lines": lines} for title, lines in told.items() if lines]


def _told(entry: Entry, row, names: dict, kinds: dict, new_units: set[int]) -> Iterable[tuple[str, str]]:
    table, was, now = entry["table"], entry["was"], entry["now"]

    def name(pk: int | None) -> str:
        return names.get(pk, "–")

    if table == "units.unit" and was is None:
        yield "Đơn vị mới", f"{row.name} ({row.code}), trực thuộc {name(row.parent_id)}"
    elif table == "units.unit":
        if "name" in now and was["name"] != now["name"]:
            yield "Tên", f"{was['name']} → {now['name']}"
        if "short_name" in now and was["short_name"] != now["short_name"]:
            yield "Tên", f"Tên gọi tắt: {was['short_name']} → {now['short_name']}"
        if "closed_on" in now:
            yield "Đơn vị kết thúc", f"{row.name}: hết ngày {date.fromisoformat(now['closed_on']):%d/%m/%Y}"
        elif "parent_id" in now:
            yield "Cấp trên", f"{row.name}: {name(was['parent_id'])} → {name(now['parent_id'])}"
        if "kind_id" in now and was["kind_id"] != now["kind_id"]:
            yield "Loại đơn vị", f"{row.name}: {kinds[was['kind_id']]} → {kinds[now['kind_id']]}"
    elif table == "units.unitstatus" and was is None and row.unit_id not in new_units:
        above = name(row.authority_id) if row.authority_id else "cấp trên trực tiếp"
        yield "Cấp quyết định khen thưởng", f"{name(row.unit_id)}: {above} từ ngày {row.valid_from:%d/%m/%Y}"
    elif table == "units.person":
        line = f"{row.full_name}, {row.position}: {name(was['unit_id'])} → {name(now['unit_id'])}"
        yield "Cá nhân chuyển đơn vị", line
    elif table == "units.user":
        yield "Tài khoản chuyển đơn vị", f"{row}: {name(was['unit_id'])} → {name(now['unit_id'])}"
    elif table == "units.rolegrant":
        goes_on = was is None or "unit_id" in now
        title = "Vai trò tiếp tục ở đơn vị mới" if goes_on else "Vai trò kết thúc"
        yield title, f"{row.user}: {row.get_role_display()}, {name(row.unit_id)}"
    elif table == "units.clustermembership":
        yield ("Vào cụm" if was is None else "Ra khỏi cụm"), f"{row.unit.short_name}: {row.cluster}"
    elif table == "units.clusterterm":
        yield "Thôi giữ chức trong cụm", f"{row.unit.short_name}: {row.get_role_display()} {row.cluster}"
