"""Where one app offers something to another that must not know it. Filled in each `AppConfig.ready`."""

from collections.abc import Callable
from datetime import date
from typing import Any

# The audit pen: record(by, action, target, *, before, after, reason, **facts). Set by `units`.
recorder: Callable[..., Any] | None = None

# Words of the record: action -> label, in Vietnamese. Workflows add their moves themselves, each app its other verbs.
action_labels: dict[str, str] = {}

# Whether the owner of a background job may still have its file: name of the task -> function(job). Rights can end
# while a finished file lies waiting.
file_guards: dict[str, Callable[[Any], bool]] = {}

# Where the result of a background job without a file is looked at: name of the task -> function(job) -> address.
job_pages: dict[str, Callable[[Any], str]] = {}

# Who hears that a background job is done or has failed: functions(job), called in the transaction that says so. Jobs
# that were quick are not told: the page they were started from still shows them.
job_ears: list[Callable[[Any], None]] = []

# Panels on the page of a unit, person or cluster: function(user, obj) -> {"template", "context"} or None.
unit_panels: list[Callable[[Any, Any], dict | None]] = []
person_panels: list[Callable[[Any, Any], dict | None]] = []
cluster_panels: list[Callable[[Any, Any], dict | None]] = []

# What an initiative was used for: function(user, initiatives) -> id of the initiative -> [(label, url, author), …].
initiative_uses: list[Callable[[Any, list], dict[int, list[tuple[str, str, int]]]]] = []

# For merging two records of a person: label of a model -> what its rows are called; label -> why its rows never move
# and are read from the record they were written for; label -> whether a row is over, so that it may stay there beside
# one of the other record that says the same.
row_names: dict[str, str] = {}
fixed_rows: dict[str, str] = {}
settled_rows: dict[str, Callable[[Any], bool]] = {}

# What keeps a unit as it is: model label -> what its rows are called in a sentence, and functions(unit ids, day) that
# tell in sentences what was done about these units from a day on.
tie_words: dict[str, str] = {}
unit_ties: list[Callable[[list[int], date], list[str]]] = []

# What stands open at units that are about to merge or be divided, in sentences: function(units, day it takes effect).
open_matters: list[Callable[[list[Any], date], list[str]]] = []


# Who hears of an act besides the record: action -> functions(by, target, reason), called in the act's transaction.
listeners: dict[str, list[Callable[[Any, Any, str], None]]] = {}

# The mouth: tell(units, kind, text, *, key, thing, by) puts a line at the bell of the people of these units and returns
# how many were told. Set by `awards`.
teller: Callable[..., int] | None = None

# Cards on everybody's own profile: function(user) -> {"template", "context"} or None.
profile_panels: list[Callable[[Any], dict | None]] = []


def tell(units: list, kind: str, text: str, *, key: str, thing: Any = None, by: Any = None) -> int:
    """Tell the people of units something; key: what it is about, so that nobody hears it twice."""
    return teller(units, kind, text, key=key, thing=thing, by=by) if teller is not None else 0


def record(by, action: str, target, **facts: Any) -> None:
    """Write one audit entry through whoever holds the pen."""
    if recorder is None:
        raise RuntimeError("no audit recorder is registered")
    recorder(by, action, target, **facts)
