"""Tags and filters every template has (registered as a builtin): icons, chips, permissions, moves, Vietnamese formats.

All markup made here is free of inline style, and numbers inside SVG attributes always carry a dot, whatever the locale.
"""

import re
from datetime import date, datetime, time
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache, lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms import CheckboxInput, Select
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from thidua import clock, permissions, qr
from thidua.enums import Chips

register = template.Library()

EMPTY = "–"
TONES = {"draft", "info", "warn", "ok", "bad", "gold", "lock", "solid", ""}
NOTE_ICONS = {
    "info": "info",
    "warn": "triangle-alert",
    "bad": "circle-alert",
    "ok": "circle-check",
    "gold": "award",
    "lock": "lock",
}
WEEKDAYS = ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"]
MINUS = "\u2212"


# Icons, chips, bars ---------------------------------------------------------------------------------------------------


@cache
def icon_names() -> frozenset[str]:
    """Names that the sprite static/img/icons.svg holds."""
    path = Path(finders.find("img/icons.svg") or settings.BASE_DIR / "static/img/icons.svg")
    return frozenset(re.findall(r'id="i-([a-z0-9-]+)"', path.read_text(encoding="utf-8")))


@register.simple_tag
def icon(name: str, classes: str = "", label: str = "") -> SafeString:
    """An icon of the sprite: `{% icon "check" "sm ok" %}`.

    classes: `sm`, `lg`, `xs`, `spin` become modifiers, anything else is a class. label: makes it an image with a name;
    without one the icon is hidden from assistive technology. Unknown names fail while DEBUG is on.
    """
    if settings.DEBUG and name not in icon_names():
        raise template.TemplateSyntaxError(f"icon {name!r} is not in static/img/icons.svg")
    return _icon(name, classes, label, staticfiles_storage)


@lru_cache(maxsize=4096)  # a list shows the same few icons hundreds of times
def _icon(name: str, classes: str, label: str, storage) -> SafeString:
    css = ["icon"]
    for word in classes.split():
        css.append({"spin": "td-spin"}.get(word) or (f"icon--{word}" if word in {"xs", "sm", "lg"} else word))
    role = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="{}" {} focusable="false"><use href="{}#i-{}"></use></svg>',
        " ".join(css),
        role,
        storage.url("img/icons.svg"),
        name,
    )


@register.simple_tag
def choice_rows(choices) -> SafeString:
    """Entries of a scope menu (thidua.frame.Choice), made here because every page has hundreds of them."""
    rows, group = [], ""
    for one in choices:
        if one.group and one.group != group:
            rows.append(format_html('<li class="td-menu__group">{}</li>', one.group))
        group = one.group
        rows.append(_choice(one))
    return SafeString("".join(rows))


def _choice(one) -> str:
    label, note = escape(one.label), escape(one.note)
    words = f"{label}<small>{note}</small>" if note else label
    here, check = (' aria-current="true"', icon("check", "sm")) if one.current else ("", "")
    return (
        f'<li data-filter-text="{label} {note}"><a class="td-menu__item td-menu__item--l{one.level}"'
        f' href="{escape(one.url)}"{here}><span>{words}</span>{check}</a></li>'
    )


@cache
def chips_of(choices: tuple[tuple[str, str], ...]) -> type[Chips] | None:
    """The Chips class that made these field choices; None when no class did."""

    def family(cls):
        for sub in cls.__subclasses__():
            yield sub
            yield from family(sub)

    return next((c for c in family(Chips) if tuple(c.choices) == choices), None)


def chip_of(thing, field: str = "state") -> Chips | None:
    """The Chips member of `thing`: a member itself, a model instance (its `field`), or anything with `.chip`."""
    if isinstance(thing, Chips):
        return thing
    if hasattr(thing, "_meta"):
        choices = thing._meta.get_field(field).flatchoices
        cls = chips_of(tuple((value, str(label)) for value, label in choices if value != ""))
        value = getattr(thing, field)
        return cls(value) if cls and value in cls.values else None
    found = getattr(thing, "chip", None)
    return found if isinstance(found, Chips) else None


@register.simple_tag
def chip(thing=None, field: str = "state", *, tone: str = "", icon_name: str = "", label: str = "") -> SafeString:
    """A status chip, always colour + icon + word.

    `{% chip sheet %}`, `{% chip line "outcome" %}`, `{% chip member %}` or by hand
    `{% chip tone="ok" icon_name="check" label="Đủ" %}`. Empty string when the object has no such state.
    """
    member = chip_of(thing, field) if thing is not None else None
    if member is not None:
        tone, icon_name, label = tone or member.tone, icon_name or member.icon, label or str(member.label)
    if not label:
        return SafeString("")
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"unknown tone {tone!r}")
    css = f"td-chip td-chip--{tone}" if tone else "td-chip"
    return _chip(css, icon(icon_name) if icon_name else SafeString(""), label)


@lru_cache(maxsize=1024)  # like icons: few of them, many times
def _chip(css: str, sign: SafeString, label: str) -> SafeString:
    return format_html('<span class="{}">{}{}</span>', css, sign, label)


def svg_number(value) -> str:
    """A number for an SVG attribute: dot, at most one decimal, no exponent."""
    text = f"{Decimal(str(value)).quantize(Decimal('0.1'), ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.simple_tag
def bar(percent, tone: str = "", *, mark=None, size: str = "") -> SafeString:
    """A thin progress bar as SVG; percent is cut to 0–100. mark: place of a threshold in percent.

    It is hidden from screen readers: say the numbers in words beside it.
    """
    width = min(max(Decimal(str(percent or 0)), Decimal(0)), Decimal(100))
    line = ""
    if mark is not None:
        at = f"{svg_number(mark)}%"
        line = format_html('<line class="td-bar__mark" x1="{}" x2="{}" y1="-3" y2="9"></line>', at, at)
    return format_html(
        '<svg class="td-bar{}" aria-hidden="true" focusable="false">'
        '<rect class="td-bar__track" width="100%" height="100%" rx="3"></rect>'
        '<rect class="td-bar__fill{}" width="{}%" height="100%" rx="3"></rect>{}</svg>',
        f" td-bar--{size}" if size else "",
        f" td-bar__fill--{tone}" if tone else "",
        svg_number(width),
        line,
    )


@register.simple_tag(takes_context=True)
def chart(context, drawing, *, data: bool = True) -> SafeString:
    """A `thidua.charts.Chart` as SVG with its legend and, unless data=False, the table *Xem số liệu* behind it."""
    values = {"chart": drawing, "id": _next_id(context, "bd"), "no_data": not data}
    return SafeString(render_to_string("components/charts/chart.html", values))


@register.simple_tag
def dot_scale(value, low, high, *, lead: bool = False) -> SafeString:
    """A dot on a scale from low to high, for scores in a table row; gold for the leader. Say the number beside it."""
    share = (Decimal(str(value)) - Decimal(str(low))) / (Decimal(str(high)) - Decimal(str(low)))
    return format_html(
        '<svg class="td-dot" viewBox="0 0 120 14" aria-hidden="true" focusable="false">'
        '<path class="axis" d="M0 7h120M0 4v6M60 4v6M120 4v6"></path>'
        '<circle class="{}" cx="{}" cy="7" r="5"></circle></svg>',
        "c4" if lead else "c1",
        svg_number(5 + min(max(share, Decimal(0)), Decimal(1)) * 110),
    )


@register.simple_tag
def tally_bar(agree: int, base: int, required: int, passed: bool = True) -> SafeString:
    """Votes in favour out of the base, with a line at the required number; neutral when the line did not pass."""
    width = Decimal(260)
    at = svg_number(width * required / base) if base else "0"
    return format_html(
        '<svg class="td-thr" viewBox="0 0 260 20" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="bg" x="0" y="4" width="260" height="12" rx="3"></rect>'
        '<rect class="{}" x="0" y="4" width="{}" height="12" rx="3"></rect>'
        '<line x1="{}" x2="{}" y1="0" y2="20"></line></svg>',
        "yes" if passed else "no",
        svg_number(width * agree / base) if base else "0",
        at,
        at,
    )


@register.simple_tag
def seats(present: int, total: int, required: int) -> SafeString:
    """Attendance as squares with a line at the quorum; the numbers are also its name for screen readers."""
    boxes = format_html_join(
        "",
        '<rect x="{}" y="8" width="17" height="17" rx="4" class="{}"></rect>',
        ((20 * i, "on" if i < present else "off") for i in range(total)),
    )
    at = svg_number(Decimal(20 * required) - Decimal("1.5"))
    return format_html(
        '<svg class="td-seats" viewBox="0 0 {} 34" role="img" aria-label="{} có mặt, {} vắng; cần ít nhất {} để họp"'
        ' focusable="false">{}<line class="thr" x1="{}" x2="{}" y1="1" y2="33"></line></svg>',
        str(max(20 * total, 20)),
        present,
        total - present,
        required,
        boxes,
        at,
        at,
    )


@register.simple_tag
@lru_cache(maxsize=256)  # a list shows the same few again and again
def dossier(have: int, need: int) -> SafeString:
    """Papers of a dossier: one small square each and `5/6`; amber while something is missing."""
    boxes = format_html_join(
        "",
        '<rect x="{}" width="7" height="8" rx="1.5" class="{}"></rect>',
        ((8 * i, "on" if i < have else "off") for i in range(need)),
    )
    return format_html(
        '<span class="td-dossier{}"><svg width="{}" height="8" aria-hidden="true" focusable="false">{}</svg>'
        '<span class="tnum">{}/{}</span></span>',
        "" if have >= need else " warn",
        str(max(8 * need - 1, 1)),
        boxes,
        have,
        need,
    )


# Rights and moves -----------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def can(context, name: str, obj=None) -> bool:
    """Whether the user of the request may: `{% can "awards.verify_result" sheet as may %}{% if may %}…`."""
    request = context.get("request")
    user = getattr(request, "user", None) or context.get("user")
    return permissions.allowed(user, name, obj)


@register.simple_tag(takes_context=True)
def moves(context, options, obj, prefix: str, *, primary: str = "", size: str = "", next: str = "") -> SafeString:
    """Buttons of a workflow: one POST form per move that is open to the user.

    options: the Workflow, or a list of its Move. prefix: start of the address names, so that the move `submit` of
    `awards:results` posts to `awards:results.submit` with the pk of `obj`. primary: name of the one filled button.
    A move with a question, a typed word or a reason asks in a dialog first. next: hidden field `next`.
    """
    request = context.get("request")
    if hasattr(options, "open_to"):
        options = options.open_to(getattr(request, "user", None), obj)
    rows = [
        {
            "move": move,
            "url": reverse(f"{prefix}.{move.name}", args=[obj.pk]),
            "css": f"btn btn-{'primary' if move.name == primary else move.tone}" + (f" btn-{size}" if size else ""),
            "dialog_id": f"hoi-{move.name}-{obj.pk}",
            "danger": "danger" in move.tone,
        }
        for move in options
    ]
    values = {"rows": rows, "next": next, "csrf_token": context.get("csrf_token") or get_token(request)}
    return SafeString(render_to_string("components/moves.html", values))


@register.simple_tag(takes_context=True)
def qr_picture(context, path: str) -> str:
    """The QR picture of one of our own pages, as the address of an <img>: `<img src="{% qr_picture path %}">`."""
    return qr.data_uri(context["request"].build_absolute_uri(path))


# Blocks ---------------------------------------------------------------------------------------------------------------


def _next_id(context, prefix: str) -> str:
    """An id that no other block of this page has."""
    request = context.get("request")
    store = request.__dict__ if request is not None else context.render_context
    store["_td_ids"] = store.get("_td_ids", 0) + 1
    return f"{prefix}-{store['_td_ids']}"


@register.simple_block_tag(takes_context=True)
def card(
    context,
    content,
    title: str = "",
    *,
    note: str = "",
    count=None,
    link: str = "",
    link_label: str = "",
    classes: str = "",
    body: bool = True,
    foot: str = "",
    id: str = "",
) -> SafeString:
    """A card: `{% card "Cần làm" note="7 việc" classes="td-c7" %}…{% endcard %}`.

    body=False leaves the content unpadded (tables, task lists). link + link_label: one link at the right of the title.
    count: a quiet number beside it. foot: one line of plain text at the bottom.
    """
    data = {
        "content": content,
        "title": title,
        "note": note,
        "count": count,
        "link": link,
        "link_label": link_label,
        "classes": classes,
        "body": body,
        "foot": foot,
        "id": id,
        "heading_id": _next_id(context, "h") if title else "",
    }
    return SafeString(render_to_string("components/card.html", data))


@register.simple_block_tag
def note(
    content, tone: str = "info", *, id: str = "", classes: str = "", url: str = "", action: str = ""
) -> SafeString:
    """A notice: `{% note "warn" url=… action="Xem" %}2 đơn vị …{% endnote %}`. One sentence, at most one action."""
    link = format_html('<a class="strong" href="{}">{}</a>', url, action) if url else ""
    return format_html(
        '<div class="td-note td-note--{}{}"{}{}>{}<div>{}</div>{}</div>',
        tone,
        f" {classes}" if classes else "",
        format_html(' id="{}"', id) if id else "",
        SafeString(' role="alert"') if tone == "bad" else "",
        icon(NOTE_ICONS[tone]),
        content,
        link,
    )


@register.simple_block_tag
def table(content, label: str, *, classes: str = "", wrap: str = "", id: str = "") -> SafeString:
    """A data table in its scrolling region: `{% table "Danh sách đề nghị" classes="…" %}<thead>…{% endtable %}`."""
    return format_html(
        '<div class="td-tablewrap{}" tabindex="0" role="region" aria-label="{}"{}>'
        '<table class="td-table{}">{}</table></div>',
        f" {wrap}" if wrap else "",
        label,
        format_html(' id="{}"', id) if id else "",
        f" {classes}" if classes else "",
        content,
    )


@register.simple_block_tag
def dialog(content, id: str, title: str, *, wide: bool = False) -> SafeString:
    """A native dialog opened by any `<button data-dialog="ID">`. The content brings `.td-dialog__body` and `__foot`."""
    return format_html(
        '<dialog class="td-dialog{}" id="{}" aria-labelledby="{}-t"><div class="td-dialog__head"><h2 id="{}-t">{}</h2>'
        '<button class="btn btn-ghost btn-icon btn-sm" type="button" data-close aria-label="Đóng">{}</button></div>'
        "{}</dialog>",
        " td-dialog--wide" if wide else "",
        id,
        id,
        id,
        title,
        icon("x"),
        content,
    )


# Addresses ------------------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def url_with(context, base: str = "", **changes) -> str:
    """The present address with some query fields changed: `{% url_with trang=2 %}`; None or "" removes a field.

    base: another path that shall carry the present query (`{% url_with base=list_url %}`).
    """
    request = context["request"]
    query = request.GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            query.pop(key, None)
        else:
            query[key] = str(value)
    text = query.urlencode()
    return (base or request.path) + (f"?{text}" if text else "")


@register.simple_tag(takes_context=True)
def url_drop(context, *names: str) -> str:
    """The present address without the query fields `names` (and without the page number)."""
    request = context["request"]
    query = request.GET.copy()
    for name in (*names, "trang"):
        query.pop(name, None)
    text = query.urlencode()
    return request.path + (f"?{text}" if text else "")


@register.simple_tag(takes_context=True)
def kept_fields(context, form=None) -> SafeString:
    """Hidden fields that carry the query of the page (scope, order) through a GET form that lacks them."""
    own = {*(form.fields if form is not None else ()), "trang"}
    query = context["request"].GET
    return format_html_join(
        "",
        '<input type="hidden" name="{}" value="{}">',
        ((key, value) for key in query if key not in own for value in query.getlist(key)),
    )


# Dates ----------------------------------------------------------------------------------------------------------------


def _local(value):
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def vn_date(value, short: str = "") -> str:
    """`dd/mm/yyyy`; with "short" `dd/mm`; empty value `–`."""
    if not value:
        return EMPTY
    return _local(value).strftime("%d/%m" if short else "%d/%m/%Y")


@register.filter
def vn_time(value) -> str:
    """`14:32`."""
    return _local(value).strftime("%H:%M") if isinstance(value, datetime | time) else EMPTY


@register.filter
def vn_datetime(value) -> str:
    """`14:32, 05/10/2023`; a plain date stays a date."""
    if not value:
        return EMPTY
    return _local(value).strftime("%H:%M, %d/%m/%Y") if isinstance(value, datetime) else vn_date(value)


@register.filter
def vn_weekday(value) -> str:
    """`thứ Năm, 05/10/2023`."""
    if not value:
        return EMPTY
    day = _local(value)
    return f"{WEEKDAYS[day.weekday()]}, {day.strftime('%d/%m/%Y')}"


@register.filter
def vn_long_date(value) -> str:
    """`ngày 18 tháng 10 năm 2023`; one-digit days and the months 1–2 take a zero (Decree 30/2020/NĐ-CP)."""
    if not value:
        return EMPTY
    day = _local(value)
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


@register.filter
def relative_days(value) -> str:
    """Distance from today in words: `hôm nay`, `ngày mai`, `còn 8 ngày`, `quá 3 ngày`. Only beside the date itself."""
    if not value:
        return ""
    day = _local(value)
    days = ((day.date() if isinstance(day, datetime) else day) - clock.today()).days
    if days < 0:
        return f"quá {-days} ngày"
    return {0: "hôm nay", 1: "ngày mai"}.get(days) or f"còn {days} ngày"


@register.filter
def due_tone(value) -> str:
    """Class for a due date: `bad` when past, `warn` today and tomorrow, else empty."""
    if not value:
        return ""
    day = _local(value)
    days = ((day.date() if isinstance(day, datetime) else day) - clock.today()).days
    return "bad" if days < 0 else "warn" if days < 2 else ""


# Numbers --------------------------------------------------------------------------------------------------------------


def _decimal(value) -> Decimal | None:
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def group_number(number: Decimal, places: int | None = None) -> str:
    """`1.234,5`, minus as −. places None: as many decimals as needed; else exactly that many, halves away from zero."""
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{abs(number):,f}"
    whole, _, fraction = text.partition(".")
    if places is None:
        fraction = fraction.rstrip("0")
    sign = MINUS if number < 0 else ""
    return sign + whole.replace(",", ".") + (f",{fraction}" if fraction else "")


@register.filter
def vn_number(value, places=None) -> str:
    """`1.234,5`; None or empty `–`. `{{ points|vn_number:2 }}` gives exactly two decimals."""
    number = _decimal(value)
    return EMPTY if number is None else group_number(number, None if places is None else int(places))


@register.filter
def vn_signed(value) -> str:
    """`+1,5` or `−1,5`; zero `0`."""
    number = _decimal(value)
    if number is None:
        return EMPTY
    return ("+" if number > 0 else "") + group_number(number)


@register.filter
def vn_percent(value, places=2) -> str:
    """Percent text of a number that is already in percent, cut (never rounded) to two decimals: 86.666 → `86,66%`.

    `{{ value|vn_percent:1 }}` cuts to one. Trailing zeros are dropped: 87.50 → `87,5%`.
    """
    number = _decimal(value)
    if number is None:
        return EMPTY
    return group_number(number.quantize(Decimal(1).scaleb(-int(places)), ROUND_DOWN)) + "%"


@register.filter
def vn_money(value) -> str:
    """`1.800.000 đồng`."""
    number = _decimal(value)
    return EMPTY if number is None else f"{group_number(number)} đồng"


@register.filter
def vn_size(value) -> str:
    """Size of a file in bytes: `248 KB`, `1,2 MB`."""
    number = _decimal(value)
    if number is None:
        return EMPTY
    if number < 1024 * 1024:
        return f"{group_number(max((number / 1024).quantize(Decimal(1), ROUND_HALF_UP), Decimal(1)))} KB"
    return f"{group_number((number / 1024 / 1024).quantize(Decimal('0.1'), ROUND_HALF_UP))} MB"


@register.filter
def two_digits(value) -> str:
    """Counts in documents: under 10 with a zero, `03`."""
    number = _decimal(value)
    return EMPTY if number is None else (f"0{number:f}" if 0 <= number < 10 else group_number(number))


@register.filter
def or_dash(value):
    """The value, or `–` when there is none (0 is a value)."""
    return EMPTY if value is None or value == "" else value


# Forms ----------------------------------------------------------------------------------------------------------------


@register.simple_tag
def error_summary(*forms, title: str = "") -> SafeString:
    """The red box above a refused form: one link per field error, the form's own errors as sentences.

    Empty without errors. Takes forms and formsets. It has `tabindex=-1` and gets the focus when the page opens.
    """
    items: list[tuple[str, str, str]] = []
    plain: list[str] = []
    for form in forms:
        for single in getattr(form, "forms", None) or ([form] if form else []):
            plain += [str(e) for e in single.non_field_errors()]
            for bound in single:
                label = f"{bound.label}: " if bound.label and not bound.is_hidden else ""
                items += [(bound.id_for_label or bound.auto_id, label, str(e)) for e in bound.errors]
        if hasattr(form, "non_form_errors"):
            plain += [str(e) for e in form.non_form_errors()]
    count = len(items) + len(plain)
    if not count:
        return SafeString("")
    heading = title or (f"Chưa lưu được, có {count} lỗi" if items else "Chưa thực hiện được")
    lines = format_html_join("", '<li><a href="#{}">{}{}</a></li>', items)
    lines += format_html_join("", "<li>{}</li>", ((text,) for text in plain))
    return format_html(
        '<div class="td-note td-note--bad mb-3" role="alert" tabindex="-1" data-error-summary>{}'
        '<div><p class="strong">{}</p><ul>{}</ul></div></div>',
        icon("circle-alert"),
        heading,
        lines,
    )


@register.simple_tag
def widget(bound, classes: str = "", *, small: bool = False) -> SafeString:
    """The box of a bound field drawn by hand, with Bootstrap's class, error state and the ids of error and help text.

    Crispy draws whole forms; this is for filters, grids and single fields (components/field.html).
    """
    box = bound.field.widget
    if isinstance(box, CheckboxInput):
        css = ["form-check-input"]
    else:
        kind = "form-select" if isinstance(box, Select) else "form-control"
        css = [kind, f"{kind}-sm"] if small else [kind]
    attributes = {}
    described = []
    if bound.errors:
        css.append("is-invalid")
        attributes["aria-invalid"] = "true"
        described.append(f"{bound.auto_id}_error")
    if bound.help_text:
        described.append(f"{bound.auto_id}_helptext")
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return bound.as_widget(attrs={"class": " ".join([*css, *classes.split()]), **attributes})


@register.filter
def is_past(value: date) -> bool:
    """Whether the day lies before today."""
    return bool(value) and (value.date() if isinstance(value, datetime) else value) < clock.today()
