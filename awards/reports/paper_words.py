"""What the fields of a wording stand for on each kind of paper, and the finishing of papers in the office's words."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from awards.catalogue.enums import AwardKind
from awards.conferences.models import Conference
from awards.decisions.enums import PaperKind
from awards.decisions.models import Decision
from awards.decisions.papers import PaperGroup, groups_of, made_on, organ_name
from awards.reports.parts import hour
from awards.reports.wordings import worded
from thidua import clock
from thidua.documents import Document

Values = Mapping[str, str]


def of_paper(paper: Decision) -> Values:
    """Fields of a decision or submission."""
    groups = groups_of(paper)
    nouns = list(dict.fromkeys(group.noun for group in sorted(groups, key=lambda one: not one.is_collective)))
    nouns = nouns or ["tập thể", "cá nhân"]
    forms = sorted({group.award.kind == AwardKind.FORM for group in groups}) or [False]
    each = paper.kind == PaperKind.SUBMISSION
    on = paper.decided_on or made_on(paper)
    return {
        "nam": str(paper.period.year),
        "don_vi": " ".join(paper.issuer_text.split()) or organ_name(paper.issuer, on),
        "so_luong": ", ".join(group.size for group in groups),
        "hinh_thuc": ", ".join("hình thức khen thưởng" if form else "danh hiệu thi đua" for form in forms),
        "doi_tuong": ", ".join(f"từng {noun}" if each else noun for noun in nouns),
        "noi_nhan": paper.addressee,
        "de_nghi": "; ".join(_wanted(group, paper.period.year) for group in groups),
    }


def _wanted(group: PaperGroup, year: int) -> str:
    kind = "hình thức" if group.award.kind == AwardKind.FORM else "danh hiệu"
    return f"{kind} “{group.award.short_name}” năm {year} cho {group.size}"


def of_conference(conference: Conference) -> Values:
    return {"gio": hour(conference.ends_at), "thanh_phan": conference.member_noun, "hoi_nghi": conference.name}


# Report → what its fields stand for, by the subject of the report.
VALUES: dict[str, Callable[[Any], Values]] = {
    "decision": of_paper,
    "submission": of_paper,
    "conference-minutes": of_conference,
    "invitations": lambda invitation: of_conference(invitation.conference),
}


def finish_paper(paper: Decision, document: Document, day: date | None) -> Document:
    """A decision or submission in the words and looks of its issuer; a draft in those of today."""
    report = "decision" if paper.kind == PaperKind.DECISION else "submission"
    return worded(document, report, paper.issuer, day or clock.today(), partial(of_paper, paper))
