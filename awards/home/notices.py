"""The bell: putting a line there, in the way each person chose; reading it; choosing the way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.http import urlencode

from awards.home.enums import Channel, MailState, NoticeKind
from awards.home.models import Notification, NotificationChoice, OutboxMail
from awards.nominations.models import Nomination
from awards.nominations.shares import QuotaDistribution
from awards.years.enums import Step
from awards.years.models import Phase, ReportingTerm
from awards.years.movements import Movement
from thidua import clock
from units.accounts.enums import Role
from units.audit.services import record
from units.models import RoleGrant, Unit, User

LISTENERS = (Role.CLERK, Role.UNIT_LEADER)  # who hears what is said to a unit


@dataclass(frozen=True)
class Note:
    """One thing told to one person. key: what it is about; the same key is told once. subject, body: of the letter.

    unit: whose office looks at the letter; without one no letter is made.
    """

    user: User
    unit: Unit | None
    kind: str
    text: str
    link: str
    key: str
    subject: str = ""
    body: str = ""


def people_of(units: Iterable[Unit]) -> dict[int, list[User]]:
    """Unit id → accounts of its clerk and leader in force today; one query for any number of units."""
    units = list(units)
    above = {pk for unit in units for pk in unit.ancestor_ids()}
    grants = RoleGrant.objects.in_force(clock.today()).filter(unit__in=above, role__in=LISTENERS, user__is_active=True)
    holders: dict[int, dict[int, User]] = {}
    for grant in grants.select_related("user").order_by("role", "pk"):
        holders.setdefault(grant.unit_id, {})[grant.user_id] = grant.user
    found = {}
    for unit in units:
        own: dict[int, User] = {}
        for pk in unit.ancestor_ids():
            own |= holders.get(pk, {})
        found[unit.pk] = list(own.values())
    return found


@transaction.atomic
def announce(notes: Iterable[Note], *, by: User | None = None) -> list[Note]:
    """Put lines at bells and letters into the outbox; returns what was new. Five queries for any number of notes.

    Whoever does the act is not told of it. A kind switched off is neither shown nor sent.
    """
    notes = [note for note in notes if by is None or note.user.pk != by.pk]
    users = {note.user.pk for note in notes}
    chosen = {
        (row.user_id, row.kind): row.channel for row in NotificationChoice.objects.filter(user__in=users)
    }  # fmt: skip
    keys = {note.key for note in notes}
    told = set(Notification.objects.filter(user__in=users, key__in=keys).values_list("user", "key"))
    new: dict[tuple[int, str], Note] = {}
    for note in notes:
        if (note.user.pk, note.key) not in told and chosen.get((note.user.pk, note.kind)) != Channel.NONE:
            new.setdefault((note.user.pk, note.key), note)
    now = clock.now()
    Notification.objects.bulk_create(
        (
            Notification(user=n.user, kind=n.kind, text=n.text[:500], link=n.link, key=n.key, created_at=now)
            for n in new.values()
        ),
        ignore_conflicts=True,  # the other hand may just have told it
    )
    letters = [
        _letter(n, by)
        for n in new.values()
        if chosen.get((n.user.pk, n.kind)) == Channel.MAIL and n.user.email and n.unit
    ]  # fmt: skip
    if letters:
        OutboxMail.objects.bulk_create(letters, ignore_conflicts=True)
    return list(new.values())


def _letter(note: Note, by: User | None) -> OutboxMail:
    where = f"\n\nMở trong phần mềm: {settings.SITE_URL}{note.link}" if settings.SITE_URL and note.link else ""
    return OutboxMail(
        to=note.user, address=note.user.email, unit=note.unit, key=note.key, created_by=by,
        subject=(note.subject or f"Thi đua: {NoticeKind(note.kind).label.lower()}")[:200],
        body=(note.body or note.text) + where,
        state=MailState.WAITING if settings.MAIL_REVIEW else MailState.READY,
    )  # fmt: skip


def tell(units: Iterable[Unit], kind: str, text: str, *, key: str, thing: Any = None, by: User | None = None) -> int:
    """Tell the people of units the same sentence; how many were told. thing: what the line leads to."""
    units = list(units)
    people = people_of(units)
    notes = [
        Note(user, unit, kind, text, link_to(thing, unit), key) for unit in units for user in people[unit.pk]
    ]  # fmt: skip
    return len(announce(notes, by=by))


def link_to(thing: Any, unit: Unit) -> str:
    if isinstance(thing, ReportingTerm):
        return reverse("awards:results.entry", args=[thing.pk, unit.code])
    if isinstance(thing, Phase) and thing.step == Step.LAUNCH and unit.is_reporting:
        return reverse("awards:criteria.registration", args=[thing.period_id, unit.code])
    if isinstance(thing, Phase):
        return reverse("awards:years.calendar", args=[thing.period_id])
    if isinstance(thing, Movement):
        return reverse("awards:years.movement", args=[thing.pk])
    if isinstance(thing, QuotaDistribution):
        query = {"nam": thing.nomination_list.period.year, "dv": unit.code, "danh_hieu": thing.award.code}
        return f"{reverse('awards:nominations.quota')}?{urlencode(query)}"
    if isinstance(thing, Nomination):
        return reverse("awards:nominations.detail", args=[thing.pk])
    return reverse("awards:home.index")


def mark_read(notice: Notification) -> None:
    """Reading twice keeps the first moment."""
    Notification.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=clock.now())


def mark_all_read(user: User) -> int:
    return Notification.objects.filter(user=user, read_at__isnull=True).update(read_at=clock.now())


@transaction.atomic
def choose(user: User, *, by: User, email: str, channels: Mapping[str, str]) -> None:
    """Everybody for the own account only: address, and the way for each kind."""
    row = User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    before = {"email": row.email, **_told(row)}
    row.email = email.strip()
    row.save(update_fields=["email"])
    for kind, channel in channels.items():
        NotificationChoice.objects.update_or_create(
            user=row, kind=NoticeKind(kind), defaults={"channel": Channel(channel)}
        )
    after = {"email": row.email, **_told(row)}
    if before != after:
        record(by, "home.choose_notices", row, before=before, after=after)


def channels_of(user: User) -> dict[str, str]:
    """Kind → channel, with what holds when nothing was chosen."""
    stored = dict(NotificationChoice.objects.filter(user=user).values_list("kind", "channel"))
    return {kind.value: stored.get(kind, Channel.APP.value) for kind in NoticeKind}


def _told(user: User) -> dict[str, str]:
    """The same in the words of the record."""
    return {NoticeKind(kind).label: Channel(channel).label for kind, channel in channels_of(user).items()}
