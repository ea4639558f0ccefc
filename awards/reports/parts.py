"""Pieces that several papers share: heads of councils and clusters, signatures, hours and places in words."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from awards.conferences.enums import MemberFunction
from awards.conferences.models import Attendee, Conference, Council, CouncilMember
from awards.decisions.papers import organ_name
from thidua.documents import OfficialHeading, SignatureBlock
from thidua.documents.vietnamese import long_date
from thidua.text import search_key
from units.models import Cluster

DRAFT, PROVISIONAL = "Dự thảo", "Số liệu tạm tính"


def local(moment: datetime | None) -> datetime | None:
    """A moment in the time of the installation, naive, as papers print it."""
    return timezone.make_naive(timezone.localtime(moment)) if moment else None


def hour(moment: datetime | None) -> str:
    """`15 giờ 31 phút`; room for the pen when it has not happened yet."""
    at = local(moment)
    return f"{at:%H} giờ {at:%M} phút" if at else "… giờ … phút"


def hour_and_day(moment: datetime | None) -> str:
    """`15 giờ 31 phút, ngày 18 tháng 10 năm 2023`."""
    at = local(moment)
    return f"{hour(moment)}, {long_date(at.date() if at else None)}"


def slug(*parts: object) -> str:
    """ASCII name of a file: `bien-ban-kiem-phieu-2023-1`."""
    words = search_key(" ".join(str(part) for part in parts))
    return "-".join("".join(c if c.isalnum() else " " for c in words).split())


def body_noun(body: Council | Cluster) -> str:
    """`Hội đồng` or `cụm`, in running text."""
    return "Hội đồng" if isinstance(body, Council) else "cụm"


def series_of(body: Council | Cluster, kind: str) -> str:
    """`/BB-HĐTĐKT`: the number is written by hand."""
    return f"/{kind}-{'HĐTĐKT' if isinstance(body, Council) else 'CTĐ'}"


def place_of(conference: Conference) -> str:
    """The place name on papers of a conference: that of its host, else of the body's unit."""
    return conference.host.place or conference.unit.place


def body_heading(
    body: Council | Cluster, *, on: date, day: date | None, place: str, kind: str = "", stamp: str = ""
) -> OfficialHeading:
    """Head of a paper of a council or a cluster: the organ above, the body, number left to the pen.

    on: the day whose names hold. day: date of the paper, None leaves room. kind: BB, BC. stamp: in the number's place.
    """
    unit = body.unit if isinstance(body, Council) else body.organiser
    return OfficialHeading(
        superior=organ_name(unit, on),
        organ=body.name,
        number="" if stamp else series_of(body, kind),
        stamp=stamp,
        place=place,
        date=day,
    )


def chair_of(body: Council | Cluster, on: date) -> CouncilMember | None:
    if not isinstance(body, Council):
        return None
    return body.members_on(on).filter(function=MemberFunction.CHAIR).first()


def chair_signature(conference: Conference, *, authority: bool = False) -> SignatureBlock:
    """Who signs for the body: the chair of the council with rank and post, or the delegate of the cluster's lead."""
    on, body = conference.held_on, conference.body
    if chair := chair_of(body, on):
        return SignatureBlock(
            authority="TM. Hội đồng" if authority else "",
            post="Chủ tịch" if authority else "Chủ trì hội nghị",
            held=chair.position,
            rank=chair.person.get_rank_display(),
            name=chair.person.full_name,
        )
    if isinstance(body, Council):
        return SignatureBlock(
            authority="TM. Hội đồng" if authority else "", post="Chủ tịch" if authority else "Chủ trì hội nghị"
        )
    lead = body.lead_on(on)
    seat = Attendee.objects.filter(conference=conference, unit=lead).first() if lead else None
    return SignatureBlock(
        authority="TM. Cụm thi đua" if authority else "",
        post="Cụm trưởng" if authority else "Chủ trì hội nghị",
        held=seat.role if seat and seat.person_id else "",
        name=seat.name if seat and seat.person_id else "",
    )


def listed(items: Iterable[str]) -> str:
    """`a, b và c`."""
    words = list(items)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} và {words[-1]}" if words else ""
