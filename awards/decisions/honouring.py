"""People due a medal of service go onto the year's list of such medals, or the decision that gave it is recorded."""

from collections.abc import Iterable
from datetime import datetime, time

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from awards.catalogue.enums import CommendationType
from awards.decisions.back_entering import TOLD, Doubtful, enter_from_paper, office_unit
from awards.decisions.enums import EntryConfidence, EntrySource
from awards.decisions.medals import Medal, Row
from awards.decisions.old_papers import BackEntry
from awards.nominations.candidates import usual_proposer
from awards.nominations.kinds import kind_of, type_for
from awards.nominations.models import Nomination, NominationList
from awards.nominations.occasions import event_for
from awards.nominations.services import Handled, nominate
from awards.years.models import EmulationPeriod
from thidua.errors import DomainError, RuleViolation
from thidua.permissions import require
from units.models import User

LAST_HOUR = time(17)


def event_of(period: EmulationPeriod, medal: Medal) -> tuple[CommendationType, str]:
    """Type and name of the year's list a medal goes on: `Huy chương niên hạn năm 2027`."""
    kind = type_for(medal.rule.commendation_types)
    what = "Huy chương niên hạn" if kind == CommendationType.SENIORITY else f"Khen thưởng {kind_of(kind).label}"
    return kind, f"{what} năm {period.year}"


def list_for(period: EmulationPeriod, medal: Medal) -> NominationList | None:
    """That list, once somebody has been put on it."""
    kind, event = event_of(period, medal)
    return NominationList.every.filter(period=period, kind=kind, event=event).select_related("period__unit").first()


def _due_at(period: EmulationPeriod) -> datetime:
    """Years of service count to the end of the year: so long the list takes people, with the year's own at least."""
    end = timezone.make_aware(datetime.combine(period.ends_on, LAST_HOUR))
    own = NominationList.of_year(period)
    return max(end, own.due_at) if own is not None else end


@transaction.atomic
def put_on_list(period: EmulationPeriod, medal: Medal, rows: Iterable[Row], *, by: User) -> Handled:
    """A draft for everybody who can be put forward now; the year's list of such medals is opened when there is none.

    Whoever is refused stays, with the reason.
    """
    rows, handled = list(rows), Handled()
    require(by, "awards.run_nominations", NominationList(period=period))
    if not rows:
        raise RuleViolation("Chọn ít nhất một người.")
    kind, event = event_of(period, medal)
    fresh = event_for(period, by=by, kind=kind, event=event, due_at=_due_at(period), award=medal.award)
    for row in rows:
        try:
            proposer = usual_proposer(by, fresh, row.person)
            if proposer is None:
                raise RuleViolation("Không có đơn vị nào trong phạm vi để đứng tên đề nghị.")
            with transaction.atomic():
                line = nominate(fresh, medal.award, by=by, proposer=proposer, person=row.person, citation=citation(row))
        except DomainError as error:
            handled.refused.append((Nomination(award=medal.award, subject_name=row.person.full_name), error.message))
        else:
            handled.done.append(line)
    return handled


def citation(row: Row) -> str:
    """What the line says of the years: `Phục vụ 15 năm 2 tháng …, đủ 15 năm ngày 14/02/2027 (niên hạn).`"""
    return f"Phục vụ {row.have} tính đến cuối năm thi đua, đủ {row.need} ngày {row.when} (khen thưởng niên hạn)."


def record_given(
    medal: Medal, rows: Iterable[Row], *, by: User, year: int, upload: UploadedFile | None = None,
    sure: bool = False, **facts,
) -> list[BackEntry]:  # fmt: skip
    """The medals of a decision that has come, each as an award entered from that paper.

    Whose years were not full on its day is asked about first.
    """
    rows = list(rows)
    if not rows:
        raise RuleViolation("Chọn ít nhất một người.")
    day = facts["decided_on"]
    early = [one for one in rows if one.due is None or one.due.earliest is None or one.due.earliest > day]
    if early and not sure:
        told = ((one.person.full_name, one.need, one.when or "–") for one in early[:TOLD])
        raise Doubtful([f"{name}: đến ngày quyết định chưa đủ {need}, đủ ngày {when}." for name, need, when in told])
    entries = [
        {
            "award": medal.award, "person": one.person, "unit": None, "year": year, "note": "Niên hạn",
            "source": EntrySource.PAPER, "confidence": EntryConfidence.SURE,
        }
        for one in rows
    ]  # fmt: skip
    unit = office_unit(by, [one.person.unit for one in rows])
    return enter_from_paper(unit, entries, by=by, sure=sure, upload=upload, **facts)
