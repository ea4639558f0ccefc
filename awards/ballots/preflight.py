"""What is looked at before a secret ballot: people, rule, keys, clock, way in, machine and database.

Each look returns findings with a Vietnamese sentence. bad: a ballot could not be held, or would not be safe; warn:
somebody should look at it. What is asked of the database is told in the README, “Secret ballot”.
"""

import os
import resource
import shutil
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from awards.ballots import box_triggers, keys, queries, triggers
from awards.ballots.enums import RoundState
from awards.ballots.models import PaperCount, VotingRound
from awards.ballots.rehearsals import Finding
from awards.ballots.states import MIN_TELLERS, missing_to_freeze
from awards.conferences.models import Conference
from thidua import clock, lan
from thidua.guards import standing
from units.models import User

MEGABYTE = 1024 * 1024
LEAST_MB, ENOUGH_MB = 200, 1024
MOST_SKEW = timedelta(seconds=5)
SLOW_FLUSH = 500  # milliseconds for one small file to reach the disk
LEAST_TIMEOUT = 20  # seconds a writer of SQLite waits
MOST_NAMES = 6


@dataclass(frozen=True)
class Place:
    """How the page was reached from which the rehearsal was begun."""

    is_safe: bool
    host: str = ""


@dataclass(frozen=True)
class Subject:
    conference: Conference
    ballot: VotingRound | None
    place: Place


Look = Callable[[Subject], list[Finding]]


def _names(names: list[str]) -> str:
    more = f" và {len(names) - MOST_NAMES} người nữa" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more


# People and rule ------------------------------------------------------------------------------------------------------


def roll(subject: Subject) -> list[Finding]:
    """Who has a seat, and who has an account to vote with on the own phone."""
    seats = list(subject.conference.attendees.order_by("sort"))
    title = "Danh sách bỏ phiếu"
    if not seats:
        return [Finding(title, "Chưa có thành viên nào trong danh sách dự họp.", "bad")]
    people = [seat.person_id for seat in seats if seat.person_id]
    active = set(User.objects.filter(person__in=people, is_active=True).values_list("person", flat=True))
    without = [seat.name for seat in seats if seat.person_id not in active]
    counted = f"{len(seats)} {subject.conference.member_noun}"
    if len(people) > len(set(people)):
        return [Finding(title, f"{counted}; một người có hai chỗ trong danh sách.", "bad")]
    if not without:
        return [Finding(title, f"{counted}, ai cũng có tài khoản để bỏ phiếu điện tử.")]
    words = f"{counted}; {len(without)} chưa có tài khoản, sẽ bỏ phiếu giấy: {_names(without)}."
    return [Finding(title, words, "warn")]


def quorum(subject: Subject) -> list[Finding]:
    found = subject.conference.quorum()
    if found is None:
        day = subject.conference.held_on
        return [Finding("Số người phải có mặt", f"Chưa có quy chế có hiệu lực ngày {day:%d/%m/%Y}.", "bad")]
    if subject.conference.is_sitting and not found.is_met:
        return [Finding("Số người phải có mặt", found.refusal, "bad")]
    return [Finding("Số người phải có mặt", f"Có mặt {found.present}, cần {found.needed} trong {found.members}.")]


def paper(subject: Subject) -> list[Finding]:
    """The paper and those who count it."""
    ballot = subject.ballot
    if ballot is None:
        return [Finding("Phiếu bầu", "Chưa lập phiếu; diễn tập bằng danh sách đã khóa.", "warn")]
    if ballot.is_draft:
        missing = missing_to_freeze(ballot)
        tone = "warn" if missing else "ok"
        return [Finding("Phiếu bầu", f"Còn là bản nháp. {' '.join(missing)}".strip(), tone)]
    found = [Finding("Phiếu bầu", f"“{ballot.name}” đã chốt, mã phiếu {ballot.short_hash}.")]
    if ballot.is_before_opening and not ballot.is_electronic:
        found.append(Finding("Cách bỏ phiếu", "Vòng này chỉ bỏ phiếu giấy; diễn tập vẫn thử phiếu điện tử.", "warn"))
    tellers = [teller.user for teller in ballot.tellers.select_related("user")]
    gone = [str(user) for user in tellers if not user.is_active]
    if ballot.is_before_opening and (gone or len(tellers) < MIN_TELLERS):
        words = f"Tài khoản đã khóa: {_names(gone)}." if gone else f"Cần ít nhất {MIN_TELLERS} người."
        return [*found, Finding("Tổ kiểm phiếu", words, "bad")]
    return [*found, Finding("Tổ kiểm phiếu", f"{len(tellers)} người: {_names([str(user) for user in tellers])}.")]


def projector(subject: Subject) -> list[Finding]:
    queries.screen_of(subject.conference)
    return [Finding("Màn chiếu", "Trang mở được. Mở cửa sổ trên máy nối máy chiếu trước giờ họp.", "note")]


# Keys, clock, way in --------------------------------------------------------------------------------------------------


def key_folder(subject: Subject) -> list[Finding]:
    """Whether keys can be made, are seen by nobody else, do not lie where files are handed out, and none is left."""
    place, title = keys.folder(), "Thư mục khóa"
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        took = _flush(place)
    except OSError as error:
        return [Finding(title, f"Không ghi được vào {place}: {error.strerror}.", "bad")]
    found = []
    state = place.stat()
    if state.st_uid != os.geteuid() or stat.S_IMODE(state.st_mode) & 0o077:
        found.append(Finding(title, f"Người khác trên máy đọc được {place}; đặt quyền 700.", "bad"))
    if Path(settings.MEDIA_ROOT).resolve() in place.resolve().parents:
        found.append(Finding(title, "Nằm trong thư mục tệp tải lên, là nơi được sao lưu; chuyển đi chỗ khác.", "bad"))
    if took > SLOW_FLUSH:
        found.append(Finding(title, f"Ghi một tệp mất {took} ms; đĩa quá chậm.", "warn"))
    left = _left_over()
    if left:
        found.append(Finding(title, f"Còn khóa của {left} vòng đã kết thúc; chạy manage.py sweep_keys.", "bad"))
    return found or [Finding(title, f"Chỉ máy chủ đọc được, ghi một tệp mất {took} ms, không còn khóa cũ nào.")]


def _flush(place: Path) -> int:
    """Milliseconds until a small file has reached the disk."""
    file = place / f".thu-{os.getpid()}"
    begin = time.monotonic()
    try:
        with file.open("wb") as stream:
            stream.write(bytes(32))
            stream.flush()
            os.fsync(stream.fileno())
    finally:
        file.unlink(missing_ok=True)
    return int((time.monotonic() - begin) * 1000)


def _left_over() -> int:
    held = [name for name, epochs in keys.held().items() if any(epochs.values())]
    live = [RoundState.CHECKIN, RoundState.OPEN]
    wanted = {str(pk) for pk in VotingRound.objects.filter(pk__in=held, state__in=live).values_list("pk", flat=True)}
    return len(set(held) - wanted)


def times(subject: Subject) -> list[Finding]:
    """The clock of the server beside that of the database; nothing of the ballot rests on either but its minutes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT now()" if connection.vendor == "postgresql" else "SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')"
        )
        (told,) = cursor.fetchone()
    there = told if isinstance(told, datetime) else datetime.fromisoformat(told)
    there = there if timezone.is_aware(there) else there.replace(tzinfo=UTC)
    skew, now = abs(there - clock.now()), timezone.localtime(clock.now())
    words = f"Máy chủ: {now:%H:%M ngày %d/%m/%Y}."
    if skew > MOST_SKEW:
        seconds = int(skew.total_seconds())
        return [Finding("Đồng hồ", f"{words} Lệch {seconds} giây so với cơ sở dữ liệu; biên bản ghi sai giờ.", "bad")]
    day = subject.conference.held_on
    if subject.conference.takes_attendance and now.date() > day:
        return [Finding("Đồng hồ", f"{words} Hội nghị ghi ngày {day:%d/%m/%Y}, đã qua.", "warn")]
    return [Finding("Đồng hồ", f"{words} So với đồng hồ trên tường.")]


def https(subject: Subject) -> list[Finding]:
    """Phones of a network take no paper by plain http."""
    title, certificate = "HTTPS", lan.current()
    if settings.LAN_HTTPS and certificate is not None:
        left = certificate.days_left
        if left < 0:
            return [Finding(title, f"Chứng thư của mạng nội bộ hết hạn từ {certificate.until:%d/%m/%Y}.", "bad")]
        tone = "warn" if left < lan.SOON_DAYS else "ok"
        return [Finding(title, f"Chứng thư của mạng nội bộ còn {left} ngày: {', '.join(certificate.names)}.", tone)]
    if settings.HTTPS:
        return [Finding(title, f"Trang mở bằng https qua máy chủ đứng trước: {subject.place.host}.")]
    if not subject.place.is_safe:
        words = f"{subject.place.host} mở bằng http qua mạng: điện thoại không nhận được phiếu điện tử."
        return [Finding(title, words, "bad")]
    words = "Chỉ máy chủ này nhận được phiếu điện tử; điện thoại cần https (manage.py lan_certificate, serve --https)."
    return [Finding(title, words, "warn")]


# Machine --------------------------------------------------------------------------------------------------------------


def disk(subject: Subject) -> list[Finding]:
    found, seen = [], set()
    for name, place in {"Ổ đĩa": Path(settings.VAR_DIR), "Ổ đĩa của khóa": keys.folder()}.items():
        if not place.exists() or place.stat().st_dev in seen:
            continue
        seen.add(place.stat().st_dev)
        free = shutil.disk_usage(place).free // MEGABYTE
        tone = "bad" if free < LEAST_MB else "warn" if free < ENOUGH_MB else "ok"
        words = f"Còn {free // 1024} GB trống." if tone == "ok" else f"Chỉ còn {free} MB trống."
        found.append(Finding(name, words, tone))
    return found


def backup(subject: Subject) -> list[Finding]:
    """Keys belong into no copy; everything else into one. Whether one was made, only whoever makes it knows."""
    words = "Sao lưu cơ sở dữ liệu và thư mục dữ liệu trước hội nghị"
    inside = Path(settings.VAR_DIR).resolve() in keys.folder().resolve().parents
    but = f", trừ {keys.folder().name}: khóa không được nằm trong bản sao nào" if inside else ""
    return [Finding("Sao lưu", f"{words}{but}.", "note")]


def memory(subject: Subject) -> list[Finding]:
    """What the machine itself could write down of a running server."""
    found = []
    if settings.DEBUG:
        found.append(Finding("Chế độ lập trình", "THIDUA_DEBUG đang bật: trang lỗi có thể hiện nội dung phiếu.", "bad"))
    if resource.getrlimit(resource.RLIMIT_CORE)[0] != 0:
        found.append(Finding("Tệp đổ lõi", "Máy ghi bộ nhớ ra đĩa khi lỗi; tắt bằng LimitCORE=0.", "warn"))
    if settings.SESSION_SAVE_EVERY_REQUEST or settings.USERSESSIONS_TRACK_ACTIVITY:
        found.append(Finding("Phiên đăng nhập", "Đang ghi giờ của từng lần mở trang.", "bad"))
    return found or [Finding("Máy chủ", "Không ghi bộ nhớ ra đĩa, không ghi giờ của từng lần mở trang.")]


# Database -------------------------------------------------------------------------------------------------------------


def guards(subject: Subject) -> list[Finding]:
    """The triggers of rounds and boxes, and how SQLite lays the tables of the box."""
    there = standing(connection)
    missing = [name for one in (triggers.GUARD, box_triggers.GUARD) for name in one.names(connection.vendor) - there]
    title = "Chốt chặn của cơ sở dữ liệu"
    if missing:
        return [Finding(title, f"Thiếu {len(missing)} chốt chặn sửa phiếu; chạy manage.py migrate.", "bad")]
    if numbered := box_triggers.NO_ROW_IDS.missing(connection):
        return [
            Finding(title, f"Bảng của hòm phiếu đánh số dòng ({', '.join(numbered)}); chạy manage.py migrate.", "bad")
        ]
    return [Finding(title, "Mọi chốt chặn sửa, xóa phiếu đang đứng; bảng của hòm không ghi thứ tự.")]


@dataclass(frozen=True)
class Wanted:
    """One setting of a database: how it must be, and what is wrong otherwise."""

    name: str
    is_right: Callable[[str], bool]
    words: str
    tone: str = "bad"


def _is(*values: str) -> Callable[[str], bool]:
    return lambda value: value in values


POSTGRESQL = (
    Wanted("track_commit_timestamp", _is("off"), "ghi giờ của từng phiếu"),
    Wanted("fsync", _is("on"), "phiếu đã nhận có thể mất khi mất điện"),
    Wanted("full_page_writes", _is("on"), "phiếu đã nhận có thể mất khi mất điện"),
    Wanted("synchronous_commit", lambda value: value != "off", "phiếu đã nhận có thể mất khi mất điện"),
    Wanted("log_statement", _is("none", "ddl"), "ghi từng câu lệnh vào nhật ký"),
    Wanted("log_min_duration_statement", _is("-1"), "ghi câu lệnh chậm vào nhật ký"),
    Wanted("log_min_duration_sample", _is("-1"), "ghi câu lệnh chậm vào nhật ký"),
    Wanted("log_transaction_sample_rate", _is("0"), "ghi từng câu lệnh vào nhật ký"),
    Wanted("log_duration", _is("off"), "ghi giờ của từng phiếu vào nhật ký"),
    Wanted("log_parameter_max_length_on_error", _is("0"), "ghi nội dung câu lệnh lỗi vào nhật ký"),
    # A statement that fails is written with all it holds: the driver sends values as part of it, not as parameters.
    Wanted("log_min_error_statement", _is("panic"), "ghi nội dung câu lệnh lỗi vào nhật ký", "warn"),
    Wanted("shared_preload_libraries", lambda value: "auto_explain" not in value, "ghi câu lệnh vào nhật ký"),
    Wanted("session_preload_libraries", lambda value: "auto_explain" not in value, "ghi câu lệnh vào nhật ký"),
    Wanted("is_superuser", _is("off"), "tài khoản của phần mềm là quản trị, chốt chặn không cản được", "warn"),
)
SQLITE = (
    Wanted("journal_mode", _is("wal"), "người đọc chặn người bỏ phiếu"),
    Wanted("synchronous", _is("2", "3"), "phiếu đã nhận có thể mất khi mất điện"),
    Wanted("secure_delete", _is("1"), "dòng đã xóa còn trong tệp", "warn"),
    Wanted("quick_check", _is("ok"), "tệp cơ sở dữ liệu bị hỏng"),
)


def database_settings(subject: Subject) -> list[Finding]:
    """What voting asks of the server or the file; a wrong one is told by name and value."""
    found = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    words = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}[connection.vendor]
    return found or [Finding(words, "Ghi xuống đĩa từng phiếu, không ghi câu lệnh, giờ hay thứ tự của phiếu.")]


def _postgresql() -> list[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [[one.name for one in POSTGRESQL]])
        now: dict[str, Any] = dict(cursor.fetchall())
        cursor.execute("SHOW is_superuser")
        now["is_superuser"] = cursor.fetchone()[0]
    found = _wrong(POSTGRESQL, now)
    if not owns_the_ballots():
        words = (
            "Tài khoản của phần mềm không phải chủ của bảng phiếu: sau khi hủy phiếu, chủ cơ sở dữ liệu chạy "
            "manage.py compact_ballots để không còn dấu vết trên đĩa."
        )
        found.append(Finding("Hủy phiếu đã lưu", words, "warn"))
    return found


def owns_the_ballots() -> bool:
    """Whether the account of the program may give back the room of destroyed ballots on PostgreSQL (destroying.py)."""
    tables = [box_triggers.RECORD, box_triggers.ENVELOPE, box_triggers.VOID, PaperCount._meta.db_table]
    maintains = "has_table_privilege(c.oid, 'MAINTAIN')" if connection.pg_version >= 170000 else "false"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT bool_and(pg_has_role(c.relowner, 'USAGE') OR pg_has_role(d.datdba, 'USAGE') OR {maintains})"
            " FROM pg_class c, pg_database d"
            " WHERE c.oid = ANY(%s::regclass[]) AND d.datname = current_database()",
            [tables],
        )
        return cursor.fetchone()[0]


def _sqlite() -> list[Finding]:
    now = {}
    with connection.cursor() as cursor:
        for one in SQLITE:
            cursor.execute(f"PRAGMA {one.name}")
            now[one.name] = str(cursor.fetchone()[0])
    found = _wrong(SQLITE, now)
    options = connection.settings_dict["OPTIONS"]
    if options.get("transaction_mode") != "IMMEDIATE" or options.get("timeout", 0) < LEAST_TIMEOUT:
        found.append(
            Finding("SQLite", "Nhiều người bỏ phiếu cùng lúc có thể bị từ chối: transaction_mode, timeout.", "bad")
        )
    return found


def _wrong(wanted: tuple[Wanted, ...], now: dict[str, Any]) -> list[Finding]:
    return [
        Finding("Cấu hình cơ sở dữ liệu", f"{one.name} = {now[one.name]}: {one.words}.", one.tone)
        for one in wanted
        if one.name in now and not one.is_right(str(now[one.name]))
    ]


LOOKS: tuple[tuple[str, Look], ...] = (
    ("danh sách bỏ phiếu", roll),
    ("số người phải có mặt", quorum),
    ("phiếu bầu, tổ kiểm phiếu", paper),
    ("màn chiếu", projector),
    ("khóa", key_folder),
    ("đồng hồ", times),
    ("https", https),
    ("ổ đĩa", disk),
    ("sao lưu", backup),
    ("máy chủ", memory),
    ("chốt chặn của cơ sở dữ liệu", guards),
    ("cấu hình cơ sở dữ liệu", database_settings),
)
