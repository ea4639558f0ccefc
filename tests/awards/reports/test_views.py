"""The page of reports and its files: who may have what, the same bytes everywhere, long papers in the background."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.decisions.enums import PaperKind
from awards.models import Nomination
from awards.reports import tasks
from awards.reports.registry import reports
from tests.factories import PeriodFactory, UnitFactory, UserFactory
from tests.factories.ballots import cluster_meeting
from tests.factories.decisions import province, scored_cluster, signed
from tests.kept import kept
from thidua.jobs import services as jobs
from thidua.jobs.enums import JobState
from thidua.jobs.models import Job
from units.accounts.enums import Role

pytestmark = pytest.mark.django_db
SCOPE = {"nam": "2023", "dv": "LT"}
INDEX = reverse("awards:reports.index")


world = kept(province)


@pytest.fixture
def browser(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def file(name: str, format: str) -> str:
    return reverse("awards:reports.download", args=[name, format])


def page(response) -> str:
    return " ".join(response.content.decode().split())


def offered(response) -> set[str]:
    return {row.report.name for _, rows in response.context["shelves"] for row in rows if not row.missing}


# The page -------------------------------------------------------------------------------------------------------------


BOARDS = ("score-sheet", "score-overview", "score-criteria", "score-unit", "score-workbook")


def test_index_offers_what_each_may_have(world, browser):
    scored_cluster(world)
    signed(world)
    assert offered(browser(world.officer).get(INDEX, SCOPE)) == set(reports()) - {
        "submission",
        "unit-meeting",
        "handover-minutes",
        "amendment",
        "payment-list",
        "ballot-destruction",  # no papers were destroyed
    }
    assert offered(browser(world.clerk).get(INDEX, SCOPE)) == {
        "criteria-table",
        *BOARDS,
        "nominations",
        "achievement-report",
        "citations",
        "quota-shares",
        "service-medals",
        "award-list",
        "decision",
        "year-calendar",
        "registrations",
    }
    member = UserFactory(role=Role.MEMBER, over=world.unit)
    assert offered(browser(member).get(INDEX, SCOPE)) == {
        "criteria-table",
        *BOARDS,
        "decision",
        "count-minutes",
        "year-calendar",
    }


def test_index_says_what_is_missing_and_what_there_is(world, browser):
    told = page(browser(world.officer).get(INDEX, SCOPE))
    assert "Năm 2023 chưa có tờ trình" in told
    assert "1 Đơn vị Quyết thắng, 3 Đơn vị tiên tiến, 2 Chiến sĩ thi đua, 4 Chiến sĩ tiên tiến" in told


def test_index_without_a_year_is_empty_but_there(browser):
    response = browser(UserFactory(role=Role.ADMINISTRATOR, over=UnitFactory())).get(INDEX)
    assert response.status_code == 200 and "Chưa có báo cáo nào" in page(response)


def test_index_of_a_cluster_s_year_belongs_to_its_lead(browser):
    meeting = cluster_meeting(units=3, present=3)
    lead = browser(meeting.lead).get(INDEX, {"nam": "2023", "dv": meeting.cluster.code})
    assert "year-summary" in offered(lead)
    clerk = UserFactory(role=Role.CLERK, over=meeting.units[2])
    assert "year-summary" not in offered(browser(clerk).get(INDEX, {"nam": "2023", "dv": meeting.cluster.code}))


def test_who_leads_a_cluster_inside_a_province_gets_every_paper_that_is_offered(world, browser):
    scored_cluster(world)
    lead = browser(UserFactory(role=Role.CLUSTER_LEAD, over=world.cluster))
    found = lead.get(INDEX, SCOPE)
    asked = {"nam": "2023", "dv": found.context["code"]}
    assert {"score-sheet", "year-calendar"} <= offered(found)
    for name in offered(found):
        report = reports()[name]
        assert lead.get(file(name, report.formats[0]), asked).status_code == 200, name
    clerk = browser(UserFactory(role=Role.CLERK, over=world.units[0]))
    assert clerk.get(file("year-calendar", "pdf"), asked).status_code == 404, "a unit asks for itself"


def test_who_sits_on_the_council_without_any_role_reads_its_minutes(world, browser):
    seat = world.ballot.conference.attendees.exclude(person=None).last()
    member = browser(UserFactory(person=seat.person, unit=world.unit))
    minutes = SCOPE | {"object": str(world.ballot.pk)}
    assert member.get(file("count-minutes", "pdf"), minutes).status_code == 200
    assert member.get(file("year-summary", "pdf"), SCOPE).status_code == 403
    assert browser(UserFactory()).get(file("count-minutes", "pdf"), minutes).status_code == 404


def test_index_queries_do_not_grow_with_the_papers(browser):
    world = province(more=6)
    scored_cluster(world)
    client, lines, counts = browser(world.officer), world.of("CSTT"), []
    client.get(INDEX, SCOPE)
    for some in (lines[:1], lines[1:]):
        for line in some:
            world.draft(lines=[line])
        with CaptureQueriesContext(connection) as queries:
            client.get(INDEX, SCOPE)
        counts.append(len(queries))
    # papers compared, handovers, registers, amending papers, payment lists, ceremonies, destroyed papers
    assert counts == [36, 36]


# Files ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "format"), [("award-list", "xlsx"), ("nominations", "xlsx"), ("count-minutes", "pdf"), ("decision", "pdf")]
)
def test_download_is_what_the_command_line_writes(world, browser, tmp_path, name, format):
    signed(world)
    answer = browser(world.officer).get(file(name, format), SCOPE)
    out = tmp_path / "file"
    call_command("report", name, year="2023", unit="LT", format=format, out=str(out))
    assert answer.content == out.read_bytes()
    assert answer["Content-Disposition"].endswith(f'.{format}"')
    assert answer["Cache-Control"] == "private, no-store"


def test_create_of_a_short_paper_leads_to_its_file(world, browser):
    paper, client = signed(world), browser(world.officer)
    response = client.post(reverse("awards:reports.create", args=["decision"]), {**SCOPE, "format": "pdf"})
    assert response.url == file("decision", "pdf") + f"?nam=2023&dv=LT&object={paper.pk}"
    assert client.get(response.url)["Content-Type"] == "application/pdf"
    assert Job.objects.count() == 0


def test_create_of_a_long_paper_goes_to_the_background_with_the_same_bytes(browser, tmp_path):
    world = province(more=95)
    client = browser(world.officer)
    response = client.post(reverse("awards:reports.create", args=["award-list"]), {**SCOPE, "format": "pdf"})
    assert response.url == INDEX + "?nam=2023&dv=LT"
    job = Job.objects.get()
    assert (job.owner, job.name, job.state) == (world.officer, "Danh sách được khen thưởng 2023, PDF", JobState.DONE)
    content = b"".join(client.get(reverse("jobs:file", args=[job.pk])).streaming_content)
    out = tmp_path / "file.pdf"
    call_command("report", "award-list", year="2023", unit="LT", format="pdf", out=str(out))
    assert content == out.read_bytes()
    told = page(client.get(response.url))
    assert "Danh sách được khen thưởng 2023, PDF" in told and reverse("jobs:file", args=[job.pk]) in told


def test_a_workbook_of_a_year_that_has_commended_nobody_yet_is_refused_in_words(world, browser):
    """Such a list is one sentence: there is nothing to make a sheet of."""
    Nomination.objects.filter(state__in=["passed", "proposed_up", "decided"]).update(state="to_council")
    client = browser(world.officer)
    assert client.get(file("award-list", "pdf"), SCOPE).status_code == 200
    answer = client.get(file("award-list", "xlsx"), SCOPE)
    assert answer.status_code == 302
    assert "chưa có số liệu để đưa vào tệp Excel" in page(client.get(INDEX, SCOPE))


def test_download_of_a_long_paper_does_not_let_the_reader_wait(browser):
    world = province(more=95)
    client = browser(world.officer)
    response = client.get(file("award-list", "pdf"), SCOPE)
    assert response.status_code == 302 and response.url == INDEX
    assert "được tạo ở nền" in page(client.get(INDEX, SCOPE))
    assert client.get(file("award-list", "xlsx"), SCOPE).status_code == 200


# Out of reach ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "format", "query"),
    [
        ("award-list", "pdf", {}),
        ("award-list", "pdf", {"nam": "2023"}),
        ("award-list", "pdf", {"nam": "2022", "dv": "LT"}),
        ("award-list", "pdf", {"nam": "abc", "dv": "LT"}),
        ("award-list", "pdf", {"nam": "20233", "dv": "LT"}),
        ("award-list", "pdf", {"nam": "2023", "dv": "KHONG-CO"}),
        ("award-list", "pdf", {"nam": "2023", "dv": "LT' OR '1'='1"}),
        ("award-list", "pdf", {"nam": "2023", "dv": "LT", "object": "1"}),
        ("no-such-report", "pdf", SCOPE),
        ("conference-minutes", "pdf", {**SCOPE, "object": "999999"}),
        ("count-minutes", "pdf", {**SCOPE, "object": "=1+1"}),
        ("score-sheet", "pdf", {**SCOPE, "object": "KHONG-CO"}),
    ],
)
def test_download_of_what_is_not_there_is_a_404(world, browser, name, format, query):
    scored_cluster(world)
    assert browser(world.officer).get(file(name, format), query).status_code == 404


def test_download_of_another_province_is_a_404(world, browser):
    paper = signed(world)
    elsewhere = province_elsewhere()
    client = browser(elsewhere)
    for name in ("year-summary", "award-list", "nominations", "decision", "count-minutes", "conference-minutes"):
        assert client.get(file(name, "pdf"), SCOPE).status_code == 404
        assert client.post(reverse("awards:reports.create", args=[name]), {**SCOPE, "format": "pdf"}).status_code == 404
    own = {"nam": "2023", "dv": elsewhere.unit.code, "object": str(paper.pk)}
    assert client.get(file("decision", "pdf"), own).status_code == 404


def province_elsewhere():
    unit = UnitFactory()
    PeriodFactory(unit=unit)
    return UserFactory(role=Role.OFFICER, over=unit)


def test_download_of_a_draft_is_not_for_units(world, browser):
    paper = world.draft(PaperKind.DECISION)
    assert browser(world.clerk).get(file("decision", "pdf"), {**SCOPE, "object": paper.pk}).status_code == 404


@pytest.mark.parametrize("name", ["year-summary", "ballot-paper", "conference-minutes"])
def test_download_visible_but_not_allowed_names_the_role(world, browser, name):
    member = UserFactory(role=Role.MEMBER, over=world.unit)
    response = browser(member).get(file(name, "pdf"), SCOPE)
    assert response.status_code == 403 and "trợ lý thi đua cấp tỉnh" in page(response).lower()


def test_download_of_a_unit_by_a_unit_is_its_own_list(world, browser):
    client = browser(world.clerk)
    assert client.get(file("nominations", "xlsx"), {"nam": "2023", "dv": world.units[0].code}).status_code == 200
    assert client.get(file("nominations", "xlsx"), {"nam": "2023", "dv": world.units[1].code}).status_code == 404


def test_download_in_a_format_there_is_none_of_is_refused_in_words(world, browser):
    response = browser(world.officer).get(file("ballot-paper", "xlsx"), SCOPE, follow=True)
    assert "“Phiếu bầu” không có dạng xlsx; có: pdf." in page(response)


def test_download_of_nothing_yet_is_refused_in_words(world, browser):
    response = browser(world.officer).get(file("submission", "pdf"), SCOPE, follow=True)
    assert "Năm 2023 chưa có tờ trình." in page(response)


def test_download_of_a_year_for_one_unit_is_refused_in_words(world, browser):
    query = {"nam": "2023", "dv": world.units[0].code}
    response = browser(world.officer).get(file("year-summary", "pdf"), query, follow=True)
    assert "lập cho cả BĐBP tỉnh Long Thử, không lập riêng một đơn vị." in page(response)


def test_create_needs_a_post_and_pages_a_login(world, client):
    assert client.get(INDEX).status_code == 302
    assert client.get(file("award-list", "pdf"), SCOPE).status_code == 302
    client.force_login(world.officer)
    assert client.get(reverse("awards:reports.create", args=["award-list"])).status_code == 405


def test_a_job_whose_owner_lost_the_right_makes_nothing(world):
    stranger = UserFactory(role=Role.OFFICER, over=UnitFactory())
    asked = {
        "name": "award-list",
        "period": world.period.pk,
        "unit": world.unit.pk,
        "object": "",
        "format": "pdf",
    }
    job = jobs.start(owner=stranger, name="x", task=tasks.make_file, arguments=asked)
    assert (job.state, job.error) == (
        JobState.FAILED,
        "Năm thi đua hoặc đơn vị này không còn trong phạm vi của đồng chí.",
    )
    member = UserFactory(role=Role.MEMBER, over=world.unit)
    job = jobs.start(owner=member, name="x", task=tasks.make_file, arguments={**asked, "name": "year-summary"})
    assert job.state == JobState.FAILED and job.error.startswith("Không còn quyền làm việc này.")


def test_a_finished_file_is_not_there_once_the_right_has_ended(browser):
    world = province(more=95)
    client = browser(world.officer)
    client.post(reverse("awards:reports.create", args=["award-list"]), {**SCOPE, "format": "pdf"})
    address = reverse("jobs:file", args=[Job.objects.get().pk])
    assert client.get(address).status_code == 200
    world.officer.role_grants.update(valid_to=date(2020, 1, 1))
    assert client.get(address).status_code == 404
