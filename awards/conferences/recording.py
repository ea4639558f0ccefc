"""Acts on the minutes once they are adopted: versions, two signatures, corrections by the next version."""

import hashlib
from collections.abc import Callable

from django.core.files.base import ContentFile
from django.db import transaction

from awards.conferences import permissions
from awards.conferences.compiling import signed_file
from awards.conferences.enums import ConferenceState, MinutesState
from awards.conferences.models import Conference
from awards.conferences.record_states import MINUTES
from awards.conferences.records import MinutesVersion
from awards.conferences.states import CONFERENCE
from thidua import clock
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.audit.services import record, seal_before_signing
from units.models import User

# The paper of a version as bytes; set by the chapter of reports, which knows the ballots.
paper_of: list[Callable[[MinutesVersion], bytes]] = []


def _first_version(conference: Conference, before: str, by: User) -> None:
    """With the adoption of the minutes their first version stands, and waits for its signatures."""
    if conference.state != ConferenceState.ADOPTED:
        return
    version = MinutesVersion.objects.create(
        conference=conference, number=1, state=MinutesState.ADOPTED, discussion=conference.discussion,
        conclusion=conference.conclusion, made_by=by, adopted_at=clock.now(),
    )  # fmt: skip
    record(by, "minutes.keep", version, after={"version": 1})


CONFERENCE.followers.append(_first_version)


def begin_correction(conference: Conference, *, by: User, reason: str) -> MinutesVersion:
    """The next version, with the words of the last one, to be corrected, adopted and signed in its turn.

    Only after the last one is signed: until then nothing has left the house.
    """
    with transaction.atomic():
        row = lock(conference)
        require(by, "awards.run_conference", row)
        last = row.versions.exclude(state=MinutesState.DROPPED).order_by("-number").first()
        if last is None:
            raise StateConflict("Biên bản chưa thông qua: sửa ngay ở trang biên bản.")
        if not last.is_signed:
            raise StateConflict(f"{last} chưa ký xong ({last.get_state_display().lower()}).")
        if not reason.strip():
            raise RuleViolation("Ghi lý do sửa biên bản.", field="reason")
        number = row.versions.order_by("-number").values_list("number", flat=True).first() + 1
        version = MinutesVersion.objects.create(
            conference=row, number=number, discussion=last.discussion, conclusion=last.conclusion,
            reason=reason.strip()[:500], made_by=by,
        )  # fmt: skip
        record(by, "minutes.keep", version, after={"version": number}, reason=version.reason)
        return version


@transaction.atomic
def write_version(version: MinutesVersion, *, by: User, discussion: str, conclusion: str) -> MinutesVersion:
    """Change the words of a version that is being written."""
    row = lock(version)
    require(by, "awards.run_conference", row)
    if row.state != MinutesState.DRAFT:
        raise StateConflict("Bản này đã thông qua hoặc đã bỏ, không sửa được nữa.")
    before = {"discussion": row.discussion, "conclusion": row.conclusion}
    row.discussion, row.conclusion = discussion.strip(), conclusion.strip()
    after = {"discussion": row.discussion, "conclusion": row.conclusion}
    if before != after:
        row.save(update_fields=list(after))
        record(by, "minutes.write", row, before=before, after=after)
    return row


def adopt_version(version: MinutesVersion, *, by: User) -> MinutesVersion:
    """A corrected version is adopted by those who sat; it waits for its signatures."""
    return MINUTES.make("adopt_version", version, by=by, adopted_at=clock.now())


def drop_version(version: MinutesVersion, *, by: User) -> MinutesVersion:
    """A correction that was not wanted after all."""
    return MINUTES.make("drop_version", version, by=by)


def sign(version: MinutesVersion, *, by: User) -> MinutesVersion:
    """Sign as the chair or as the secretary; two different people. The first signature freezes the paper and its hash.

    The paper is laid out before the transaction, so that nobody waits for it; the second signature looks whether the
    kept file is still the one that was signed.
    """
    row = MinutesVersion.objects.select_related(*MinutesVersion.locked_with).get(pk=version.pk)
    require(by, "awards.sign_minutes", row)
    hand = permissions.minutes_hand(by, row)
    seal_before_signing()
    if row.state != MinutesState.ADOPTED:
        return _second(row, version, by, hand)
    content = paper_of[0](row)
    digest = hashlib.sha256(content).hexdigest()
    storage = MinutesVersion._meta.get_field("pdf").storage
    folder = f"minutes/{row.conference.held_on.year}"
    name = storage.save(f"{folder}/{row.conference_id}-{row.number}-{digest[:12]}.pdf", ContentFile(content))
    try:
        signature = {f"{hand}_signed_by": by, f"{hand}_signed_at": clock.now()}
        made = MINUTES.make("sign_first", row, by=by, pdf=name, sha256=digest, **signature)
    except BaseException:
        storage.delete(name)
        raise
    version.refresh_from_db()
    return made


def _second(row: MinutesVersion, version: MinutesVersion, by: User, hand: str) -> MinutesVersion:
    with transaction.atomic():
        fresh = lock(row)
        if getattr(fresh, f"{hand}_signed_by_id"):
            raise StateConflict(f"{'Chủ trì' if hand == 'chair' else 'Thư ký'} đã ký bản này.")
        if by.pk in (fresh.secretary_signed_by_id, fresh.chair_signed_by_id):
            raise RuleViolation("Thư ký và chủ trì phải là hai người khác nhau.")
        if fresh.is_frozen:
            signed_file(fresh)
        made = MINUTES.make("sign_second", fresh, by=by, **{f"{hand}_signed_by": by, f"{hand}_signed_at": clock.now()})
    version.refresh_from_db()
    return made
