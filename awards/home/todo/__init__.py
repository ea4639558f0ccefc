"""What waits for whom: one list, computed from the states of things and from who may move them.

Each source answers for one kind of work in a fixed number of queries. The list is over all open years of the user, not
only the one looked at: a teller counts today whatever year the page shows. Whoever runs a year is who holds the role
on the organising unit itself; an office above sees the years below by choosing them, not in its own list of work.
"""

from collections.abc import Callable

from awards.home.todo.after_meetings import minutes_to_sign, tasks_given, tasks_late
from awards.home.todo.cells import cells_to_settle
from awards.home.todo.desk import Desk, Waiting, due_of, in_year, lower_first
from awards.home.todo.launch import launch_to_run, movements_to_join, registrations_to_send
from awards.home.todo.letters import letters_to_review
from awards.home.todo.meetings import (
    acts_to_confirm,
    conferences,
    handovers_to_sign,
    papers_to_count,
    papers_to_vote_on,
)
from awards.home.todo.nominations import (
    fields_to_correct,
    lines_to_mend,
    lists_to_run,
    meetings_to_close,
    opinions_to_give,
)
from awards.home.todo.papers import papers_to_sign, papers_to_write
from awards.home.todo.points import points_to_agree
from awards.home.todo.results import months_to_enter, months_to_run, sheets_to_verify
from awards.home.todo.scores import clusters_to_score
from awards.home.todo.show import Section, sections
from awards.home.todo.transfers import transfers_to_receive
from awards.home.todo.years import first_steps, years_to_run
from awards.years.enums import Step
from awards.years.models import Phase
from units.models import User

__all__ = [
    "SOURCES",
    "Desk",
    "Section",
    "Waiting",
    "due_of",
    "in_year",
    "lower_first",
    "sections",
    "waiting_for",
    "waiting_in",
]

SOURCES: tuple[Callable[[Desk], list[Waiting]], ...] = (
    first_steps,
    years_to_run,
    months_to_enter,
    sheets_to_verify,
    cells_to_settle,
    months_to_run,
    clusters_to_score,
    lines_to_mend,
    fields_to_correct,
    meetings_to_close,
    opinions_to_give,
    lists_to_run,
    conferences,
    papers_to_vote_on,
    papers_to_count,
    acts_to_confirm,
    handovers_to_sign,
    minutes_to_sign,
    tasks_given,
    tasks_late,
    papers_to_sign,
    papers_to_write,
    points_to_agree,
    letters_to_review,
    movements_to_join,
    registrations_to_send,
    launch_to_run,
    transfers_to_receive,
)

# Where the work of a step is found, of everybody who does not run the year; the last step is the office's alone.
OF_STEP: dict[Step, tuple[Callable[[Desk], list[Waiting]], ...]] = {
    Step.LAUNCH: (movements_to_join, registrations_to_send),
    Step.RESULTS: (months_to_enter,),
    Step.VERIFY: (sheets_to_verify, cells_to_settle, points_to_agree),
    Step.CLUSTERS: (clusters_to_score, conferences, handovers_to_sign, minutes_to_sign, tasks_given),
    Step.NOMINATIONS: (lines_to_mend, fields_to_correct, meetings_to_close, opinions_to_give),
    Step.COUNCIL: (conferences, minutes_to_sign, tasks_given),
    Step.DECISIONS: (papers_to_sign,),
}


def waiting_for(user: User) -> list[Waiting]:
    """Everything that waits for the user, the most pressing first."""
    desk = Desk(user)
    return sorted((item for source in SOURCES for item in source(desk)), key=lambda item: item.rank)


def waiting_in(phase: Phase, user: User) -> list[Waiting]:
    """What waits for the user in a step of a year, the most pressing first; asks only the sources of the step."""
    desk, here = Desk(user), (phase.period_id, phase.step)
    found = [item for source in OF_STEP.get(Step(phase.step), ()) for item in source(desk) if item.phase == here]
    return sorted(found, key=lambda item: item.rank)
