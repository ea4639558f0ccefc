"""People: one row each, with the first posting and rank; later rows change facts, rank and posting."""

from copy import copy
from datetime import date
from typing import Any

from django.db.models import Count

from thidua.text import search_key
from units.audit.services import record, record_many
from units.imports.enums import RowState
from units.imports.kinds import Column, Kind, Line, Reach, in_chunks, register, resting_on, unit_codes, words
from units.imports.models import ImportRow
from units.people import services
from units.people.enums import ObjectGroup, Rank, Sex
from units.people.models import Person, Posting, RankPeriod

WORDS = ("native_place", "residence", "schooling")  # may stay empty
FACTS = ("full_name", "sex", "birth_date", "object_group", "joined_on", *WORDS)
HIDDEN = "Số hiệu này không nhập được trong phạm vi của đồng chí. Kiểm tra lại số hiệu."

NUMBER = Column(
    "service_number",
    "Số hiệu",
    "code",
    aliases=("Số hiệu quân nhân", "SHQN", "Số hiệu sĩ quan", "Mã quân nhân"),
    hint="Mỗi người một số hiệu; giữ số 0 ở đầu.",
    example="090123456789",
    most=20,
    width=18,
)
FULL_NAME = Column("full_name", "Họ và tên", aliases=("Họ tên", "Họ, tên"), example="Nguyễn Văn An", most=100, width=26)
RANK = Column("rank", "Cấp bậc", "choice", aliases=("Quân hàm",), choices=Rank, example="Đại úy")
POSITION = Column("position", "Chức vụ", aliases=("Chức danh",), example="Đội trưởng Vũ trang", most=120, width=26)
COMMANDER = Column(
    "is_commander", "Cán bộ chủ trì", "flag", required=False, hint="Có hoặc Không; để trống là không.", example="Không"
)
UNIT = Column("unit", "Mã đơn vị", "code", aliases=("Đơn vị",), pick=unit_codes, example="DBP-01", most=30)


def people_by_number(lines: list[Line], column: str = "service_number") -> dict[str, Person]:
    numbers = {line.values[column] for line in lines if line.values.get(column)}
    found: dict[str, Person] = {}
    for part in in_chunks(numbers):
        for person in Person.objects.filter(service_number__in=part).select_related("unit", "merged_into__unit"):
            found[person.service_number] = person
    return found


def latest(model, people: list[Person]) -> dict[int, Any]:
    """Person id -> newest dated row of a kind."""
    found: dict[int, Any] = {}
    for part in in_chunks(person.pk for person in people):
        found |= {row.person_id: row for row in model.objects.filter(person__in=part).order_by("valid_from")}
    return found


class People(Kind):
    name = "people"
    title = "Cá nhân"
    noun = "người"
    icon = "users"
    note = "Thêm người mới; sửa thông tin, cấp bậc, đơn vị của người đã có."
    permission = "units.edit_person"
    key_column = "service_number"
    in_label = ("service_number", "full_name")
    columns = (
        NUMBER,
        FULL_NAME,
        Column("sex", "Giới tính", "choice", choices=Sex, example="Nam", width=11),
        Column("birth_date", "Ngày sinh", "day", required=False, aliases=("Năm sinh",), example="05/10/1985"),
        Column("object_group", "Nhóm đối tượng", "choice", aliases=("Đối tượng",), choices=ObjectGroup,
               example="Sĩ quan", width=26),
        RANK,
        Column("ranked_on", "Ngày nhận cấp bậc", "day", required=False, hint="Cần khi đổi cấp bậc của người đã có.",
               example="01/08/2020", aliases=("Thời gian nhận cấp bậc",)),
        POSITION,
        COMMANDER,
        UNIT,
        Column("posted_on", "Ngày nhận chức vụ", "day", required=False,
               hint="Cần khi đổi đơn vị, chức vụ của người đã có.", example="01/03/2021"),
        Column("joined_on", "Ngày nhập ngũ", "day", required=False, aliases=("Nhập ngũ",), example="15/02/2004"),
        Column("native_place", "Quê quán", required=False, aliases=("Nguyên quán",), most=150, width=26),
        Column("residence", "Trú quán", required=False, aliases=("Nơi ở", "Chỗ ở hiện nay"), most=150, width=26),
        Column("schooling", "Trình độ chuyên môn, nghiệp vụ", required=False, aliases=("Trình độ",), most=150,
               width=26),
    )  # fmt: skip

    def key(self, line: Line):
        number = line.values.get("service_number")
        return (number,) if number else None

    def plan(self, user, lines: list[Line]) -> None:
        reach = Reach(user, self.permission, (line.values["unit"] for line in lines))
        present = people_by_number(lines)
        ranks, postings = latest(RankPeriod, list(present.values())), latest(Posting, list(present.values()))
        for line in lines:
            line.label = f"{words(line.values['full_name'])}, số hiệu {words(line.values['service_number'])}"
            unit = reach.unit(line, "unit")
            person = present.get(line.values["service_number"])
            if person is None:
                self._new(line, unit)
            elif not reach.may(person.unit):
                line.error("service_number", HIDDEN)
            elif person.merged_into_id is not None:
                line.error("service_number", f"Hồ sơ này đã gộp vào số hiệu {person.merged_into.service_number}.")
            elif person.left_on is not None:
                line.error("service_number", f"{person} đã thôi phục vụ ngày {person.left_on:%d/%m/%Y}.")
            else:
                line.plan["person"] = person
                self._facts(line, person)
                self._rank(line, person, ranks.get(person.pk))
                self._posting(line, person, unit, postings.get(person.pk))
                if line.plan["facts"]:
                    self._check(line, _with(person, line.plan["facts"]))  # written first, with the old rank
                if "rank" in line.plan:
                    self._check(line, _with(person, {**line.plan["facts"], "rank": line.plan["rank"][0]}))
        _namesakes(reach, [line for line in lines if line.act == RowState.NEW and not line.wrong()])

    def _new(self, line: Line, unit) -> None:
        line.act = RowState.NEW
        values = line.values
        person = Person(
            service_number=values["service_number"] or "",
            unit=unit,
            full_name=values["full_name"] or "",
            sex=values["sex"] or Sex.MALE,
            birth_date=values["birth_date"],
            rank=values["rank"] or "",
            position=values["position"] or "",
            is_commander=values["is_commander"] or False,
            object_group=values["object_group"] or "",
            joined_on=values["joined_on"],
            **{name: values[name] or "" for name in WORDS},
        )
        for name in ("ranked_on", "posted_on"):
            if values[name] and values["joined_on"] and values[name] < values["joined_on"]:
                line.error(name, f"{self.column(name).title} trước ngày nhập ngũ.")
        self._check(line, person)
        if not line.wrong():
            line.after = {
                column.title: words(_shown(column, values[column.name])) for column in self.columns
                if values[column.name] is not None
            }  # fmt: skip

    def _check(self, line: Line, person: Person) -> None:
        """What the chapter of people says of the card, at the cell it belongs to; never twice about one cell."""
        if line.wrong(*FACTS, "service_number", "rank", "position", "unit"):
            needed = ("service_number", "full_name", "rank", "object_group", "position", "unit")
            if any(line.values[name] is None for name in needed) or person.unit_id is None:
                return
        for name, sentence in services.faults_of(person):
            if not line.wrong(name):
                line.error(name, sentence)

    def _facts(self, line: Line, person: Person) -> None:
        changes = {}
        for name in FACTS:
            value = line.values[name]
            before = getattr(person, name)
            if value is not None and value != before:
                changes[name] = value
                column = self.column(name)
                line.change(column.title, _shown(column, before), _shown(column, value))
        line.plan["facts"] = changes

    def _rank(self, line: Line, person: Person, now: RankPeriod | None) -> None:
        rank, day = line.values["rank"], line.values["ranked_on"]
        if rank is None or line.wrong("ranked_on"):
            return
        since = f" từ {now.valid_from:%d/%m/%Y}" if now else ""
        if rank == person.rank:
            if day and now and day != now.valid_from:
                line.error("ranked_on", f"{person.get_rank_display()} đang ghi{since}. Sửa ngày ở trang của cá nhân.")
        elif day is None or (now and day <= now.valid_from):
            line.error(
                "ranked_on" if day else "rank",
                f"Đang là {person.get_rank_display()}{since}. Ghi ngày nhận cấp bậc sau ngày đó để đổi.",
            )
        else:
            line.plan["rank"] = (rank, day)
            line.change(RANK.title, person.get_rank_display(), f"{Rank(rank).label} từ {day:%d/%m/%Y}")

    def _posting(self, line: Line, person: Person, unit, now: Posting | None) -> None:
        position, day = line.values["position"], line.values["posted_on"]
        if unit is None or position is None or line.wrong("posted_on", "is_commander"):
            return
        commands = person.is_commander if line.values["is_commander"] is None else line.values["is_commander"]
        since = f" từ {now.valid_from:%d/%m/%Y}" if now else ""
        if (unit.pk, position, commands) == (person.unit_id, person.position, person.is_commander):
            if day and now and day != now.valid_from:
                line.error("posted_on", f"Chức vụ này đang ghi{since}. Sửa ngày ở trang của cá nhân.")
        elif day is None or (now and day <= now.valid_from):
            column = "posted_on" if day else "unit" if unit.pk != person.unit_id else "position"
            line.error(
                column,
                f"Đang là {person.position}, {person.unit}{since}. Ghi ngày nhận chức vụ sau ngày đó để đổi.",
            )
        elif unit.closed_on is not None:
            line.error("unit", f"{unit} đã kết thúc ngày {unit.closed_on:%d/%m/%Y}.")
        else:
            line.plan["posting"] = (unit, position, commands, day)
            line.change(
                POSITION.title,
                f"{person.position}, {person.unit}" + (", chủ trì" if person.is_commander else ""),
                f"{position}, {unit}" + (", chủ trì" if commands else "") + f" từ {day:%d/%m/%Y}",
            )

    # --- writing

    def write(self, user, lines: list[Line]) -> dict[int, dict]:
        written: dict[int, dict] = {}
        new = [line for line in lines if line.act == RowState.NEW]
        names = ("service_number", "full_name", "sex", "birth_date", "object_group", "rank", "position", "joined_on",
                 "ranked_on", "posted_on")  # fmt: skip
        units = Reach(user, self.permission, (line.values["unit"] for line in new)).units
        rows = [
            {
                **{name: line.values[name] for name in names},
                **{name: line.values[name] or "" for name in WORDS},
                "is_commander": line.values["is_commander"] or False,
                "unit": units[line.values["unit"]],
            }
            for line in new
        ]
        for line, person in zip(new, services.create_people(rows, by=user) if rows else [], strict=True):
            written[line.number] = {"made": person.pk, "card": card(person)}
        for line in lines:
            if line.act == RowState.CHANGED:
                written[line.number] = self._apply(user, line)
        return written

    def _apply(self, user, line: Line) -> dict:
        person = line.plan["person"]
        before = card(person)
        done: dict[str, Any] = {"changed": person.pk, "before": before}
        if line.plan["facts"]:
            services.edit_person(person, by=user, **line.plan["facts"])
        if plan := line.plan.get("rank"):
            done["rank"] = services.promote(person, by=user, rank=plan[0], from_day=plan[1]).pk
        if plan := line.plan.get("posting"):
            unit, position, commands, day = plan
            made = services.transfer(person, by=user, unit=unit, position=position, from_day=day, is_commander=commands)
            done["posting"] = made.pk
        person.refresh_from_db()
        done["after"] = card(person)
        return done

    # --- taking back

    def touched(self, rows: list[ImportRow]) -> dict[int, str]:
        ids = [row.written.get("made") or row.written["changed"] for row in rows]
        people: dict[int, Person] = {}
        for part in in_chunks(ids):
            people |= {person.pk: person for person in Person.objects.filter(pk__in=part).select_related("unit")}
        made = [row.written["made"] for row in rows if "made" in row.written]
        used = resting_on(Person, made, leave=(Posting, RankPeriod))
        histories = {model: _count(model, made) for model in (Posting, RankPeriod)}
        newest = {model: latest(model, list(people.values())) for model in (Posting, RankPeriod)}
        found = {}
        for row in rows:
            done = row.written
            person = people.get(done.get("made") or done["changed"])
            if person is None:
                found[row.number] = f"{row.label}: không còn."
            elif card(person) != done["card" if "made" in done else "after"]:
                found[row.number] = f"{row.label}: thông tin đã được sửa."
            elif person.pk in used:
                found[row.number] = f"{row.label}: đã có dữ liệu khác gắn với người này."
            elif any(count.get(person.pk, 1) > 1 for count in histories.values()):
                found[row.number] = f"{row.label}: đã có thêm chức vụ hoặc cấp bậc."
            elif ("rank" in done and newest[RankPeriod][person.pk].pk != done["rank"]) or (
                "posting" in done and newest[Posting][person.pk].pk != done["posting"]
            ):
                found[row.number] = f"{row.label}: đã có cấp bậc hoặc chức vụ mới hơn."
        return found

    def take_back(self, user, rows: list[ImportRow], reason: str) -> None:
        made = [row.written["made"] for row in rows if "made" in row.written]
        for part in in_chunks(made):
            people = list(Person.objects.filter(pk__in=part).select_related("unit"))
            record_many(user, "imports.take_out", [(one, {"before": card(one), "reason": reason}) for one in people])
            Posting.objects.filter(person__in=part).delete()
            RankPeriod.objects.filter(person__in=part).delete()
            Person.objects.filter(pk__in=part).delete()
        for row in rows:
            if "changed" in row.written:
                put_back(user, row.written, reason)


def put_back(user, done: dict, reason: str) -> None:
    """A person as before: the dated rows that were added go, those before them are open again."""
    person = Person.objects.select_related("unit").get(pk=done["changed"])
    for model, name in ((RankPeriod, "rank"), (Posting, "posting")):
        if name in done:
            model.objects.filter(pk=done[name]).delete()
            model.objects.filter(pk=latest(model, [person])[person.pk].pk).update(valid_to=None)
    for name, value in done["before"].items():
        field = Person._meta.get_field(name if name != "unit" else "unit_id")
        setattr(person, field.attname, field.to_python(value) if name != "unit" else value)
    person.save()
    record(user, "imports.put_back", person, before=done["after"], after=done["before"], reason=reason)


def card(person: Person) -> dict:
    """Everything an import can change on a card, as plain JSON."""
    days = {name: value.isoformat() if (value := getattr(person, name)) else None
            for name in ("birth_date", "joined_on", "left_on")}  # fmt: skip
    return {
        "service_number": person.service_number,
        "full_name": person.full_name,
        "sex": str(person.sex),
        "object_group": str(person.object_group),
        "rank": str(person.rank),
        "position": person.position,
        "is_commander": person.is_commander,
        "unit": person.unit_id,
        **{name: getattr(person, name) for name in WORDS},
        **days,
    }


def _count(model, ids: list[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for part in in_chunks(ids):
        rows = model.objects.filter(person__in=part).order_by().values_list("person").annotate(number=Count("pk"))
        found |= dict(rows)
    return found


def _with(person: Person, changes: dict[str, Any]) -> Person:
    other = copy(person)
    for name, value in changes.items():
        setattr(other, name, value)
    return other


def _shown(column: Column, value: Any) -> Any:
    """The label of a choice, anything else as it is."""
    return dict(column.choices.choices).get(value, value) if column.choices else value


def _namesakes(reach: Reach, lines: list[Line]) -> None:
    """Somebody of the same name and birthday is there under another number: perhaps the same person twice."""
    born = [line for line in lines if line.values["birth_date"]]
    keys: dict[tuple[str, date], str] = {}
    for part in in_chunks({line.values["birth_date"] for line in born}):
        for person in Person.objects.filter(birth_date__in=part).select_related("unit"):
            if reach.may(person.unit):
                keys[search_key(person.full_name), person.birth_date] = f"{person}, số hiệu {person.service_number}"
    for line in born:
        same = (search_key(line.values["full_name"]), line.values["birth_date"])
        if same in keys:
            line.warn("full_name", f"Có thể là một người với {keys[same]} (cùng họ tên, ngày sinh).")
        else:
            keys[same] = f"dòng {line.number}"


register(People())
