"""Pages that belong to no app."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from thidua import lan, qr
from thidua.errors import Forbidden


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 that names the role that may."""
    who = exception.who if isinstance(exception, Forbidden) else ""
    return render(request, "403.html", {"who": who}, status=403)


@require_safe
def lan_trust(request: HttpRequest) -> HttpResponse:
    """How a phone comes to trust this server. For everybody: whoever needs it cannot sign in safely yet."""
    found = lan.current()
    if found is None:
        raise Http404("no certificate of our own")
    address = request.build_absolute_uri(reverse("lan_authority"))
    return render(request, "lan/trust.html", {"found": found, "address": address, "qr": qr.data_uri(address)})


@require_safe
def lan_authority(request: HttpRequest) -> HttpResponse:
    """The authority a phone is to trust: no secret, compared by its fingerprint."""
    content = lan.authority_der()
    if content is None:
        raise Http404("no certificate of our own")
    named = {"Content-Disposition": 'attachment; filename="thidua.crt"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/x-x509-ca-cert", headers=named)
