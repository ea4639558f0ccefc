"""A rehearsal of a secret ballot: the real lists, invented votes, phones that are none; acted out and never kept.

Everything is done by the acts of a real round, on the real database with its triggers and in the real folder of keys,
but on a conference and with people made up for it, and inside one transaction that is undone at the end whatever
happens: no table, no letter and no notice can keep anything of it, and the real round is never touched. Keys are the
one thing a database cannot undo: they are destroyed at the end, and by the sweep where the machine died before that.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random

from django.db import connection, transaction

from awards.ballots import conflicts, keys, preflight, queries, recusing
from awards.ballots.dealing import Figures, Impossible
from awards.ballots.enums import Channel, RoundState
from awards.ballots.models import VOID, ContestLine, VotingRound
from awards.ballots.queries import GroupSpec, LineSpec
from awards.ballots.rehearsals import Finding, Rehearsal, verdict_of
from awards.ballots.staging import MARK, Played, Script, Stage
from awards.conferences.models import Conference
from thidua.documents import Document, render
from thidua.errors import DomainError, RuleViolation, StateConflict
from thidua.permissions import require
from units.audit.services import record
from units.models import User

Progress = Callable[[int, int, str], None]
Paper = Callable[[VotingRound, User], Document]

# Papers that are laid out at a rehearsal, by name; later chapters, which know how to, put them here.
papers: dict[str, Paper] = {}

VOTING = (RoundState.CHECKIN, RoundState.OPEN)


# What is rehearsed ----------------------------------------------------------------------------------------------------


def round_to_rehearse(conference: Conference) -> VotingRound | None:
    """The next round that waits to be voted; else the last one that was."""
    rounds = list(conference.rounds.filter(main=None).exclude(state__in=VOID).order_by("number"))
    waiting = [ballot for ballot in rounds if ballot.state in (RoundState.DRAFT, RoundState.READY)]
    return (waiting or rounds[-1:] or [None])[0]


def script_of(conference: Conference, ballot: VotingRound | None) -> Script:
    """The whole paper, lines that were taken out of it included, or the locked list before there is a paper; each line
    a stand-in that is nobody's. Who takes no part in what is as it was decided."""
    if ballot is None:
        if conference.cluster_id:
            raise RuleViolation("Lập phiếu bầu của cụm rồi diễn tập.")
        return Script("Phiếu bầu", _stand_ins(queries.groups_from_list(conference), {}))
    numbers: dict[int, int] = {}
    specs = _stand_ins([_spec(lines) for lines in _titles(ballot)], numbers)
    out = [one for one in conflicts.decided(ballot, with_parts=True) if not one.takes_part]
    out_of_lines = [(numbers[one.line_id], one.attendee_id) for one in out if one.line_id in numbers]
    by_line = recusing.recused_seats(ballot)
    rolled = ballot.electors.filter(channel=Channel.RECUSED).values_list("attendee", flat=True)
    return Script(
        name=ballot.name,
        specs=specs,
        out_of_lines=out_of_lines,
        out_of_all=[seat for seat in rolled if seat not in by_line],
        granularity=ballot.granularity,
        two_keys=ballot.two_keys,
    )


def _rounds_of(ballot: VotingRound) -> list[VotingRound]:
    return [ballot, *ballot.sub_rounds.exclude(state__in=VOID).order_by("number")]


def _titles(ballot: VotingRound) -> list[list[ContestLine]]:
    """The lines of each title, as they stood on the paper before some were taken out of it."""
    merged: dict[tuple[int, str], list[ContestLine]] = {}
    for one in _rounds_of(ballot):
        for group in queries.ballot_lines(one):
            for line in group.lines.all():
                line.group = group
                merged.setdefault((group.sort, group.title), []).append(line)
    return [merged[place] for place in sorted(merged)]


def _stand_ins(specs: Sequence[GroupSpec], numbers: dict[int, int]) -> list[GroupSpec]:
    """Lines numbered through the whole paper; numbers: is filled with id of the real line → its number."""
    made, number = [], 0
    for spec in specs:
        lines = []
        for line in spec.lines:
            number += 1
            numbers[line.subject.pk] = number
            lines.append(LineSpec(ContestLine(pk=number), line.label, line.detail))
        made.append(replace(spec, lines=lines))
    return made


def _spec(lines: Sequence[ContestLine]) -> GroupSpec:
    group = lines[0].group
    return GroupSpec(
        title=group.title,
        lines=[LineSpec(line, line.label, line.detail) for line in lines],
        award=group.award,
        kind=group.kind,
        seats=group.seats,
        threshold=group.threshold,
        base=group.base,
        legal_basis=group.legal_basis,
        no_threshold=group.threshold is None,
        recusal=group.recusal,
    )


def figures_once_counted(ballot: VotingRound) -> dict[int, Figures] | None:
    """Number of the line → what it got in a round that is published; None before."""
    if not ballot.is_published:
        return None
    lines = [line for title in _titles(ballot) for line in title]
    return {number: Figures(line.votes_for or 0, line.votes_against or 0) for number, line in enumerate(lines, 1)}


# The act --------------------------------------------------------------------------------------------------------------


def refuse_while_voting(conference: Conference) -> None:
    """SQLite has one writer: there nobody may be voting anywhere while a rehearsal writes."""
    running = VotingRound.objects.filter(state__in=VOTING)
    if connection.vendor != "sqlite":
        running = running.filter(conference=conference)
    if ballot := running.select_related("conference").first():
        raise StateConflict(f"“{ballot.name}” {ballot.get_state_display().lower()}: diễn tập sau khi đóng phiếu.")


def rehearse(
    conference: Conference, *, by: User, place: preflight.Place, progress: Progress = lambda *told: None
) -> Rehearsal:
    """Look at everything, act the ballot out, keep the report. place: how the page was reached."""
    require(by, "awards.prepare_ballot", VotingRound(conference=conference))
    refuse_while_voting(conference)
    steps = len(preflight.LOOKS) + 3
    findings: list[Finding] = []
    ballot = round_to_rehearse(conference)
    for number, (name, look) in enumerate(preflight.LOOKS):
        progress(number, steps, f"Kiểm tra: {name}")
        findings += look(preflight.Subject(conference, ballot, place))
    progress(steps - 3, steps, "Diễn tập: phát phiếu, bỏ phiếu, kiểm phiếu")
    played = act_out(conference, by=by, ballot=ballot)
    progress(steps - 2, steps, "Dàn trang phiếu bầu, biên bản kiểm phiếu")
    lay_out(played)
    progress(steps - 1, steps, "Xóa mọi thứ của buổi diễn tập")
    prove_gone(played)
    return _keep(conference, by, [*findings, *played.findings], played)


@transaction.atomic
def _keep(conference: Conference, by: User, findings: Sequence[Finding], played: Played) -> Rehearsal:
    verdict = verdict_of(list(findings))
    kept = Rehearsal.objects.create(
        conference=conference,
        by=by,
        state=verdict,
        report={
            "findings": [finding.as_document() for finding in findings],
            "titles": played.titles,
            "voters": played.voters,
            "lines": played.lines,
        },
    )
    trouble = [finding.title for finding in findings if finding.tone == "bad"]
    facts = {"verdict": verdict.label, "voters": played.voters, "lines": played.lines, "trouble": trouble}
    record(by, "conference.rehearse", conference, **facts)
    return kept


def act_out(
    conference: Conference,
    *,
    by: User,
    ballot: VotingRound | None,
    wanted: Mapping[int, Figures] | None = None,
    dice: Random | None = None,
) -> Played:
    """A whole round with invented votes, undone at the end, and with it every round of lines taken out of the paper.
    wanted: number of the line → figures the votes shall come to; left out, those of the published round, else by
    chance."""
    played = Played()
    if wanted is None and ballot is not None:
        wanted = figures_once_counted(ballot)
    try:
        with transaction.atomic():
            try:
                script = script_of(conference, ballot)
                Stage(conference, by, script, played, dice or secrets.SystemRandom(), papers).play(wanted)
            except DomainError as error:
                played.tell("Diễn tập dừng lại", " ".join([str(error), *getattr(error, "reasons", [])]), is_good=False)
            except Impossible:
                played.tell("Diễn tập dừng lại", "Không có lá phiếu nào cho ra số liệu đã ghi.", is_good=False)
            transaction.set_rollback(True)
    finally:
        for round_id in played.round_ids:
            keys.destroy(round_id)
    return played


def lay_out(played: Played) -> None:
    """The papers that will be printed, from what was counted; the round itself is gone by now."""
    for name, document in played.documents.items():
        content = render(document, "pdf")
        played.tell(name, f"Dàn trang được, {len(content) // 1024} KB.", is_good=content.startswith(b"%PDF"))


def prove_gone(played: Played) -> None:
    """That nothing is left: no row of what was made up, no key."""
    left = [model._meta.verbose_name for model, key in played.made_up if model._base_manager.filter(pk=key).exists()]
    users = User.objects.filter(username__startswith=MARK).count()
    has_keys = bool(set(played.round_ids) & set(keys.held()))
    is_gone = not left and not users and not has_keys
    played.tell(
        "Xóa dấu vết",
        "Không còn dòng nào trong cơ sở dữ liệu, không còn khóa nào; phiếu thật không bị đụng đến."
        if is_gone
        else "Còn sót lại của buổi diễn tập; báo quản trị hệ thống.",
        is_good=is_gone,
    )
