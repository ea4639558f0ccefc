"""Two records of one person become one: what would move, what stands in the way, and the act itself.

Every table that points at a person takes part, whichever app it is in and whenever it was added: rows move to the
record that stays, unless they would stand twice or the database keeps them as they are: those stay with the record they
were written for, and readers ask for all records of a person (`Person.objects.records_of`). Nothing is deleted but a
second authorship of the same initiative; the other record is closed and points at the one that stays.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from django.db import models, transaction
from django.db.models import Q

from thidua import clock, providers
from thidua.dates import DatedRow
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record
from units.people.careers import follow_rows
from units.people.models import (
    Apart,
    CompletionGrade,
    InitiativeAuthor,
    Person,
    PersonPhoto,
    Posting,
    RankPeriod,
    TestResult,
)

KEEP, TAKE = "keep", "take"
CHAINS = (Posting, RankPeriod)  # one row at a time: two records of them cannot be mixed
YEARLY = (CompletionGrade, TestResult)  # one row a year: which of the two counts is for the officer to say
FILLED = (
    "birth_date",
    "joined_on",
    "native_place",
    "residence",
    "schooling",
)  # taken from the other record where the one that stays has nothing

NAMES = {
    "units.posting": "Đơn vị, chức vụ",
    "units.rankperiod": "Cấp bậc",
    "units.completiongrade": "Mức độ hoàn thành nhiệm vụ",
    "units.testresult": "Kết quả kiểm tra",
    "units.disciplinerecord": "Kỷ luật",
    "units.hold": "Việc đang xem xét",
    "units.initiativeauthor": "Sáng kiến, đề tài",
    "units.transfer": "Lệnh điều động",
    "units.person": "Hồ sơ đã gộp trước đây",
    "units.user": "Tài khoản",
    "units.personphoto": "Ảnh",
    "units.apart": "Đã ghi là hai người khác nhau",
}
APART_STAYS = "Không chuyển: vẫn tính cho người này."
OLD_PHOTO = "Ảnh của hồ sơ giữ lại được dùng."
SETTLED = "Đã xong, trùng với dòng của hồ sơ giữ lại: ở lại và vẫn tính cho người này."


@dataclass
class Conflict:
    """Something only one of the two records can bring. name: of the field that asks; keep, take: the two answers."""

    name: str
    title: str
    keep: str
    take: str


@dataclass
class Part:
    """The rows of one table. moving go to the record that stays; staying remain with the one that is closed."""

    model: type[models.Model]
    relation: str
    title: str
    moving: list[models.Model] = field(default_factory=list)
    staying: list[models.Model] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)
    own: list[models.Model] = field(default_factory=list)  # rows of the record that stays
    note: str = ""  # why rows stay with the record that is closed

    @property
    def is_empty(self) -> bool:
        return not (self.moving or self.staying or self.conflicts or self.obstacles)


@dataclass
class Plan:
    """Everything a merge would do. `seen` tells one plan from another: it changes with every row."""

    kept: Person
    other: Person
    parts: list[Part]
    obstacles: list[str]

    @property
    def conflicts(self) -> list[Conflict]:
        return [conflict for part in self.parts for conflict in part.conflicts]

    @property
    def all_obstacles(self) -> list[str]:
        return [*self.obstacles, *(sentence for part in self.parts for sentence in part.obstacles)]

    @property
    def seen(self) -> str:
        rows = [
            f"{part.model._meta.label_lower} {row.pk} {row}"
            for part in self.parts
            for row in (*part.own, *part.moving, *part.staying)
        ]
        return sha256("\n".join([str(self.kept.pk), str(self.other.pk), *rows]).encode()).hexdigest()


def set_apart(one: Person, other: Person) -> Apart | None:
    """The standing word that two records are two people, given for them or for records merged into them."""
    first, second = one.merged_into_id or one.pk, other.merged_into_id or other.pk
    rows = Apart.objects.standing().by_person().select_related("by")
    return rows.filter(Q(one=first, two=second) | Q(one=second, two=first)).first()


def relations() -> list[models.Field]:
    """Every foreign key to a person, of every app, in a fixed order."""
    found = [
        relation.field
        for relation in Person._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
    ]
    order = list(NAMES)
    labels = {one: one.model._meta.label_lower for one in found}
    return sorted(found, key=lambda one: (order.index(labels[one]) if labels[one] in order else 99, labels[one]))


def title_of(model: type[models.Model]) -> str:
    """What the rows of a table are called on the preview."""
    label = model._meta.label_lower
    return NAMES.get(label) or providers.row_names.get(label) or str(model._meta.verbose_name)


def plan_merge(kept: Person, other: Person) -> Plan:
    """What merging `other` into `kept` would move, ask and refuse. Two queries for each table that points at people."""
    obstacles = []
    if kept.pk == other.pk:
        obstacles.append("Chọn hai hồ sơ khác nhau.")
    obstacles += [
        f"Hồ sơ {one.service_number} đã gộp vào hồ sơ khác." for one in (kept, other) if one.merged_into_id is not None
    ]
    if kept.left_on is not None and other.left_on is None:
        obstacles.append("Hồ sơ kia đang công tác, hồ sơ này đã thôi phục vụ: giữ hồ sơ đang công tác.")
    if set_apart(kept, other) is not None:
        obstacles.append("Hai hồ sơ đã được ghi là hai người khác nhau: rút lại điều đó trước khi gộp.")
    parts = [_part(relation, kept, other) for relation in relations()]
    return Plan(kept, other, [part for part in parts if not part.is_empty], obstacles)


def _part(relation: models.Field, kept: Person, other: Person) -> Part:
    model = relation.model
    part = Part(model, relation.name, title_of(model))
    rows = model._base_manager.select_related(*_shown_with(model, relation))
    part.own = list(rows.filter(**{relation.name: kept}).order_by("pk"))
    theirs = list(rows.filter(**{relation.name: other}).order_by("pk"))
    if not theirs:
        return part
    fixed = APART_STAYS if model is Apart else providers.fixed_rows.get(model._meta.label_lower)
    if fixed:
        part.staying, part.note = theirs, fixed
    elif model in CHAINS:
        _sort_chain(part, theirs)
    elif model in YEARLY:
        _sort_years(part, theirs)
    elif relation.one_to_one and part.own:
        part.staying = theirs
        part.obstacles = [f"{part.title}: cả hai hồ sơ cùng có ({part.own[0]}; {theirs[0]}). Bỏ một trước khi gộp."]
    else:
        _sort_others(part, theirs)
    return part


def _shown_with(model: type[models.Model], relation: models.Field) -> list[str]:
    """Foreign keys whose names the rows are told by."""
    return [one.name for one in model._meta.fields if one.is_relation and one is not relation and not one.null]


def _sort_chain(part: Part, theirs: list) -> None:
    for rows in (part.own, theirs):
        rows.sort(key=lambda row: row.valid_from)
    earlier, rest = _earlier(theirs, part.own)
    part.moving, part.staying = earlier, rest
    if rest:
        part.conflicts = [
            Conflict(
                part.model._meta.model_name,
                f"{part.title}: quá trình nào đúng",
                f"Của hồ sơ giữ lại: {_in_words(part.own)}",
                f"Của hồ sơ gộp: {_in_words(theirs)}",
            )
        ]


def _earlier(rows: list, before: list) -> tuple[list, list]:
    """Rows that ended before the first of `before` began, and the rest."""
    if not before:
        return list(rows), []
    first = before[0].valid_from
    over = [row for row in rows if row.valid_to is not None and row.valid_to < first]
    return over, [row for row in rows if row not in over]


def _in_words(rows: Iterable[DatedRow]) -> str:
    return "; ".join(f"{row} từ {row.valid_from:%d/%m/%Y}" for row in rows)


def _sort_years(part: Part, theirs: list) -> None:
    own = {row.year: row for row in part.own}
    for row in theirs:
        mine = own.get(row.year)
        if mine is None:
            part.moving.append(row)
        elif _content(mine) == _content(row):
            part.staying.append(row)
        else:
            part.staying.append(row)
            name = f"{part.model._meta.model_name}_{row.year}"
            part.conflicts.append(Conflict(name, f"{part.title} năm {row.year}", str(mine), str(row)))


def _content(row: models.Model) -> dict:
    """Fields of a yearly row that say something: neither its key, nor whom it is about."""
    return {
        one.attname: getattr(row, one.attname)
        for one in row._meta.concrete_fields
        if not one.primary_key and one.name not in ("person", "unit")
    }


def _sort_others(part: Part, theirs: list) -> None:
    is_over = providers.settled_rows.get(part.model._meta.label_lower, lambda row: False)
    for row in theirs:
        twin = _twin(part, row)
        if twin is None:
            part.moving.append(row)
        else:
            part.staying.append(row)
            if part.model is PersonPhoto or is_over(row):
                part.note = OLD_PHOTO if part.model is PersonPhoto else SETTLED
            elif part.model is not InitiativeAuthor:
                part.obstacles.append(
                    f"{part.title}: “{row}” trùng với “{twin}” của hồ sơ giữ lại. Bỏ một trước khi gộp."
                )


def _twin(part: Part, row: models.Model) -> models.Model | None:
    """A row of the record that stays beside which this one may not stand, by the table's own rules."""
    for constraint in part.model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and part.relation in constraint.fields:
            others = [name for name in constraint.fields if name != part.relation]
            condition = constraint.condition or Q()
            counts = set(
                part.model._base_manager.filter(condition, pk__in=[one.pk for one in (row, *part.own)]).values_list(
                    "pk", flat=True
                )
            )
            for one in part.own:
                same = all(_value(one, name) == _value(row, name) for name in others)
                if same and {one.pk, row.pk} <= counts:
                    return one
    if isinstance(row, DatedRow) and part.relation in row.dated_key:
        others = [name for name in row.dated_key if name != part.relation]
        for one in part.own:
            same = all(_value(one, name) == _value(row, name) for name in others)
            if same and _overlap(one, row):
                return one
    return None


def _value(row: models.Model, name: str):
    return getattr(row, row._meta.get_field(name).attname)


def _overlap(one: DatedRow, other: DatedRow) -> bool:
    return (one.valid_to or date.max) >= other.valid_from and (other.valid_to or date.max) >= one.valid_from


# --- the act --------------------------------------------------------------------------------------------------------


@transaction.atomic
def merge_people(kept: Person, other: Person, *, by, reason: str, seen: str = "", **choices: str) -> Person:
    """Merge `other` into `kept`: rows move, the other record is closed and its number goes on being found.

    choices: name of each conflict of the plan → KEEP or TAKE. seen: Plan.seen of the preview that was agreed to.
    """
    first, second = sorted((kept, other), key=lambda person: person.pk)
    locked = {first.pk: lock(first)}
    locked[second.pk] = lock(second)
    kept_row, other_row = locked[kept.pk], locked[other.pk]
    for row in (kept_row, other_row):
        require(by, "units.edit_person", row)
        require(by, "units.record_fact", row)
    plan = plan_merge(kept_row, other_row)
    if plan.all_obstacles:
        raise RuleViolation("Chưa gộp được.", reasons=plan.all_obstacles)
    if seen and seen != plan.seen:
        raise StateConflict("Một trong hai hồ sơ vừa thay đổi: xem lại bản xem trước rồi gộp.")
    for conflict in plan.conflicts:
        if choices.get(conflict.name) not in (KEEP, TAKE):
            raise RuleViolation("Chọn một trong hai.", field=conflict.name)
    if not clean(reason):
        raise RuleViolation("Ghi lý do gộp.", field="reason")
    moved = {part.title: [str(row) for row in part.moving] for part in plan.parts if part.moving}
    stayed = {part.title: [str(row) for row in part.staying] for part in plan.parts if part.note}
    for part in plan.parts:
        _move(part, plan, choices)
    _close(plan, by=by, reason=clean(reason), moved=moved, stayed=stayed, choices=choices)
    kept.refresh_from_db()
    other.refresh_from_db()
    return kept


def _move(part: Part, plan: Plan, choices: dict[str, str]) -> None:
    if part.model in CHAINS:
        _move_chain(part, plan, take=choices.get(part.model._meta.model_name) == TAKE)
        return
    if part.model in YEARLY:
        for row in part.staying:
            if choices.get(f"{part.model._meta.model_name}_{row.year}") == TAKE:
                _exchange(row, next(one for one in part.own if one.year == row.year))
    if part.model is InitiativeAuthor:
        part.model.objects.filter(pk__in=[row.pk for row in part.staying]).delete()
    rows = part.model._base_manager.filter(pk__in=[row.pk for row in part.moving])
    rows.update(**{part.relation: plan.kept})


def _exchange(one: models.Model, other: models.Model) -> None:
    """The two rows of a year change places: what each says, not whom it is about."""
    said, heard = _content(one), _content(other)
    for row, content in ((one, heard), (other, said)):
        for name, value in content.items():
            setattr(row, name, value)
        row.save()


def _move_chain(part: Part, plan: Plan, *, take: bool) -> None:
    """The right chain goes to the record that stays, with what the other knows of earlier days; the rest is closed.

    Rows are written anew: on the way two chains of one person would overlap.
    """
    theirs = sorted([*part.moving, *part.staying], key=lambda row: row.valid_from)
    right, wrong = (theirs, part.own) if take else (part.own, theirs)
    earlier, rest = _earlier(wrong, right)
    right = [*earlier, *right]
    part.model.objects.filter(pk__in=[row.pk for row in (*right, *rest)]).delete()
    today = clock.today()
    for person, rows in ((plan.kept, right), (plan.other, rest)):
        for row in rows:
            row.pk, row.person = None, person
            row._state.adding = True
        if rows and person is plan.kept:
            rows[-1].valid_to = person.left_on
        elif rows and rows[-1].valid_to is None:
            rows[-1].valid_to = max(today, rows[-1].valid_from)
        part.model.objects.bulk_create(rows)


def _close(plan: Plan, *, by, reason: str, moved: dict, stayed: dict, choices: dict[str, str]) -> None:
    kept, other = plan.kept, plan.other
    shown = ("rank", "object_group", "unit", "position", *FILLED, "other_numbers")
    before = {name: getattr(kept, name) for name in shown}
    follow_rows(kept)
    for name in FILLED:
        if not getattr(kept, name):
            setattr(kept, name, getattr(other, name))
    numbers = [*kept.other_numbers.split(", "), other.service_number, *other.other_numbers.split(", ")]
    kept.other_numbers = ", ".join(dict.fromkeys(number for number in numbers if number))[:200]
    kept.save()
    after = {name: getattr(kept, name) for name in shown}
    decided = {
        conflict.title: conflict.take if choices[conflict.name] == TAKE else conflict.keep
        for conflict in plan.conflicts
    }
    record(
        by, "people.merge_people", kept, before=before, after=after, reason=reason, merged=other, moved=moved,
        decided=decided, **({"stayed": stayed} if stayed else {}),
    )  # fmt: skip
    before = {"merged_into": None, "left_on": other.left_on}
    other.merged_into = kept
    other.left_on = other.left_on or clock.today()
    other.save()
    after = {"merged_into": kept, "left_on": other.left_on}
    record(by, "people.close_merged", other, before=before, after=after, reason=reason)
