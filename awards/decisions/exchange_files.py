"""Files and reports of dossiers that go along with the lines of a package, and how they are shown at the other side."""

import hashlib
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from awards.decisions.exchange_enums import Direction, PackageState
from awards.decisions.exchange_format import (
    MB,
    MOST_CARRIED,
    MOST_FILES,
    MOST_UNPACKED,
    Carried,
    Package,
    Refused,
    files_of,
    text_of,
)
from awards.decisions.exchange_models import ExchangePackage
from awards.decisions.models import Decision
from awards.nominations.dossier import Attachment, ReportSection
from awards.nominations.dossiers import paper_name
from awards.nominations.merits import report_of
from awards.nominations.models import Nomination
from thidua import filetypes
from thidua.errors import StateConflict
from thidua.filetypes import KINDS, FileKind
from thidua.templatetags.ui import vn_number
from thidua.text import small

# Out ------------------------------------------------------------------------------------------------------------------


def attachments_of(submission: Decision) -> list[Attachment]:
    """Files that lie in the dossiers of the lines; one query."""
    rows = Attachment.objects.kept().filter(nomination__decision_lines__decision=submission)
    related = ("nomination__nomination_list__period__unit", "nomination__award")
    return list(rows.select_related(*related).order_by("nomination", "pk"))


@dataclass(frozen=True)
class Load:
    """How many files, and how many bytes they are: what lies in two dossiers is carried once."""

    files: int
    size: int

    @classmethod
    def of(cls, rows: Iterable[Attachment]) -> "Load":
        sizes = {(row.sha256, row.kind): row.size for row in rows}
        return cls(len(sizes), sum(sizes.values()))

    @property
    def why_not(self) -> str:
        """Why they do not go along, in words; empty when they do."""
        if self.size > MOST_CARRIED:
            many = f"Tệp đính kèm {vn_number(-(-self.size // MB))} MB, một gói nhiều nhất {MOST_CARRIED // MB} MB"
        elif self.files > MOST_FILES:
            many = f"Hồ sơ có {vn_number(self.files)} tệp, một gói nhiều nhất {vn_number(MOST_FILES)} tệp"
        else:
            return ""
        return f"{many}. Bỏ chọn “Kèm tệp”, chuyển tệp riêng; gói vẫn ghi tên và mã kiểm tra từng tệp."


def members_of(rows: Iterable[Attachment]) -> dict[tuple[str, str], str]:
    """(digest, kind) -> the neutral name under which the bytes lie in the package; 1 is the signed paper."""
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        found.setdefault((row.sha256, row.kind), f"files/{len(found) + 2:04d}.{KINDS[row.kind].endings[0]}")
    return found


def contents_of(rows: Iterable[Attachment], members: Mapping[tuple[str, str], str]) -> dict[str, bytes]:
    """Member -> bytes, each as it was when it was attached."""
    found: dict[str, bytes] = {}
    for row in rows:
        name = members.get((row.sha256, row.kind))
        if name is None or name in found:
            continue
        try:
            with row.file.open("rb") as file:
                content = file.read()
        except FileNotFoundError:
            content = b""
        if hashlib.sha256(content).hexdigest() != row.sha256:
            raise StateConflict(
                f"Tệp “{row.name}” của {row.nomination.code} không còn nguyên trên máy chủ. Không lập gói."
            )
        found[name] = content
    return found


def dossiers_of(
    submission: Decision, rows: Iterable[Attachment], members: Mapping[tuple[str, str], str]
) -> dict[int, dict[str, Any]]:
    """Line -> its files and its written report, as the package tells them."""
    called: dict[tuple[int, str, str], str] = {}
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in rows:
        line = row.nomination
        asked = (line.nomination_list_id, line.kind, row.paper)
        if asked not in called:
            called[asked] = paper_name(line, row.paper)
        found[line.pk].setdefault("files", []).append(
            {
                "member": members.get((row.sha256, row.kind), ""), "name": row.name, "kind": row.kind,
                "paper": called[asked], "size": row.size,
                "sha256": row.sha256,
            }
        )  # fmt: skip
    for line in _with_report(submission):
        report = report_of(line)
        found[line.pk]["report"] = [
            {"title": report.heading, "text": "\n".join(f"{label}: {said}" for label, said in report.facts if said)},
            *({"title": _title(one.number, one.title), "text": one.text} for one in report.sections),
            {
                "title": "CÁC HÌNH THỨC ĐÃ ĐƯỢC KHEN THƯỞNG",
                "text": "\n".join(f"{one.year}: {one.name}, {small(one.decision)}" for one in report.given),
            },
        ]
    return found


def _with_report(submission: Decision) -> Iterator[Nomination]:
    """Lines whose report was written; only these are asked for what it says."""
    written = ReportSection.objects.filter(nomination__decision_lines__decision=submission).values("nomination")
    related = ("award", "proposer", "person__unit", "unit", "achievement", "nomination_list__period__unit")
    yield from Nomination.objects.filter(pk__in=written).select_related(*related).order_by("pk")


def _title(number: str, title: str) -> str:
    return f"{number}. {title}" if number else title


# In -------------------------------------------------------------------------------------------------------------------


def check_kinds(archive: zipfile.ZipFile, package: Package) -> None:
    """Every file is what its line says of it. Refused by name; package: already vouched for."""
    seen = set()
    for line in package.lines:
        for one in files_of(line):
            if not one.member or (one.member, one.name) in seen:
                continue
            seen.add((one.member, one.name))
            with archive.open(one.member) as member:
                content = member.read(MOST_UNPACKED)
            try:
                kind = filetypes.recognise(BytesIO(content), one.name)
                if kind.code != one.kind:
                    raise filetypes.Refused(f"Nội dung là {kind.label}, hồ sơ ghi loại khác.")
            except filetypes.Refused as refused:
                code = text_of(line, "code", most=40)
                raise Refused(f"Không nhận gói vì tệp “{one.name}” của {code}: {refused}") from None


def told_in(lines: Iterable[Mapping[str, Any]]) -> Iterator[Carried]:
    """Files of all lines whose bytes are in the package."""
    for line in lines:
        yield from (one for one in files_of(line) if one.member)


def may_open(package: ExchangePackage) -> bool:
    """Of what came in nothing is opened before it was taken."""
    return package.direction == Direction.OUT or package.state == PackageState.TAKEN


@dataclass(frozen=True)
class ShownFile:
    """A file of a line for its page. number: 0 when its bytes were not sent along."""

    number: int
    name: str
    paper: str
    size: int
    sha256: str
    filetype: FileKind | None

    @property
    def label(self) -> str:
        return self.filetype.label if self.filetype else "Tệp"


def shown_files(line: Mapping[str, Any]) -> list[ShownFile]:
    return [
        ShownFile(one.number, one.name, one.paper, one.size, one.sha256, KINDS.get(one.kind)) for one in files_of(line)
    ]


def report_shown(line: Mapping[str, Any]) -> list[dict[str, str]]:
    """Parts of the report of achievements that have words."""
    rows = line.get("report")
    rows = [row for row in rows[:40] if isinstance(row, dict)] if isinstance(rows, list) else []
    found = [{"title": text_of(row, "title"), "text": text_of(row, "text", most=20_000)} for row in rows]
    return [row for row in found if row["text"].strip()]
