"""WHEN: the life of a paper."""

from django.db.models import Q

from awards.decisions.enums import PaperKind, PaperState
from awards.decisions.models import AwardRecord, Decision, DecisionLine
from awards.nominations.enums import NominationState
from awards.nominations.models import AwardInYear, Nomination
from thidua.workflow import Move, Workflow
from units.people.models import whose

P = PaperState
MOST_TOLD = 20  # lines named in one refusal


def missing_to_sign(paper: Decision) -> list[str]:
    """Everything that still stands between a draft and the signature."""
    missing = []
    lines = list(paper.lines.select_related("nomination__award"))
    if not lines:
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
    for line in lines:
        if line.nomination.state != NominationState.PASSED:
            missing.append(
                f"{line.nomination.subject_name} ({line.nomination.award.short_name}): "
                f"{line.nomination.get_state_display().lower()}, chưa qua bỏ phiếu hoặc đã có văn bản khác."
            )
    if paper.kind == PaperKind.DECISION:
        missing += _already_held(paper, lines)
    missing += _over_quota(paper, lines)
    more = len(missing) - MOST_TOLD
    return missing if more <= 0 else [*missing[:MOST_TOLD], f"Và {more} điều nữa."]


def _over_quota(paper: Decision, lines: list[DecisionLine]) -> list[str]:
    """Titles whose cap this paper would break, holders of the titles counted with it included.

    Each title stays within its own number on the ballot; a cap over two titles together can only be seen here.
    """
    awards = {line.nomination.award_id for line in lines}
    rows = AwardInYear.objects.filter(
        nomination_list__period=paper.period_id, award__in=awards, quota__isnull=False
    ).select_related("award")
    here = {line.nomination_id for line in lines}
    settled = Q(state__in=[NominationState.PROPOSED_UP, NominationState.DECIDED]) | Q(pk__in=here)
    holders: dict[str, set[tuple]] = {}
    given = Nomination.objects.filter(settled, nomination_list__period=paper.period_id)
    for code, person, unit in given.values_list("award__code", whose(), "unit"):
        holders.setdefault(code, set()).add((person, unit))
    told = []
    for row in rows:
        counted = set().union(*(holders.get(code, set()) for code in (row.award.code, *row.counted_with)))
        if len(counted) > row.quota:
            told.append(
                f"“{row.award.short_name}”: {len(counted)} người, tập thể được tặng, vượt chỉ tiêu {row.quota}"
                f"{f' ({row.quota_text})' if row.quota_text else ''}."
            )
    return told


def _already_held(paper: Decision, lines: list[DecisionLine]) -> list[str]:
    """Lines whose subject has the title of this year already, by another decision."""
    year = paper.period.year
    held = AwardRecord.objects.standing().with_holder()
    held = held.filter(year=year, award__in={line.nomination.award_id for line in lines})
    by_person = {(row.award_id, row.holder): row for row in held if row.person_id}
    by_unit = {(row.award_id, row.unit_id): row for row in held if row.unit_id}
    told = []
    for line in lines:
        given = line.nomination
        row = by_person.get((given.award_id, given.person_id)) or by_unit.get((given.award_id, given.unit_id))
        if row is not None:
            told.append(
                f"{given.subject_name} ({given.award.short_name}): đã được tặng năm {year} theo {row.decision_text}."
            )
    return told


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
