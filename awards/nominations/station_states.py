"""WHEN: the life of an inquiry and of a field to correct, and what the stations of a route still ask of a line."""

import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from awards.catalogue.enums import Confidence
from awards.nominations import station_permissions  # noqa: F401 - its permissions are named in the tables below
from awards.nominations.amendments import Correction
from awards.nominations.models import Nomination, NominationList
from awards.nominations.organs import Inquiry, Opinion
from awards.nominations.routes import ORGANS, RECORDED, Stop, after_council, before_council
from awards.nominations.station_enums import CorrectionState, InquiryState, View
from awards.nominations.stations import Route, StationResult
from thidua import providers
from thidua.text import small
from thidua.workflow import Move, Workflow
from units.audit.actions import AREAS, WORDS

S, C = InquiryState, CorrectionState
MANY = 5  # lines named in a refusal, the rest is counted


def still_unanswered(inquiry: Inquiry) -> list[str]:
    count = inquiry.opinions.filter(view=View.WAITING).count()
    return [f"Còn {count} đề nghị chưa trả lời."] if count else []


INQUIRY = Workflow(
    Move("answer", "Trả lời", (S.WAITING,), S.ANSWERED, permission="awards.give_opinion", obstacles=still_unanswered),
    Move(
        "extend", "Gia hạn", (S.WAITING, S.SILENT), S.WAITING, permission="awards.extend_inquiry", needs_reason=True,
        icon="calendar-plus",
    ),
    Move(
        "withdraw_inquiry", "Rút câu hỏi", (S.WAITING, S.SILENT), S.WITHDRAWN, permission="awards.extend_inquiry",
        needs_reason=True, icon="minus",
    ),
    action="inquiry",
)  # fmt: skip

CORRECTION = Workflow(
    Move("answer_correction", "Gửi bản sửa", (C.OPEN,), C.ANSWERED, permission="awards.answer_correction"),
    Move(
        "withdraw_correction", "Rút yêu cầu sửa", (C.OPEN,), C.WITHDRAWN, permission="awards.ask_correction",
        needs_reason=True,
    ),
    action="correction",
)  # fmt: skip

providers.action_labels.update(
    {
        "route.set": "Đặt trình tự xét",
        "organ.create": "Thêm cơ quan lấy ý kiến",
        "organ.edit": "Sửa cơ quan lấy ý kiến",
        "organ.end": "Thôi lấy ý kiến cơ quan",
        "inquiry.ask": "Lấy ý kiến cơ quan",
        "inquiry.opinion": "Cho ý kiến",
        "inquiry.lapse": "Hết hạn, không trả lời",
        "station_record.create": "Ghi kết quả bước xét",
        "station_record.replace": "Ghi lại kết quả bước xét",
        "correction.ask": "Yêu cầu sửa một mục",
    }
)
AREAS.update(
    {
        "route": "Trình tự xét",
        "organ": "Cơ quan lấy ý kiến",
        "inquiry": "Ý kiến cơ quan",
        "station_record": "Kết quả bước xét",
        "correction": "Yêu cầu sửa",
    }
)
WORDS.update(
    {
        "stations": "các bước",
        "questions": "nội dung hỏi",
        "seat": "phòng, ban",
        "answerer": "tài khoản trả lời",
        "lines": "số đề nghị",
        "agree": "đồng ý",
        "disagree": "không đồng ý",
        "none": "không có ý kiến",
        "unanswered": "chưa trả lời",
        "closed_by": "người trả lời",
        "silent": "không trả lời",
        "refused": "không nhất trí",
        "number": "số văn bản",
        "held_on": "ngày",
        "body": "cơ quan",
        "paper": "văn bản",
        "value": "nội dung",
        "lower_title": "danh hiệu thấp hơn",
    }
)


# The route ------------------------------------------------------------------------------------------------------------

DATA = Path(__file__).parent / "data" / "stations.json"
OWN = {"legal_basis": "Quy chế của đơn vị", "confidence": Confidence.LOCAL.value, "obligatory": False}


@cache
def _stations() -> list[dict]:
    return json.loads(DATA.read_text(encoding="utf-8"))


def law_stops(day: date | None = None) -> tuple[Stop, ...]:
    """Every station there is, in the order of the law, with its source; without a day by the newest law.

    Before the first text that names them a station rests on the word of the command alone.
    """
    found = []
    for row in _stations():
        facts = {key: value for key, value in row.items() if key not in ("usual", "valid_from")}
        known = day is None or day >= date.fromisoformat(row["valid_from"])
        found.append(Stop(**facts if known else {**facts, **OWN}))
    return tuple(found)


def usual_stops(day: date | None = None) -> tuple[Stop, ...]:
    """The way of a command that has set none: unit, office, council, decision."""
    usual = {row["code"]: row["usual"] for row in _stations()}
    return tuple(replace(stop, is_on=usual[stop.code]) for stop in law_stops(day))


def route_of(listing: NominationList) -> Route | None:
    """The route in force on the day of the list's law: of its command, else of the nearest one above."""
    rows = Route.objects.in_force(listing.rule_day).filter(unit__in=listing.unit.ancestor_ids())
    return rows.prefetch_related("stations").order_by("-unit__path").first()


def stops_of(listing: NominationList) -> list[Stop]:
    route = route_of(listing)
    return route.stops if route else list(usual_stops(listing.rule_day))


# What the stations ask of a line --------------------------------------------------------------------------------------


def missing_at_stations(line: Nomination) -> list[str]:
    """What the stations before the council still ask of a line: fields to correct, organs, papers of bodies."""
    open_ones = Correction.objects.filter(nomination=line, state=C.OPEN)
    missing = [f"Chờ đơn vị sửa: {small(one.get_field_display())}." for one in open_ones]
    if line.nomination_list.event:  # the type of an event names its own few stations (kinds.py)
        return missing
    stops = before_council(stops_of(line.nomination_list))
    if any(stop.code == ORGANS for stop in stops):
        missing += _organs_missing(line)
    return [*missing, *_results_missing(line, [stop for stop in stops if stop.code in RECORDED])]


def _organs_missing(line: Nomination) -> list[str]:
    """Every organ that was asked has answered or let its time pass; somebody was asked at all."""
    asked = Opinion.objects.filter(nomination=line).exclude(inquiry__state=S.WITHDRAWN)
    views = list(asked.values_list("view", "inquiry__organ_name").order_by("inquiry__organ__sort", "pk"))
    if not views:
        return ["Chưa lấy ý kiến cơ quan nào."]
    waiting = [name for view, name in views if view == View.WAITING]
    return [f"Chờ ý kiến: {', '.join(waiting)}."] if waiting else []


def results_of(lines: Collection[Nomination], codes: Collection[str]) -> dict[tuple[int, str], StationResult]:
    """(line, station) → what the newest paper of the station says of it; papers put right do not count; one query."""
    if not codes:
        return {}
    rows = StationResult.objects.filter(
        nomination__in=lines, record__code__in=codes, record__replaced_by__isnull=True
    ).select_related("record")
    return {(row.nomination_id, row.record.code): row for row in rows.order_by("record__held_on", "record_id")}


def _results_missing(line: Nomination, stops: Iterable[Stop]) -> list[str]:
    stops = list(stops)
    found = results_of([line], [stop.code for stop in stops])
    missing = []
    for stop in stops:
        row = found.get((line.pk, stop.code))
        if row is None:
            missing.append(f"Chưa có kết quả bước “{stop.short}”.")
        elif not row.agreed:
            missing.append(f"{stop.short} không nhất trí ({row.record}): {small(row.reason)}.")
    return missing


def missing_after_council(listing: NominationList, lines: Collection[Nomination]) -> list[str]:
    """What the stations after the council still ask before a paper over these lines is signed."""
    stops = [stop for stop in after_council(stops_of(listing)) if stop.code in RECORDED]
    found = results_of(lines, [stop.code for stop in stops])
    told = []
    for stop in stops:
        lacking = [line for line in lines if (row := found.get((line.pk, stop.code))) is None or not row.agreed]
        if lacking:
            names = ", ".join(line.subject_name for line in lacking[:MANY])
            more = f" và {len(lacking) - MANY} đề nghị khác" if len(lacking) > MANY else ""
            told.append(f"Chưa nhất trí ở bước “{stop.short}”: {names}{more}.")
    return told


def handled_by_stations(line: Nomination) -> bool:
    """Whether anybody was asked about a line, or a body has spoken of it."""
    return (
        Opinion.objects.filter(nomination=line).exclude(inquiry__state=S.WITHDRAWN).exists()
        or StationResult.objects.filter(nomination=line).exists()
        or Correction.objects.filter(nomination=line).exclude(state=C.WITHDRAWN).exists()
    )
