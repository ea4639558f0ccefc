"""WHEN: the life of a paper."""

from collections.abc import Callable

from django.db.models import Q

from awards.decisions.enums import PaperKind, PaperState
from awards.decisions.models import AwardRecord, Decision, DecisionLine
from awards.nominations.enums import NominationState
from awards.nominations.kinds import NAMING
from awards.nominations.models import AwardInYear, Nomination, NominationList
from awards.nominations.states import call_back_guards
from awards.nominations.station_states import missing_after_council
from thidua.workflow import Move, Workflow
from units.people.models import whose

P = PaperState
ABOUT_OTHERS = (PaperKind.CORRECTION, PaperKind.REVOCATION)  # papers whose content is points, not lines
MOST_TOLD = 20  # lines named in one refusal

# What else keeps lines off a paper, read from records that lie above this floor: function(paper, lines) -> reasons.
sign_guards: list[Callable[[Decision, list[Nomination]], list[str]]] = []


def missing_to_sign(paper: Decision) -> list[str]:
    """Everything that still stands between a draft and the signature."""
    missing = []
    lines = list(paper.lines.select_related("nomination__award"))
    going_on = _going_on(paper)
    if paper.kind in ABOUT_OTHERS:
        missing += missing_to_amend(paper)
    elif not lines:
        missing.append("Văn bản chưa có đối tượng nào.")
    for text, sentence in (
        (paper.series, "Chưa ghi ký hiệu văn bản."),
        (paper.place, "Chưa ghi nơi ký."),
        (paper.signer_post, "Chưa ghi chức vụ người ký."),
        (paper.signer_name, "Chưa ghi người ký."),
    ):
        if not text.strip():
            missing.append(sentence)
    if paper.kind == PaperKind.SUBMISSION and not paper.addressee.strip():
        missing.append("Chưa ghi nơi nhận tờ trình (Kính gửi).")
    if paper.is_replacement:
        missing += missing_to_amend(paper)
    for line in lines:
        if line.nomination_id in going_on and line.nomination.state == NominationState.DECIDED:
            continue
        if line.nomination.state != NominationState.PASSED:
            missing.append(
                f"{line.nomination.subject_name} ({line.nomination.award.short_name}): "
                f"{line.nomination.get_state_display().lower()}, chưa qua bỏ phiếu hoặc đã có văn bản khác."
            )
    listing = NominationList.of_year(paper.period)
    if listing is not None:
        fresh = [line.nomination for line in lines if line.nomination_id not in going_on]
        of_year = [line for line in fresh if line.nomination_list_id == listing.pk]
        missing += missing_after_council(listing, of_year)
    if paper.kind == PaperKind.DECISION:
        missing += _already_held(paper, lines)
    missing += _over_quota(paper, lines)
    missing += [reason for guard in sign_guards for reason in guard(paper, [line.nomination for line in lines])]
    more = len(missing) - MOST_TOLD
    return missing if more <= 0 else [*missing[:MOST_TOLD], f"Và {more} điều nữa."]


def _going_on(paper: Decision) -> set[int]:
    """Lines of the list that a replacement carries on from the paper in whose place it stands."""
    return set(paper.points.values_list("line__nomination", flat=True)) if paper.is_replacement else set()


def missing_to_amend(paper: Decision) -> list[str]:
    """Awards that a revocation or a replacement names and that count no longer: another paper has been there."""
    if not paper.points.exists():
        return ["Văn bản chưa nêu nội dung sửa, thu hồi."]
    if paper.kind == PaperKind.CORRECTION:
        return []
    gone = AwardRecord.objects.filter(line__in=paper.points.values("line"), withdrawal__isnull=False)
    return [
        f"{row.line.nomination.subject_name} ({row.award.short_name}): đã thu hồi, thay thế theo văn bản khác."
        for row in gone.select_related("line__nomination", "award")[:MOST_TOLD]
    ]


def _over_quota(paper: Decision, lines: list[DecisionLine]) -> list[str]:
    """Titles whose cap this paper would break, holders of the titles counted with it included.

    Each title stays within its own number on the ballot; a cap over two titles together can only be seen here.
    """
    awards = {line.nomination.award_id for line in lines}
    rows = AwardInYear.objects.filter(
        nomination_list__period=paper.period_id, nomination_list__event="", award__in=awards, quota__isnull=False
    ).select_related("award")
    here = {line.nomination_id for line in lines}
    settled = Q(state__in=[NominationState.PROPOSED_UP, NominationState.DECIDED]) | Q(pk__in=here)
    holders: dict[str, set[tuple]] = {}
    commanders: dict[str, set[tuple]] = {}
    given = Nomination.objects.filter(settled, nomination_list__period=paper.period_id, nomination_list__event="")
    for code, person, unit, commands in given.values_list("award__code", whose(), "unit", "person__is_commander"):
        holders.setdefault(code, set()).add((person, unit))
        if commands:
            commanders.setdefault(code, set()).add((person, unit))
    told = []
    for row in rows:
        counted = set().union(*(holders.get(code, set()) for code in (row.award.code, *row.counted_with)))
        if len(counted) > row.quota:
            told.append(
                f"“{row.award.short_name}”: {len(counted)} người, tập thể được tặng, vượt chỉ tiêu {row.quota}"
                f"{f' ({row.quota_text})' if row.quota_text else ''}."
            )
        told += _over_commanders(row, len(commanders.get(row.award.code, ())), len(holders.get(row.award.code, ())))
    return told


def _over_commanders(row: AwardInYear, commanders: int, all_of_them: int) -> list[str]:
    """The part of a quota for those who command, and what is left for the others where the two do not mix."""
    most, told = row.commander_places(row.quota), []
    if most is None:
        return []
    if commanders > most:
        how = f" ({row.commander_text})" if row.commander_text else ""
        told.append(f"“{row.award.short_name}”: {commanders} cán bộ chủ trì, vượt chỉ tiêu riêng {most}{how}.")
    rest = row.quota - most
    if row.commanders_apart and all_of_them - commanders > rest:
        told.append(
            f"“{row.award.short_name}”: {all_of_them - commanders} người không là cán bộ chủ trì, vượt chỉ tiêu chung "
            f"{rest}."
        )
    return told


def _already_held(paper: Decision, lines: list[DecisionLine]) -> list[str]:
    """Lines whose subject has the title of this year already, by another decision."""
    year = paper.period.year
    held = AwardRecord.objects.standing().with_holder()
    held = held.filter(year=year, award__in={line.nomination.award_id for line in lines})
    held = held.exclude(line__in=paper.points.values("line"))  # what this paper replaces falls with it
    held = held.exclude(line__nomination__kind__in=NAMING)  # given for another achievement
    by_person = {(row.award_id, row.holder): row for row in held if row.person_id}
    by_unit = {(row.award_id, row.unit_id): row for row in held if row.unit_id}
    told = []
    for line in lines:
        given = line.nomination
        if given.kind in NAMING:
            continue  # the same form again, for another achievement
        row = by_person.get((given.award_id, given.person_id)) or by_unit.get((given.award_id, given.unit_id))
        if row is not None:
            told.append(
                f"{given.subject_name} ({given.award.short_name}): đã được tặng năm {year} theo {row.decision_text}."
            )
    return told


def _on_a_paper(line: Nomination) -> list[str]:
    """Papers that hold a line sent past the council, drafts too; it can be left out of a draft first."""
    held = Decision.objects.exclude(state=P.CANCELLED).filter(lines__nomination=line).order_by("pk")
    return [f"Đã đưa vào {paper.get_kind_display().lower()} {paper.code or f'(dự thảo {paper.pk})'}." for paper in held]


call_back_guards.append(_on_a_paper)

PAPER = Workflow(
    Move(
        "to_sign", "Trình ký", (P.DRAFT,), P.TO_SIGN,
        permission="awards.edit_paper", obstacles=missing_to_sign, tone="primary", icon="pen-line",
    ),
    Move("take_back", "Lấy lại sửa", (P.TO_SIGN,), P.DRAFT, permission="awards.edit_paper", icon="undo-2"),
    Move(
        "sign", "Ký, ban hành", (P.TO_SIGN,), P.SIGNED,
        permission="awards.sign_paper", obstacles=missing_to_sign, tone="primary", icon="signature",
        question="Sau khi ký, văn bản được khóa cùng mã kiểm tra. Muốn sửa phải ban hành văn bản mới.",
    ),
    Move(
        "cancel", "Hủy dự thảo", (P.DRAFT, P.TO_SIGN), P.CANCELLED,
        permission="awards.edit_paper", needs_reason=True, tone="danger", icon="ban",
    ),
    # A paper that is not ours: written down with its number at once, never through the hands of our signer.
    Move("answer", "Ghi quyết định của cấp trên", (P.DRAFT,), P.SIGNED, permission="awards.record_answer"),
    action="decision",
)  # fmt: skip
BY_BUTTON = ("to_sign", "take_back", "cancel")  # moves that need no form of their own
