"""Units: one row each, below a unit that is there or stands in the same file."""

from copy import copy
from typing import Any

from thidua.errors import RuleViolation
from units.audit.services import record, record_many
from units.checks import checked
from units.imports.enums import RowState
from units.imports.kinds import Column, Kind, Line, Reach, in_chunks, register, resting_on, unit_codes, words
from units.imports.models import ImportRow
from units.structure import services
from units.structure.enums import ActKind
from units.structure.models import ActUnit, StructureAct, Unit, UnitKind, UnitName, UnitParent, UnitStatus
from units.structure.reorganise import undo_act

FACTS = ("kind", "sort", "place", "strength", "is_reporting", "is_border")
DATED = {"name": "Đổi tên", "short_name": "Đổi tên", "parent": "Chuyển cấp trên", "founded_on": ""}


def kind_names(user) -> list[tuple[str, str]]:
    return [(kind.name, "") for kind in UnitKind.objects.order_by("sort", "name")]


class Units(Kind):
    name = "units"
    title = "Đơn vị"
    noun = "đơn vị"
    icon = "building-2"
    note = "Thêm đơn vị mới dưới đơn vị đã có; sửa loại, thứ tự, quân số của đơn vị đã có."
    permission = "units.edit_structure"
    key_column = "code"
    in_label = ("code", "name")
    columns = (
        Column("code", "Mã đơn vị", "code", aliases=("Mã",), hint="Chữ in hoa không dấu, chữ số, gạch nối.",
               example="DBP-01", most=30),
        Column("name", "Tên đầy đủ", aliases=("Tên đơn vị", "Tên"), example="Đồn Biên phòng Mỹ Quý Tây", width=34),
        Column("short_name", "Tên gọi tắt", aliases=("Tên tắt",), example="Đồn BP Mỹ Quý Tây", most=80, width=26),
        Column("kind", "Loại đơn vị", aliases=("Loại",), pick=kind_names, example="Đồn biên phòng", width=22),
        Column("parent", "Mã cấp trên", "code", aliases=("Mã đơn vị cấp trên", "Cấp trên"), pick=unit_codes,
               hint="Mã đơn vị đã có, hoặc mã ở dòng khác của tệp.", example="BCH-LA", most=30),
        Column("founded_on", "Ngày thành lập", "day", example="19/11/1979"),
        Column("basis", "Quyết định thành lập", required=False, example="QĐ 123/QĐ-BTL ngày 01/11/1979", width=30),
        Column("sort", "Thứ tự", "whole", required=False, aliases=("STT",), most=100_000, example="1", width=10),
        Column("place", "Địa danh", required=False, aliases=("Địa danh trên văn bản",), example="Long An", most=60),
        Column("strength", "Quân số", "whole", required=False, most=1_000_000, example="45", width=10),
        Column("is_reporting", "Đầu mối báo cáo", "flag", required=False, aliases=("Là đầu mối báo cáo kết quả",),
               example="Có"),
        Column("is_border", "Ở biên giới, biển, đảo", "flag", required=False, aliases=("Biên giới",), example="Có"),
    )  # fmt: skip

    def key(self, line: Line):
        return (line.values["code"],) if line.values["code"] else None

    def plan(self, user, lines: list[Line]) -> None:
        codes = [line.values[name] for line in lines for name in ("code", "parent")]
        reach = Reach(user, self.permission, codes)
        parents = {unit.pk: unit for unit in reach.units.values()}
        missing = {unit.parent_id for unit in parents.values()} - set(parents)
        parents |= {unit.pk: unit for unit in Unit.objects.filter(pk__in=missing)}
        kinds = {words(kind.name).lower(): kind for kind in UnitKind.objects.all()}
        in_file = {line.values["code"]: line for line in lines if line.values["code"]}
        for line in lines:
            line.label = f"{words(line.values['short_name'])}, mã {words(line.values['code'])}"
            if line.values["kind"] is not None:
                line.plan["kind"] = kinds.get(line.values["kind"].lower())
                if line.plan["kind"] is None:
                    line.error("kind", f"Không có loại đơn vị “{line.values['kind'][:60]}”. Chọn từ danh sách.")
            unit = reach.units.get(line.values["code"])
            if unit is None:
                self._new(line, reach, in_file)
            elif not reach.may(unit):
                line.error("code", "Mã này không nhập được trong phạm vi của đồng chí. Kiểm tra lại mã.")
            elif unit.closed_on is not None:
                line.error("code", f"{unit} đã kết thúc ngày {unit.closed_on:%d/%m/%Y}.")
            else:
                self._known(line, unit, parents.get(unit.parent_id))
        self._order(lines, in_file)

    def _new(self, line: Line, reach: Reach, in_file: dict[str, Line]) -> None:
        line.act = RowState.NEW
        values = line.values
        if values["code"] and not services.CODE.fullmatch(values["code"]):
            line.error("code", "Mã đơn vị gồm chữ in hoa không dấu, chữ số và gạch nối, ví dụ DBP-01.")
        above = values["parent"]
        if above and above in in_file and above not in reach.units:
            line.plan["after"] = above
        elif (parent := reach.unit(line, "parent")) is not None:
            line.plan["parent"] = parent
            if parent.closed_on is not None:
                line.error("parent", f"{parent} đã kết thúc ngày {parent.closed_on:%d/%m/%Y}.")
        if not line.wrong():
            line.after = {
                column.title: words(values[column.name]) for column in self.columns if values[column.name] is not None
            }

    def _known(self, line: Line, unit: Unit, parent: Unit | None) -> None:
        """Facts without a date are changed; what has a date changes by an act with its own day and document."""
        line.plan["unit"] = unit
        values = line.values
        for name, act in DATED.items():
            now = (parent.code if parent else None) if name == "parent" else getattr(unit, name)
            if values[name] is not None and values[name] != now:
                how = f"Dùng việc {act} ở trang của đơn vị." if act else "Ngày này không đổi được bằng tệp."
                line.error(name, f"Đang ghi {words(now)}. {how}")
        changes: dict[str, Any] = {}
        for name in FACTS:
            value = line.plan.get("kind") if name == "kind" else values[name]
            before = unit.kind_id if name == "kind" else getattr(unit, name)
            if value is None or (value.pk if name == "kind" else value) == before:
                continue
            changes[name] = value
            line.change(self.column(name).title, unit.kind if name == "kind" else before, value)
        line.plan["facts"] = changes
        if changes:
            other = copy(unit)
            for name, value in changes.items():
                setattr(other, name, value)
            try:
                checked(other)
            except RuleViolation as error:
                line.error(error.field or "code", str(error))

    def _order(self, lines: list[Line], in_file: dict[str, Line]) -> None:
        """A unit comes after the one above it: refuse rows below a wrong row or below themselves."""
        for line in lines:
            above, seen = line, set()
            while (code := above.plan.get("after")) and code not in seen:
                seen.add(code)
                above = in_file[code]
            line.plan["depth"] = len(seen)
            if line.plan.get("after") in seen and above.plan.get("after") in seen:
                line.error("parent", "Các đơn vị này là cấp trên của nhau theo vòng tròn.")
        for line in sorted(lines, key=lambda line: line.plan["depth"]):
            code = line.plan.get("after")
            if code and in_file[code].wrong() and not line.wrong():
                line.error("parent", f"Đơn vị cấp trên “{code}” ở dòng {in_file[code].number} có lỗi.")

    def write(self, user, lines: list[Line]) -> dict[int, dict]:
        written: dict[int, dict] = {}
        made: dict[str, Unit] = {}
        for line in sorted(lines, key=lambda line: (line.plan.get("depth", 0), line.number)):
            values = line.values
            if line.act == RowState.CHANGED:
                unit = line.plan["unit"]
                before = card(unit)
                services.edit_unit(unit, by=user, **line.plan["facts"])
                written[line.number] = {"changed": unit.pk, "before": before, "after": card(unit)}
                continue
            facts = {name: values[name] for name in FACTS[1:] if values[name] is not None}
            unit = services.create_unit(
                by=user,
                code=values["code"],
                kind=line.plan["kind"],
                name=values["name"],
                short_name=values["short_name"],
                parent=line.plan.get("parent") or made[line.plan["after"]],
                founded_on=values["founded_on"],
                basis=values["basis"] or "",
                **facts,
            )
            made[unit.code] = unit
            written[line.number] = {"made": unit.pk, "card": card(unit)}
        return written

    def touched(self, rows: list[ImportRow]) -> dict[int, str]:
        units = _units(row.written.get("made") or row.written["changed"] for row in rows)
        made = {row.written["made"] for row in rows if "made" in row.written}
        used = resting_on(Unit, made, leave=(Unit, UnitName, UnitParent, UnitStatus, ActUnit, StructureAct))
        below = _strangers_below(made)
        found = {}
        for row in rows:
            unit = units.get(row.written.get("made") or row.written["changed"])
            if unit is None:
                found[row.number] = f"{row.label}: không còn."
            elif card(unit) != row.written["card" if "made" in row.written else "after"]:
                found[row.number] = f"{row.label}: thông tin đã được sửa."
            elif unit.pk in used:
                found[row.number] = f"{row.label}: đã có người hoặc dữ liệu khác gắn với đơn vị này."
            elif unit.pk in below:
                found[row.number] = f"{row.label}: đã có đơn vị khác ở dưới."
        return found

    def take_back(self, user, rows: list[ImportRow], reason: str) -> None:
        units = _units(row.written.get("made") or row.written["changed"] for row in rows)
        made = [units[row.written["made"]] for row in rows if "made" in row.written]
        record_many(user, "imports.take_out", [(one, {"before": card(one), "reason": reason}) for one in made])
        for unit in sorted(made, key=lambda unit: unit.path.count("/"), reverse=True):
            act = StructureAct.objects.standing().get(kind=ActKind.CREATE, touched__unit=unit)
            undo_act(act, by=user, reason=reason)
        for row in rows:
            if "changed" in row.written:
                unit = units[row.written["changed"]]
                for name in FACTS:
                    setattr(unit, "kind_id" if name == "kind" else name, row.written["before"][name])
                unit.save()
                record(user, "imports.put_back", unit, before=row.written["after"], after=row.written["before"],
                       reason=reason)  # fmt: skip


def card(unit: Unit) -> dict:
    """Everything an import can write on a unit, as plain JSON."""
    return {
        "code": unit.code,
        "name": unit.name,
        "short_name": unit.short_name,
        "parent": unit.parent_id,
        "founded_on": unit.founded_on.isoformat(),
        "closed_on": unit.closed_on.isoformat() if unit.closed_on else None,
        "kind": unit.kind_id,
        **{name: getattr(unit, name) for name in FACTS[1:]},
    }


def _units(ids) -> dict[int, Unit]:
    found: dict[int, Unit] = {}
    for part in in_chunks(ids):
        found |= {unit.pk: unit for unit in Unit.objects.filter(pk__in=part).select_related("parent")}
    return found


def _strangers_below(made: set[int]) -> set[int]:
    """Units of a file below which somebody has put another one since."""
    found: set[int] = set()
    for part in in_chunks(made):
        children = Unit.objects.filter(parent__in=part).values_list("pk", "parent_id")
        found |= {parent for pk, parent in children if pk not in made}
        former = UnitParent.objects.filter(parent__in=part).values_list("unit_id", "parent_id")
        found |= {parent for pk, parent in former if pk not in made}
    return found


register(Units())
