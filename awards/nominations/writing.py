"""Parts of a report in the words of the unit: what it wrote stays until it takes the words of the records back."""

import unicodedata

from django.db import transaction

from awards.nominations.dossier import ReportSection
from awards.nominations.filing import TAKES_FILES
from awards.nominations.merits import Section, report_of
from awards.nominations.models import Nomination
from awards.nominations.services import open_list_of
from thidua import clock
from thidua.errors import RuleViolation, StateConflict
from thidua.permissions import require
from thidua.workflow import lock
from units.audit.services import record
from units.models import User

LONGEST = 8000


@transaction.atomic
def write_report(nomination: Nomination, *, by: User, texts: dict[str, str], seen: dict[str, str] | None = None) -> int:
    """Keep the parts; returns how many came out in other words. What is left as the records say it follows them.

    texts: code → words; seen: code → `Section.seal` of what the page showed, so that nobody overwrites a newer text
    unawares.
    """
    line = _open_line(nomination, by)
    report = report_of(line)
    parts = [section for section in report.sections if section.code in texts]
    if unknown := set(texts) - {section.code for section in parts}:
        raise RuleViolation(f"Báo cáo không có mục {', '.join(sorted(unknown))}.")
    changed = []
    for section in parts:
        text = cleaned(texts[section.code])
        if len(text) > LONGEST:
            raise RuleViolation(f"“{section.title}” dài hơn {LONGEST} ký tự.", field=section.code)
        if text != section.text:
            if seen is not None and seen.get(section.code) != section.seal:
                who = section.written.written_by if section.written else "Người khác"
                raise StateConflict(f"{who} vừa sửa “{section.title}”. Mở lại trang để xem bản mới, rồi sửa tiếp.")
            changed.append(section.title)
            _keep(line, section, text, by)
        elif not section.written:
            _keep(line, section, text, by)
    if changed or not report.is_begun:
        record(by, "nomination.write_report", line, section=", ".join(changed) or "giữ nguyên theo hồ sơ")
    return len(changed)


def _keep(line: Nomination, section: Section, text: str, by: User) -> None:
    ReportSection.objects.update_or_create(
        nomination=line, code=section.code,
        defaults={"text": text, "base": section.base, "written_by": by, "written_at": clock.now()},
    )  # fmt: skip


@transaction.atomic
def reset_report(nomination: Nomination, *, by: User, code: str) -> None:
    """Take the words of the records again for one part; what the unit wrote stays in the record of acts."""
    line = _open_line(nomination, by)
    section = report_of(line).section(code)
    if section is None or section.written is None:
        raise RuleViolation("Mục này đang theo hồ sơ.")
    before = section.text
    if not section.is_edited:
        return
    _keep(line, section, section.base, by)
    record(
        by, "nomination.reset_report", line, section=section.title, before={"text": before},
        after={"text": section.base},
    )  # fmt: skip


def cleaned(text: str) -> str:
    lines = unicodedata.normalize("NFC", text).splitlines()
    return "\n".join(line.rstrip() for line in lines).strip()


def _open_line(nomination: Nomination, by: User) -> Nomination:
    require(by, "awards.edit_nomination", nomination)
    open_list_of(nomination)
    line = lock(nomination)
    if line.state not in TAKES_FILES:
        raise StateConflict(f"Không sửa báo cáo của đề nghị đang ở trạng thái “{line.get_state_display()}”.")
    return line
