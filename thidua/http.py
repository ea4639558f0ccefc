"""The way in and out of a view: refusals told in the user's words, files sent privately."""

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import split_domain_port
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from thidua.errors import DomainError, StateConflict
from thidua.filetypes import FileKind

# What a picture or paper may do when it is shown: nothing. It is drawn inside our own page only.
SHOWN = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"


def back(request: HttpRequest, default: str = "/") -> HttpResponseRedirect:
    """To the page the user came from, when it is ours; else to `default`."""
    came_from = request.headers.get("referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return HttpResponseRedirect(came_from)
    return redirect(default)


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Tell a refusal: a fragment with 409/422 to htmx, otherwise a message on the page the user came from."""
    if request.headers.get("hx-request"):
        status = 409 if isinstance(error, StateConflict) else 422
        return render(request, "components/_refusal.html", {"error": error}, status=status)
    messages.error(request, error.brief)
    return back(request)


def shows_domain_errors(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Turn a DomainError of the view into a refusal. Forbidden stays a 403, Http404 a 404."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except DomainError as error:
            return refusal(request, error)

    return wrapped


def is_safe(request: HttpRequest) -> bool:
    """Whether browsers give the pages of this address their cryptography: by HTTPS, or on this very machine."""
    return request.is_secure() or is_only_here(request)


def is_only_here(request: HttpRequest) -> bool:
    """Whether the page was opened by an address of this very machine, by which no phone finds it."""
    name = split_domain_port(request.get_host())[0].strip("[]").removesuffix(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def network_of(request: HttpRequest) -> str:
    """Where a request came from, to slow down whoever asks too often: behind our proxy the address it passes on.

    Of IPv6 the first half: the rest is the visitor's own to choose.
    """
    given = request.META.get("REMOTE_ADDR", "")
    if settings.HTTPS:  # README: the proxy writes this header itself, whatever came with the request
        given = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip() or given
    try:
        found = ip_address(given)
    except ValueError:
        return given
    return str(found) if found.version == 4 else str(ip_network((found, 64), strict=False))


def form_status(form) -> int:
    """422 for a page that shows a refused form again, so that nothing takes it for a page saved; else 200."""
    return 422 if form.is_bound and form.errors else 200


def download(content: bytes, filename: str, content_type: str) -> HttpResponse:
    """A file for the user to keep; never cached by anything on the way."""
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{filename}"', "Cache-Control": "private, no-store"},
    )


def send_private(file, name: str, kind: FileKind | None, *, inline: bool = False) -> FileResponse:
    """A kept file (a FieldFile) for those who may see its owner; shown when `inline` and of a kind for that."""
    if not file or kind is None:
        raise Http404("no file")
    try:
        content = file.open("rb")
    except FileNotFoundError:
        raise Http404("no file") from None
    shown = inline and kind.is_shown
    answer = FileResponse(content, as_attachment=not shown, filename=name, content_type=kind.content_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = SHOWN
    answer["X-Frame-Options"] = "SAMEORIGIN"
    answer["Cache-Control"] = "private, no-store"
    return answer
