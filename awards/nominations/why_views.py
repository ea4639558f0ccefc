"""The page that explains how a person or a unit stands with every title."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from awards.catalogue.queries import rule_set_on
from awards.nominations import why as reads
from awards.nominations.forms import WhyForm
from awards.years.scope import scope_of
from thidua import clock
from units.models import Person


@login_required
@require_GET
def why(request: HttpRequest, key: str) -> HttpResponse:
    """`?danh_hieu=CSTT&ngay=01/10/2023`: one title in full, all of them beside it, under the law of the day."""
    subject = reads.subject_seen(request.user, key)
    if subject is None:
        raise Http404("nobody the user sees")
    is_person = isinstance(subject, Person)
    if is_person and subject.merged_into is not None:
        return redirect(reads.why_url(subject.merged_into))
    form = WhyForm(request.GET)
    form.is_valid()
    day = form.cleaned_data.get("ngay") or clock.today()
    period = reads.year_for(subject, scope_of(request).period)
    home = reverse("units:people.detail" if is_person else "units:structure.detail", args=[subject.pk])
    context = {
        "subject": subject,
        "is_person": is_person,
        "home": home,
        "crumbs": [(str(subject), home), ("Điều kiện khen thưởng", "")],
        "form": form,
        "typed": request.GET.get("ngay") or f"{day:%d/%m/%Y}",
        "day": day,
        "period": period,
        "rule_set": rule_set_on(day),
        **(_answers(request, subject, reads.frame_on(period, day)) if period else {}),
    }
    return render(request, "awards/nominations/why.html", context)


def _answers(request: HttpRequest, subject, frame: reads.Frame) -> dict:
    """The title asked for, else the first one that is on the list, else the first of the day."""
    rows, facts = reads.answers(frame, subject)
    asked = request.GET.get("danh_hieu", "")
    current = next((row for row in rows if row.award.code == asked), None)
    current = current or next((row for row in rows if row.line), rows[0] if rows else None)
    if current is None:
        return {"answers": []}
    return {
        "answers": [(row, reads.why_url(subject, award=row.award.code, day=frame.law_day)) for row in rows],
        "current": current,
        "told": reads.told(current.judgements),
        "laws": reads.under_each_law(frame, current.award, subject, facts),
    }
