"""The minutes as far as they write themselves: what was said, in order, from the programme, speeches and opinions."""

import hashlib
import hmac

from django.utils import timezone

from awards.conferences.enums import MinutesState, Presence, TaskState
from awards.conferences.models import Conference
from awards.conferences.records import MinutesVersion
from awards.conferences.rules import concludes
from thidua.errors import RuleViolation


def discussion_of(conference: Conference) -> str:
    """One paragraph for each item with a note, each speech and each written opinion, in the order of the day."""
    speeches = list(conference.speeches.exclude(started_at=None).select_related("talk").order_by("started_at", "pk"))
    lines = []
    for item in conference.programme.all():
        lines += [f"{item.title}: {item.note}"] if item.note else []
        lines += [_said(speech) for speech in speeches if speech.item_id == item.pk]
    lines += [_said(speech) for speech in speeches if speech.item_id is None]
    for seat in conference.attendees.filter(presence=Presence.ABSENT, opinion__isnull=False).select_related(
        "opinion", "member", "unit"
    ):
        words = " ".join(seat.opinion.text.split())
        lines.append(f"Ý kiến bằng văn bản của {seat.name} ({seat.title}): {words}")
    return "\n".join(lines)


def _said(speech) -> str:
    who = f"{timezone.localtime(speech.started_at):%H:%M}, {speech.name}" + (f" ({speech.post})" if speech.post else "")
    what = f"trình bày tham luận “{speech.talk.title}”" if speech.talk else "phát biểu"
    words = " ".join(speech.summary.split())
    return f"{who} {what}: {words}" if words else f"{who} {what}."


def conclusion_of(conference: Conference) -> str:
    """What was noted of the items that conclude, and that tasks were given: a beginning for the secretary."""
    notes = [item.note for item in conference.programme.all() if item.note and concludes(item.title)]
    given = conference.tasks.exclude(state=TaskState.DROPPED).count()
    lines = notes + ([f"Giao {given:02d} việc sau hội nghị, có thời hạn cho từng đơn vị."] if given else [])
    return "\n".join(lines)


def new_lines(conference: Conference) -> list[str]:
    """Paragraphs that happened and do not stand in the discussion as it was saved."""
    if not conference.discussion.strip():
        return []
    return [line for line in discussion_of(conference).splitlines() if line not in conference.discussion]


def last_version(conference: Conference) -> MinutesVersion | None:
    """The version that counts: the newest that was not dropped and is not being written."""
    rows = conference.versions.exclude(state__in=[MinutesState.DRAFT, MinutesState.DROPPED])
    return rows.order_by("-number").first()


def signed_file(version: MinutesVersion) -> bytes:
    """The frozen PDF of a version. Raises RuleViolation when it is gone or no longer what was signed."""
    try:
        with version.pdf.open("rb") as file:
            content = file.read()
    except (FileNotFoundError, ValueError):
        raise RuleViolation(
            f"Không tìm thấy tệp của biên bản (bản {version.number}) trên máy chủ. "
            "Báo quản trị hệ thống khôi phục từ bản sao lưu."
        ) from None
    if not hmac.compare_digest(hashlib.sha256(content).hexdigest(), version.sha256):
        raise RuleViolation(
            f"Tệp của biên bản (bản {version.number}) đã bị thay đổi sau khi ký (mã kiểm tra không khớp), không phát "
            "ra được. Báo quản trị hệ thống."
        )
    return content
