"""Settings from the environment: what is understood, and the sentence for what is not."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from thidua import env

ROOT = Path(__file__).resolve().parents[2]


def refusal(function, *args, **kwargs) -> str:
    with pytest.raises(env.WrongSetting) as caught:
        function(*args, **kwargs)
    return str(caught.value)


@pytest.fixture
def setting(monkeypatch):
    return lambda value: monkeypatch.setenv("X", value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1", True), ("true", True), ("On", True), ("0", False), ("no", False), ("", True), ("  ", True)],
)
def test_flag_is_read(setting, value, expected):
    setting(value)
    assert env.flag("X", True) is expected


def test_flag_refuses_other_words(setting):
    setting("maybe")
    assert refusal(env.flag, "X") == "X: “maybe” is neither 1 nor 0."


def test_integer_is_read_within_its_bounds(setting):
    assert env.integer("X", 7) == 7
    setting("12")
    assert env.integer("X", 7, minimum=12, maximum=12) == 12


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("12h", "X: “12h” is not a whole number."),
        ("1,5", "X: “1,5” is not a whole number."),
        ("0", "X: 0 is out of range: between 1 and 9."),
        ("10", "X: 10 is out of range: between 1 and 9."),
    ],
)
def test_integer_refuses(setting, value, sentence):
    setting(value)
    assert refusal(env.integer, "X", 7, minimum=1, maximum=9) == sentence


def test_integer_names_its_only_bound(setting):
    setting("-1")
    assert refusal(env.integer, "X", 7) == "X: -1 is out of range: at least 0."


OIDC = {"ISSUER": "https://idp.example/realms/bdbp/", "CLIENT_ID": "thidua", "CLIENT_SECRET": "bi-mat"}


def test_a_provider_is_read_whole_or_not_at_all(monkeypatch):
    assert env.open_id("X") is None
    for name, value in OIDC.items():
        monkeypatch.setenv(f"X_{name}", value)
    one = env.open_id("X")
    assert one == env.OpenId("https://idp.example/realms/bdbp", "thidua", "bi-mat", "Đăng nhập một lần", "", False)
    assert (one.origin, "bi-mat" in repr(one)) == ("https://idp.example", False)
    more = {"LABEL": "Tài khoản Bộ", "CLAIM": "preferred_username", "TWO_FACTOR": "1"}
    for name, value in more.items():
        monkeypatch.setenv(f"X_{name}", value)
    one = env.open_id("X")
    assert (one.label, one.claim, one.asks_second_factor) == ("Tài khoản Bộ", "preferred_username", True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ISSUER": ""}, "X_ISSUER: is missing; sign-in by a provider needs X_ISSUER, X_CLIENT_ID, X_CLIENT_SECRET."),
        ({"CLIENT_SECRET": " "}, "X_CLIENT_SECRET: is missing;"),
        ({"ISSUER": "", "CLIENT_ID": "", "CLIENT_SECRET": "", "CLAIM": "sub"}, "X_ISSUER: is missing;"),
        ({"ISSUER": "http://idp.example"}, "X_ISSUER: “http://idp.example” must start with https://"),
        ({"ISSUER": "idp.example"}, "X_ISSUER: “idp.example” must start with https://"),
        ({"ISSUER": "https://idp.example; script-src *"}, "X_ISSUER: “https://idp.example; script-src *” must be the"),
        ({"ISSUER": "https://a:b@idp.example"}, "X_ISSUER: “https://a:b@idp.example” must be the plain address"),
        ({"ISSUER": "https://idp.example?x=1"}, "X_ISSUER: “https://idp.example?x=1” must be the plain address"),
        ({"LABEL": "x" * 41}, "X_LABEL: must fit on a button: 40 characters at most."),
        ({"CLAIM": "email"}, "X_CLAIM: “email” cannot name an account: people choose it themselves."),
        ({"CLAIM": "a claim"}, "X_CLAIM: “a claim” is no name of a claim, such as preferred_username."),
        ({"TWO_FACTOR": "maybe"}, "X_TWO_FACTOR: “maybe” is neither 1 nor 0."),
    ],
)
def test_a_provider_half_set_or_wrong_stops_the_start(monkeypatch, changes, sentence):
    for name, value in {**OIDC, **changes}.items():
        monkeypatch.setenv(f"X_{name}", value)
    assert refusal(env.open_id, "X").startswith(sentence)


def test_hosts_are_bare_names(setting):
    setting("thidua.example.vn, 10.0.0.5")
    assert env.hosts("X", []) == ["thidua.example.vn", "10.0.0.5"]
    setting("https://thidua.example.vn")
    assert refusal(env.hosts, "X", []).startswith("X: “https://thidua.example.vn” must be a bare host name")
    setting("*")
    assert refusal(env.hosts, "X", []).startswith("X: “*” would accept every host name")


def test_origins_carry_their_scheme(setting):
    setting("https://thidua.example.vn/ http://10.0.0.5:8080")
    assert env.origins("X", []) == ["https://thidua.example.vn", "http://10.0.0.5:8080"]
    setting("thidua.example.vn")
    assert refusal(env.origins, "X", []).startswith("X: “thidua.example.vn” must be an address")


def test_choice_names_what_is_allowed(setting):
    setting("both")
    assert refusal(env.choice, "X", "source", ("source", "collected")) == (
        "X: “both” is not one of: source, collected."
    )


def test_directory_is_made(setting, tmp_path):
    setting(str(tmp_path / "a" / "b"))
    assert env.directory("X", tmp_path) == tmp_path / "a" / "b"
    assert (tmp_path / "a" / "b").is_dir()


def test_directory_refuses_a_relative_path_and_a_file_in_the_way(setting, tmp_path):
    setting("var")
    assert refusal(env.directory, "X", tmp_path) == "X: “var” must be an absolute path."
    (tmp_path / "file").touch()
    setting(str(tmp_path / "file" / "var"))
    assert refusal(env.directory, "X", tmp_path).startswith(f"X: the folder {tmp_path}/file/var cannot be made")


def test_database_is_sqlite_with_its_options_by_default(tmp_path):
    assert env.database("X", tmp_path / "file") == {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(tmp_path / "file"),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        },
    }


def test_database_reads_an_sqlite_address(setting, tmp_path):
    setting("sqlite:////srv/thi%20dua.sqlite3")
    assert env.database("X", tmp_path)["NAME"] == "/srv/thi dua.sqlite3"
    setting("sqlite:///:memory:")
    assert env.database("X", tmp_path)["NAME"] == ":memory:"


def test_database_reads_a_postgresql_address(setting, tmp_path):
    setting("postgresql://thi:d%40u%2Fa@db.example.vn:5433/thidua?sslmode=require")
    assert env.database("X", tmp_path, keep_seconds=30) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "thidua",
        "USER": "thi",
        "PASSWORD": "d@u/a",
        "HOST": "db.example.vn",
        "PORT": "5433",
        "CONN_MAX_AGE": 30,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"sslmode": "require"},
    }


def test_database_reads_a_socket_folder(setting, tmp_path):
    setting("postgres://thidua@/thidua?host=/run/postgresql&port=5432")
    found = env.database("X", tmp_path)
    assert (found["HOST"], found["PORT"], found["OPTIONS"]) == ("/run/postgresql", "5432", {})


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("mysql://a/b", "X: must start with “postgresql://” or “sqlite:///”."),
        ("sqlite:///here.sqlite3", "X: an SQLite file needs its absolute path, with four slashes after “sqlite:”."),
        (
            "postgresql://db:five/thidua",
            "X: the PostgreSQL address cannot be read; is its port a number?",
        ),
        ("postgresql://db", "X: the name of the database is missing at the end of the address."),
        ("postgresql://db/thidua?ssl=1", "X: unknown option ssl."),
    ],
)
def test_database_refuses_without_repeating_a_password(setting, tmp_path, value, sentence):
    setting(value)
    assert refusal(env.database, "X", tmp_path) == sentence


def test_secret_is_made_once_and_private(monkeypatch, tmp_path):
    monkeypatch.delenv("X", raising=False)
    file = tmp_path / "key"
    first = env.secret("X", file)
    assert len(first) >= 50
    assert env.secret("X", file) == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_secret_from_the_environment_must_be_long(setting, tmp_path):
    setting("short")
    assert refusal(env.secret, "X", tmp_path / "key") == "X: must have at least 32 characters."
    setting("k" * 32)
    assert env.secret("X", tmp_path / "key") == "k" * 32
    assert not (tmp_path / "key").exists()


def test_secret_says_when_its_file_cannot_be_made(monkeypatch, tmp_path):
    monkeypatch.delenv("X", raising=False)
    assert refusal(env.secret, "X", tmp_path / "gone" / "key") == (
        f"X: is not set, and the key file {tmp_path}/gone/key cannot be used (No such file or directory)."
    )


def test_wrong_value_stops_the_start_with_one_sentence(tmp_path):
    """The whole way: manage.py with a wrong value ends with status 1 and one line, no stack trace."""
    ended = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**os.environ, "THIDUA_VAR": str(tmp_path), "THIDUA_SESSION_HOURS": "half a day"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "THIDUA_SESSION_HOURS: “half a day” is not a whole number.\n"


@pytest.mark.parametrize(
    ("value", "host", "port", "user", "password", "starttls", "tls"),
    [
        ("", "", 25, "", "", False, False),
        ("smtp://mail.example.vn", "mail.example.vn", 587, "", "", True, False),
        ("smtp://a%40b:p%2Fw@mail.example.vn:25?tls=0", "mail.example.vn", 25, "a@b", "p/w", False, False),
        ("smtps://a:b@mail.example.vn", "mail.example.vn", 465, "a", "b", False, True),
    ],
)
def test_mail_server_is_read(setting, value, host, port, user, password, starttls, tls):
    setting(value)
    assert env.mail_server("X") == env.MailServer(host, port, user, password, starttls, tls)


@pytest.mark.parametrize(
    "value", ["mail.example.vn", "smtp://", "smtp://x:y", "smtp://m.vn?ssl=1", "smtp://m.vn?tls=2"]
)
def test_mail_server_refuses(setting, value):
    setting(value)
    assert refusal(env.mail_server, "X").startswith("X: ")
