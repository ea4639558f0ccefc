"""Walk the site as a reader does: from the first page, along the links that are shown.

Each kind of page (its view, and which questions its address carries) is opened once, every link to a paper on it is
followed. A page must answer, and its text must be free of what no reader should meet: a template's own words, `None`, a
year with a point in it.
"""

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve, reverse

from awards.years.scope import KEY

SWITCHES = {"nam", "dv"}  # another year or unit: the same page
PAPERS = "awards:reports.download"
READ = ("title", "aria-label", "placeholder", "alt", "value")  # attributes that people read, or hear
LEFT_OVER = {
    "template": re.compile(r"\{\{|\}\}|\{%|%\}"),
    "None": re.compile(r"\b(None|True|False|nan|NaN)\b"),
    "year": re.compile(r"(?<![\d.,])(?:[Nn]ăm |\d/)2\.0\d\d(?![\d.,])"),
    "object": re.compile(r"<[A-Z]\w+:|object at 0x|\w+\.\w+\.DoesNotExist"),
    "date": re.compile(r"\b20\d\d-\d\d-\d\d\b"),
    "entity": re.compile(r"&(?:amp|lt|gt|quot|nbsp|#\d+);"),
}


@dataclass
class Walk:
    """What somebody met. opened: view → pages of it; wrong: (page, link on it, what was wrong)."""

    opened: Counter = field(default_factory=Counter)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)


class _Page(HTMLParser):
    """Links and readable words of a page."""

    def __init__(self, content: str):
        super().__init__()
        self.links: list[str] = []
        self.words: list[str] = []
        self._silent = 0
        self.feed(content)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.links += [link for link in (named.get("href") if tag == "a" else None, named.get("hx-get")) if link]
        self.words += [named[name] for name in READ if named.get(name) and tag != "option"]
        self._silent += tag in ("script", "style")

    def handle_endtag(self, tag):
        self._silent -= tag in ("script", "style")

    def handle_data(self, data):
        if not self._silent:
            self.words.append(data)


def walk(client: Client) -> Walk:
    """What the reader signed in to `client` comes to. A link is followed in the scope of the page it stands on."""
    found, seen, taken = Walk(), set(), set()
    start = reverse("awards:home.index")
    links = deque([("", start, None)])
    while links:
        page, link, scope = links.popleft()
        url = urljoin(page or start, link).partition("#")[0]
        parts = urlsplit(url)
        if link.startswith(("#", "mailto:", "tel:")) or parts.netloc or url in seen:
            continue
        seen.add(url)
        try:
            view = resolve(parts.path).view_name
        except Resolver404:
            found.wrong.append((page, link, "leads nowhere"))
            continue
        kind = (view, frozenset(parse_qs(parts.query)) - SWITCHES)
        if view != PAPERS and kind in taken:
            continue
        taken.add(kind)
        _look_from(client, scope)
        response = client.get(url)
        found.opened[view] += 1
        if response.status_code == 302:
            links.append((page, response["Location"], scope))
        elif response.status_code == 204:
            continue  # a page asks whether it has changed, and it has not
        elif response.status_code != 200:
            found.wrong.append((page, link, str(response.status_code)))
        elif response["Content-Type"].startswith("text/html"):
            content = _Page(response.content.decode())
            found.wrong += [(page, link, words) for words in _left_over(" ".join(content.words))]
            here = client.session.get(KEY)
            links += [(url, one, here) for one in content.links]
    return found


def _look_from(client: Client, scope: dict | None) -> None:
    """Look at the year and unit that were looked at on the page of the link."""
    session = client.session
    if scope is not None and session.get(KEY) != scope:
        session[KEY] = scope
        session.save()


def _left_over(text: str) -> list[str]:
    text = " ".join(text.split())
    return [
        f"{what}: …{text[max(0, match.start() - 30) : match.end() + 30]}…"
        for what, pattern in LEFT_OVER.items()
        if (match := pattern.search(text))
    ]
