"""Whether what was decided still holds: of a line, of a decision. One small place for whoever asks."""

from collections.abc import Collection

from awards.decisions.amend_queries import replaced_lines, signed_points
from awards.decisions.certificate_enums import Standing
from awards.decisions.enums import PaperKind, PaperState
from awards.decisions.models import AwardRecord, AwardWithdrawal, Decision, DecisionLine


def standings(lines: Collection[int]) -> dict[int, Standing]:
    """Id of a line of a signed decision → how it stands; three queries, one more where something was replaced."""
    gone = AwardWithdrawal.objects.filter(record__line__in=lines).values_list("record__line", flat=True)
    found = dict.fromkeys(lines, Standing.VALID) | dict.fromkeys(gone, Standing.REVOKED)
    return found | dict.fromkeys(replaced_lines(lines), Standing.REPLACED)


def standing_of(thing: DecisionLine | Decision) -> Standing:
    """How one certificate or one decision stands."""
    if isinstance(thing, DecisionLine):
        return standings([thing.pk])[thing.pk]
    if thing.amended_by.filter(kind=PaperKind.DECISION, state=PaperState.SIGNED).exists():
        return Standing.REPLACED
    records = AwardRecord.objects.filter(line__decision=thing)
    has_fallen = records.exists() and not records.standing().exists()
    return Standing.REVOKED if has_fallen else Standing.VALID


def put_right(lines: Collection[int]) -> dict[int, dict[str, str]]:
    """Id of a line → part (`AmendPart`) → the words a signed correction has put in the place of those of the paper."""
    points = signed_points(lines)
    return {pk: {point.part: point.right for point in some if point.part} for pk, some in points.items()}


def gives(decision: Decision) -> bool:
    """Whether certificates come from this paper: our own decision, signed."""
    return decision.kind == PaperKind.DECISION and decision.is_signed
