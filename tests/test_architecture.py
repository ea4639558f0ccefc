"""The house keeps its own plan: who may import whom, what a file may hold, where an address leads.

Standard library only: the sources are read, never run. Every exception stands here with its reason.
"""

import ast
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# Chapters in the order of time: a later one knows the earlier ones, never the other way round. In `units` the record
# comes first, because every act is written with its pen.
CHAPTERS = {
    "units": ("audit", "structure", "people", "clusters", "accounts", "imports", "health"),
    "awards": (
        "years",
        "catalogue",
        "criteria",
        "results",
        "scoring",
        "nominations",
        "conferences",
        "ballots",
        "decisions",
        "reports",
        "home",
    ),
}

# Files of a chapter from the ground up: a file imports only what lies below it.
FLOORS = (
    "enums",
    "rules",
    "models",
    "permissions",
    "states",
    "queries",
    "services",
    "tasks",
    "forms",
    "views",
    "urls",
)

# Rules that have a name of their own: pure like rules.py, same floor.
NAMED_RULES = {
    "formulas",
    "facts",
    "bands",
    "caps",
    "eligibility",
    "principles",
    "chances",
    "quota",
    "tally",
    "majority",
}

# Files that belong to one chapter only, the floor they stand on, and what they are.
OWN_FILES = {
    ("units", "audit", "actions"): "enums",  # words of the record
    ("units", "people", "persons"): "services",  # acts by subject; services.py names them all
    ("units", "people", "facts"): "services",
    ("units", "people", "carried"): "services",  # what is looked into at a unit goes on at its successor
    ("units", "people", "careers"): "services",
    ("units", "people", "leaving"): "services",
    ("units", "people", "transfers"): "services",
    ("units", "people", "initiatives"): "services",
    ("units", "people", "apart"): "services",
    ("units", "people", "photos"): "services",
    ("units", "people", "frames"): "forms",  # what the pages share: whose it is, the way there, the page of one form
    ("units", "people", "merging"): "services",  # two records of one person
    ("units", "structure", "gaps"): "queries",  # days of a unit's life that no dated row holds
    ("units", "structure", "ledger"): "models",  # the journal of an act: what it wrote, in rows and in words
    ("units", "structure", "lineage"): "queries",  # who goes on for whom, and the drawing of it
    ("units", "structure", "previews"): "forms",  # an act shown before it is done
    ("units", "structure", "reorganise"): "services",  # mergers, splits, and taking an act back
    ("units", "accounts", "lockout"): "models",  # the lock on a login name, kept in the cache
    ("units", "accounts", "passwords"): "models",  # Django's validators in our words
    ("units", "clusters", "papers"): "forms",  # the pledge, before it has a format
    ("units", "accounts", "papers"): "queries",  # the slip of an invitation, before it has a format
    ("units", "accounts", "identities"): "services",  # which account an identity of the provider opens
    ("units", "accounts", "oidc"): "views",  # sign-in by the provider: django-allauth's, with our checks
    ("units", "accounts", "adapter"): "views",  # how django-allauth behaves here
    ("units", "accounts", "middleware"): "views",  # the first password is changed first
    ("units", "imports", "kinds"): "queries",  # what can be brought in, and how its rows are judged
    ("units", "imports", "sheets"): "queries",  # the empty workbook of a kind
    ("units", "imports", "people_rows"): "services",  # one file for each kind
    ("units", "imports", "history_rows"): "services",
    ("units", "imports", "unit_rows"): "services",
    ("awards", "years", "cutting"): "services",  # a running year ends early
    ("awards", "results", "evidence"): "services",  # files of a cell
    ("awards", "results", "judging"): "services",  # another figure, its explanation, the answer
    ("awards", "results", "unlocking"): "services",
    ("awards", "results", "progress"): "queries",  # who is late with a month, and why
    ("awards", "years", "scope"): "queries",  # year and unit of a page
    ("awards", "catalogue", "conditions"): "rules",  # what the engine can read, as the office is offered it
    ("awards", "catalogue", "differences"): "queries",  # one row of the law beside another, and what rests on it
    ("awards", "catalogue", "money_versions"): "services",
    ("awards", "catalogue", "adding"): "services",  # titles and rules there were none of, and the end of one
    ("awards", "catalogue", "law_sets"): "services",  # a whole new law
    ("awards", "catalogue", "versions"): "services",  # a new dated row beside the old one
    ("awards", "nominations", "law"): "services",  # under which law a list is judged
    ("awards", "nominations", "foresight"): "queries",  # how open lists would be judged by the law as it is now
    ("awards", "criteria", "arrange"): "services",  # order and copies of rows
    ("awards", "criteria", "versions"): "services",  # whole tables: copied, renewed, taken in
    ("awards", "criteria", "target_sheets"): "services",  # targets as a workbook, out and in
    ("awards", "criteria", "target_forms"): "forms",  # the grid of targets
    ("awards", "criteria", "target_views"): "views",
    ("awards", "scoring", "trial"): "queries",  # a formula tried on sample figures; targets beside last year's results
    ("awards", "scoring", "trial_views"): "views",
    ("awards", "results", "paste"): "rules",  # a block of a spreadsheet
    ("awards", "results", "pasting"): "queries",  # what a block would write
    ("awards", "results", "workbook"): "queries",  # the signed workbook of a month
    ("awards", "results", "entering"): "services",  # many cells at once
    ("awards", "years", "dates"): "queries",  # every deadline and meeting of a year, from all chapters
    ("awards", "years", "extensions"): "services",  # longer for one unit, days of grace and of reminders
    ("awards", "years", "cloning"): "services",  # a year opened after the last one; chapters offer their parts
    ("awards", "home", "reminders"): "services",  # who is late, and telling them
    ("awards", "home", "notices"): "services",  # the bell
    ("awards", "home", "outbox"): "services",  # letters, and the way out of the house
    ("awards", "home", "context"): "views",  # the frame of every page
    ("awards", "home", "dashboards"): "queries",
    ("awards", "home", "todo"): "queries",
    ("awards", "home", "topics"): "enums",  # words of the help, and which page they belong to
    ("awards", "scoring", "frames"): "forms",  # what the pages share: which cluster, year and unit, the way there
    ("awards", "scoring", "ties"): "models",  # the rule for equal percents
    ("awards", "scoring", "tie_rules"): "services",
    ("awards", "scoring", "cluster_facts"): "queries",  # what a board is computed from
    ("awards", "scoring", "board_tables"): "queries",  # a board as pages show it
    ("awards", "scoring", "board_versions"): "queries",  # two versions beside each other
    ("awards", "scoring", "board_parts"): "forms",  # the part of a page that follows the facts
    ("awards", "scoring", "cell_queries"): "queries",  # one unit under one criterion
    ("awards", "scoring", "heat"): "queries",  # self-scored against verified points
    ("awards", "scoring", "sheets"): "models",  # what people say about points: own sheet, checks, opinions, appeals
    ("awards", "scoring", "sheet_states"): "states",
    ("awards", "scoring", "sheet_queries"): "queries",
    ("awards", "scoring", "recompute"): "services",  # stored boards follow the facts
    ("awards", "scoring", "opinions"): "services",  # points given, by stage
    ("awards", "scoring", "self_scores"): "services",  # the unit's own sheet, the look of another unit
    ("awards", "scoring", "appeals"): "services",
    ("awards", "scoring", "sheet_forms"): "forms",
    ("awards", "scoring", "sheet_views"): "views",
    ("awards", "home", "help"): "queries",
    # Registrations name titles and targets: criteria is the first chapter that knows both. What came of them is read in
    # reports, the first that knows decisions and has papers.
    ("awards", "criteria", "registrations"): "models",
    ("awards", "criteria", "registration_queries"): "queries",
    ("awards", "criteria", "registering"): "services",
    ("awards", "reports", "registered"): "queries",  # registered beside achieved
    ("awards", "years", "library"): "models",  # models and good examples
    ("awards", "years", "library_queries"): "queries",
    ("awards", "years", "keeping"): "services",  # acts on them
    ("awards", "years", "movements"): "models",  # movements, and who takes part
    ("awards", "years", "movement_queries"): "queries",
    ("awards", "years", "campaigns"): "services",  # acts on movements
    ("awards", "years", "nudges"): "services",  # a reminder by hand
    ("awards", "nominations", "conditions"): "queries",  # of every title on a day
    ("awards", "nominations", "facts"): "queries",  # what the records say, for the checks
    ("awards", "nominations", "board"): "queries",  # titles against their quotas
    ("awards", "nominations", "offering"): "queries",  # titles a year may take, with their caps
    ("awards", "nominations", "course"): "queries",  # one line: its conditions, its way
    ("awards", "nominations", "checking"): "services",  # lines judged, and what came out kept
    ("awards", "nominations", "overriding"): "services",  # exceptions with a reason
    ("awards", "nominations", "frames"): "forms",  # what the pages of one line share
    ("awards", "nominations", "suggesting"): "services",  # who could be put forward, worked out and taken up
    ("awards", "nominations", "suggested"): "queries",
    ("awards", "nominations", "holding"): "services",  # lines follow what is looked into
    ("awards", "nominations", "switching"): "services",  # conditions a command adds
    ("awards", "nominations", "why"): "queries",  # how anybody stands with any title
    ("awards", "nominations", "service_time"): "rules",  # length of service from–to
    ("awards", "nominations", "service_breaks"): "models",  # time out of service
    ("awards", "nominations", "breaking"): "services",
    ("awards", "nominations", "orders"): "models",  # the published order
    ("awards", "nominations", "shares"): "models",  # a quota shared out
    ("awards", "nominations", "ranking"): "queries",  # lines by the published order
    ("awards", "nominations", "sharing"): "queries",  # what each unit has of a quota
    ("awards", "nominations", "what_if"): "queries",  # lines tried against the quota
    ("awards", "nominations", "ordering"): "services",
    ("awards", "nominations", "distributing"): "services",
    ("awards", "nominations", "commanders"): "queries",  # those who command, and what became of their unit
    ("awards", "nominations", "routes"): "rules",  # the way of a list, from the units to the decision
    ("awards", "nominations", "station_enums"): "enums",
    ("awards", "nominations", "stations"): "models",  # routes, and what bodies said of a list
    ("awards", "nominations", "organs"): "models",  # who is asked about a list, what each said
    ("awards", "nominations", "amendments"): "models",  # one field to correct, the lower title instead
    ("awards", "nominations", "station_permissions"): "permissions",
    ("awards", "nominations", "station_states"): "states",
    ("awards", "nominations", "station_queries"): "queries",
    ("awards", "nominations", "routing"): "services",
    ("awards", "nominations", "asking"): "services",
    ("awards", "nominations", "resolving"): "services",
    ("awards", "nominations", "amending"): "services",
    ("awards", "nominations", "many"): "services",  # one act on many lines
    ("awards", "nominations", "candidates"): "queries",  # who may be put forward
    ("awards", "nominations", "meetings"): "models",  # a unit hears and votes
    ("awards", "nominations", "meeting_states"): "states",
    ("awards", "nominations", "meeting_queries"): "queries",
    ("awards", "nominations", "conferring"): "services",  # acts on a meeting
    ("awards", "nominations", "meeting_rules"): "services",  # what it must reach
    # The electronic ballot, pure: what a voter writes, the blind signature, the envelope, the opened box; the recount
    # shares no code with any of them.
    ("awards", "ballots", "marks"): "rules",
    ("awards", "ballots", "blind"): "rules",
    ("awards", "ballots", "sealing"): "rules",
    ("awards", "ballots", "box"): "rules",
    ("awards", "ballots", "locking"): "rules",  # a box that two tellers open
    ("awards", "ballots", "recount"): "enums",
    ("awards", "decisions", "old_papers"): "models",  # decisions of earlier years, and what is said of each award
    ("awards", "decisions", "number_marks"): "models",  # numbers kept or left out
    ("awards", "decisions", "register"): "queries",  # the register of numbers
    ("awards", "decisions", "signers"): "queries",  # who could sign on a day
    ("awards", "decisions", "numbering"): "services",
    ("awards", "decisions", "answers_read"): "rules",  # a pasted block of answers
    ("awards", "decisions", "upward_models"): "models",  # what became of a submission on its way up
    ("awards", "decisions", "upward_queries"): "queries",
    ("awards", "decisions", "upward"): "services",
    ("awards", "decisions", "amendments"): "models",  # what a paper says of another one
    ("awards", "decisions", "amend_queries"): "queries",
    ("awards", "decisions", "amend_papers"): "queries",
    ("awards", "decisions", "amending"): "services",
    ("awards", "decisions", "prizes"): "rules",  # which of several prizes are paid
    ("awards", "decisions", "money_enums"): "enums",
    ("awards", "decisions", "money_models"): "models",  # prizes as they are paid, the book of the fund
    ("awards", "decisions", "money_queries"): "queries",
    ("awards", "decisions", "paying"): "services",
    ("awards", "decisions", "finding"): "queries",  # people and units by name without accents
    ("awards", "decisions", "back_queries"): "queries",
    ("awards", "decisions", "medals"): "queries",  # who is due a medal of service
    ("awards", "decisions", "honouring"): "services",  # onto the list, or recorded with the decision
    ("awards", "decisions", "back_entering"): "services",  # awards decided on paper, entered afterwards
    ("awards", "decisions", "correcting"): "services",
    ("awards", "decisions", "pasting"): "services",  # a block of names as a file of imports
    ("awards", "nominations", "kinds"): "rules",  # types of commendation: papers, stations, checks
    ("awards", "nominations", "dossier"): "models",  # achievements, files, written parts, papers a command asks for
    ("awards", "nominations", "dossiers"): "models",  # the checklist; a move asks for it
    ("awards", "nominations", "merits"): "queries",  # what a report of achievements says
    ("awards", "nominations", "occasions"): "services",  # lists of events
    ("awards", "nominations", "filing"): "services",  # files of a dossier
    ("awards", "nominations", "writing"): "services",  # parts of a report in the unit's words
    ("awards", "nominations", "demanding"): "services",  # papers a command asks for
    ("awards", "ballots", "envelopes"): "models",  # the tables of the electronic box
    ("awards", "ballots", "box_triggers"): "enums",
    ("awards", "ballots", "keys"): "queries",  # files, read anew at every use
    ("awards", "ballots", "box_queries"): "queries",
    ("awards", "ballots", "journal"): "services",  # the chain of a round
    ("awards", "ballots", "casting"): "services",  # papers given out, ballots cast
    ("awards", "ballots", "boxing"): "services",  # the box from the opening to its end
    ("awards", "ballots", "phones"): "rules",  # a member's device in Python, for rehearsals and tests
    ("awards", "ballots", "limits"): "rules",  # how often a round may be asked; in memory alone
    ("awards", "ballots", "dealing"): "rules",  # invented ballots
    ("awards", "ballots", "rehearsals"): "models",
    ("awards", "ballots", "preflight"): "queries",  # what is looked at before a ballot
    ("awards", "ballots", "rehearsing"): "services",
    ("awards", "ballots", "staging"): "services",  # a rehearsal while it is acted out
    ("awards", "ballots", "proposals"): "queries",  # what could be put on a paper
    ("awards", "ballots", "round_queries"): "queries",
    ("awards", "ballots", "count_queries"): "queries",
    ("awards", "ballots", "result_queries"): "queries",
    ("awards", "ballots", "preparing"): "services",  # a round until it is frozen; services.py names every act
    ("awards", "ballots", "handing_out"): "services",
    ("awards", "ballots", "counting"): "services",
    ("awards", "ballots", "publishing"): "services",  # what a result writes
    ("awards", "ballots", "again"): "services",  # what follows a round
    ("awards", "ballots", "interests"): "models",  # relatives, and who takes no part in which line
    ("awards", "ballots", "opinions"): "models",  # votes in writing of absent members
    ("awards", "ballots", "conflicts"): "models",  # found in the records; a move asks for it
    ("awards", "ballots", "granularity"): "models",  # cast as one or line by line; a move asks for it
    ("awards", "ballots", "ties"): "queries",
    ("awards", "ballots", "recusing"): "services",
    ("awards", "ballots", "taking_in"): "services",  # votes in writing
    ("awards", "ballots", "destroying"): "services",
    ("awards", "ballots", "frames"): "forms",  # what the pages share
    ("awards", "conferences", "codes"): "rules",  # codes by which members mark themselves present
    ("awards", "conferences", "records"): "models",  # guests, papers, speeches, opinions, tasks, minutes
    ("awards", "conferences", "record_states"): "states",
    ("awards", "conferences", "room_queries"): "queries",
    ("awards", "conferences", "compiling"): "queries",  # what the minutes say by themselves, and the signed file
    ("awards", "conferences", "handing_over"): "services",  # the lead of a cluster; services.py names it all
    ("awards", "conferences", "agenda"): "services",  # the programme
    ("awards", "conferences", "guests"): "services",  # guests, and whoever comes for a member
    ("awards", "conferences", "checking_in"): "services",  # marking oneself; written opinions
    ("awards", "conferences", "speaking"): "services",  # papers and the floor
    ("awards", "conferences", "following"): "services",  # tasks that were given
    ("awards", "conferences", "recording"): "services",  # versions of the minutes and their signatures
    ("awards", "conferences", "renewing"): "services",  # decisions that change a council
    ("awards", "conferences", "frames"): "forms",  # what the pages share
    ("awards", "decisions", "exchange_enums"): "enums",
    ("awards", "decisions", "exchange_format"): "rules",  # the package two installations hand each other
    ("awards", "decisions", "exchange_models"): "models",
    ("awards", "decisions", "exchange_states"): "states",
    ("awards", "decisions", "exchange_files"): "queries",  # files and reports that go along with the lines
    ("awards", "decisions", "exchange_queries"): "queries",
    ("awards", "decisions", "exchanging"): "services",
    ("awards", "decisions", "certificate_enums"): "enums",
    ("awards", "decisions", "signature_models"): "models",  # digital signatures on signed papers
    ("awards", "decisions", "digital_signatures"): "queries",
    ("awards", "decisions", "digital_signing"): "services",
    ("awards", "decisions", "codes"): "rules",  # the public code under a QR
    ("awards", "decisions", "placing"): "rules",  # where the fields of a certificate stand
    ("awards", "decisions", "ornaments"): "rules",  # what is drawn on plain paper
    ("awards", "decisions", "certificate_models"): "models",
    ("awards", "decisions", "standing"): "queries",  # whether what was decided still holds
    ("awards", "decisions", "certificates"): "queries",
    ("awards", "decisions", "verifying"): "queries",  # what a stranger with a code is told
    ("awards", "decisions", "certifying"): "services",
    ("awards", "decisions", "certificate_tasks"): "tasks",
    ("awards", "decisions", "imports"): "services",  # awards of earlier years, offered to units/imports
    ("awards", "decisions", "papers"): "queries",  # the content of a paper before it has a format
}
PANELS = "panels"  # what a chapter offers to others through thidua/providers.py; imported by the app alone
TRIGGERS = "triggers"  # SQL of a migration

# Files beside the chapters.
APP_FILES = {"__init__", "apps", "models", "urls", "checks", "admin", "actions"}

# Imports against the order of time, with the reason.
AGAINST_TIME = {
    "units.accounts.enums",  # the roles: one word list for every permission of the house
}

# Tables of the ballot box: what lies in them is nobody's business outside awards/ballots.
BOX = {"BallotBox", "BoxRecord", "Envelope", "PaperBatch", "PaperCount", "RoundElector", "VoidToken"}

# A page that two addresses share, and a second face of one page.
SHARED_PAGES = {
    "awards/catalogue/add_rounding": "awards/catalogue/add_salary",
    "awards/catalogue/add_fund_share": "awards/catalogue/add_salary",
    "awards/catalogue/withdraw_fund_share": "awards/catalogue/withdraw_salary",
    "awards/catalogue/withdraw_rounding": "awards/catalogue/withdraw_salary",
    "awards/conferences/set_cluster_regulation": "awards/conferences/set_regulation",
    "awards/scoring/board": "awards/scoring/cluster_board",  # one version of a table looks like the table
}
SECOND_FACES = {"awards/results/index_unit.html"}  # my months, for whoever sees one unit only

# States that follow from other acts and are nobody's move: a pile of papers is counted when both counts are locked.
STATES_THAT_FOLLOW = {("awards/ballots/counting.py", "BatchState")}

# The only places that may ask the machine for the time or the day.
CLOCKS = {"thidua/clock.py"}


@dataclass(frozen=True)
class Source:
    """A Python file of the product: thidua.http, units.people.views …"""

    path: Path
    module: str
    tree: ast.Module

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Everything in it, walked once for all questions."""
        return tuple(ast.walk(self.tree))

    @property
    def place(self) -> tuple[str, str, str] | None:
        """(app, chapter, file) of a file in a chapter, or of a part of one split into a folder; None for others."""
        parts = self.module.split(".")
        return tuple(parts[:3]) if len(parts) >= 3 and parts[1] in CHAPTERS.get(parts[0], ()) else None

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))


@cache
def sources() -> tuple[Source, ...]:
    found = []
    for app in ("thidua", "units", "awards"):
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                found.append(
                    Source(path, module.removesuffix(".__init__"), ast.parse(path.read_text(encoding="utf-8")))
                )
    return tuple(found)


@cache
def modules() -> frozenset[str]:
    return frozenset(source.module for source in sources())


def imports(source: Source) -> set[str]:
    """Modules of the product and libraries that a file imports, anywhere in it: `units.people.models`, `django.db`."""
    found = set()
    for node in source.nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{source.name}: import by full name, not relative"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add(whole if whole in modules() else node.module)
    return found


def floor_of(place: tuple[str, str, str]) -> int | None:
    """Number of the floor of a file; None when no such file belongs in a chapter."""
    app, chapter, name = place
    if place in OWN_FILES:
        name = OWN_FILES[place]
    elif name in NAMED_RULES:
        name = "rules"
    elif name == PANELS or name.endswith("_views"):
        name = "views"
    elif name.endswith("_forms"):
        name = "forms"
    elif name == TRIGGERS:
        name = "enums"
    elif chapter == "reports" and name not in FLOORS and name != "__init__":
        name = "services"  # one module for each report
    return FLOORS.index(name) if name in FLOORS else None


def time_of(place: tuple[str, str, str]) -> tuple[int, int]:
    return (list(CHAPTERS).index(place[0]), CHAPTERS[place[0]].index(place[1]))


def in_chapters() -> list[tuple[Source, tuple[str, str, str]]]:
    return [(source, source.place) for source in sources() if source.place]


# --- files and imports ----------------------------------------------------------------------------------------------


def test_a_chapter_holds_only_files_that_have_a_name_and_a_floor():
    strangers = [source.name for source, place in in_chapters() if floor_of(place) is None]
    assert strangers == []


def test_an_app_holds_only_its_chapters():
    strangers = []
    for app, chapters in CHAPTERS.items():
        for path in (ROOT / app).iterdir():
            known = (
                path.stem in APP_FILES if path.suffix == ".py" else path.name in {*chapters, "migrations", "management"}
            )
            if not known and path.name != "__pycache__":
                strangers.append(str(path.relative_to(ROOT)))
    assert strangers == []


def test_a_file_imports_only_lower_floors_and_earlier_chapters():
    broken = []
    for source, place in in_chapters():
        for name in imports(source):
            other = next((one.place for one in sources() if one.module == name), None)
            if other is None or other == place or name in AGAINST_TIME:
                continue
            same_chapter = other[:2] == place[:2]
            if same_chapter and floor_of(other) > floor_of(place):
                broken.append(f"{source.name} imports the higher floor {name}")
            elif not same_chapter and time_of(other) > time_of(place):
                broken.append(f"{source.name} imports the later chapter {name}")
            elif not same_chapter and floor_of(other) > floor_of(place):
                broken.append(f"{source.name} imports the higher floor {name}")
    assert broken == []


def test_no_two_files_import_each_other():
    graph = {source.module: imports(source) & modules() for source in sources()}
    done: set[str] = set()

    def walk(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, f"circle: {' -> '.join([*way[way.index(module) :], module])}"
        if module not in done:
            for other in graph.get(module, ()):
                walk(other, (*way, module))
            done.add(module)

    for module in graph:
        walk(module, ())


def test_units_never_imports_awards():
    assert [s.name for s in sources() if s.module.startswith("units") and _touches(s, "awards")] == []


def test_the_workshop_knows_no_domain():
    """`thidua` imports neither app; its urls.py includes theirs by name, settings.py names them in strings."""
    assert [s.name for s in sources() if s.module.startswith("thidua") and _touches(s, "units", "awards")] == []


def _touches(source: Source, *apps: str) -> bool:
    return any(name.split(".")[0] in apps for name in imports(source))


def test_rules_are_pure():
    """No Django, no database, no clock: a rule of the law can be read and tested alone."""
    allowed = re.compile(
        r"(?!django|thidua|units|awards)|thidua\.(numbers|text|enums)$|.*\.(enums|rules|formulas|facts|bands|caps|eligibility|principles|chances|quota|tally|majority)$"
        r"(?!django|thidua|units|awards)|thidua\.(numbers|text|enums)$|.*\.(enums|rules|formulas|facts|bands|caps|eligibility|principles|chances|quota|tally|service_time)$"
    )
    broken = [
        f"{source.name} imports {name}"
        for source, place in in_chapters()
        if place not in OWN_FILES and (place[2] == "rules" or place[2] in NAMED_RULES)
        for name in imports(source)
        if not allowed.match(name)
    ]
    assert broken == []


def test_only_ballots_touches_the_box():
    broken = []
    for source in sources():
        if source.module.startswith("awards.ballots") or source.module == "awards.models":
            continue
        for node in source.nodes:
            name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
            if name in BOX:
                broken.append(f"{source.name}:{node.lineno} {name}")
    assert broken == []


def test_one_clock():
    """Nothing but thidua/clock.py asks the machine for the time: the demo and the tests set it there."""
    asking = {("timezone", "now"), ("datetime", "now"), ("datetime", "today"), ("date", "today"), ("time", "time")}
    broken = [
        f"{source.name}:{node.lineno}"
        for source in sources()
        if source.name not in CLOCKS
        for node in source.nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (getattr(node.func.value, "id", getattr(node.func.value, "attr", "")), node.func.attr) in asking
    ]
    assert broken == []


def test_states_change_only_through_their_table():
    """`obj.state = …` stands nowhere: a change of state is a row of states.py, made by Workflow.make."""
    broken = [
        f"{source.name}:{node.lineno}"
        for source in sources()
        for node in source.nodes
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Attribute) and target.attr == "state" for target in node.targets)
        and not any(source.name == name and kind in ast.unparse(node.value) for name, kind in STATES_THAT_FOLLOW)
    ]
    assert broken == []


def test_points_money_and_percents_are_never_floats():
    """`float` stands nowhere in a chapter, as a call or a type."""
    broken = [
        f"{source.name}:{node.lineno}"
        for source, _ in in_chapters()
        for node in source.nodes
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]
    assert broken == []


# --- addresses ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Address:
    """One line of a urls.py: name `people.index`, view `index`."""

    app: str
    chapter: str
    name: str
    view: str


@cache
def addresses() -> tuple[Address, ...]:
    found = []
    for source, place in in_chapters():
        if place[2] != "urls":
            continue
        for node in source.nodes:
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("path", "re_path")):
                continue
            name = next((k.value.value for k in node.keywords if k.arg == "name"), "")
            view = node.args[1]
            found.append(
                Address(place[0], place[1], name, view.attr if isinstance(view, ast.Attribute) else ast.dump(view))
            )
    return tuple(found)


@cache
def views_of(app: str, chapter: str) -> dict[str, ast.FunctionDef]:
    found = [s for s in sources() if s.place and s.place[:2] == (app, chapter) and holds_views(s.place)]
    return {node.name: node for source in found for node in source.tree.body if isinstance(node, ast.FunctionDef)}


def holds_views(place: tuple[str, str, str]) -> bool:
    """views.py, or where a chapter has many pages, <subject>_views.py beside it."""
    return place[2] == "views" or place[2].endswith("_views")


def decorators(view: ast.FunctionDef) -> set[str]:
    return {ast.unparse(one).split("(")[0].split(".")[-1] for one in view.decorator_list}


def renders(view: ast.FunctionDef, views: dict[str, ast.FunctionDef] | None = None) -> set[str]:
    """Constant names of templates in a view."""
    return {
        node.value
        for node in ast.walk(view)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(".html")
    }


def test_an_address_is_named_after_its_view():
    assert addresses(), "no urls.py was read"
    broken = [a for a in addresses() if a.name != f"{a.chapter}.{a.view}" or a.view not in views_of(a.app, a.chapter)]
    assert broken == []


def test_every_view_has_an_address():
    """What has no address is a helper and begins with an underscore."""
    known = {(a.app, a.chapter, a.view) for a in addresses()}
    lost = [
        f"{app}.{chapter}.{name}"
        for app, chapters in CHAPTERS.items()
        for chapter in chapters
        for name in views_of(app, chapter)
        if not name.startswith("_") and (app, chapter, name) not in known
    ]
    assert lost == []


def test_a_page_has_its_template():
    """A view that answers GET renders templates/<app>/<chapter>/<view>.html, unless it sends a file or leads on."""
    lost = [
        f"templates/{a.app}/{a.chapter}/{a.view}.html"
        for a in addresses()
        if not _page_of(a).exists()
        and "require_POST" not in decorators(views_of(a.app, a.chapter)[a.view])
        and not _sends_no_page(views_of(a.app, a.chapter)[a.view])
    ]
    assert lost == []


def _page_of(a: Address) -> Path:
    name = f"{a.app}/{a.chapter}/{a.view}"
    return ROOT / "templates" / f"{SHARED_PAGES.get(name, name)}.html"


SENDERS = {"download", "redirect", "HttpResponse", "FileResponse", "JsonResponse", "send_file", "send_private"}


def _sends_no_page(view: ast.FunctionDef) -> bool:
    """Whether every answer of a view is a file, a redirect or a part of another page (`_x.html`)."""
    called = {ast.unparse(node.func).split(".")[-1] for node in ast.walk(view) if isinstance(node, ast.Call)}
    if "render" not in called:
        return bool(called & SENDERS)
    return all(name.rsplit("/", 1)[-1].startswith("_") for name in renders(view))


def test_every_template_of_a_chapter_belongs_to_a_view_or_is_a_part():
    known = {f"{a.app}/{a.chapter}/{a.view}.html" for a in addresses()} | SECOND_FACES
    strangers = [
        str(path.relative_to(ROOT / "templates"))
        for app in CHAPTERS
        for path in sorted((ROOT / "templates" / app).rglob("*.html"))
        if not path.name.startswith("_") and str(path.relative_to(ROOT / "templates")) not in known
    ]
    assert strangers == []


def test_every_view_is_tested():
    """In the tests of its chapter: a test named after it, or one that asks for its address by name."""
    lost = []
    for address in addresses():
        path = ROOT / "tests" / address.app / address.chapter
        text = "\n".join(one.read_text(encoding="utf-8") for one in sorted(path.glob("test_*.py")))
        named = re.search(rf"def test_(\w+_)?{address.view}(_|\()", text)
        if not named and not re.search(rf"[\"'.]{address.view}[\"']", text):
            lost.append(f"{path.relative_to(ROOT)}/test_views.py: test_{address.view}_…")
    assert lost == []


def test_views_see_only_what_their_user_may_see():
    """`.objects.all()` in a view shows everything to everybody."""
    broken = [
        f"{source.name}:{node.lineno}"
        for source, place in in_chapters()
        if holds_views(place)
        for node in source.nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "all"
        and isinstance(node.func.value, ast.Attribute)
        and node.func.value.attr == "objects"
    ]
    assert broken == []


def test_every_view_asks_who_is_there():
    """Signed in, or said to be public here with the reason."""
    public = {
        "units:accounts.accept",  # an invitation: whoever holds its code has no password yet
        "awards:decisions.verify_public",  # the page behind the QR code of a certificate
        "awards:ballots.cast",  # a secret ballot comes without a name: whoever sends a cookie is refused
        "awards:ballots.receipts",  # so is whoever looks for the own ballot in the box
    }
    broken = [
        f"{a.app}:{a.name}"
        for a in addresses()
        if f"{a.app}:{a.name}" not in public and "login_required" not in decorators(views_of(a.app, a.chapter)[a.view])
    ]
    assert broken == []


# --- templates ------------------------------------------------------------------------------------------------------

PAGES = [path for path in sorted((ROOT / "templates").rglob("*.html")) if "documents" not in path.parts]
FORBIDDEN = {
    "inline style": re.compile(r"<style|\sstyle\s*=", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "outside resource": re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE),
    "htmx that needs eval": re.compile(r"\shx-(?:on|vars|vals)\s*[:=]\s*[\"']?js:|\shx-on"),
    "trusted markup": re.compile(r"\|\s*safe\b|{%\s*autoescape off"),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_pages_hold_nothing_the_content_security_policy_would_block(what):
    broken = [
        f"{path.relative_to(ROOT)}: {found.group(0).strip()[:60]}"
        for path in PAGES
        for found in FORBIDDEN[what].finditer(path.read_text(encoding="utf-8"))
    ]
    assert broken == []


def _with_parts(path: Path) -> str:
    """A template with the parts it includes by a constant name, one level deep."""
    return re.sub(
        r"{%\s*include\s+[\"']([^\"']+)[\"'][^%]*%}",
        lambda found: (ROOT / "templates" / found.group(1)).read_text(encoding="utf-8"),
        path.read_text(encoding="utf-8"),
    )


def test_forms_that_change_something_carry_the_token():
    broken = []
    for path in PAGES:
        text = _with_parts(path)
        for form in re.finditer(r"<form\b[^>]*method=[\"']post[\"'].*?</form>", text, re.IGNORECASE | re.DOTALL):
            if "csrf_token" not in form.group(0):
                broken.append(f"{path.relative_to(ROOT)}: {form.group(0)[:80]}")
    assert broken == []
