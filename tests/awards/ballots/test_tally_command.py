"""`manage.py tally FILE`: the result as JSON and nothing else on standard output, or a refusal, exit 2."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from awards.ballots.tally import tally
from tests.awards.ballots.test_tally import EXAMPLES, W25

ROOT = Path(__file__).resolve().parents[3]


def run(*arguments, stdin=b"", **environment):
    """The command as a person runs it: a process of its own, asked for its bytes."""
    return subprocess.run(
        [sys.executable, "manage.py", "tally", *arguments],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        env=os.environ | environment,
        check=False,
    )


def refused(capsys, *arguments):
    """What the command says when it refuses; nothing may stand on standard output."""
    with pytest.raises(SystemExit) as stop:
        call_command("tally", *arguments)
    shown = capsys.readouterr()
    assert (stop.value.code, shown.out) == (2, "")
    return shown.err


@pytest.fixture
def written(tmp_path):
    """Write text, bytes or a document into a file; returns its path."""

    def write(content):
        path = tmp_path / "phieu.json"
        content = content if isinstance(content, str | bytes) else json.dumps(content)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return write


def test_process_prints_the_result_and_nothing_else(written):
    done = run(written(W25))
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout) == tally(W25)


def test_process_reads_standard_input():
    done = run("-", stdin=json.dumps(W25).encode())
    assert (done.returncode, done.stderr, json.loads(done.stdout)) == (0, b"", tally(W25))


def test_process_needs_no_database(written, tmp_path):
    done = run(written(W25), DATABASE_URL=f"sqlite:///{tmp_path}/none/db.sqlite3")
    assert (done.returncode, json.loads(done.stdout)) == (0, tally(W25))
    assert not (tmp_path / "none").exists()


def test_process_refuses_with_exit_code_2_and_a_sentence(written):
    done = run(written({"rule": {}}), PYTHONIOENCODING="utf-8")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == "Tài liệu không đúng định dạng tally/1, tại rule: thiếu mục “base”.\n"


def test_process_refuses_without_a_file_name():
    done = run()
    assert (done.returncode, done.stdout) == (2, b"")


def test_output_survives_a_terminal_without_vietnamese(written):
    doc = json.loads(json.dumps(W25).replace("h1", "đơn vị"))
    done = run(written(doc), PYTHONIOENCODING="ascii")
    assert (done.returncode, json.loads(done.stdout)["lines"].keys()) == (0, {"đơn vị"})


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_worked_example(name, written, capsys):
    call_command("tally", written(EXAMPLES[name]))
    assert json.loads(capsys.readouterr().out) == tally(EXAMPLES[name])


def test_void_round_is_a_result_not_a_refusal(written, capsys):
    call_command("tally", written(EXAMPLES["W22"]))
    assert json.loads(capsys.readouterr().out)["status"] == "void_overcount"


def test_byte_order_mark_is_dropped(written, capsys):
    call_command("tally", written(b"\xef\xbb\xbf" + json.dumps(W25).encode()))
    assert json.loads(capsys.readouterr().out) == tally(W25)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "Tài liệu không phải JSON đúng: sai ở dòng 1, cột 1."),
        ('{"rule": {},\n "channels": [}', "Tài liệu không phải JSON đúng: sai ở dòng 2, cột 15."),
        (b"\xff\xfe{}", "Tài liệu không phải văn bản UTF-8."),
        ("[" * 100_000, "Tài liệu lồng nhau quá sâu, không phải tài liệu tally/1."),
        ("[]", "Tài liệu không đúng định dạng tally/1, tại gốc tài liệu: phải là một đối tượng {…}."),
        (
            '{"rule": {}, "rule": {}}',
            "Tài liệu không đúng định dạng tally/1, tại gốc tài liệu: mục “rule” viết 2 lần trong cùng một đối tượng.",
        ),
        ("[NaN]", "Tài liệu không đúng định dạng tally/1, tại gốc tài liệu: “NaN” không phải là số."),
        (
            "9" * 5000,
            "Tài liệu không đúng định dạng tally/1, tại gốc tài liệu: số có 5000 chữ số, không thể là số phiếu.",
        ),
    ],
)
def test_refused_text(content, sentence, written, capsys):
    assert refused(capsys, written(content)) == sentence + "\n"


def test_refused_document_names_the_place(written, capsys):
    doc = json.loads(json.dumps(W25))
    doc["channels"][0]["ballots"][1]["x"] = -2
    assert refused(capsys, written(doc)) == (
        "Tài liệu không đúng định dạng tally/1, tại channels[0].ballots[1].x: phải là số nguyên không âm.\n"
    )


def test_refused_file_that_is_not_there(tmp_path, capsys):
    path = tmp_path / "mất.json"
    assert refused(capsys, str(path)) == f"Không đọc được tệp “{path}”: không có tệp này.\n"


def test_refused_folder(tmp_path, capsys):
    assert refused(capsys, str(tmp_path)) == f"Không đọc được tệp “{tmp_path}”: đây là thư mục.\n"


def test_refused_file_one_may_not_read(tmp_path, capsys, monkeypatch):
    def forbid(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", forbid)
    assert refused(capsys, "x.json") == "Không đọc được tệp “x.json”: không có quyền đọc.\n"


def test_standard_input_in_the_same_process(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(json.dumps(W25).encode())))
    call_command("tally", "-")
    assert json.loads(capsys.readouterr().out) == tally(W25)
