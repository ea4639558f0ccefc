"""Pages of a year: who sees them, what they change, which sentence answers bad input, how many queries they take."""

from datetime import date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from awards.criteria.enums import SetState
from awards.models import BestPractice, CriteriaSet, EmulationPeriod, ReportingTerm
from awards.years import cutting, keeping, services
from awards.years.enums import PeriodState, Step, TermState
from tests.factories import ClusterFactory, PeriodFactory, UnitFactory, UserFactory, join_cluster
from thidua import clock
from units.accounts.enums import Role
from units.models import AuditEvent

pytestmark = pytest.mark.django_db

DAYS = {"starts_on": date(2022, 10, 1), "ends_on": date(2023, 9, 30)}


@pytest.fixture
def province():
    return UnitFactory(code="LA", short_name="BĐBP tỉnh Long An", is_reporting=False)


@pytest.fixture
def station(province):
    return UnitFactory(code="D1", short_name="Đồn Mỹ Quý Tây", parent=province)


@pytest.fixture
def officer(province):
    return UserFactory(role=Role.OFFICER, over=province)


@pytest.fixture
def clerk(station):
    return UserFactory(role=Role.CLERK, over=station)


@pytest.fixture
def stranger():
    return UserFactory(role=Role.OFFICER, over=UnitFactory())


@pytest.fixture
def period(province, station, officer):
    return services.open_period(by=officer, unit=province, year=2023, **DAYS)


@pytest.fixture
def running(period):
    CriteriaSet.objects.create(period=period, name="Bảng điểm", state=SetState.LOCKED, total_points=100)
    EmulationPeriod.objects.update(state=PeriodState.OPEN)
    period.refresh_from_db()
    return period


def at(name, *args):
    return reverse(f"awards:years.{name}", args=args)


def due(day, month, year=2023):
    return timezone.make_aware(datetime(year, month, day, 17))


def words(response) -> str:
    return " ".join(response.content.decode().split())


def toasts(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# Whole pages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["index", "create", "practices", "practice_create"])
def test_pages_need_a_login(client, name):
    answer = client.get(at(name))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["detail", "calendar"])
def test_page_of_another_province_is_not_there(client, period, stranger, name):
    client.force_login(stranger)
    assert client.get(at(name, period.pk)).status_code == 404


@pytest.mark.parametrize("name", ["start", "close", "reopen"])
def test_acts_on_a_year_are_posted_by_whoever_runs_it(client, period, officer, clerk, stranger, name):
    client.force_login(officer)
    assert client.get(at(name, period.pk)).status_code == 405
    client.force_login(clerk)
    assert client.post(at(name, period.pk)).status_code == 403
    client.force_login(stranger)
    assert client.post(at(name, period.pk)).status_code == 404
    period.refresh_from_db()
    assert period.state == PeriodState.DRAFT


@pytest.mark.parametrize("name", ["open_term", "lock_term", "reopen_term"])
def test_acts_on_a_month_are_posted_by_whoever_runs_the_year(client, running, officer, clerk, stranger, name):
    term = running.terms.first()
    client.force_login(officer)
    assert client.get(at(name, term.pk)).status_code == 405
    client.force_login(clerk)
    assert client.post(at(name, term.pk), {"reason": "x"}).status_code == 403
    client.force_login(stranger)
    assert client.post(at(name, term.pk), {"reason": "x"}).status_code == 404


@pytest.mark.parametrize("name", ["set_deadline", "finish_phase", "reopen_phase"])
def test_acts_on_a_step_are_for_whoever_runs_the_year(client, running, clerk, stranger, name):
    phase = running.phases.first()
    client.force_login(clerk)
    assert client.post(at(name, phase.pk), {"reason": "x"}).status_code == 403
    client.force_login(stranger)
    assert client.post(at(name, phase.pk), {"reason": "x"}).status_code == 404


# index ----------------------------------------------------------------------------------------------------------------


def test_index_shows_visible_years_newest_first(client, officer, province, stranger):
    old, new = PeriodFactory(unit=province, year=2022), PeriodFactory(unit=province, year=2023)
    PeriodFactory(unit=stranger.unit)
    client.force_login(officer)
    assert list(client.get(at("index")).context["list"]) == [new, old]


@pytest.mark.both
def test_index_finds_by_year_by_name_without_accents_and_by_state(client, officer, province):
    cluster = ClusterFactory(name="Cụm thi đua số 2", organiser=province)
    own = PeriodFactory(unit=province, year=2022, state=PeriodState.CLOSED)
    of_cluster = PeriodFactory(unit=province, cluster=cluster, year=2023)
    client.force_login(officer)

    def found(**query):
        return list(client.get(at("index"), query).context["list"])

    assert found(q="2022") == [own]
    assert found(q="long an") == [own]
    assert found(q="cum thi dua") == [of_cluster]
    assert found(q="99999999999999") == []
    assert found(trang_thai="closed") == [own]
    assert found(trang_thai="khong-co") == [of_cluster, own]


@pytest.mark.parametrize("rows", [1, 30])
def test_index_query_count(client, officer, province, django_assert_num_queries, rows):
    for year in range(2000, 2000 + rows):
        PeriodFactory(unit=province, year=year)
    client.force_login(officer)
    client.get(at("index"))
    with django_assert_num_queries(10):
        client.get(at("index"))


def test_index_offers_a_new_year_only_to_those_who_may(client, officer, clerk, period):
    for user, offered in ((officer, True), (clerk, False)):
        client.force_login(user)
        assert (at("create") in words(client.get(at("index")))) is offered


# create ---------------------------------------------------------------------------------------------------------------


def posted(**changes):
    data = {"holder": "", "year": "2023", "starts_on": "01/10/2022", "ends_on": "30/09/2023", "term_due_day": "5"}
    return data | changes


def test_create_proposes_the_year_after_the_last(client, officer, period):
    client.force_login(officer)
    form = client.get(at("create")).context["form"]
    assert [form[name].value() for name in ("year", "starts_on", "ends_on")] == [
        2024,
        date(2023, 10, 1),
        date(2024, 9, 30),
    ]
    assert form["due_6"].value() == date(2024, 10, 18)


def test_create_proposes_deadlines_for_the_days_typed(client, officer, province, station):
    client.force_login(officer)
    form = client.get(at("create"), {"starts_on": "01/12/2022", "ends_on": "30/11/2023"}).context["form"]
    assert form["due_1"].value() == date(2022, 12, 31)
    assert form["due_6"].value() == date(2023, 12, 18)


def test_create_opens_a_year(client, officer, province, station):
    client.force_login(officer)
    data = posted(holder=f"u{province.pk}", slogan="Quyết thắng", due_6="20/10/2023", due_1="")
    answer = client.post(at("create"), data)
    period = EmulationPeriod.objects.get()
    assert answer.url == at("detail", period.pk)
    assert (period.unit, period.year, period.slogan) == (province, 2023, "Quyết thắng")
    assert period.phases.get(step=Step.COUNCIL).due_at == due(20, 10)
    assert period.phases.get(step=Step.LAUNCH).due_at == due(31, 10, 2022)


def test_create_opens_the_year_of_a_cluster(client, province, station):
    cluster = ClusterFactory(organiser=province)
    join_cluster(cluster, station)
    client.force_login(UserFactory(role=Role.CLUSTER_LEAD, over=cluster))
    assert client.post(at("create"), posted(holder=f"c{cluster.pk}")).status_code == 302
    assert EmulationPeriod.objects.get().cluster == cluster


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"ends_on": "01/10/2022"}, "ends_on", "Ngày kết thúc phải sau ngày bắt đầu."),
        ({"ends_on": "30/09/2026"}, "ends_on", "Một năm thi đua không dài quá 24 tháng."),
        ({"year": "2O23"}, "year", "“2O23” có chữ O. Nhập số, ví dụ 2023."),
        ({"year": "2030"}, "year", "Năm 2030 không nằm trong khoảng 01/10/2022 – 30/09/2023."),
        ({"starts_on": "31/02/2022"}, "starts_on", "Không có ngày 31/02/2022."),
        ({"term_due_day": "31"}, "term_due_day", "Số lớn nhất được nhập là 28."),
        (
            {"due_4": "10/10/2023", "due_5": "08/10/2023"},
            "due_5",
            "Hạn phải từ hạn của bước 4 “Hội nghị cụm” (17:00, 10/10/2023) trở đi.",
        ),
        ({"due_1": "30/09/2022"}, "due_1", "Hạn phải từ ngày bắt đầu năm 01/10/2022 trở đi."),
    ],
)
def test_create_bad_input_gets_its_sentence_and_keeps_what_was_typed(
    client, officer, province, station, changes, field, sentence
):
    client.force_login(officer)
    answer = client.post(at("create"), posted(holder=f"u{province.pk}", slogan="Giữ lại", **changes))
    assert answer.status_code == 422
    form = answer.context["form"]
    assert sentence in form.errors[field]
    assert form["slogan"].value() == "Giữ lại"
    assert f'value="{list(changes.values())[0]}"' in words(answer)
    assert not EmulationPeriod.objects.exists()


def test_create_twice_names_the_year(client, officer, period, province):
    client.force_login(officer)
    answer = client.post(at("create"), posted(holder=f"u{province.pk}"))
    assert answer.context["form"].errors == {"year": ["BĐBP tỉnh Long An đã có năm thi đua 2023."]}


def test_create_for_somebody_elses_unit(client, officer, province, station, stranger):
    UnitFactory(parent=stranger.unit)
    client.force_login(officer)
    answer = client.post(at("create"), posted(holder=f"u{stranger.unit.pk}"))
    assert "holder" in answer.context["form"].errors
    assert not EmulationPeriod.objects.exists()


@pytest.mark.parametrize("role", [Role.CLERK, Role.COMMANDER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_create_names_the_role_that_may(client, province, role):
    client.force_login(UserFactory(role=role, over=province))
    answer = client.get(at("create"))
    assert answer.status_code == 403
    assert "trợ lý thi đua của đơn vị tổ chức năm thi đua" in words(answer)


# detail, calendar -----------------------------------------------------------------------------------------------------


def test_detail_names_what_is_missing_before_the_start(client, officer, period):
    client.force_login(officer)
    answer = client.get(at("detail", period.pk))
    assert answer.context["obstacles"] == ["Chưa có bảng điểm tiêu chí của năm."]
    assert at("start", period.pk) not in words(answer)


def test_detail_of_a_reader_has_no_acts(client, clerk, running):
    client.force_login(clerk)
    page = words(client.get(at("detail", running.pk)))
    assert "Phong trào thi đua năm 2023" in page
    assert at("close", running.pk) not in page
    assert "Còn mở trước khi khóa năm" not in page


@pytest.mark.parametrize("units", [1, 30])
def test_detail_query_count(client, officer, running, province, django_assert_num_queries, units):
    for _ in range(units - 1):
        UnitFactory(parent=province)
    client.force_login(officer)
    client.get(at("detail", running.pk))
    with django_assert_num_queries(19):
        client.get(at("detail", running.pk))


def test_detail_lets_the_frame_follow(client, officer, running, province):
    later = PeriodFactory(unit=province, year=2024)
    client.force_login(officer)
    assert client.get(at("detail", later.pk)).context["frame"].year_label == "Năm 2024"
    assert client.get(at("detail", running.pk)).context["frame"].year_label == "Năm 2023"
    assert client.get(at("index")).context["frame"].year_label == "Năm 2023"


def test_calendar_for_the_officer_and_for_a_reader(client, officer, clerk, running):
    phase = running.phases.first()
    for user, acts in ((officer, True), (clerk, False)):
        client.force_login(user)
        page = words(client.get(at("calendar", running.pk)))
        assert "17:00, 18/10/2023" in page
        assert (at("set_deadline", phase.pk) in page) is acts
        assert (at("open_term", running.terms.first().pk) in page) is acts


def test_calendar_of_a_closed_year_only_shows(client, officer, running):
    EmulationPeriod.objects.update(state=PeriodState.CLOSED)
    client.force_login(officer)
    assert at("set_deadline", running.phases.first().pk) not in words(client.get(at("calendar", running.pk)))


def test_calendar_marks_the_earliest_open_step_as_late(client, officer, running):
    services.finish_phase(running, Step.LAUNCH, by=officer, on=date(2022, 10, 20))
    client.force_login(officer)
    steps = client.get(at("calendar", running.pk)).context["steps"]
    assert [step.state for step in steps] == ["done", "now", *["later"] * 6]
    assert [step.is_late for step in steps] == [False, True, *[False] * 6]


@pytest.mark.parametrize("units", [1, 30])
def test_calendar_query_count(client, officer, running, province, django_assert_num_queries, units):
    for _ in range(units - 1):
        UnitFactory(parent=province)
    client.force_login(officer)
    client.get(at("calendar", running.pk))
    with django_assert_num_queries(20):
        client.get(at("calendar", running.pk))


# start, close, months -------------------------------------------------------------------------------------------------


def test_start_refused_tells_all_reasons(client, officer, period):
    client.force_login(officer)
    answer = client.post(
        at("start", period.pk), HTTP_REFERER=f"http://testserver{at('detail', period.pk)}", follow=True
    )
    assert toasts(answer) == ["Chưa thể bắt đầu năm. Chưa có bảng điểm tiêu chí của năm."]


def test_start_and_start_again(client, officer, period):
    CriteriaSet.objects.create(period=period, name="Bảng điểm", state=SetState.LOCKED, total_points=100)
    client.force_login(officer)
    client.post(at("start", period.pk))
    client.post(at("start", period.pk))  # sent twice: the second is a refusal, nothing else
    period.refresh_from_db()
    assert period.state == PeriodState.OPEN
    assert AuditEvent.objects.about(period).filter(action="years.start").count() == 1


def test_close_refused_while_something_is_open(client, officer, running):
    client.force_login(officer)
    client.post(at("close", running.pk))
    running.refresh_from_db()
    assert running.state == PeriodState.OPEN


def test_reopen_asks_why(client, officer, running):
    EmulationPeriod.objects.update(state=PeriodState.CLOSED)
    client.force_login(officer)
    client.post(at("reopen", running.pk))
    running.refresh_from_db()
    assert running.state == PeriodState.CLOSED
    client.post(at("reopen", running.pk), {"reason": "Còn thiếu một quyết định"})
    running.refresh_from_db()
    assert running.state == PeriodState.OPEN


def test_open_term_lock_term_and_reopen_term(client, officer, running):
    term = running.terms.first()
    client.force_login(officer)
    for name, data, state in (
        ("open_term", {}, TermState.OPEN),
        ("open_term", {}, TermState.OPEN),
        ("lock_term", {}, TermState.LOCKED),
        ("reopen_term", {}, TermState.LOCKED),
        ("reopen_term", {"reason": "Đơn vị gửi bổ sung"}, TermState.OPEN),
    ):
        client.post(at(name, term.pk), data)
        term.refresh_from_db()
        assert term.state == state


# Deadlines ------------------------------------------------------------------------------------------------------------


def test_set_deadline_saves_and_goes_back_to_the_calendar(client, officer, running):
    phase = running.phases.get(step=Step.COUNCIL)
    client.force_login(officer)
    with clock.at(due(1, 10)):
        answer = client.post(at("set_deadline", phase.pk), {"due_at": "20/10/2023", "hour": "11:30", "reason": ""})
    assert answer.url == at("calendar", running.pk)
    phase.refresh_from_db()
    assert timezone.localtime(phase.due_at).isoformat() == "2023-10-20T11:30:00+07:00"


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        (
            {"due_at": "10/10/2023"},
            "due_at",
            "Hạn phải từ hạn của bước 5 “Đề nghị khen thưởng” (17:00, 13/10/2023) trở đi.",
        ),
        ({"due_at": "mai"}, "due_at", "Nhập ngày dạng dd/mm/yyyy, ví dụ 05/10/2023."),
        ({"hour": "25:00"}, "hour", "Nhập giờ dạng 17:00."),
    ],
)
def test_set_deadline_bad_input(client, officer, running, data, field, sentence):
    phase = running.phases.get(step=Step.COUNCIL)
    client.force_login(officer)
    with clock.at(due(1, 10)):
        answer = client.post(at("set_deadline", phase.pk), {"due_at": "20/10/2023", "hour": "17:00", **data})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == [sentence]
    phase.refresh_from_db()
    assert phase.due_at == due(18, 10)


def test_set_deadline_already_passed_asks_why(client, officer, running):
    phase = running.phases.get(step=Step.COUNCIL)
    client.force_login(officer)
    answer = client.post(at("set_deadline", phase.pk), {"due_at": "20/10/2023", "hour": "17:00"})
    assert answer.context["form"].errors == {"reason": ["Hạn này đã qua. Ghi lý do dời hạn."]}


def test_set_term_deadline(client, officer, clerk, running):
    term = running.terms.first()
    client.force_login(clerk)
    assert client.get(at("set_term_deadline", term.pk)).status_code == 403
    client.force_login(officer)
    with clock.at(due(1, 11, 2022)):
        client.post(at("set_term_deadline", term.pk), {"due_at": "07/11/2022", "hour": "17"})
        bad = client.post(at("set_term_deadline", term.pk), {"due_at": "07/09/2022", "hour": "17"})
    assert bad.context["form"].errors == {"due_at": ["Hạn gửi phải từ ngày mở kỳ 01/10/2022 trở đi."]}
    assert ReportingTerm.objects.get(pk=term.pk).due_at == due(7, 11, 2022)


def test_finish_phase_shows_what_is_missing_and_refuses(client, officer, running):
    phase = running.phases.get(step=Step.RESULTS)
    client.force_login(officer)
    assert len(client.get(at("finish_phase", phase.pk)).context["missing"]) == 12
    answer = client.post(at("finish_phase", phase.pk), {"on": "05/10/2023"})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()[0] == "Chưa thể đánh dấu xong bước “Kết quả theo kỳ”."


def test_finish_phase_and_reopen_phase(client, officer, running):
    phase = running.phases.get(step=Step.CLUSTERS)
    client.force_login(officer)
    client.post(at("finish_phase", phase.pk), {"on": "12/10/2023"})
    phase.refresh_from_db()
    assert phase.finished_on == date(2023, 10, 12)
    client.post(at("reopen_phase", phase.pk), {"reason": ""})
    phase.refresh_from_db()
    assert phase.finished_on == date(2023, 10, 12)
    client.post(at("reopen_phase", phase.pk), {"reason": "Cụm 3 họp lại"})
    phase.refresh_from_db()
    assert phase.finished_on is None


# Models ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def practice(running, officer, station):
    return keeping.add_best_practice(
        running, by=officer, unit=station, name="Hũ gạo tình thương", figures=[("1800.5", "kg gạo"), (42, "hộ")]
    )


def test_practices_of_the_year_with_figures(client, clerk, practice, province):
    other_year = PeriodFactory(unit=province, year=2022, state=PeriodState.CLOSED)
    BestPractice.objects.create(period=other_year, name="Mô hình năm trước")
    client.force_login(clerk)
    answer = client.get(at("practices"), {"nam": 2023})
    assert list(answer.context["list"]) == [practice]
    assert "1.800,5 kg gạo" in words(answer)


@pytest.mark.both
def test_practices_found_without_accents_and_by_filter(client, officer, running, practice, province):
    other = keeping.add_best_practice(running, by=officer, unit=None, name="Xuân biên phòng", proposed_to_spread=True)
    client.force_login(officer)

    def found(**query):
        return set(client.get(at("practices"), query).context["list"])

    assert found(q="hu gao") == {practice}
    assert found(q="my quy tay") == {practice}
    assert found(nhan_rong="1") == {other}
    assert found(don_vi="D1") == {practice}
    assert found(don_vi="XX") == {practice, other}


@pytest.mark.parametrize("rows", [1, 30])
def test_practices_query_count(client, officer, running, station, django_assert_num_queries, rows):
    for number in range(rows):
        keeping.add_best_practice(running, by=officer, unit=station, name=f"Mô hình {number}", figures=[(1, "tổ")])
    client.force_login(officer)
    client.get(at("practices"))
    with django_assert_num_queries(14):
        client.get(at("practices"))


def test_practice_of_another_province_is_not_there(client, practice, stranger):
    client.force_login(stranger)
    for name in ("practice", "practice_edit"):
        assert client.get(at(name, practice.pk)).status_code == 404
    assert client.post(at("practice_spread", practice.pk)).status_code == 404


def test_practice_is_read_by_all_and_edited_by_its_unit(client, practice, clerk, province):
    neighbour = UserFactory(role=Role.CLERK, over=UnitFactory(parent=province))
    for user, may in ((clerk, True), (neighbour, False)):
        client.force_login(user)
        page = words(client.get(at("practice", practice.pk)))
        assert "1.800,5" in page
        assert (at("practice_edit", practice.pk) in page) is may
        assert client.get(at("practice_edit", practice.pk)).status_code == (200 if may else 403)
        assert client.post(at("practice_spread", practice.pk)).status_code == (302 if may else 403)


def test_practice_create_by_the_clerk_of_the_unit(client, clerk, running, station):
    client.force_login(clerk)
    data = {"unit": station.pk, "name": "Cháo nghĩa tình", "value_1": "9.600", "label_1": "suất", "summary": "Mỗi tuần"}
    client.post(at("practice_create"), data)
    made = BestPractice.objects.get()
    assert (made.unit, made.name) == (station, "Cháo nghĩa tình")
    assert [str(figure) for figure in made.figures.all()] == ["9600 suất"]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"name": ""}, "name", "Trường này là bắt buộc."),
        ({"value_1": "1O5"}, "value_1", "“1O5” có chữ O. Nhập số, ví dụ 105."),
        ({"value_1": "-3"}, "value_1", "Số nhỏ nhất được nhập là 0."),
        ({"label_1": ""}, "label_1", "Ghi đơn vị tính, ví dụ tổ, lượt, kg."),
        ({"value_1": ""}, "value_1", "Ghi số cho “tổ”."),
    ],
)
def test_practice_create_bad_input(client, clerk, running, station, changes, field, sentence):
    client.force_login(clerk)
    data = {"unit": station.pk, "name": "Đò đoàn kết", "value_1": "4", "label_1": "tổ", "summary": "Giữ lại", **changes}
    answer = client.post(at("practice_create"), data)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == [sentence]
    assert answer.context["form"]["summary"].value() == "Giữ lại"
    assert not BestPractice.objects.exists()


def test_practice_create_for_another_unit(client, clerk, running, province):
    other = UnitFactory(parent=province)
    client.force_login(clerk)
    answer = client.post(at("practice_create"), {"unit": other.pk, "name": "Đò đoàn kết"})
    assert "unit" in answer.context["form"].errors


def test_practice_create_same_name_twice(client, clerk, practice, station):
    client.force_login(clerk)
    answer = client.post(at("practice_create"), {"unit": station.pk, "name": "Hũ gạo tình thương"})
    assert answer.context["form"].errors == {"name": ["Đồn Mỹ Quý Tây đã có mô hình “Hũ gạo tình thương”."]}


def test_practice_create_without_a_year(client, province):
    client.force_login(UserFactory(role=Role.OFFICER, over=province))
    assert client.get(at("practice_create")).status_code == 404


def test_practice_create_in_a_closed_year(client, officer, running):
    EmulationPeriod.objects.update(state=PeriodState.CLOSED)
    client.force_login(officer)
    assert client.get(at("practice_create")).url == at("practices")


def test_practice_edit_shows_what_is_stored_and_saves(client, clerk, practice, station):
    client.force_login(clerk)
    form = client.get(at("practice_edit", practice.pk)).context["form"]
    assert [(v.value(), u.value()) for _, _, v, u in form.figure_rows()[:3]] == [
        ("1800,5", "kg gạo"),
        ("42", "hộ"),
        (None, None),
    ]
    data = {"unit": station.pk, "name": practice.name, "value_1": "1.900", "label_1": "kg gạo"}
    client.post(at("practice_edit", practice.pk), data)
    assert [str(figure) for figure in practice.figures.all()] == ["1900 kg gạo"]


def test_practice_spread_and_back(client, clerk, practice):
    client.force_login(clerk)
    client.post(at("practice_spread", practice.pk))
    client.post(at("practice_spread", practice.pk))
    practice.refresh_from_db()
    assert practice.proposed_to_spread
    client.post(at("practice_spread", practice.pk), {"undo": "1"})
    practice.refresh_from_db()
    assert not practice.proposed_to_spread


# --- cut ------------------------------------------------------------------------------------------------------------


def test_cut_is_shown_done_and_taken_back(client, officer, running):
    client.force_login(officer)
    address, calendar = at("cut", running.pk), at("calendar", running.pk)
    months = [(term.month, term.due_at) for term in running.terms.all()]
    assert address in client.get(calendar).content.decode()
    sent = {"ends_on": "30/06/2023", "reason": "Sáp nhập, QĐ 2258"}
    draft = client.post(address, sent).context["draft"]
    told = {section["title"]: section["lines"] for section in draft.sections}
    assert told["Năm thi đua"] == ["Hết ngày 30/09/2023 → hết ngày 30/06/2023"]
    assert [line.split(",")[0] for line in told["Kỳ chưa mở được bỏ"]] == [f"Tháng {n}/2023" for n in (7, 8, 9)]
    running.refresh_from_db()
    assert (running.ends_on, running.terms.count(), running.cuts.count()) == (date(2023, 9, 30), 12, 0)
    assert client.post(address, {**sent, "xac_nhan": draft.mark}).url == calendar
    running.refresh_from_db()
    assert running.ends_on == date(2023, 6, 30)
    assert [term.month.month for term in running.terms.all()] == [10, 11, 12, 1, 2, 3, 4, 5, 6]
    event = AuditEvent.objects.about(running).first()
    assert (event.action, event.reason) == ("years.cut", "Sáp nhập, QĐ 2258")
    undo = at("undo_cut", running.cuts.get().pk)
    assert undo in client.get(calendar).content.decode()
    assert "3 kỳ đã bỏ trở lại" in client.get(undo).content.decode()
    assert client.post(undo, {"reason": " "}).status_code == 422
    assert client.post(undo, {"reason": "Sáp nhập lùi sang năm sau"}).url == calendar
    running.refresh_from_db()
    assert (running.ends_on, running.cuts.get().undo_reason) == (date(2023, 9, 30), "Sáp nhập lùi sang năm sau")
    assert [(term.month, term.due_at) for term in running.terms.all()] == months
    assert AuditEvent.objects.about(running).first().action == "years.undo_cut"
    again = client.post(undo, {"reason": "Lần nữa"})
    assert (again.status_code, running.terms.count()) == (422, 12)


def test_a_cut_stays_while_something_rests_on_it(client, officer, running):
    cut = cutting.cut_period(running, by=officer, ends_on=date(2023, 6, 30), reason="Sáp nhập")
    running.refresh_from_db()
    stub = PeriodFactory(unit=running.unit, year=2024, starts_on=date(2023, 7, 1), ends_on=date(2024, 6, 30))
    cutting.cut_period(running, by=officer, ends_on=date(2023, 5, 31), reason="Sớm hơn")
    client.force_login(officer)
    page = client.get(at("undo_cut", cut.pk))
    assert page.context["obstacles"] == [
        "Năm đã cắt tiếp đến hết ngày 31/05/2023: hoàn lại việc ấy trước.",
        f"Đã mở năm thi đua 2024 của {stub.holder} (01/07/2023 – 30/06/2024).",
    ]
    assert client.post(at("undo_cut", cut.pk), {"reason": "Thử"}).context["form"].non_field_errors()
    running.refresh_from_db()
    assert running.ends_on == date(2023, 5, 31)


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"ends_on": "30/09/2023"}, "ends_on", "Ngày kết thúc mới phải nằm giữa 01/10/2022 và 30/09/2023."),
        ({"ends_on": "31/02/2023"}, "ends_on", "Không có ngày 31/02/2023."),
        ({"reason": ""}, "reason", "Trường này là bắt buộc."),
    ],
)
def test_cut_says_what_is_wrong_beside_its_field(client, officer, running, sent, field, sentence):
    client.force_login(officer)
    given = {"ends_on": "30/06/2023", "reason": "Sáp nhập", **sent}
    response = client.post(reverse("awards:years.cut", args=[running.pk]), given)
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}


def test_a_year_cut_before_its_calendar_year_keeps_its_number(officer, running):
    cutting.cut_period(running, by=officer, ends_on=date(2022, 11, 30), reason="Sáp nhập")
    running.refresh_from_db()
    assert (running.year, running.ends_on) == (2023, date(2022, 11, 30))


def test_cut_keeps_months_in_which_something_was_opened(client, officer, running):
    ReportingTerm.objects.filter(period=running, month=date(2023, 8, 1)).update(state=TermState.OPEN)
    client.force_login(officer)
    sent = {"ends_on": "30/06/2023", "reason": "Sáp nhập"}
    response = client.post(reverse("awards:years.cut", args=[running.pk]), sent)
    assert response.context["form"].non_field_errors()[0] == "Chưa thể cắt năm thi đua."
    running.refresh_from_db()
    assert running.ends_on == date(2023, 9, 30)
    assert running.terms.count() == 12
