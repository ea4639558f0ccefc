"""WHO may set the route, ask organs, speak for one, record what a body said."""

from awards.nominations.amendments import Correction
from awards.nominations.models import NominationList
from awards.nominations.organs import Inquiry, Organ
from awards.nominations.permissions import UNIT_STAFF, appraise_nomination, edit_nomination
from thidua.permissions import permission
from units.accounts.enums import Role
from units.models import Unit, User

OFFICE = "trợ lý thi đua cấp tỉnh"


@permission("awards.set_route", who=OFFICE)
def set_route(user: User, unit: Unit) -> bool:
    """Say which stations the lists of a command go through, and which organs are asked."""
    return user.holds(Role.OFFICER, over=unit)


@permission("awards.ask_organs", who=f"{OFFICE}, thư ký Hội đồng")
def ask_organs(user: User, nomination_list: NominationList) -> bool:
    """Ask organs about the lines of a list, give them longer, take a question back."""
    return user.holds(Role.OFFICER, Role.SECRETARY, over=nomination_list.unit)


@permission("awards.record_station", who=f"{OFFICE}, thư ký Hội đồng")
def record_station(user: User, nomination_list: NominationList) -> bool:
    """Write down what a cluster, the standing body or the party committee said of a list."""
    return user.holds(Role.OFFICER, Role.SECRETARY, over=nomination_list.unit)


def speaks_for(user: User, organ: Organ) -> bool:
    """A reviewer of the command who works at the seat of the organ, or whom the organ names."""
    at_home = organ.user_id == user.pk or (organ.seat is not None and user.belongs_to(organ.seat))
    return at_home and user.holds(Role.VERIFIER, over=organ.unit)


@permission("awards.give_opinion", who="cơ quan được hỏi")
def give_opinion(user: User, inquiry: Inquiry) -> bool:
    """Only whoever speaks for the organ that was asked."""
    return speaks_for(user, inquiry.organ)


@permission("awards.extend_inquiry", who=f"{OFFICE}, thư ký Hội đồng")
def extend_inquiry(user: User, inquiry: Inquiry) -> bool:
    """Whoever may ask may give longer and take the question back."""
    return ask_organs(user, inquiry.nomination_list)


@permission("awards.ask_correction", who=f"{OFFICE}, không phải người được đề nghị")
def ask_correction(user: User, correction: Correction) -> bool:
    """Whoever appraises a line may ask for one field of it, and take that back."""
    return appraise_nomination(user, correction.nomination)


@permission("awards.answer_correction", who=UNIT_STAFF)
def answer_correction(user: User, correction: Correction) -> bool:
    """Whoever may change the papers of the line."""
    return edit_nomination(user, correction.nomination)
