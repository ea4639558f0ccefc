"""Shape of the one variable that the frame of every page reads: `frame`.

`awards.home.context.frame` fills it once per request; templates/base.html and templates/layout/ show it. Pages without
a signed-in user (sign-in, errors, public verification) have `frame` None and must render all the same.
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

DONE, NOW, LATER = "done", "now", "later"


@dataclass(frozen=True)
class Choice:
    """One entry of a scope menu: a year or a unit.

    note: second line (`10/2022 – 9/2023`). level: depth in the unit tree, 0 = top. group: heading above the entry;
    written once per run of equal groups. url: where choosing it leads, scope already in the query string.
    """

    label: str
    url: str
    note: str = ""
    current: bool = False
    level: int = 0
    group: str = ""


@dataclass(frozen=True)
class Link:
    """One entry of the side rail or of the user's menu.

    icon: name in static/img/icons.svg. also: further path prefixes that belong to this entry ("/awards/results/").
    count: shown as a quiet number when above 0.
    """

    label: str
    url: str
    icon: str = ""
    also: tuple[str, ...] = ()
    count: int = 0


@dataclass(frozen=True)
class Step:
    """One of the eight steps of the year. state: done, now or later; date_label: `13/10`, empty when done.

    url empty = the step has no page for this user: shown, not linked.
    """

    number: int
    label: str
    state: str
    date_label: str = ""
    url: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Frame:
    """Everything around the page. Every link is data; an empty one is left out.

    user_sub: second line under the user's name (role or unit). path: `request.path`, decides which entry is current.
    scope_items: pairs repeated as hidden fields by the search form (`nam`, `dv`). is_demo: the year is invented.
    read_only_text: the sentence of the lock notice when read_only (closed year).
    """

    user_name: str
    user_sub: str = ""
    initials: str = ""
    path: str = ""
    home_url: str = "/"
    year_label: str = ""
    year_note: str = ""
    unit_label: str = ""
    unit_note: str = ""
    years: list[Choice] = field(default_factory=list)
    units: list[Choice] = field(default_factory=list)
    scope_items: tuple[tuple[str, str], ...] = ()
    home: Link | None = None
    journey_label: str = ""
    steps: list[Step] = field(default_factory=list)
    lookup: list[Link] = field(default_factory=list)
    setup: list[Link] = field(default_factory=list)
    admin: list[Link] = field(default_factory=list)
    user_links: list[Link] = field(default_factory=list)
    logout_url: str = ""
    search_url: str = ""
    search_query: str = ""
    notifications_url: str = ""
    notifications_count: int = 0
    help_url: str = ""
    is_demo: bool = False
    demo_text: str = "Dữ liệu minh hoạ: số liệu ngoài nguồn bài viết và tên cá nhân là hư cấu."
    read_only: bool = False
    read_only_text: str = ""
    shortcuts: bool = True

    @property
    def entries(self) -> list[Link | Step]:
        """Every entry of the side rail, in order."""
        return [*([self.home] if self.home else []), *self.steps, *self.lookup, *self.setup, *self.admin]

    @property
    def current(self) -> Link | Step | None:
        """The entry the page belongs to: the longest path prefix wins, whole path segments only."""
        return current_entry(self.entries, self.path)

    @property
    def on_entry_page(self) -> bool:
        """True on the very page the current entry links to (`aria-current="page"` rather than "true")."""
        return bool(self.current and urlsplit(self.current.url).path == self.path)


def current_entry(entries: list[Link | Step], path: str) -> Link | Step | None:
    """The entry whose url path or one of whose `also` prefixes is the longest prefix of `path`; None without one."""
    best, length = None, 0
    for entry in entries:
        for prefix in (urlsplit(entry.url).path, *entry.also):
            if len(prefix) > length and _covers(prefix, path):
                best, length = entry, len(prefix)
    return best


def _covers(prefix: str, path: str) -> bool:
    if prefix == "/":
        return path == "/"
    return bool(prefix) and (path == prefix or path.startswith(prefix.rstrip("/") + "/"))
