"""Pages of the quota: what each unit has of it, sharing it out, trying lines against it, the published order."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from awards.catalogue.enums import SubjectKind
from awards.nominations import distributing, ordering, sharing
from awards.nominations.board import BoardRow, quota_board, titles_of
from awards.nominations.frames import listing_of
from awards.nominations.models import NominationList
from awards.nominations.orders import PreferenceOrder
from awards.nominations.quota import proportional
from awards.nominations.quota_forms import DistributionForm, OrderForm
from awards.nominations.ranking import order_of, order_on
from awards.nominations.sharing import Balance, Shared
from awards.nominations.what_if import effects, try_lines
from awards.years.scope import follow, scope_of
from thidua import clock
from thidua.http import form_status
from thidua.numbers import is_number
from thidua.permissions import require
from units.audit.queries import history_of, history_url
from units.models import Unit

HOME = "awards:nominations.index"
QUOTA = "awards:nominations.quota"
EXPORTS = (("xlsx", "Tệp Excel", "file-spreadsheet"), ("pdf", "Tệp PDF", "file-text"))


def _way(title: str, *between: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Đề nghị khen thưởng", reverse(HOME)), *between, (title, "")]


def _titles(request: HttpRequest) -> tuple[NominationList, list[BoardRow], BoardRow] | None:
    """The list of the year looked at, its titles, the one asked for (`danh_hieu`); None without a list."""
    titles = titles_of(scope_of(request).period)
    if not titles:
        return None
    board = quota_board(titles[0].nomination_list, titles=titles)
    code = request.GET.get("danh_hieu")
    return titles[0].nomination_list, board, next((row for row in board if row.award.code == code), board[0])


def _part(request: HttpRequest, listing: NominationList) -> Unit | None:
    """The unit looked at, when it is only a part of the command."""
    unit = scope_of(request).unit
    return unit if unit is not None and unit.pk != listing.unit.pk and unit.is_under(listing.unit) else None


def _tabs(request: HttpRequest, board: list[BoardRow], current: BoardRow) -> list:
    names = {one.award.code: one.award.short_name for one in board}
    kept = {key: request.GET[key] for key in ("nam", "dv") if key in request.GET}
    tabs = []
    for row in board:
        also = ", ".join(names[code] for code in row.year_award.counted_with if code in names)
        url = f"{request.path}?{urlencode({**kept, 'danh_hieu': row.award.code})}"
        tabs.append(row.quota(url=url, current=row is current, also_name=also))
    return tabs


@login_required
@require_GET
def quota(request: HttpRequest) -> HttpResponse:
    """One title: the quota, what went to units, who has too many and who has room. A unit sees its own part."""
    found = _titles(request)
    if found is None:
        return redirect(HOME)
    listing, board, row = found
    part, whole = _part(request, listing), sharing.shared(listing, board, row)
    balances = sharing.seen_by(request.user, listing, whole.balances, part)
    sees_all = request.user.sees(listing.unit) and part is None
    runs = request.user.has_perm("awards.run_nominations", listing)
    past = listing.distributions.filter(award=row.award).select_related("made_by") if sees_all else []
    context = {
        "listing": listing,
        "row": row,
        "quotas": _tabs(request, board, row),
        "shared": whole,
        "balances": balances,
        "sees_all": sees_all,
        "part": part,
        "may_share": runs and not listing.is_locked and row.meter.quota is not None,
        "runs": runs,
        "past": past,
        "export_unit": part or listing.unit,
        "formats": EXPORTS,
        "order": order_of(listing),
        "crumbs": _way("Chỉ tiêu"),
    }
    return render(request, "awards/nominations/quota.html", context)


# Sharing out ----------------------------------------------------------------------------------------------------------


@login_required
def distribute(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The parts of one title; `?chia=quan-so`, `?chia=de-nghi` fill the boxes with a proposal, `&du=1` to the last."""
    listing = listing_of(request, pk)
    follow(request, listing.period)
    require(request.user, "awards.run_nominations", listing)
    board = quota_board(listing)
    row = next((one for one in board if one.award.code == code), None)
    if row is None:
        raise Http404("no such title on the list")
    units = sharing.units_to_share(listing)
    whole = sharing.shared(listing, board, row, units)
    way = request.GET.get("chia", "")
    form = DistributionForm(
        request.POST or None,
        units=units,
        commanders=row.commanders is not None,
        again=whole.distribution is not None,
        initial=_first_parts(whole, way, spread=request.GET.get("du") == "1"),
    )
    back = f"{reverse(QUOTA)}?{urlencode({'danh_hieu': code})}"
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(distributing.distribute, listing, row.award, by=request.user, **form.facts)
    ):
        messages.success(request, f"Đã phân bổ chỉ tiêu {row.award.short_name}.")
        return redirect(back)
    lines = {one.unit.pk: one for one in whole.balances}
    context = {
        "listing": listing,
        "row": row,
        "shared": whole,
        "form": form,
        "rows": [{**one, "balance": lines[one["unit"].pk]} for one in form.rows()],
        "way": way,
        "ways": _ways(request, row, way),
        "back": back,
        "crumbs": _way("Phân bổ", ("Chỉ tiêu", back)),
    }
    return render(request, "awards/nominations/distribute.html", context, status=form_status(form))


WAYS = (("quan-so", "Theo quân số"), ("de-nghi", "Theo số đề nghị"))


def _ways(request: HttpRequest, row: BoardRow, way: str) -> list[tuple[str, str]]:
    """Addresses that fill the boxes: cut down first, then what the cutting left as well."""
    found = [
        (f"{request.path}?{urlencode({'chia': name})}", label)
        for name, label in WAYS
        if name != "quan-so" or row.award.subject != SubjectKind.COLLECTIVE
    ]
    more = (f"{request.path}?{urlencode({'chia': way, 'du': 1})}", "Chia cả phần dư")
    return [*found, more] if way else found


def _first_parts(whole: Shared, way: str, *, spread: bool) -> dict:
    seen = whole.distribution.number if whole.distribution else 0
    if not way or whole.row.meter.quota is None:
        first = {f"u{one.unit.pk}": one.share.number for one in whole.balances if one.share}
        first |= {f"c{one.unit.pk}": one.share.commanders for one in whole.balances if one.share}
        return {**first, "seen": seen}
    weights = {one.unit.pk: one.meter.counted for one in whole.balances}
    if way == "quan-so":
        weights = sharing.people_of([one.unit for one in whole.balances])
    parts = proportional(whole.row.meter.quota, weights, spread=spread)
    return {**{f"u{pk}": number for pk, number in parts.items()}, "seen": seen}


# Trying ---------------------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def what_if(request: HttpRequest) -> HttpResponse:
    """Tick and untick lines: who would fall, who would rise, in the published order. Nothing is stored."""
    found = _titles(request)
    if found is None:
        return redirect(HOME)
    listing, board, row = found
    balance = _own_balance(request, listing, board, row)
    if balance is None and not request.user.sees(listing.unit):
        return redirect(HOME)
    ticked = None
    if request.method == "POST":
        ticked = {int(pk) for pk in request.POST.getlist("giu") if is_number(pk)}
    order = order_of(listing)
    tried = try_lines(listing, row, order, ticked=ticked, balance=balance)
    context = {
        "listing": listing,
        "row": row,
        "quotas": _tabs(request, board, row),
        "balance": balance,
        "order": order,
        "tried": tried,
        "effects": [] if balance else effects(listing, board, row, tried),
        "is_tried": ticked is not None,
        "crumbs": _way("Thử chọn", ("Chỉ tiêu", f"{reverse(QUOTA)}?{urlencode({'danh_hieu': row.award.code})}")),
    }
    return render(request, "awards/nominations/what_if.html", context)


def _own_balance(request: HttpRequest, listing: NominationList, board: list[BoardRow], row: BoardRow) -> Balance | None:
    """The part to try against: of the unit looked at, or of the only one somebody sees; None for the whole."""
    part = _part(request, listing)
    if part is None and request.user.sees(listing.unit):
        return None
    seen = sharing.seen_by(request.user, listing, sharing.shared(listing, board, row).balances, part)
    return seen[0] if seen else None


# The published order --------------------------------------------------------------------------------------------------


@login_required
def order(request: HttpRequest) -> HttpResponse:
    """What decides when more are put forward than the quota takes: read by all, published by the office."""
    period = scope_of(request).period
    if period is None:
        raise Http404("no year to look at")
    unit = period.unit
    if request.method == "POST":
        require(request.user, "awards.publish_preferences", unit)
    orders = list(PreferenceOrder.objects.filter(unit=unit).select_related("published_by").prefetch_related("keys"))
    codes = [key.code for key in orders[0].keys.all()] if orders else []
    offered = ordering.offered_keys()
    form = OrderForm(request.POST or None, offered=offered, codes=codes, initial={"valid_from": clock.today()})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.perform(ordering.publish_order, unit, by=request.user, **form.facts)
    ):
        messages.success(request, "Đã công bố thứ tự ưu tiên.")
        return redirect("awards:nominations.order")
    listing = NominationList.objects.filter(period=period).first()
    day = listing.rule_day if listing else min(clock.today(), period.ends_on)
    current = order_on(unit, day)
    context = {
        "unit": unit,
        "period": period,
        "day": day,
        "current": current,
        "others": [one for one in orders if current is None or one.pk != current.pk],
        "form": form,
        "offered": offered,
        "may_publish": request.user.has_perm("awards.publish_preferences", unit),
        "history": history_of(current, limit=10) if current else [],
        "history_url": history_url(request.user, current) if current else "",
        "crumbs": _way("Thứ tự ưu tiên"),
    }
    return render(request, "awards/nominations/order.html", context, status=form_status(form))
