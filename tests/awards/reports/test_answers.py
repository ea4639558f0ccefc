"""Who holds a title for years, where a title came from; the year as one archive; the statistical forms."""

import hashlib
import io
from datetime import date
from zipfile import ZipFile

import pytest
from django.urls import reverse

from awards.models import Award, AwardRecord, Movement
from awards.reports import tasks, year_book
from awards.reports.origins import holders, longest_run
from awards.reports.registry import Scope, build, reports
from awards.reports.statistics_cells import below_ministry, forms_of
from tests.awards.reports.reading import sheets
from tests.factories import UnitFactory, UserFactory
from tests.factories.decisions import province, scored_cluster, signed
from tests.kept import kept
from thidua.documents import render_xlsx
from thidua.jobs.enums import JobState
from thidua.jobs.models import Job
from units.accounts.enums import Role

pytestmark = [pytest.mark.django_db, pytest.mark.once]

world = kept(province)


def given(line, *years: int) -> None:
    for year in years:
        AwardRecord.objects.create(
            award=line.award, person=line.person, unit=line.unit, year=year, decision_text=f"QĐ {year}/QĐ-BCH",
            decided_on=date(year, 11, 1),
        )  # fmt: skip


def test_longest_run_of_years():
    assert longest_run([]) == ()
    assert longest_run([2019, 2021, 2022]) == (2021, 2022)
    assert longest_run([2018, 2019, 2021, 2022]) == (2021, 2022)  # of two as long, the later
    assert longest_run([2018, 2019, 2021], until=2019) == (2018, 2019)
    assert longest_run([2018, 2019, 2021], until=2020) == ()


def test_title_for_years_in_a_row_and_altogether(world):
    first, second, third, _ = world.of("CSTT")
    given(first, 2020, 2021, 2022)
    given(second, 2019, 2021, 2022)
    given(third, 2022)
    award = Award.objects.get(code="CSTT")

    def names(user=world.officer, **asked):
        found = holders(user, award=award, people=True, **{"count": 3, "consecutive": True, **asked})
        return [one.holder.pk for one in found]

    assert names() == [first.person_id]
    assert set(names(consecutive=False)) == {first.person_id, second.person_id}
    assert set(names(count=2)) == {first.person_id, second.person_id}
    assert names(count=2, until=2021) == [first.person_id]
    for line, name in ((first, "Bùi Văn Yên"), (second, "Vũ Thị An")):  # Vietnamese order: by the given name
        person = line.person
        person.full_name = name
        person.save()
    assert names(consecutive=False) == [second.person_id, first.person_id]
    stranger = UserFactory(role=Role.OFFICER, over=UnitFactory())
    assert names(user=stranger) == []


def test_title_years_page_leads_to_the_origin(world, client):
    scored_cluster(world)
    paper = signed(world)
    line = world.of("CSTT")[0]
    given(line, 2022)
    client.force_login(world.officer)
    page = reverse("awards:reports.title_years")
    asked = {"danh_hieu": "CSTT", "so_nam": "2", "lien_tuc": "on", "ai": "ca-nhan"}
    told = client.get(page, asked).content.decode()
    record = AwardRecord.objects.get(line__decision=paper, person=line.person, year=2023, award=line.award)
    url = reverse("awards:reports.origin", args=[record.pk])
    assert line.subject_name in told and url in told
    assert client.get(page, {**asked, "so_nam": "0"}).status_code == 422
    answer = " ".join(client.get(url).content.decode().split())
    assert reverse("awards:decisions.detail", args=[paper.pk]) in answer  # which decision
    assert (
        "5/5 (100,00%) đồng ý, cần 4" in answer and reverse("awards:ballots.result", args=[world.ballot.pk]) in answer
    )
    assert "hạng" in answer and "Cụm Đồn số 1" in answer  # which score
    assert reverse("awards:nominations.detail", args=[line.pk]) in answer  # which evidence
    client.force_login(UserFactory(role=Role.OFFICER, over=UnitFactory()))
    assert client.get(url).status_code == 404


def test_year_book_holds_the_papers_with_their_hashes_and_a_page(world, client, monkeypatch):
    decision = signed(world)
    kept_reports = {"decision", "award-list", "conference-minutes"}
    monkeypatch.setattr(year_book, "reports", lambda: {k: v for k, v in reports().items() if k in kept_reports})
    client.force_login(world.officer)
    assert client.post(reverse("awards:reports.year_book", args=[world.period.pk])).status_code == 302
    job = Job.objects.get()
    if job.state == JobState.QUEUED:
        tasks.make_book.func(job.pk)
        job.refresh_from_db()
    assert (job.state, job.file_name) == (JobState.DONE, "ky-yeu-lt-2023.zip")
    book = ZipFile(io.BytesIO(job.file.read()))
    sums = dict(reversed(line.split("  ")) for line in book.read("SHA256SUMS").decode().splitlines())
    assert set(book.namelist()) == {*sums, "SHA256SUMS", "index.html"} and len(sums) == 5
    assert all(hashlib.sha256(book.read(name)).hexdigest() == digest for name, digest in sums.items())
    assert decision.sha256 in sums.values()
    page = book.read("index.html").decode()
    assert all(f'href="{name}"' in page for name in sums) and "http" not in page and "khớp nhau" in page
    again = year_book.build(Scope(world.period, world.unit, world.officer), lambda *told: None)
    job.file.seek(0)
    assert again == job.file.read()  # the same facts, the same bytes


def test_statistical_forms_count_and_explain_every_cell(world):
    signed(world)
    Movement.objects.create(
        period=world.period, name="Giúp dân", kind="thematic", state="launched", starts_on=date(2023, 1, 1),
        ends_on=date(2023, 6, 30), created_by=world.officer,
    )  # fmt: skip
    forms = {form.code: form for form in forms_of(world.period)}
    assert list(forms) == ["0601", "0602", "0603", "0604", "0605"]
    for form in forms.values():
        assert set(form.cells) == {(row, column) for row, _ in form.rows for column, _, _ in form.columns}
        assert all(cell.how for cell in form.cells.values())
    movements = forms["0601"].cells
    assert [movements["1", column].value for column in ("1", "6", "11", "12")] == [1, 1, 1, 0]
    assert movements["1", "2"].value is None and "điền tay" in movements["1", "2"].how
    assert movements["1", "6"].sources == ("Giúp dân",)
    assert forms["0603"].cells["1", "1"].value == 0  # what a command decides is not of the ministry, and said so
    assert below_ministry(world.period) == {"Bộ Chỉ huy BĐBP tỉnh": 9}
    Award.objects.get(code="CSTT").rules.update(deciding_level="MINISTRY")
    cells = {form.code: form for form in forms_of(world.period)}["0603"].cells
    assert cells["1", "1"].value == cells["1", "8"].value + cells["1", "9"].value == cells["1", "10"].value == 4
    book = sheets(render_xlsx(build("statistics-forms", world.period, world.unit)))
    assert set(book) == {"Biểu 0601", "Biểu 0602", "Biểu 0603", "Biểu 0604", "Biểu 0605", "Giải thích"}
    assert any(row[0] == "0603.2.1" and row[2] == 4 for row in book["Giải thích"])
