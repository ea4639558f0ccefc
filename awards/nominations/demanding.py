"""What a command asks of the papers of a dossier: must be there, should be there, not asked; papers of its own."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from awards.catalogue.enums import Confidence
from awards.nominations.dossier import PaperRule
from awards.nominations.dossiers import is_own
from awards.nominations.enums import PaperLevel, PaperSource
from awards.nominations.kinds import Kind, kind_of
from thidua import text
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.audit.services import record
from units.models import Unit, User

CHOICES = (PaperLevel.MUST, PaperLevel.SHOULD, PaperLevel.OFF)


@transaction.atomic
def set_level(unit: Unit, kind: str, code: str, *, by: User, level: str, valid_from: date, reason: str) -> PaperRule:
    """From a day on the command asks so of a paper; its earlier word ends the day before. Lists whose day of law is
    this day or later follow."""
    unit = lock(unit)
    require(by, "awards.set_papers", unit)
    said = text.clean(reason)[:300]
    if not said:
        raise RuleViolation("Ghi lý do.", field="reason")
    if level not in CHOICES:
        raise RuleViolation("Chọn yêu cầu.", field="level")
    paper = known_paper(unit, kind_of(kind), code, valid_from)
    if paper is None:
        raise RuleViolation("Không có giấy tờ này.")
    last = PaperRule.objects.filter(unit=unit, kind=kind, code=code).order_by("-valid_from").first()
    if last is not None and last.valid_from >= valid_from:
        if (last.valid_from, last.level, last.reason) == (valid_from, level, said):
            return last  # the button was pressed twice
        raise StateConflict(f"Đã có yêu cầu từ {last.valid_from:%d/%m/%Y}: chọn ngày sau ngày ấy.")
    if last is not None and last.valid_to is None:
        last.valid_to = valid_from - timedelta(days=1)
        last.save(update_fields=["valid_to"])
    made = PaperRule(
        unit=unit, kind=kind, code=code, text=paper.text, level=level, valid_from=valid_from, reason=said, set_by=by,
        legal_basis=paper.legal_basis, confidence=paper.confidence,
    )  # fmt: skip
    return _made(made, by, last.get_level_display() if last else "")


@transaction.atomic
def add_paper(
    unit: Unit, kind: str, *, by: User, name: str, level: str, valid_from: date, legal_basis: str, reason: str
) -> PaperRule:
    """A paper of the command's own, from a day on."""
    unit = lock(unit)
    require(by, "awards.set_papers", unit)
    name, said = text.clean(name)[:200], text.clean(reason)[:300]
    if not name:
        raise RuleViolation("Ghi tên giấy tờ.", field="name")
    if not said:
        raise RuleViolation("Ghi lý do.", field="reason")
    if level not in (PaperLevel.MUST, PaperLevel.SHOULD):
        raise RuleViolation("Chọn yêu cầu.", field="level")
    law = kind_of(kind)
    there = [paper.text for paper in law.papers] + list(
        PaperRule.objects.filter(unit=unit, kind=kind).values_list("text", flat=True)
    )
    if text.search_key(name) in {text.search_key(one) for one in there}:
        raise RuleViolation("Giấy tờ này đã có trong thành phần hồ sơ.", field="name")
    number = PaperRule.objects.filter(unit=unit, kind=kind, code__startswith="own-").values("code").distinct().count()
    made = PaperRule(
        unit=unit, kind=kind, code=f"own-{number + 1}", text=name, level=level, valid_from=valid_from, reason=said,
        set_by=by, legal_basis=text.clean(legal_basis)[:300] or f"Quy định của {unit}", confidence=Confidence.LOCAL,
    )  # fmt: skip
    return _made(made, by, "")


def _made(made: PaperRule, by: User, before: str) -> PaperRule:
    made.save()
    after = {"level": made.get_level_display(), "valid_from": made.valid_from}
    record(
        by, "paper_rule.set", made, before={"level": before}, after=after, reason=made.reason, paper=made.text
    )  # fmt: skip
    return made


@dataclass(frozen=True)
class Known:
    """A paper that can be asked for."""

    text: str
    legal_basis: str
    confidence: str
    source: str = PaperSource.FILE


def known_paper(unit: Unit, kind: Kind, code: str, day: date) -> Known | None:
    """Of the law on a day, of the law on its latest day, or of the command itself."""
    if is_own(code):
        row = PaperRule.objects.filter(unit=unit, kind=kind.type, code=code).first()
        return Known(row.text, row.legal_basis, row.confidence) if row else None
    rows = [paper for paper in kind.papers if paper.code == code]
    found = next((paper for paper in rows if paper.holds_on(day)), rows[-1] if rows else None)
    return Known(found.text, found.legal_basis, found.confidence, found.source) if found else None
