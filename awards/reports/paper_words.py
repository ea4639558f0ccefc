"""What the fields of a wording stand for on each kind of paper, and the finishing of papers in the office's words."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from awards.catalogue.enums import AwardKind
from awards.conferences.models import Conference
from awards.decisions.amend_papers import handed_back
from awards.decisions.enums import PaperKind
from awards.decisions.models import Decision
from awards.decisions.papers import PaperGroup, groups_of, made_on, organ_name, quoted
from awards.reports.parts import hour
from awards.reports.wordings import worded
from thidua import clock
from thidua.documents import Document
from thidua.documents.vietnamese import count, money_in_words, number

Values = Mapping[str, str]


def of_paper(paper: Decision, day: date | None = None) -> Values:
    """Fields of a decision or submission. day: of signing, when it is not yet on the paper."""
    groups = groups_of(paper, day)
    nouns = list(dict.fromkeys(group.noun for group in sorted(groups, key=lambda one: not one.is_collective)))
    nouns = nouns or ["tập thể", "cá nhân"]
    forms = sorted({group.award.kind == AwardKind.FORM for group in groups}) or [False]
    each = paper.kind == PaperKind.SUBMISSION
    on = day or paper.decided_on or made_on(paper)
    total = sum(group.total for group in groups)
    joined = ", ".join(nouns)
    return {
        "nam": str(paper.period.year),
        "don_vi": " ".join(paper.issuer_text.split()) or organ_name(paper.issuer, on),
        "so_luong": ", ".join(group.size for group in groups),
        "hinh_thuc": ", ".join("hình thức khen thưởng" if form else "danh hiệu thi đua" for form in forms),
        "doi_tuong": ", ".join(f"từng {noun}" if each else noun for noun in nouns),
        "nguoi_nhan": joined[:1].upper() + joined[1:],
        "tien": number(total),
        "tien_chu": money_in_words(total),
        "quyet_dinh": quoted(paper.amends) if paper.amends_id else "",
        "noi_nhan": paper.addressee,
        "de_nghi": "; ".join(_wanted(group, paper.period.year) for group in groups),
    }


def _wanted(group: PaperGroup, year: int) -> str:
    kind = "hình thức" if group.award.kind == AwardKind.FORM else "danh hiệu"
    return f"{kind} “{group.award.short_name}” năm {year} cho {group.size}"


def of_amendment(paper: Decision, day: date | None = None) -> Values:
    """Fields of a correction or a revocation."""
    return {
        "quyet_dinh": quoted(paper.amends),
        "nop_lai": handed_back(paper) if paper.kind == PaperKind.REVOCATION else "",
        "doi_tuong": count(paper.points.count()),
    }


def of_conference(conference: Conference) -> Values:
    return {"gio": hour(conference.ends_at), "thanh_phan": conference.member_noun, "hoi_nghi": conference.name}


# Report → what its fields stand for, by the subject of the report.
VALUES: dict[str, Callable[..., Values]] = {
    "decision": of_paper,
    "submission": of_paper,
    "amendment": of_amendment,
    "conference-minutes": of_conference,
    "invitations": lambda invitation: of_conference(invitation.conference),
}


# Kind of paper → the report whose places it has.
_REPORTS = {
    PaperKind.DECISION: "decision",
    PaperKind.SUBMISSION: "submission",
    PaperKind.CORRECTION: "amendment",
    PaperKind.REVOCATION: "amendment",
}


def finish_paper(paper: Decision, document: Document, day: date | None) -> Document:
    """A paper in the words and looks of its issuer; a draft in those of today."""
    report = _REPORTS[PaperKind(paper.kind)]
    return worded(document, report, paper.issuer, day or clock.today(), partial(VALUES[report], paper, day))
