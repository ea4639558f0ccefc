"""Settings read from the environment, typed; a wrong value stops the start with one plain sentence.

Every function takes the name of the variable and a default. An unset or blank variable gives the default.
A value that cannot be understood raises :class:`WrongSetting`, which is a ``SystemExit``: Python prints its
sentence on standard error and ends with status 1, without a stack trace, in ``manage.py`` and in a server alike.
"""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}

SQLITE_OPTIONS = {
    # One writer at a time that waits its turn (20 s) instead of failing with "database is locked" in mid-transaction.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
}
POSTGRES_OPTIONS = {"sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "application_name"}


class WrongSetting(SystemExit):
    """One environment variable holds something that cannot be used."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")


def _raw(name: str) -> str:
    return os.environ.get(name, "").strip()


def text(name: str, default: str = "") -> str:
    return _raw(name) or default


def flag(name: str, default: bool = False) -> bool:
    value = _raw(name).lower()
    if not value:
        return default
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise WrongSetting(name, f"“{value}” is neither 1 nor 0.")


def integer(name: str, default: int, *, minimum: int = 0, maximum: int | None = None) -> int:
    value = _raw(name)
    if not value:
        return default
    try:
        number = int(value)
    except ValueError:
        raise WrongSetting(name, f"“{value}” is not a whole number.") from None
    if number < minimum or (maximum is not None and number > maximum):
        bounds = f"at least {minimum}" if maximum is None else f"between {minimum} and {maximum}"
        raise WrongSetting(name, f"{number} is out of range: {bounds}.")
    return number


def words(name: str, default: list[str]) -> list[str]:
    """A list separated by commas or blanks."""
    value = _raw(name)
    return value.replace(",", " ").split() if value else default


def hosts(name: str, default: list[str]) -> list[str]:
    """Host names as Django's ALLOWED_HOSTS wants them: no scheme, no path, no star."""
    found = words(name, default)
    for host in found:
        if "/" in host:
            raise WrongSetting(name, f"“{host}” must be a bare host name, without http and without a path.")
        if host == "*":
            raise WrongSetting(name, "“*” would accept every host name; list the names of this site.")
    return found


def origins(name: str, default: list[str]) -> list[str]:
    """Origins with their scheme, such as https then the host, for CSRF_TRUSTED_ORIGINS."""
    found = words(name, default)
    for origin in found:
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path not in {"", "/"}:
            raise WrongSetting(name, f"“{origin}” must be an address from http or https up to the host name.")
    return [origin.rstrip("/") for origin in found]


@dataclass(frozen=True)
class OpenId:
    """An identity provider people may sign in by (OpenID Connect, code flow).

    issuer: its address, without a slash at the end. claim: what it says of a person that is the login name here; empty
    when only links made by an administrator count. asks_second_factor: whether two-factor sign-in is its business.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    label: str = "Đăng nhập một lần"
    claim: str = ""
    asks_second_factor: bool = False

    @property
    def origin(self) -> str:
        """Scheme and host of the issuer: the one place besides this site that the sign-in page may lead to."""
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"


def open_id(prefix: str) -> OpenId | None:
    """The provider of ``PREFIX_ISSUER``, ``_CLIENT_ID`` and ``_CLIENT_SECRET``; None when nothing of it is set."""
    needed = [f"{prefix}_{part}" for part in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")]
    further = [f"{prefix}_{part}" for part in ("LABEL", "CLAIM", "TWO_FACTOR")]
    if not any(map(_raw, needed + further)):
        return None
    for name in needed:
        if not _raw(name):
            raise WrongSetting(name, f"is missing; sign-in by a provider needs {', '.join(needed)}.")
    label = text(further[0], OpenId.label)
    if len(label) > 40:
        raise WrongSetting(further[0], "must fit on a button: 40 characters at most.")
    return OpenId(
        issuer=_issuer(needed[0]),
        client_id=_raw(needed[1]),
        client_secret=_raw(needed[2]),
        label=label,
        claim=_claim(further[1]),
        asks_second_factor=flag(further[2]),
    )


def _issuer(name: str) -> str:
    value = _raw(name).rstrip("/")
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise WrongSetting(name, f"“{value}” cannot be read as an address.") from None
    is_here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if parts.scheme != "https" and not (parts.scheme == "http" and is_here):
        raise WrongSetting(name, f"“{value}” must start with https:// (http:// for a provider on this machine only).")
    if not re.fullmatch(r"[A-Za-z0-9.:\[\]-]+", parts.netloc) or parts.query or parts.fragment:
        raise WrongSetting(name, f"“{value}” must be the plain address of the issuer: host and path, nothing more.")
    return value


def _claim(name: str) -> str:
    value = _raw(name)
    if value and not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.:/-]*", value):
        raise WrongSetting(name, f"“{value}” is no name of a claim, such as preferred_username.")
    if value.lower() in {"email", "name", "given_name", "family_name", "nickname"}:
        raise WrongSetting(name, f"“{value}” cannot name an account: people choose it themselves.")
    return value


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = _raw(name) or default
    if value not in allowed:
        raise WrongSetting(name, f"“{value}” is not one of: {', '.join(allowed)}.")
    return value


def directory(name: str, default: Path) -> Path:
    """An absolute folder; it is made when it does not exist."""
    path = Path(_raw(name) or default)
    if not path.is_absolute():
        raise WrongSetting(name, f"“{path}” must be an absolute path.")
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSetting(name, f"the folder {path} cannot be made ({error.strerror}).") from None
    return path


def path(name: str, default: Path) -> Path:
    """An absolute path; nothing is made."""
    found = Path(_raw(name) or default)
    if not found.is_absolute():
        raise WrongSetting(name, f"“{found}” must be an absolute path.")
    return found


def database(name: str, default_file: Path, *, keep_seconds: int = 60) -> dict:
    """Django's settings of one database.

    ``postgresql://user:password@host:port/name?sslmode=require`` (a socket folder as ``?host=/run/postgresql``),
    ``sqlite:////absolute/file`` or ``sqlite:///:memory:``. Unset: SQLite in ``default_file``.
    ``keep_seconds`` is how long a PostgreSQL connection is kept between requests.
    """
    value = _raw(name)
    if not value:
        return _sqlite(str(default_file))
    scheme, _, rest = value.partition("://")
    if scheme == "sqlite":
        file = unquote(rest.removeprefix("/"))
        if file != ":memory:" and not file.startswith("/"):
            raise WrongSetting(name, "an SQLite file needs its absolute path, with four slashes after “sqlite:”.")
        return _sqlite(file)
    if scheme in {"postgres", "postgresql"}:
        return _postgres(name, value, keep_seconds)
    raise WrongSetting(name, "must start with “postgresql://” or “sqlite:///”.")


def _sqlite(file: str) -> dict:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": file, "OPTIONS": dict(SQLITE_OPTIONS)}


def _postgres(name: str, value: str, keep_seconds: int) -> dict:
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise WrongSetting(name, "the PostgreSQL address cannot be read; is its port a number?") from None
    query = dict(parse_qsl(parts.query))
    unknown = sorted(set(query) - POSTGRES_OPTIONS - {"host", "port"})
    if unknown:
        raise WrongSetting(name, f"unknown option {', '.join(unknown)}.")
    database_name = unquote(parts.path.removeprefix("/"))
    if not database_name:
        raise WrongSetting(name, "the name of the database is missing at the end of the address.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database_name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.pop("host", "") or parts.hostname or ""),
        "PORT": query.pop("port", "") or str(port or ""),
        "CONN_MAX_AGE": keep_seconds,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


@dataclass(frozen=True)
class MailServer:
    """An SMTP server. host empty: letters are not sent."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


def mail_server(name: str) -> MailServer:
    """``smtp://user:password@host:587`` (STARTTLS; ``?tls=0`` without), ``smtps://user:password@host:465``.

    Unset: no server. Marks in the password that a URL does not take are written as ``%40``.
    """
    value = _raw(name)
    if not value:
        return MailServer()
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise WrongSetting(name, "the address of the mail server cannot be read; is its port a number?") from None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise WrongSetting(name, "must start with “smtp://” or “smtps://” and name the host.")
    query = dict(parse_qsl(parts.query))
    if set(query) - {"tls"} or query.get("tls", "1") not in TRUE | FALSE:
        raise WrongSetting(name, "the only option is tls=1 or tls=0.")
    secure = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname,
        port=port or (465 if secure else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=not secure and query.get("tls", "1") in TRUE,
        tls=secure,
    )


def origin(name: str) -> str:
    """One origin, such as https then the host; empty when unset."""
    found = origins(name, [])
    if len(found) > 1:
        raise WrongSetting(name, "takes one address.")
    return found[0] if found else ""


def folder_address(name: str) -> str:
    """An address with a path, such as https, the host, a folder; no slash at its end, empty when unset."""
    value = _raw(name).rstrip("/")
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment):
        raise WrongSetting(name, f"“{value}” must be an address from http or https, without ? or #.")
    return value


def secret(name: str, file: Path) -> str:
    """The signing key: from the environment, else from ``file``, which is made once, readable by its owner only."""
    value = _raw(name)
    if value:
        if len(value) < 32:
            raise WrongSetting(name, "must have at least 32 characters.")
        return value
    try:
        return _stored_secret(file)
    except OSError as error:
        raise WrongSetting(name, f"is not set, and the key file {file} cannot be used ({error.strerror}).") from None


def _stored_secret(file: Path) -> str:
    import secrets

    if not file.exists():
        write_once(file, secrets.token_urlsafe(48).encode())
    return file.read_text().strip()


def write_once(file: Path, content: bytes) -> None:
    """A key of this installation: written aside and linked into place, so that of several processes starting at once
    exactly one key survives, whole and on the disk."""
    import secrets

    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
