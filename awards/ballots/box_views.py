"""What a member's device and the tellers ask of an electronic round; pages are in views.py.

`cast` and `receipts` are nobody's: they take no cookie, give none, ask no session and leave no line in a log.
"""

import json
import logging
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from awards.ballots import box_queries, boxing, casting, limits, queries, services
from awards.ballots.casting import NotOpen, OtherDevice, TokenSpent
from awards.ballots.frames import crumbs
from awards.ballots.models import VotingRound
from awards.ballots.sealing import BadBallot, NotEntitled
from thidua.errors import DomainError, StateConflict
from thidua.http import download, is_safe, shows_domain_errors
from thidua.numbers import is_number
from thidua.permissions import require

log = logging.getLogger(__name__)
MOST_BYTES = 64 * 1024
UNSAFE = "Trang mở bằng http qua mạng. Mở lại bằng https để nhận phiếu điện tử, hoặc ký nhận phiếu giấy."
TOO_OFTEN = "Máy hỏi phiếu quá nhiều lần. Giữ nguyên trang, máy tự hỏi lại."


def _ballot(request: HttpRequest, pk: UUID) -> VotingRound:
    rows = VotingRound.objects.visible_to(request.user).select_related("conference__council", "conference__cluster")
    return get_object_or_404(rows, pk=pk)


# The device of a member, signed in ------------------------------------------------------------------------------------


def _refused(error: DomainError) -> JsonResponse:
    kind = "other_device" if isinstance(error, OtherDevice) else "refused"
    status = 409 if isinstance(error, StateConflict) else 422
    return JsonResponse({"error": kind, "message": str(error)}, status=status)


@login_required
@require_GET
def state(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How things stand, asked for by every device all the time, before and after its ballot is cast alike. `?rieng=1`:
    and how the lines taken out of the paper stand. `?khoa=1`: instead the keys of a paper cast line by line, while it
    is given out."""
    ballot = _ballot(request, pk)
    boxing.sweep_now_and_then()
    seat = queries.seat_of(ballot, request.user)
    if "khoa" in request.GET:
        found = json.dumps(box_queries.keys_for(ballot, seat) if ballot.is_checkin else {})
    else:
        found = box_queries.state_for(ballot, seat, with_parts="rieng" in request.GET)
    return HttpResponse(found, content_type="application/json", headers={"Cache-Control": "no-store"})


@login_required
@require_POST
def issue(request: HttpRequest, pk: UUID) -> HttpResponse:
    """`blinded`, in hex, for the papers of `epoch`: its blind signature.

    By plain http on a network nobody fetches a paper: whoever listens there could take the session, and no browser
    could seal a ballot.
    """
    ballot = _ballot(request, pk)
    if not is_safe(request):
        return JsonResponse({"error": "unsafe", "message": UNSAFE}, status=422)
    if not limits.papers.takes(request.user.pk):
        return JsonResponse({"error": "too_often", "message": TOO_OFTEN}, status=429)
    try:
        epoch = request.POST.get("epoch", "")
        asked = {"blinded": request.POST.get("blinded", ""), "epoch": int(epoch) if is_number(epoch) else -1}
        answer = casting.issue(ballot, by=request.user, **asked)
    except DomainError as error:
        return _refused(error)
    return JsonResponse({"signature": answer})


@login_required
@require_POST
def mark_ready(request: HttpRequest, pk: UUID) -> HttpResponse:
    try:
        casting.mark_ready(_ballot(request, pk), by=request.user)
    except DomainError as error:
        return _refused(error)
    return JsonResponse({})


@login_required
@require_POST
def surrender(request: HttpRequest, pk: UUID) -> HttpResponse:
    """`prep`, `tsig`: the paper that is given back."""
    given = {name: request.POST.get(name, "") for name in ("prep", "tsig")}
    try:
        casting.surrender(_ballot(request, pk), by=request.user, **given)
    except DomainError as error:
        return _refused(error)
    return JsonResponse({})


# Nobody's -------------------------------------------------------------------------------------------------------------


def _quiet(response: JsonResponse) -> JsonResponse:
    """An answer that leaves no line in a log, whatever it says."""
    response.headers["Cache-Control"] = "no-store"
    response._has_been_logged = True
    return response


def _no(kind: str, status: int) -> JsonResponse:
    return _quiet(JsonResponse({"error": kind}, status=status))


@csrf_exempt
@require_POST
def cast(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A ballot into the box: the four fields of a record as JSON. Who sends it is not asked, and must not be told."""
    if request.headers.get("cookie"):
        return _no("cookie", 400)
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > MOST_BYTES:
        return _no("bad_ballot", 400)
    if not limits.casts.takes(pk):
        return _no("too_often", 429)
    try:
        fields = json.loads(request.body)
        receipt = casting.cast(str(pk), fields if isinstance(fields, dict) else {})
    except NotEntitled:
        return _no("not_entitled", 403)
    except (BadBallot, ValueError, RecursionError):
        return _no("bad_ballot", 400)
    except NotOpen:
        return _no("not_open", 409)
    except TokenSpent:
        return _no("token_spent", 409)
    except Exception as error:  # what it holds must not reach a log
        log.error("A ballot could not be taken in: %s", type(error).__name__)
        return _no("trouble", 503)
    return _quiet(JsonResponse({"c": receipt.c, "ack": receipt.ack}))


@csrf_exempt
@require_GET
def receipts(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole list of a sealed box; never a question about one ballot."""
    if request.headers.get("cookie"):
        return _no("cookie", 400)
    ballot = VotingRound.objects.filter(pk=pk).first()
    found = box_queries.receipts(ballot) if ballot else None
    return _quiet(JsonResponse(found)) if found else _no("not_sealed", 409)


# The tellers ----------------------------------------------------------------------------------------------------------


@login_required
@require_POST
@shows_domain_errors
def open_checkin(request: HttpRequest, pk: UUID) -> HttpResponse:
    casting.open_checkin(_ballot(request, pk), by=request.user)
    messages.success(request, "Đã mở nhận phiếu: máy của người có mặt tự nhận phiếu.")
    return redirect("awards:ballots.detail", pk)


@login_required
@require_POST
@shows_domain_errors
def rekey(request: HttpRequest, pk: UUID) -> HttpResponse:
    box = casting.rekey(_ballot(request, pk), by=request.user, reason=request.POST.get("reason", ""))
    messages.success(request, f"Đã phát lại phiếu điện tử. Dấu hòm phiếu mới: {box.digits}.")
    return redirect("awards:ballots.detail", pk)


@login_required
@require_POST
@shows_domain_errors
def take_code(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The teller's own code, on this one page and never again."""
    ballot = _ballot(request, pk)
    code = casting.take_code(ballot, by=request.user)
    context = {"ballot": ballot, "code": code, "crumbs": crumbs("Mã mở hòm", ballot.conference, ballot)}
    response = render(request, "awards/ballots/take_code.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
@shows_domain_errors
def count_box(request: HttpRequest, pk: UUID) -> HttpResponse:
    services.count_box(_ballot(request, pk), by=request.user)
    messages.success(request, "Đã kiểm hòm phiếu điện tử. Tổ kiểm phiếu ký kết quả.")
    return redirect("awards:ballots.result", pk)


@login_required
@require_POST
@shows_domain_errors
def box_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """`box.json`; a POST, because that it was taken is written down."""
    text = boxing.hand_over(_ballot(request, pk), by=request.user)
    return download(text.encode(), "box.json", "application/json")


@login_required
@require_GET
def recount_script(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The script that counts the file again, on any machine with Python."""
    ballot = _ballot(request, pk)
    require(request.user, "awards.tell_ballot", ballot)
    return download(box_queries.RECOUNT.read_bytes(), "recount.py", "text/x-python")
