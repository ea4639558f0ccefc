"""Work on papers: to write, to sign, to answer."""

from django.db.models import Count, Q
from django.urls import reverse

from awards.decisions.enums import PaperKind, PaperState
from awards.decisions.models import Decision
from awards.decisions.queries import points_count
from awards.decisions.upward_queries import waiting_above
from awards.home.todo.desk import Desk, Waiting, due_of, in_year, lower_first
from awards.nominations.enums import NominationState
from awards.nominations.models import Nomination
from awards.years.enums import Step
from units.accounts.enums import Role


def papers_to_sign(desk: Desk) -> list[Waiting]:
    """Papers laid before the commander of the issuing unit itself."""
    signs_for = [grant.unit_id for grant in desk.user.grants if grant.role == Role.COMMANDER and grant.unit_id]
    if not signs_for:
        return []
    papers = Decision.objects.filter(issuer__in=signs_for, state=PaperState.TO_SIGN).annotate(
        size=Count("lines"), points_n=points_count()
    )
    return [
        Waiting(
            f"Ký {lower_first(paper.get_kind_display())}", "pen-line",
            reverse("awards:decisions.detail", args=[paper.pk]), "Xem và ký",
            f"{paper.subject_line}, {paper.size or paper.points_n} đối tượng", None, "warn", "Chờ ký",
            phase=(paper.period_id, Step.DECISIONS),
        )
        for paper in papers.order_by("pk")
    ]  # fmt: skip


def papers_to_write(desk: Desk) -> list[Waiting]:
    """For the office: lines that passed and stand on no paper, drafts, submissions that were answered from above."""
    years = {period.pk: period for period in desk.open_years}
    if not years:
        return []
    live = [PaperState.DRAFT, PaperState.TO_SIGN, PaperState.SIGNED]
    lines = Nomination.objects.filter(nomination_list__period__in=years, state=NominationState.PASSED)
    loose = (
        lines.exclude(decision_lines__decision__state__in=live)
        .values_list("nomination_list__period")
        .annotate(n=Count("pk"))
        .order_by("nomination_list__period")
    )
    items = [
        Waiting(
            f"Soạn quyết định, tờ trình cho {number} đối tượng đạt phiếu", "file-text",
            in_year("awards:decisions.index", years[pk]), "Soạn", str(years[pk]), due_of(years[pk], Step.DECISIONS),
        )
        for pk, number in loose
    ]  # fmt: skip
    papers = Decision.objects.filter(period__in=years).filter(
        Q(state=PaperState.DRAFT)
        | Q(state=PaperState.SIGNED, kind=PaperKind.SUBMISSION, lines__nomination__state=NominationState.PROPOSED_UP)
    )
    papers = list(papers.distinct().order_by("pk"))
    out = {one.paper.pk: one for one in waiting_above([paper for paper in papers if paper.is_signed])}
    for paper in papers:
        url = reverse("awards:decisions.detail", args=[paper.pk])
        if paper.state == PaperState.DRAFT:
            title = f"Hoàn thành dự thảo {lower_first(paper.get_kind_display())}"
            items.append(Waiting(title, "file-pen", url, "Soạn", paper.subject_line))
        else:
            way = out[paper.pk]
            title = f"Ghi trả lời của cấp trên về tờ trình {paper.code}"
            if way.is_due:
                title = f"Nhắc cấp trên về tờ trình {paper.code}"
            told = f"{paper.subject_line}, chờ {way.days} ngày, {way.waiting} đối tượng"
            items.append(Waiting(title, "bell-ring" if way.is_due else "file-plus", url, "Xem", told))
    return items
