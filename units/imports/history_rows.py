"""Ranks and postings of people already known: one row for each, newer than the last or older than the first."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from thidua.text import search_key
from units.audit.services import record
from units.imports.enums import RowState
from units.imports.kinds import Column, Kind, Line, Reach, in_chunks, register, words
from units.imports.models import ImportRow
from units.imports.people_rows import COMMANDER, FULL_NAME, NUMBER, POSITION, RANK, UNIT, people_by_number
from units.people import services
from units.people.enums import ObjectGroup, Rank
from units.people.models import Person, Posting, RankPeriod
from units.people.rules import rank_fits

NAME = Column("full_name", FULL_NAME.title, required=False, aliases=FULL_NAME.aliases, hint="Để đối chiếu với số hiệu.",
              example=FULL_NAME.example, width=26)  # fmt: skip


def since(hint: str) -> Column:
    return Column("valid_from", "Từ ngày", "day", aliases=("Ngày nhận", "Thời gian"), hint=hint, example="01/08/2020")


class History(Kind):
    """Dated rows of a person. A new one follows the last and becomes the present; an old one goes before the first."""

    permission = "units.edit_person"
    key_column = "valid_from"
    in_label = ("service_number", "full_name")
    model: type[RankPeriod] | type[Posting]
    value_column = ""

    def key(self, line: Line):
        number, day = line.values["service_number"], line.values["valid_from"]
        return (f"Số hiệu {number} từ {day:%d/%m/%Y}", number, day) if number and day else None

    def plan(self, user, lines: list[Line]) -> None:
        people = people_by_number(lines)
        reach = Reach(user, self.permission, (line.values.get("unit") for line in lines))
        for line in lines:
            line.label = f"{words(line.values['full_name'])}, số hiệu {words(line.values['service_number'])}"
            self._whose(line, people.get(line.values["service_number"]), reach)
            self.understand(line, reach)
        kept = self._kept({line.plan["person"] for line in lines if "person" in line.plan})
        by_person = defaultdict(list)
        for line in lines:
            if "person" in line.plan and not line.wrong():
                by_person[line.plan["person"].pk].append(line)
        for pk, group in by_person.items():
            self._place(sorted(group, key=lambda line: line.values["valid_from"]), kept[pk])

    def _whose(self, line: Line, person: Person | None, reach: Reach) -> None:
        number = line.values["service_number"]
        if number is None:
            return
        if person is None or not reach.may(person.unit):
            line.error("service_number", f"Không có người mang số hiệu “{number}” trong phạm vi của đồng chí.")
            return
        line.label = f"{person}, số hiệu {number}"
        given = line.values["full_name"]
        if given and search_key(given) != search_key(person.full_name):
            line.error("full_name", f"Số hiệu {number} là của {person}, không phải {given}.")
        if person.left_on is not None:
            line.error("service_number", f"{person} đã thôi phục vụ ngày {person.left_on:%d/%m/%Y}.")
        line.plan["person"] = person

    def _kept(self, people: Iterable[Person]) -> dict[int, list]:
        found: dict[int, list] = defaultdict(list)
        for part in in_chunks(person.pk for person in people):
            rows = self.model.objects.filter(person__in=part).order_by("valid_from")
            for row in rows.select_related(*(["unit"] if self.model is Posting else [])):
                found[row.person_id].append(row)
        return found

    def _place(self, lines: list[Line], kept: list) -> None:
        """Where each row stands among those that are kept and its fellows of the file. lines: by day."""
        by_day = {row.valid_from: row for row in kept}
        todo = []
        for line in lines:
            day = line.values["valid_from"]
            if (row := by_day.get(day)) is not None:
                if self.value_of(row) != self.value(line):
                    line.error(
                        self.value_column,
                        f"Từ {day:%d/%m/%Y} đang ghi {self.shown(row)}. Sửa ở trang của cá nhân.",
                    )
            elif kept and kept[0].valid_from < day <= kept[-1].valid_from:
                inside = next(row for row in reversed(kept) if row.valid_from < day)
                line.error(
                    "valid_from", f"Nằm trong khoảng đã ghi {self.shown(inside)} từ {inside.valid_from:%d/%m/%Y}."
                )
            else:
                todo.append(line)
        whole = sorted([*((row.valid_from, row) for row in kept), *((one.values["valid_from"], one) for one in todo)],
                       key=lambda entry: entry[0])  # fmt: skip
        for place, (day, one) in enumerate(whole):
            if not isinstance(one, Line):
                continue
            before, after = whole[place - 1][1] if place else None, whole[place + 1] if place + 1 < len(whole) else None
            if before is not None and self._value_of(before) == self.value(one):
                one.error(self.value_column, "Giống dòng liền trước của người này. Bỏ dòng này.")
                continue
            if after is not None and not isinstance(after[1], Line) and self.value_of(after[1]) == self.value(one):
                one.error(self.value_column, "Giống dòng liền sau đang có của người này. Sửa ở trang của cá nhân.")
                continue
            one.act = RowState.NEW
            is_past = bool(kept) and day < kept[0].valid_from
            one.plan["until"] = after[0] - timedelta(days=1) if is_past and after else None
            if not is_past:
                self.allowed_now(one)
            until = f" đến {one.plan['until']:%d/%m/%Y}" if is_past else ""
            one.after = {self.column(self.value_column).title: f"{self.words_of(one)} từ {day:%d/%m/%Y}{until}"}

    def _value_of(self, one) -> Any:
        return self.value(one) if isinstance(one, Line) else self.value_of(one)

    # What ranks and postings differ in.

    def understand(self, line: Line, reach: Reach) -> None:
        """What a row names besides the person."""

    def allowed_now(self, line: Line) -> None:
        """Refuse a present value that the person cannot hold."""

    def value(self, line: Line) -> Any:
        raise NotImplementedError

    def value_of(self, row) -> Any:
        raise NotImplementedError

    def shown(self, row) -> str:
        raise NotImplementedError

    def words_of(self, line: Line) -> str:
        raise NotImplementedError

    def write_past(self, user, lines: list[Line]) -> list:
        raise NotImplementedError

    def write_next(self, user, line: Line):
        raise NotImplementedError

    def to_person(self, person: Person, row) -> None:
        """Let the card show a dated row."""
        raise NotImplementedError

    # Writing and taking back.

    def write(self, user, lines: list[Line]) -> dict[int, dict]:
        past = [line for line in lines if line.plan["until"] is not None]
        following = sorted(
            (line for line in lines if line.plan["until"] is None), key=lambda one: one.values["valid_from"]
        )
        written = {}
        for line, row in zip(past, self.write_past(user, past) if past else [], strict=True):
            written[line.number] = {"past": row.pk, "row": self._print(row)}
        for line in following:
            row = self.write_next(user, line)
            written[line.number] = {"next": row.pk, "row": self._print(row)}
        return written

    def _print(self, row) -> list:
        return [row.person_id, row.valid_from.isoformat(), *map(str, self.value_of(row))]

    def touched(self, rows: list[ImportRow]) -> dict[int, str]:
        found: dict[int, str] = {}
        now = self._rows(rows)
        added = {row.written["next"] for row in rows if "next" in row.written}
        newest = self._newest({row.written["row"][0] for row in rows})
        for row in rows:
            kept = now.get(row.written.get("past") or row.written["next"])
            if kept is None or self._print(kept) != row.written["row"]:
                found[row.number] = f"{row.label}: dòng đã nhập không còn như lúc nhập."
            elif "next" in row.written and (
                newest[kept.person_id].pk not in added or kept.person.left_on is not None or not self._is_present(kept)
            ):
                found[row.number] = f"{row.label}: đã có thay đổi mới hơn."
        return found

    def _is_present(self, row) -> bool:
        """Whether the card shows the row, or the row has ended because a later one of the same file follows."""
        return row.valid_to is not None or self.value_of(row) == self.value_of_person(row.person)

    def value_of_person(self, person: Person) -> Any:
        raise NotImplementedError

    def _rows(self, rows: list[ImportRow]) -> dict:
        found: dict = {}
        for part in in_chunks(row.written.get("past") or row.written["next"] for row in rows):
            found |= {row.pk: row for row in self.model.objects.filter(pk__in=part).select_related("person__unit")}
        return found

    def _newest(self, people: Iterable[int]) -> dict:
        found: dict = {}
        for part in in_chunks(people):
            found |= {row.person_id: row for row in self.model.objects.filter(person__in=part).order_by("valid_from")}
        return found

    def take_back(self, user, rows: list[ImportRow], reason: str) -> None:
        now = self._rows(rows)
        following = {row.written["next"] for row in rows if "next" in row.written}
        people = {now[pk].person for pk in following}
        for row in now.values():
            record(user, "imports.take_out", row.person, before={self.value_column: self.shown(row),
                   "valid_from": row.valid_from}, reason=reason)  # fmt: skip
        for part in in_chunks(now):
            self.model.objects.filter(pk__in=part).delete()
        newest = self._newest(person.pk for person in people)
        for person in people:
            last = newest[person.pk]
            self.model.objects.filter(pk=last.pk).update(valid_to=None)
            self.to_person(person, last)
            person.save()


class Ranks(History):
    name = "ranks"
    title = "Cấp bậc"
    noun = "cấp bậc"
    icon = "trending-up"
    note = "Cấp bậc mới của nhiều người cùng lúc, và cấp bậc trước đây cho quá trình công tác."
    columns = (NUMBER, NAME, RANK, since("Ngày nhận cấp bậc."))
    model = RankPeriod
    value_column = "rank"

    def allowed_now(self, line: Line) -> None:
        person, rank = line.plan["person"], Rank(line.values["rank"])
        if not rank_fits(rank, ObjectGroup(person.object_group)):
            line.error("rank", f"{person.get_object_group_display()} không mang cấp bậc {rank.label}.")

    def value(self, line: Line):
        return (line.values["rank"],)

    def value_of(self, row: RankPeriod):
        return (str(row.rank),)

    def value_of_person(self, person: Person):
        return (str(person.rank),)

    def shown(self, row: RankPeriod) -> str:
        return row.get_rank_display()

    def words_of(self, line: Line) -> str:
        return str(Rank(line.values["rank"]).label)

    def write_past(self, user, lines: list[Line]) -> list[RankPeriod]:
        return services.record_past_ranks(
            [
                {"person": line.plan["person"], "rank": line.values["rank"], "valid_from": line.values["valid_from"],
                 "valid_to": line.plan["until"]}
                for line in lines
            ],
            by=user,
        )  # fmt: skip

    def write_next(self, user, line: Line) -> RankPeriod:
        return services.promote(
            line.plan["person"], by=user, rank=line.values["rank"], from_day=line.values["valid_from"]
        )

    def to_person(self, person: Person, row: RankPeriod) -> None:
        person.rank = row.rank


class Postings(History):
    name = "postings"
    title = "Chức vụ, đơn vị công tác"
    noun = "chức vụ"
    icon = "arrow-right-left"
    note = "Điều động nhiều người cùng lúc, và chức vụ trước đây cho quá trình công tác."
    columns = (NUMBER, NAME, UNIT, POSITION, COMMANDER, since("Ngày nhận chức vụ."))
    model = Posting
    value_column = "position"

    def understand(self, line: Line, reach: Reach) -> None:
        unit = reach.unit(line, "unit")
        if unit is not None:
            line.plan["unit"] = unit
            day = line.values["valid_from"]
            if day and day < unit.founded_on:
                line.error("valid_from", f"{unit} thành lập ngày {unit.founded_on:%d/%m/%Y}.")
            elif day and unit.closed_on is not None and day > unit.closed_on:
                line.error("unit", f"{unit} đã kết thúc ngày {unit.closed_on:%d/%m/%Y}.")

    def allowed_now(self, line: Line) -> None:
        unit = line.plan["unit"]
        if unit.closed_on is not None:
            line.error("unit", f"{unit} đã kết thúc ngày {unit.closed_on:%d/%m/%Y}.")

    def value(self, line: Line):
        return (line.plan["unit"].pk, line.values["position"], line.values["is_commander"] or False)

    def value_of(self, row: Posting):
        return (row.unit_id, row.position, row.is_commander)

    def value_of_person(self, person: Person):
        return (person.unit_id, person.position, person.is_commander)

    def shown(self, row: Posting) -> str:
        return f"{row.position}, {row.unit}"

    def words_of(self, line: Line) -> str:
        commands = ", chủ trì" if line.values["is_commander"] else ""
        return f"{line.values['position']}, {line.plan['unit']}{commands}"

    def write_past(self, user, lines: list[Line]) -> list[Posting]:
        return services.record_past_postings(
            [
                {"person": line.plan["person"], "unit": line.plan["unit"], "position": line.values["position"],
                 "is_commander": line.values["is_commander"] or False, "valid_from": line.values["valid_from"],
                 "valid_to": line.plan["until"]}
                for line in lines
            ],
            by=user,
        )  # fmt: skip

    def write_next(self, user, line: Line) -> Posting:
        return services.transfer(
            line.plan["person"],
            by=user,
            unit=line.plan["unit"],
            position=line.values["position"],
            from_day=line.values["valid_from"],
            is_commander=line.values["is_commander"] or False,
        )

    def to_person(self, person: Person, row: Posting) -> None:
        person.unit_id, person.position, person.is_commander = row.unit_id, row.position, row.is_commander


register(Ranks())
register(Postings())
