"""Mergers, splits, and taking an act back. Nothing of earlier days moves: rows end, and rows begin.

People, accounts, roles and clusters belong to later chapters: they are reached through what points at a unit.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import models, transaction
from django.db.models import Q

from thidua import clock, providers
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.text import clean
from thidua.workflow import lock
from units.audit.services import record, record_many
from units.structure.enums import ActKind
from units.structure.gaps import refuse_gaps
from units.structure.ledger import Ledger, changed_since, put_back, rows_of
from units.structure.models import StructureAct, Unit, UnitKind, UnitLineage
from units.structure.services import end, move, note, write_unit

DAY = timedelta(days=1)
Choose = Callable[[int], Unit | None]  # id of a person or unit -> where it goes; None: it stays

# --- show first, then do --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Draft:
    """What an act changes: sections [{"title", "icon", "lines"}], their mark, and the act once it is done.

    open: what stands open at the units before, and does not follow by itself. stays: what else remains theirs.
    """

    title: str
    sections: list[dict]
    mark: str
    act: StructureAct | None = None
    open: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()


class _NotYet(Exception):
    pass


def attempt(confirmed: str, do: Callable[..., StructureAct | Unit], *args, **kwargs) -> Draft:
    """Do an act whose preview was seen, otherwise only show it: it is done and rolled back, so the preview is the act.

    confirmed: `mark` of the preview the user has agreed to. When something else would happen by now, nothing does.
    """
    draft = None
    try:
        with transaction.atomic():
            done = do(*args, **kwargs)
            if isinstance(done, Unit):
                done = StructureAct.objects.filter(touched__unit=done).latest("pk")
            before = _before(done) if isinstance(done, StructureAct) else []
            still_open = _open_matters(done, before)
            told = json.dumps([done.title, done.summary, *still_open], ensure_ascii=False)
            mark = hashlib.sha256(told.encode()).hexdigest()
            stays = tuple(holdings(before)) if before and mark != confirmed else ()
            draft = Draft(done.title, done.summary, mark, done, still_open, stays)
            if draft.mark != confirmed:
                raise _NotYet
    except _NotYet:
        return replace(draft, act=None)
    return draft


def _open_matters(act: StructureAct, before: list[Unit]) -> tuple[str, ...]:
    if not before:
        return ()
    return tuple(told for matters in providers.open_matters for told in matters(before, act.effective_on))


def holdings(units: Iterable[Unit]) -> list[str]:
    """What stays with units that end: `12 kết quả tháng`, `3 đề nghị khen thưởng`."""
    counts = _pointing([unit.pk for unit in units], lambda rows, table: rows)
    return [f"{count} {providers.tie_words[table]}" for table, count in counts.items() if table in providers.tie_words]


def _before(act: StructureAct) -> list[Unit]:
    """Units an act ends or divides: those before a merger or a split, the one that is dissolved."""
    found = [line.predecessor for line in act.lines.select_related("predecessor")]
    if act.kind == ActKind.CLOSE:
        found.append(act.unit)
    return list({unit.pk: unit for unit in found}.values())


# --- merge ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def merge_units(
    units: Iterable[Unit],
    *,
    by,
    from_day: date,
    basis: str,
    reason: str = "",
    into: Unit | None = None,
    code: str = "",
    name: str = "",
    short_name: str = "",
    kind: UnitKind | str | None = None,
    parent: Unit | None = None,
    clusters: Iterable[models.Model] = (),
    carry_roles: bool = False,
    **fields,
) -> StructureAct:
    """Several units become one from a day on: the existing one `into`, or a new one with code, names, kind, parent.

    Their last day is the one before; people, units below and home units of accounts go over to the heir; their places
    in clusters end, and the heir joins `clusters` in their stead. carry_roles: roles on them go on over the heir, which
    takes an administrator; otherwise they end. kind and parent default to those of the first unit.
    """
    given = {unit.pk: unit for unit in units if into is None or unit.pk != into.pk}
    rows = [lock(unit) for unit in sorted(given.values(), key=lambda unit: (unit.sort, unit.code))]
    if into is not None:
        into = lock(into)
    if not rows or len(rows) + (into is not None) < 2:
        raise RuleViolation("Chọn ít nhất hai đơn vị để sáp nhập.", field="others")
    for row in rows:
        _fit_to_end(row, by, from_day)
    for row in rows:
        if over := next((one for one in rows if one.pk != row.pk and row.is_under(one)), None):
            raise RuleViolation(f"{row} thuộc {over}; chọn đơn vị không nằm trong nhau.", field="others")
    _needs_basis(basis)
    ledger = Ledger()
    if into is None:
        parent = parent or rows[0].parent
        if parent is None:
            raise RuleViolation("Chọn cấp trên của đơn vị mới.", field="parent")
        require(by, "units.edit_structure", parent)
        if inside := next((row for row in rows if parent.is_under(row)), None):
            raise RuleViolation(f"{parent} thuộc {inside}, không thể là cấp trên.", field="parent")
        heir = write_unit(
            ledger, by=by, code=code, kind=kind or rows[0].kind, name=name, short_name=short_name, parent=parent,
            founded_on=from_day, basis=basis, **{**_facts_of(rows), **fields},
        )  # fmt: skip
    else:
        heir = into
        require(by, "units.edit_structure", heir)
        if heir.closed_on is not None:
            raise RuleViolation(f"{heir} đã kết thúc ngày {heir.closed_on:%d/%m/%Y}.", field="into")
        if heir.founded_on > from_day:
            raise RuleViolation(f"{heir} thành lập ngày {heir.founded_on:%d/%m/%Y}.", field="from_day")
        if over := next((row for row in rows if heir.is_under(row)), None):
            raise RuleViolation(f"{heir} thuộc {over}; chuyển cấp trên trước khi sáp nhập.", field="into")
    touched = [*rows, heir]
    for row in rows:
        touched += _hand_over(ledger, by, row, from_day, basis, lambda _: heir, lambda _: heir, heir)
        _end_roles(ledger, by, row, heir if carry_roles else None, from_day)
    _change_clusters(ledger, rows, heir, clusters, from_day)
    for row in rows:
        end(ledger, row, from_day - DAY, heir)
    old = ", ".join(row.name for row in rows)
    facts = {"acted_on": from_day, "reason": reason, "basis": basis, "successor": heir}
    record_many(by, "structure.merge_units", ((row, {"predecessor": old, **facts}) for row in [*rows, heir]))
    return note(
        ActKind.MERGE,
        ledger,
        by=by,
        unit=heir if into is not None else parent,
        title=f"Sáp nhập {old} {'thành' if into is None else 'vào'} {heir.name}",
        from_day=from_day,
        basis=basis,
        reason=reason,
        units=touched,
        lines=[(row, heir) for row in rows],
    )


def _facts_of(rows: list[Unit]) -> dict:
    """What a new unit has from those it follows, unless told otherwise."""
    strengths = [row.strength for row in rows if row.strength is not None]
    return {
        "sort": rows[0].sort,
        "place": rows[0].place,
        "is_reporting": any(row.is_reporting for row in rows),
        "is_border": any(row.is_border for row in rows),
        "strength": sum(strengths) if strengths else None,
    }


def _fit_to_end(row: Unit, by, from_day: date) -> None:
    require(by, "units.edit_structure", row)
    if row.closed_on is not None:
        raise RuleViolation(f"{row} đã kết thúc ngày {row.closed_on:%d/%m/%Y}.", field="others")
    if from_day > clock.today():
        raise RuleViolation("Ngày có hiệu lực không được sau hôm nay.", field="from_day")
    last = max([row.founded_on, *row.parents.values_list("valid_from", flat=True)])
    if from_day <= last:
        raise RuleViolation(f"{row}: ngày có hiệu lực phải sau ngày {last:%d/%m/%Y}.", field="from_day")


def _needs_basis(basis: str) -> None:
    if not clean(basis):
        raise RuleViolation("Ghi số, ngày, nơi ban hành của quyết định.", field="basis")


# --- split ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """A unit that begins by a split. people, children: ids of those who go there."""

    code: str
    name: str
    short_name: str
    people: frozenset[int] = frozenset()
    children: frozenset[int] = frozenset()


@transaction.atomic
def split_unit(
    unit: Unit,
    *,
    by,
    parts: list[Part],
    goes_on: bool,
    from_day: date,
    basis: str,
    reason: str = "",
    clusters: Iterable[models.Model] = (),
    carry_roles: bool = False,
) -> StructureAct:
    """One unit becomes several from a day on, below the same unit above and of the same kind.

    goes_on: the old unit remains and keeps whoever is not sent to a part. Otherwise it ends the day before, the first
    part is its heir: it gets everybody else, and the roles when carry_roles says so. Every part joins `clusters`.
    """
    row = lock(unit)
    _fit_to_end(row, by, from_day)
    if row.parent is None:
        raise RuleViolation("Đơn vị gốc không chia tách được.")
    require(by, "units.edit_structure", row.parent)
    if len(parts) < (1 if goes_on else 2):
        raise RuleViolation("Ghi ít nhất hai đơn vị mới." if not goes_on else "Ghi ít nhất một đơn vị mới.")
    _needs_basis(basis)
    ledger = Ledger()
    facts = {**_facts_of([row]), "strength": None}
    made = [
        write_unit(
            ledger, by=by, code=part.code, kind=row.kind, name=part.name, short_name=part.short_name,
            parent=row.parent, founded_on=from_day, basis=basis, **facts,
        )
        for part in parts
    ]  # fmt: skip
    heir = None if goes_on else made[0]
    people = {pk: new for part, new in zip(parts, made, strict=True) for pk in part.people}
    children = {pk: new for part, new in zip(parts, made, strict=True) for pk in part.children}
    touched = _hand_over(
        ledger, by, row, from_day, basis, lambda pk: people.get(pk, heir), lambda pk: children.get(pk, heir), heir
    )
    if heir is not None:
        _end_roles(ledger, by, row, heir if carry_roles else None, from_day)
    leaving = [row] if heir is not None else []
    for new in made:
        _change_clusters(ledger, leaving if new is made[0] else [], new, clusters, from_day, like=row)
    if heir is not None:
        end(ledger, row, from_day - DAY, heir)
    names = ", ".join(new.name for new in made)
    facts = {"acted_on": from_day, "reason": reason, "basis": basis, "predecessor": row, "successor": names}
    record_many(by, "structure.split_unit", ((one, facts) for one in [row, *made]))
    return note(
        ActKind.SPLIT,
        ledger,
        by=by,
        unit=row,
        title=f"Tách {names} khỏi {row.name}" if goes_on else f"Chia {row.name} thành {names}",
        from_day=from_day,
        basis=basis,
        reason=reason,
        units=[row, *made, *touched],
        lines=[(row, new) for new in made],
    )


# --- what goes over -------------------------------------------------------------------------------------------------


def _hand_over(
    ledger: Ledger, by, row: Unit, day: date, basis: str, person_to: Choose, child_to: Choose, heir: Unit | None
) -> list[Unit]:
    """Postings, people, home units of accounts and units below go where they are sent; returns the units that moved."""
    moved = []
    for child in row.children.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=day)).order_by("sort", "code"):
        goal = child_to(child.pk)
        if goal is not None and child.pk != goal.pk:
            _move_child(ledger, by, child, row, goal, day, basis)
            moved.append(child)
    serving = row.people.filter(Q(left_on__isnull=True) | Q(left_on__gte=day)).order_by("sort_key", "pk")
    goals: dict[int, list] = defaultdict(list)
    to = {}
    for person in serving:
        if (goal := person_to(person.pk)) is not None:
            goals[goal.pk].append(person)
            to[goal.pk] = goal
    posted = _move_postings(ledger, row, day, person_to)
    posting = row.postings.model
    ledger.add_many(
        [
            posting(
                person=person, unit=to[pk], position=person.position, is_commander=person.is_commander,
                valid_from=day, valid_to=person.left_on,
            )
            for pk, people in goals.items()
            for person in people
            if person.pk not in posted
        ]
    )  # fmt: skip
    for pk, people in goals.items():
        ledger.change_many(people, unit=to[pk])
        facts = {"before": {"unit": row}, "after": {"unit": to[pk]}, "acted_on": day, "basis": basis}
        record_many(by, "people.transfer", ((person, facts) for person in people))
    accounts: dict[int, list] = defaultdict(list)
    for account in row.user_set.all():
        goal = person_to(account.person_id) if account.person_id else heir
        if goal is not None:
            accounts[goal.pk].append(account)
            to[goal.pk] = goal
    for pk, users in accounts.items():
        ledger.change_many(users, unit=to[pk])
    return moved


def _move_child(ledger: Ledger, by, child: Unit, row: Unit, goal: Unit, day: date, basis: str) -> None:
    """A unit below goes over; one that was put there only after the day simply names the heir."""
    last = child.parents.first()
    if last is not None and last.parent_id == row.pk and last.valid_from >= day:
        ledger.change(last, parent=goal)
        ledger.change(child, parent=goal)
    elif child.closed_on is not None:
        ledger.change(child, parent=goal)
    else:
        move(ledger, child, goal, day, basis)
    facts = {"before": {"parent": row}, "after": {"parent": goal}, "acted_on": day, "basis": basis}
    record_many(by, "structure.move_unit", [(child, facts)])


def _move_postings(ledger: Ledger, row: Unit, day: date, person_to: Choose) -> set[int]:
    """End and open postings on the day; returns ids of the people who have one."""
    model, seen = row.postings.model, set()
    ending, later, new = [], defaultdict(list), []
    to = {}
    for posting in row.postings.touching(day, None).order_by("pk"):
        seen.add(posting.person_id)
        goal = person_to(posting.person_id)
        if goal is None:
            continue
        to[goal.pk] = goal
        if posting.valid_from >= day:
            later[goal.pk].append(posting)
            continue
        new.append(
            model(
                person_id=posting.person_id, unit=goal, position=posting.position, is_commander=posting.is_commander,
                valid_from=day, valid_to=posting.valid_to,
            )
        )  # fmt: skip
        ending.append(posting)
    ledger.change_many(ending, valid_to=day - DAY)
    for pk, postings in later.items():
        ledger.change_many(postings, unit=to[pk])
    ledger.add_many(new)
    return seen


def _end_roles(ledger: Ledger, by, row: Unit, goal: Unit | None, day: date) -> None:
    """Roles on a unit that ends: over, or with a goal the same over the goal, which only who grants roles may do."""
    if goal is not None:
        require(by, "units.manage_accounts", row)
        require(by, "units.manage_accounts", goal)
    model, new = row.role_grants.model, []
    held = _held(goal, day) if goal is not None else {}
    for grant in row.role_grants.touching(day, None).order_by("pk"):
        if grant.valid_from >= day:
            ledger.change(grant, **({"unit": goal} if goal else {"withdrawn_at": clock.now()}))
            continue
        # A substitution ends with the role it stands for; who held the role on two units that merge holds it once.
        if goal is not None and grant.stands_for_id is None and not _covers(held, grant):
            new.append(
                model(
                    user_id=grant.user_id, role=grant.role, unit=goal, granted_by=by, valid_from=day,
                    valid_to=grant.valid_to,
                )
            )  # fmt: skip
        ledger.change(grant, valid_to=day - DAY)
    ledger.add_many(new)


def _held(goal: Unit, day: date) -> dict[tuple[int, str], date | None]:
    """(user, role) -> last day, of the roles held on a unit on `day` in one's own right."""
    rows = goal.role_grants.in_force(day).filter(stands_for__isnull=True)
    return {(row.user_id, row.role): row.valid_to for row in rows}


def _covers(held: dict[tuple[int, str], date | None], grant) -> bool:
    key = (grant.user_id, grant.role)
    if key not in held:
        return False
    return held[key] is None or (grant.valid_to is not None and grant.valid_to <= held[key])


def _change_clusters(
    ledger: Ledger, rows: list[Unit], heir: Unit, clusters: Iterable, day: date, like: Unit | None = None
) -> None:
    """Places and posts in clusters end with the units, clusters they organise end too; the heir joins those named."""
    places: dict[int, int] = {}
    for row in [*rows, *([like] if like else [])]:
        for membership in row.cluster_memberships.touching(day - DAY, None):
            places.setdefault(membership.cluster_id, membership.sort)
    for row in rows:
        own = list(row.clusters.all())
        ending = [*row.cluster_memberships.touching(day, None), *row.cluster_terms.touching(day, None)]
        for cluster in own:
            ending += [*cluster.memberships.touching(day, None), *cluster.terms.touching(day, None)]
        if late := next((one for one in ending if one.valid_from >= day), None):
            raise RuleViolation(
                f"{late.cluster}: {late.unit} tham gia từ ngày {late.valid_from:%d/%m/%Y}, sau ngày có hiệu lực. "
                "Sửa thành phần cụm trước.",
                field="from_day",
            )
        for one in {(type(one), one.pk): one for one in ending}.values():
            ledger.change(one, valid_to=day - DAY)
    for cluster in clusters:
        if cluster.memberships.touching(day, None).filter(unit=heir).exists():
            continue
        require_member = places.get(cluster.pk)
        if require_member is None:
            raise RuleViolation(f"{cluster}: không đơn vị cũ nào là thành viên.", field="clusters")
        row = cluster.memberships.model(cluster=cluster, unit=heir, valid_from=day, sort=require_member)
        row.save()
        ledger.add(row)


# --- take back ------------------------------------------------------------------------------------------------------


@transaction.atomic
def undo_act(act: StructureAct, *, by, reason: str) -> StructureAct:
    """Put back what an act has written, while nothing rests on it; the act stays, marked, with who and why."""
    row = lock(act)
    require_undo(by, row)
    if row.is_undone:
        raise StateConflict("Việc này đã được hoàn lại.")
    if not clean(reason):
        raise RuleViolation("Ghi lý do hoàn lại.", field="reason")
    if reasons := what_rests_on(row):
        raise RuleViolation("Chưa thể hoàn lại.", reasons=reasons)
    new_units = _new_units(row)
    put_back(row.journal, rows_of(row.journal))
    row.lines.all().delete()
    row.touched.filter(unit__in=new_units).delete()
    # Acts already taken back below a unit that goes stand in the record of the one above from now on.
    StructureAct.objects.filter(unit__in=new_units, undone_at__isnull=False).update(unit=row.unit)
    for pk in sorted(new_units, reverse=True):
        Unit.objects.get(pk=pk).delete()
    refuse_gaps(link.unit for link in row.touched.select_related("unit"))
    row.undone_by, row.undone_at, row.undo_reason = by, clock.now(), clean(reason)
    row.save(update_fields=["undone_by", "undone_at", "undo_reason"])
    facts = {"reason": row.undo_reason, "decision": row.title, "basis": row.basis}
    targets = [link.unit for link in row.touched.select_related("unit").order_by("pk")] or [row.unit]
    record_many(by, "structure.undo_act", ((unit, facts) for unit in targets))
    return row


def require_undo(by, act: StructureAct) -> None:
    """Who may take an act back: who may do it, over everything it touches."""
    require(by, "units.edit_structure", act.unit)
    for link in act.touched.select_related("unit"):
        require(by, "units.edit_structure", link.unit)


def what_rests_on(act: StructureAct) -> list[str]:
    """Everything that forbids taking the act back, in sentences; a number of queries that does not grow with rows."""
    new_units = _new_units(act)
    if act.unit_id in new_units:
        return ["Đơn vị gốc không bỏ được."]
    lines = list(act.lines.select_related("predecessor", "successor"))
    core = {pk for line in lines for pk in (line.predecessor_id, line.successor_id)}
    core = core or set(act.touched.values_list("unit", flat=True))
    found = [
        f"Có việc làm sau: {later.title} ({later.effective_on:%d/%m/%Y})."
        for later in StructureAct.objects.standing().filter(touched__unit__in=core, pk__gt=act.pk).distinct()
    ]
    found += [
        f"Đã xác nhận tính liên tục thành tích từ {line.predecessor} sang {line.successor}."
        for line in lines
        if line.is_confirmed
    ]
    rows = rows_of(act.journal)
    stale: dict[str, list[models.Model | None]] = defaultdict(list)
    for entry in changed_since(act.journal, rows):
        stale[entry["table"]].append(rows.get((entry["table"], entry["id"])))
    found += [f"{CHANGED.get(table, 'Đã thay đổi sau đó')}: {_some(_whose(lost))}." for table, lost in stale.items()]
    written: dict[str, set[int]] = defaultdict(set)
    for entry in act.journal:
        written[entry["table"]].add(entry["id"])
    own = {"units.actunit": act.touched, "units.unitlineage": act.lines}

    def others(pointing, table):
        if table in own:
            return pointing.exclude(pk__in=own[table].values("pk"))
        return pointing.exclude(pk__in=written[table]) if table in written else pointing

    counts = _pointing(sorted(new_units), others) if new_units else {}
    acts = ("units.actunit", "units.unitlineage", "units.structureact")
    words = {**OWN_WORDS, **providers.tie_words}
    found += [
        f"Đơn vị mới đã có {count} {words.get(table, 'dữ liệu khác')}."
        for table, count in counts.items()
        if table not in acts
    ]
    known = sorted(core - new_units)
    for tie in providers.unit_ties:
        found += tie(known, act.effective_on)
    return found


CHANGED = {
    "units.person": "Người đã chuyển đi hoặc thôi phục vụ sau đó",
    "units.posting": "Quá trình công tác đã thay đổi sau đó",
    "units.unit": "Đơn vị đã thay đổi sau đó",
    "units.unitname": "Tên đã thay đổi sau đó",
    "units.unitparent": "Cấp trên đã thay đổi sau đó",
    "units.unitstatus": "Loại, cấp quyết định đã thay đổi sau đó",
    "units.clustermembership": "Thành viên cụm đã thay đổi sau đó",
    "units.clusterterm": "Chức vụ trong cụm đã thay đổi sau đó",
    "units.rolegrant": "Vai trò đã thay đổi sau đó",
    "units.user": "Tài khoản đã thay đổi sau đó",
}
OWN_WORDS = {
    "units.person": "cá nhân",
    "units.posting": "lượt công tác của cá nhân",
    "units.unit": "đơn vị trực thuộc",
    "units.unitparent": "đơn vị trực thuộc",
    "units.unitname": "tên khác",
    "units.unitstatus": "lần đổi loại, cấp quyết định",
    "units.hold": "việc đang xem xét",
    "units.completiongrade": "mức độ hoàn thành nhiệm vụ",
    "units.cluster": "cụm thi đua",
    "units.clustermembership": "lần tham gia cụm",
    "units.clusterterm": "chức vụ trong cụm",
    "units.rolegrant": "vai trò được cấp",
    "units.user": "tài khoản",
}


def _whose(rows: list[models.Model | None]) -> set[str]:
    """Whom rows of one table are about: the person of a posting, the unit of a name."""
    here = [row for row in rows if row is not None]
    names = {"dòng đã mất"} if len(here) < len(rows) else set()
    if not here:
        return names
    columns = {field.name for field in here[0]._meta.fields}
    about = next((name for name in ("person", "user", "unit") if name in columns), None)
    if about is None or here[0]._meta.label_lower in ("units.person", "units.user"):
        return names | {str(row) for row in here}
    models.prefetch_related_objects(here, about)
    return names | {str(getattr(row, about)) for row in here}


def _some(names: set[str], most: int = 5) -> str:
    shown = sorted(names)[:most]
    rest = len(names) - len(shown)
    return ", ".join(shown) + (f" và {rest} trường hợp khác" if rest else "")


def _new_units(act: StructureAct) -> set[int]:
    return {entry["id"] for entry in act.journal if entry["table"] == "units.unit" and entry["was"] is None}


def _pointing(units: list[int], narrow: Callable) -> dict[str, int]:
    """How many rows of which table point at the units; one query for each relation there is."""
    counts: dict[str, int] = {}
    for relation in Unit._meta.related_objects:
        table = relation.related_model._meta.label_lower
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": units})
        if count := narrow(rows, table).count():
            counts[table] = max(counts.get(table, 0), count)
    return counts


# --- awards in a row ------------------------------------------------------------------------------------------------


@transaction.atomic
def confirm_line(line: UnitLineage, *, by, reason: str) -> UnitLineage:
    """Awards of the predecessor count for the successor in "so many years in a row": an officer says so, and why."""
    row = lock(line)
    require(by, "units.confirm_lineage", row)
    if row.is_confirmed:
        raise StateConflict("Tính liên tục thành tích đã được xác nhận.")
    if not clean(reason):
        raise RuleViolation("Ghi lý do và căn cứ xác nhận.", field="reason")
    row.confirmed_by, row.confirmed_at, row.reason = by, clock.now(), clean(reason)
    row.save(update_fields=["confirmed_by", "confirmed_at", "reason"])
    record(by, "structure.confirm_line", row, reason=row.reason, predecessor=row.predecessor, successor=row.successor)
    return row


@transaction.atomic
def withdraw_line(line: UnitLineage, *, by, reason: str) -> UnitLineage:
    """Take the confirmation back, with a reason; lists already locked keep what they were judged by."""
    row = lock(line)
    require(by, "units.confirm_lineage", row)
    if not row.is_confirmed:
        raise StateConflict("Tính liên tục thành tích chưa được xác nhận.")
    if not clean(reason):
        raise RuleViolation("Ghi lý do bỏ xác nhận.", field="reason")
    row.confirmed_by, row.confirmed_at, row.reason = None, None, ""
    row.save(update_fields=["confirmed_by", "confirmed_at", "reason"])
    record(
        by,
        "structure.withdraw_line",
        row,
        reason=clean(reason),
        predecessor=row.predecessor,
        successor=row.successor,
    )
    return row
