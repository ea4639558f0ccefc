"""`manage.py report` and `manage.py reports`: files for those who stand at the machine, errors in one sentence."""

import io
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from awards.reports.registry import NAMES
from tests.factories.ballots import cluster_meeting
from tests.factories.decisions import province, scored_cluster, signed
from tests.kept import kept

pytestmark = [pytest.mark.django_db, pytest.mark.once]


world = kept(province)


def report(name: str, out, **asked) -> bytes:
    call_command("report", name, **{"year": "2023", "unit": "LT", "out": str(out), "stdout": io.StringIO(), **asked})
    return out.read_bytes()


def test_reports_lists_every_name():
    out = io.StringIO()
    call_command("reports", stdout=out)
    assert [line.split()[0] for line in out.getvalue().splitlines()] == list(NAMES)


def test_report_writes_the_latest_of_its_kind_or_the_one_named(world, tmp_path):
    lines = world.of("CSTT")
    first, second = signed(world, number=5, lines=lines[:1]), signed(world, number=6, lines=lines[1:])
    assert report("decision", tmp_path / "a") == second.pdf.read()
    assert report("decision", tmp_path / "b", object=str(first.pk)) == first.pdf.read()


def test_report_of_a_cluster_and_of_a_unit(world, tmp_path):
    scored_cluster(world)
    assert report("score-sheet", tmp_path / "a", object="LT-D1", format="xlsx").startswith(b"PK")
    assert report("nominations", tmp_path / "b", unit=world.units[0].code.lower(), format="xlsx").startswith(b"PK")
    meeting = cluster_meeting(units=3, present=3)
    content = report("conference-minutes", tmp_path / "c", unit=meeting.cluster.code)
    assert content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("name", "asked", "sentence"),
    [
        ("no-such", {}, "Không có báo cáo “no-such”. Xem các tên bằng: manage.py reports"),
        ("award-list", {"year": "20x3"}, "“20x3” không phải là năm. Ghi bốn chữ số, ví dụ 2023."),
        ("award-list", {"year": "2019"}, "Không tìm thấy năm thi đua 2019 của đơn vị hoặc cụm có mã “LT”."),
        ("award-list", {"unit": "XX"}, "Không tìm thấy năm thi đua 2023 của đơn vị hoặc cụm có mã “XX”."),
        ("award-list", {"format": "docx"}, "“Danh sách được khen thưởng” không có dạng docx; có: pdf, xlsx."),
        ("award-list", {"object": "7"}, "“Danh sách được khen thưởng” không nhận mã đối tượng."),
        ("decision", {}, "Năm 2023 chưa có quyết định."),
        ("count-minutes", {"object": "x"}, "Không tìm thấy vòng bỏ phiếu đã kiểm xong “x” trong năm 2023."),
    ],
)
def test_report_refuses_in_one_sentence(world, tmp_path, name, asked, sentence):
    with pytest.raises(CommandError) as refused:
        report(name, tmp_path / "file", **asked)
    assert str(refused.value) == sentence
    assert not (tmp_path / "file").exists()


def test_report_into_a_folder_that_is_not_there(world, tmp_path):
    with pytest.raises(CommandError, match="^Không ghi được .*: No such file or directory.$"):
        report("award-list", tmp_path / "none" / "file")


def test_report_from_the_shell_ends_with_a_status_and_no_trace(settings, tmp_path):
    """What a script sees: status 1, one line on standard error, nothing on standard output."""
    done = subprocess.run(
        [
            sys.executable,
            "manage.py",
            "report",
            "no-such",
            "--year",
            "2023",
            "--unit",
            "LT",
            "--out",
            str(tmp_path / "x"),
        ],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "CommandError: Không có báo cáo “no-such”. Xem các tên bằng: manage.py reports\n"
