"""The law of a list: the one of its deadline, or another one with a reason; shown before it is done."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from awards.catalogue.queries import rule_set_on
from awards.nominations.frames import listing_of
from awards.nominations.law import choose_law as choose
from awards.nominations.law_forms import LawForm
from awards.years.scope import follow
from thidua.http import form_status
from thidua.permissions import require
from units.structure.previews import kept, tried


@login_required
def choose_law(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge the lines of a list under another rule set."""
    listing = listing_of(request, pk)
    follow(request, listing.period)
    require(request.user, "awards.choose_law", listing)
    form = LawForm(request.POST or None)
    draft = tried(request, form, choose, listing)
    if draft and draft.act:
        messages.success(request, f"Đã lưu. {draft.title}.")
        return redirect("awards:nominations.index")
    title = "Quy định dùng để xét"
    context = {
        "listing": listing,
        "law": rule_set_on(listing.rule_day),
        "form": form,
        "draft": draft,
        "changed": bool(draft and request.POST.get("xac_nhan")),
        "kept": kept(request),
        "title": title,
        "crumbs": [("Đề nghị khen thưởng", reverse("awards:nominations.index")), (title, "")],
        "back": reverse("awards:nominations.index"),
    }
    return render(request, "awards/nominations/choose_law.html", context, status=form_status(form))
