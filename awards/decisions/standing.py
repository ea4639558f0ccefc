"""Whether what was decided still holds: of a line, of a decision. One small place for whoever asks.

What withdraws or replaces a line is told by its own module: it adds a reader to `readers`.
"""

from collections.abc import Callable, Collection

from awards.decisions.certificate_enums import Standing
from awards.decisions.enums import PaperKind
from awards.decisions.models import AwardWithdrawal, Decision, DecisionLine

# function(ids of lines) -> id → Standing of those that no longer simply hold. What is said last counts.
readers: list[Callable[[Collection[int]], dict[int, Standing]]] = []
# function(decision) -> Standing when it no longer simply holds, else None.
paper_readers: list[Callable[[Decision], Standing | None]] = []


def standings(lines: Collection[int]) -> dict[int, Standing]:
    """Id of a line of a signed decision → how it stands; one query, and those of the readers."""
    gone = AwardWithdrawal.objects.filter(record__line__in=lines).values_list("record__line", flat=True)
    found = dict.fromkeys(lines, Standing.VALID) | dict.fromkeys(gone, Standing.REVOKED)
    for reader in readers:
        found |= reader(lines)
    return found


def standing_of(thing: DecisionLine | Decision) -> Standing:
    """How one certificate or one decision stands."""
    if isinstance(thing, DecisionLine):
        whole = standing_of(thing.decision)
        return whole if whole == Standing.REVOKED else standings([thing.pk])[thing.pk]
    told = [said for reader in paper_readers if (said := reader(thing))]
    return told[-1] if told else Standing.VALID


def gives(decision: Decision) -> bool:
    """Whether certificates come from this paper: our own decision, signed."""
    return decision.kind == PaperKind.DECISION and decision.is_signed
