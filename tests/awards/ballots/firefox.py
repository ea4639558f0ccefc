"""A real Firefox for tests, driven by firefox.mjs: its pages know the few words of Playwright that tests here use, so
that what marks a paper in Chromium marks it here. No wait is without an end."""

import json
import os
import queue
import signal
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

PATIENCE_S = 20
# Longer than the script itself waits for anything, its picture of what went wrong included.
LAST_WORD_S = 60
ROLES = {"button": "button", "heading": "h1, h2", "dialog": "dialog", "radiogroup": "[role=radiogroup]"}


class Firefox:
    """`folder`: for its profile, and for pictures."""

    def __init__(self, node: str, library: Path, program: str, folder: Path):
        command = [node, str(Path(__file__).with_suffix(".mjs")), str(library), program, str(folder)]
        self.folder = folder
        self.node = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, process_group=0)
        self.lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self.pid = 0
        self.pid = self.ask("pid")

    def _listen(self) -> None:
        for line in self.node.stdout:
            self.lines.put(line)
        self.lines.put("")

    def ask(self, act: str, **given: Any) -> Any:
        try:
            self.node.stdin.write(json.dumps({"act": act} | given) + "\n")
            self.node.stdin.flush()
            told = json.loads(self.lines.get(timeout=LAST_WORD_S))
        except (OSError, ValueError, queue.Empty) as error:
            self.kill()
            raise AssertionError(f"Firefox says nothing more: {act}") from error
        assert "error" not in told, told["error"]
        return told.get("value")

    def open(self, width: int, height: int, base: str) -> "Page":
        return Page(self, self.ask("open", width=width, height=height)["number"], base)

    def complaints(self) -> list[str]:
        """Errors of scripts and what the policy of a page had to block, since this was asked last."""
        return self.ask("complaints")

    def stored(self) -> list[dict[str, Any]]:
        """What was filled in on open pages, as Firefox keeps it on the disk for the case of a crash."""
        try:
            told = read_lz4((self.folder / "profile" / "sessionstore-backups" / "recovery.jsonlz4").read_bytes())
        except FileNotFoundError:
            return []
        tabs = [tab for window in json.loads(told)["windows"] for tab in window["tabs"]]
        return [tab["formdata"] for tab in tabs if tab.get("formdata")]

    def kill(self) -> None:
        """Both are leaders of a group of their own."""
        for pid in filter(None, (self.node.pid, self.pid)):
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)

    def close(self) -> None:
        with suppress(OSError):
            self.node.stdin.close()
        try:
            self.node.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.kill()


def read_lz4(told: bytes) -> bytes:
    """Mozilla's file of one LZ4 block."""
    assert told.startswith(b"mozLz40\0")
    found, place = bytearray(), 12

    def length(short: int) -> int:
        nonlocal place
        more = 255 if short == 15 else 0
        while more == 255:
            more = told[place]
            short, place = short + more, place + 1
        return short

    while place < len(told):
        token, place = told[place], place + 1
        plain = length(token >> 4)
        found += told[place : place + plain]
        place += plain
        if place < len(told):
            back, place = int.from_bytes(told[place : place + 2], "little"), place + 2
            for _ in range(length(token & 15) + 4):
                found.append(found[-back])
    return bytes(found)


class Locator:
    def __init__(self, page: "Page", steps: tuple[dict, ...]):
        self.page, self.steps = page, steps

    def locator(self, css: str, *, has_text: str = "") -> "Locator":
        return Locator(self.page, (*self.steps, {"css": css, "name": has_text}))

    def get_by_role(self, role: str, *, name: str = "", exact: bool = False) -> "Locator":
        return Locator(self.page, (*self.steps, {"css": ROLES[role], "name": name, "exact": exact}))

    def get_by_text(self, words: str) -> "Locator":
        return self.locator("body *", has_text=words)

    def click(self) -> None:
        self.page.taps += 1
        self.page.ask("click", steps=self.steps, times=1)

    def dblclick(self) -> None:
        self.page.ask("click", steps=self.steps, times=2)

    def wait_for(self) -> None:
        self.page.ask("wait", steps=self.steps)

    def count(self) -> int:
        return self.page.ask("count", steps=self.steps)

    def inner_text(self) -> str:
        return self.page.ask("text", steps=self.steps)


class Page(Locator):
    """A page, as a locator the whole of it; `context` is its visitor."""

    def __init__(self, firefox: Firefox, number: int, base: str):
        super().__init__(self, ())
        self.firefox, self.number, self.base, self.taps = firefox, number, base, 0

    def ask(self, act: str, **given: Any) -> Any:
        return self.firefox.ask(act, page=self.number, **given)

    @property
    def context(self) -> "Page":
        return self

    @property
    def url(self) -> str:
        return self.ask("url")

    def on(self, event: str, call) -> None:
        """Requests are seen where they arrive (Wire)."""

    def add_cookies(self, cookies: list[dict[str, str]]) -> None:
        for cookie in cookies:
            host = cookie["url"].split("//")[1].split(":")[0]
            self.ask("cookie", cookie={"name": cookie["name"], "value": cookie["value"], "domain": host, "path": "/"})

    def add_init_script(self, script: str) -> None:
        self.ask("init", script=script)

    def new_page(self, width: int = 390, height: int = 844) -> "Page":
        return Page(self.firefox, self.ask("tab", width=width, height=height)["number"], self.base)

    def set_viewport_size(self, size: dict[str, int]) -> None:
        self.ask("size", **size)

    def set_offline(self, is_offline: bool) -> None:
        self.ask("offline", **{"is": is_offline})

    def goto(self, path: str) -> None:
        self.ask("goto", url=f"{self.base}{path}" if path.startswith("/") else path)

    def reload(self) -> None:
        self.ask("reload")

    def go_back(self) -> None:
        self.ask("back")

    def evaluate(self, script: str, arg: Any = None) -> Any:
        return self.ask("evaluate", script=script if arg is None else f"({script})({json.dumps(arg)})")

    def wait_for_function(self, script: str, *, arg: Any = None, timeout: float = PATIENCE_S * 1000) -> None:
        end = time.monotonic() + timeout / 1000
        while not self.evaluate(script, arg):
            assert time.monotonic() < end, script
            time.sleep(0.05)
