"""The public check of a code, without signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from awards.decisions.certificate_forms import CodeForm
from awards.decisions.verifying import check
from thidua import clock
from thidua.http import network_of


@require_safe
@never_cache
def verify_public(request: HttpRequest, code: str = "") -> HttpResponse:
    """Where a QR leads (code), or a page to type a code (`?ma=`)."""
    typed = (code or request.GET.get("ma", ""))[:80]
    verdict = check(typed, network_of(request)) if typed else None
    context = {
        "form": CodeForm(initial={"ma": "" if verdict else typed}),
        "asked": bool(typed),
        "verdict": verdict,
        "now": clock.now(),
    }
    status = 404 if typed and verdict is None else 200
    answer = render(request, "awards/decisions/verify_public.html", context, status=status)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
