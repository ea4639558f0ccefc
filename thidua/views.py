"""Pages that belong to no app."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from thidua.errors import Forbidden


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 that names the role that may."""
    who = exception.who if isinstance(exception, Forbidden) else ""
    return render(request, "403.html", {"who": who}, status=403)
