"""Files behind figures: what is kept, who may read it, what a refusal and a crash leave behind."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from awards.models import Criterion, Evidence, ResultEntry, ResultSheet
from awards.results import evidence, services
from awards.results.enums import SheetState
from tests.awards.results.year import make_year
from tests.factories import UnitFactory, UserFactory, files
from thidua import clock
from thidua.errors import RuleViolation, StateConflict
from units.accounts.enums import Role
from units.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_year()


def upload(name="so-truc.pdf", content=None, mark=""):
    return SimpleUploadedFile(name, files.pdf(mark=mark or name) if content is None else content)


def attach(year, *uploads, leaf=0, by=None, number=0):
    return evidence.attach(
        year.term, year.units[number], year.leaves[leaf].pk, uploads, by=by or year.clerks[number]
    )  # fmt: skip


def stored(root) -> list[Path]:
    return [path for path in Path(root).rglob("*") if path.is_file()]


def cell_url(year, name="evidence", leaf=0):
    return reverse(f"awards:results.{name}", args=[year.term.pk, year.units[0].code, year.leaves[leaf].pk])


def test_files_are_kept_one_by_one_and_the_others_told(year, settings):
    kept = attach(
        year,
        upload("so-truc.pdf"),
        upload("trang.pdf", b"<html>"),
        upload("anh.png", files.picture("PNG")),
        upload("rong.pdf", b""),
        upload("ban-sao.pdf", files.pdf(mark="so-truc.pdf")),
    )
    assert [(row.name, row.kind) for row in kept.files] == [("so-truc.pdf", "pdf"), ("anh.png", "png")]
    assert [name for name, _ in kept.refused] == ["trang.pdf", "rong.pdf", "ban-sao.pdf"]
    assert kept.refused[2][1] == "Trùng nội dung với tệp “so-truc.pdf” đã có ở ô này."
    assert len(stored(settings.MEDIA_ROOT)) == 2
    assert "so-truc" not in " ".join(str(path) for path in stored(settings.MEDIA_ROOT))
    assert AuditEvent.objects.get(action="results.attach").facts["criterion"] == "1.1"
    services.enter(year.sheet(), year.leaves[0], "5", by=year.clerks[0], version=0)  # no conflict with one's own file
    assert ResultEntry.objects.get().evidence.count() == 2


def test_limits_are_settings(year, settings):
    settings.EVIDENCE_MB, settings.EVIDENCE_FILES = 1, 2
    big = upload("to.pdf", files.pdf() + b" " * 1024 * 1024)
    kept = attach(year, big, upload("1.pdf"), upload("2.pdf"), upload("3.pdf"))
    assert [row.name for row in kept.files] == ["1.pdf", "2.pdf"]
    assert [why.split(".")[0] for _, why in kept.refused] == ["Tệp lớn hơn 1 MB", "Ô này đã có 2 tệp, nhiều nhất 2 tệp"]
    settings.EVIDENCE_SHEET_MB = 0
    (refused,) = attach(year, upload("4.pdf"), leaf=1).refused
    assert "Cả bảng" in refused[1]


def test_twenty_one_megabytes_are_too_many(year):
    (refused,) = attach(year, upload("to.pdf", b"%PDF-" + bytes(21 * 1024 * 1024))).refused
    assert refused == ("to.pdf", "Tệp lớn hơn 20 MB. Giảm dung lượng hoặc chia nhỏ rồi tải lại.")


def test_a_criterion_may_ask_for_files_before_the_month_is_sent(year):
    Criterion.objects.filter(code="1.2").update(evidence_required=True)
    sheet = year.fill(c0="–")
    assert sheet.missing_to_submit() == ["1.2 Tiêu chí số 2: chưa có minh chứng."]
    attach(year, upload(), leaf=1)
    assert services.submit(sheet, by=year.clerks[0]).state == SheetState.SUBMITTED


def test_removing_keeps_what_was_sent_and_deletes_what_was_not(
    year, settings, django_capture_on_commit_callbacks
):  # fmt: skip
    sheet = year.fill()
    (first, second) = attach(year, upload("1.pdf"), upload("2.pdf")).files
    with django_capture_on_commit_callbacks(execute=True):
        evidence.remove(first, by=year.clerks[0])
        evidence.remove(first, by=year.clerks[0])
    assert AuditEvent.objects.filter(action="results.remove_evidence").count() == 1
    services.submit(sheet, by=year.clerks[0])
    for act in (lambda: evidence.remove(second, by=year.clerks[0]), lambda: attach(year, upload("3.pdf"))):
        with pytest.raises(StateConflict, match="Bảng đã gửi"):
            act()
    services.recall(sheet, by=year.clerks[0])
    with django_capture_on_commit_callbacks(execute=True):
        evidence.remove(Evidence.objects.get(pk=second.pk), by=year.clerks[0])
    first.refresh_from_db()
    second.refresh_from_db()
    assert (bool(first.file), bool(second.file)) == (False, True)
    assert [path.name for path in stored(settings.MEDIA_ROOT)] == [Path(second.file.name).name]
    assert not attach(year, upload("2.pdf")).refused  # the same file may come back


def test_a_returned_sheet_takes_files_at_its_returned_cells_only(year):
    sheet = year.fill()
    services.submit(sheet, by=year.clerks[0])
    services.send_back(sheet, by=year.officer, reason="Thiếu", cells={year.leaves[0].pk: "Thiếu sổ"})
    assert not attach(year, upload()).refused
    with pytest.raises(StateConflict, match="không bị trả lại"):
        attach(year, upload(), leaf=1)


def test_nothing_to_attach_to(year):
    with pytest.raises(RuleViolation, match="Chọn tệp"):
        attach(year)
    with pytest.raises(RuleViolation, match="là nhóm"):
        evidence.attach(year.term, year.units[0], year.group.pk, [upload()], by=year.clerks[0])


def test_a_crash_leaves_at_most_a_file_without_a_row(year, settings, monkeypatch):
    root = settings.MEDIA_ROOT
    monkeypatch.setattr(evidence, "record", lambda *args, **facts: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        attach(year, upload())
    assert (stored(root), Evidence.objects.count()) == ([], 0)
    monkeypatch.undo()
    settings.MEDIA_ROOT = root
    (row,) = attach(year, upload()).files
    killed, fresh = (Path(root) / "evidence/2023/01" / name for name in ("killed.pdf", "fresh.pdf"))
    killed.parent.mkdir(parents=True, exist_ok=True)
    old = (clock.now() - timedelta(days=2)).timestamp()
    for path in (killed, fresh, Path(row.file.path)):
        path.write_bytes(b"x")
        os.utime(path, (old, old) if path != fresh else None)
    assert evidence.clear_strays() == 1
    assert (killed.exists(), fresh.exists(), Path(row.file.path).exists()) == (False, True, True)


# Pages ----------------------------------------------------------------------------------------------------------------


def test_evidence_page_takes_files_without_a_script(client, year):
    client.force_login(year.clerks[0])
    assert not ResultSheet.objects.exists()
    assert client.get(cell_url(year)).status_code == 200
    assert not ResultSheet.objects.exists()  # looking never writes
    answer = client.post(cell_url(year, "attach"), {"files": [upload("a.pdf"), upload("b.pdf")]})
    assert (answer.status_code, answer["location"]) == (302, cell_url(year))
    answer = client.post(cell_url(year, "attach"), {"files": [upload("a.pdf"), upload("c.pdf", b"x")]})
    assert answer.status_code == 422
    assert "<b>c.pdf</b>: Nội dung không phải" in answer.text
    part = client.post(cell_url(year, "attach"), {"files": [upload("d.pdf")]}, headers={"hx-request": "true"})
    assert 'data-files="3" data-changed' in part.text
    assert "<html" not in part.text
    row = Evidence.objects.get(name="d.pdf")
    client.post(reverse("awards:results.caption", args=[row.pk]), {"caption": "Trang 3"})
    row.refresh_from_db()
    assert row.caption == "Trang 3"
    client.post(reverse("awards:results.remove_evidence", args=[row.pk]))
    assert Evidence.objects.kept().count() == 2
    assert client.post(cell_url(year, "attach")).status_code == 422


def test_evidence_file_is_streamed_safely_to_those_who_see_the_sheet(client, year):
    (paper, sheet) = attach(year, upload(), upload("a.xlsx", files.office("xlsx"))).files
    url = reverse("awards:results.evidence_file", args=[paper.pk])
    client.force_login(year.clerks[0])
    answer = client.get(url)
    assert answer["Content-Disposition"] == 'attachment; filename="so-truc.pdf"'
    assert b"".join(answer.streaming_content) == files.pdf(mark="so-truc.pdf")
    shown = client.get(url + "?xem=1")
    assert shown["Content-Disposition"].startswith("inline")
    assert (shown["X-Content-Type-Options"], shown["Content-Type"]) == ("nosniff", "application/pdf")
    assert "sandbox" in shown["Content-Security-Policy"]
    other = client.get(reverse("awards:results.evidence_file", args=[sheet.pk]) + "?xem=1")
    assert other["Content-Disposition"].startswith("attachment")  # only what a browser draws is shown
    for stranger in (year.clerks[1], UserFactory(role=Role.OFFICER, over=UnitFactory(code="KH"))):
        client.force_login(stranger)
        assert client.get(url).status_code == 404
        assert client.get(cell_url(year)).status_code == 404
        for name in ("remove_evidence", "caption"):
            assert client.post(reverse(f"awards:results.{name}", args=[paper.pk])).status_code == 404
    client.force_login(UserFactory(role=Role.VERIFIER, over=year.province))
    assert client.get(url).status_code == 200
    assert client.post(reverse("awards:results.remove_evidence", args=[paper.pk])).status_code == 403
    Path(paper.file.path).unlink()
    assert client.get(url).status_code == 404


GRID_QUERIES = 19


@pytest.mark.parametrize("count", [0, 10])
def test_entry_queries_do_not_grow_with_the_files(client, year, django_assert_num_queries, count):
    year.fill()
    for leaf in range(3) if count else ():
        attach(year, *(upload(f"{leaf}-{n}.pdf") for n in range(count)), leaf=leaf)
    client.force_login(year.clerks[0])
    url = reverse("awards:results.entry", args=[year.term.pk, year.units[0].code])
    client.get(url)
    with django_assert_num_queries(GRID_QUERIES):
        page = client.get(url)
    assert [row.files for row in page.context["grid"].leaves()] == [count] * 3
