"""The first page by role, the search and the help: what is on them, for whom, at what price."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from awards.decisions.enums import PaperKind
from awards.home.help import TOPICS
from awards.home.topics import PAGES, topic_of
from awards.models import (
    AwardRecord,
    Conference,
    Decision,
    EmulationPeriod,
    Nomination,
    ReportingTerm,
    ResultSheet,
    ScoreBoard,
)
from awards.nominations.enums import NominationState
from awards.results.enums import SheetState
from awards.scoring.enums import BoardState
from awards.years.enums import TermState
from tests.awards.home.conftest import NOW, build
from tests.awards.results.year import make_year
from tests.factories import PeriodFactory, PersonFactory, UnitFactory, UserFactory, grant
from tests.factories.ballots import council_sitting
from units.accounts.enums import Role
from units.accounts.services import install
from units.audit import services as audit
from units.models import AuditEvent, RoleGrant, User

pytestmark = pytest.mark.django_db
HOME = reverse("awards:home.index")
SEARCH = reverse("awards:home.search")
HELP = reverse("awards:home.help")
ROOT = Path(__file__).parents[3]


def open_home(client, user, url: str = HOME):
    client.force_login(user)
    response = client.get(url)
    assert response.status_code == 200
    return response


def text(response) -> str:
    return " ".join(response.content.decode().split())


def fig(figs, label):
    return next(one for one in figs if one.label == label)


# --- index: who sees what ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "board"),
    [
        (Role.OFFICER, "office"),
        (Role.SECRETARY, "office"),
        (Role.VERIFIER, "office"),
        (Role.AUDITOR, "office"),
        (Role.COMMANDER, "leader"),
        (Role.CLUSTER_LEAD, "cluster"),
        (Role.CLERK, "unit_board"),
        (Role.UNIT_LEADER, "unit_board"),
        (Role.ADMINISTRATOR, "watch"),
    ],
)
def test_index_shows_each_role_its_own_board(client, world, role, board):
    shown = open_home(client, world.users[role]).context
    boards = {name for name in ("office", "leader", "cluster", "unit_board", "watch") if shown[name]}
    assert boards == ({board, "watch"} if role == Role.AUDITOR else {board})


@pytest.mark.parametrize("role", [Role.MEMBER, Role.TELLER])
def test_index_shows_members_and_tellers_the_latest_conferences(client, role):
    meeting = council_sitting()
    other = council_sitting()
    user = UserFactory(role=role, over=meeting.province)
    shown = open_home(client, user).context["conferences"]
    assert [row.pk for row in shown] == [meeting.conference.pk]
    assert other.conference.pk not in {row.pk for row in shown}


def test_index_of_somebody_without_a_role_says_so(client, world):
    response = open_home(client, UserFactory(unit=world.year.province))
    assert "Tài khoản chưa có vai trò" in text(response)
    assert response.context["period"] is None


def test_index_asks_to_sign_in(client):
    assert client.get(HOME).url.startswith(reverse("account_login"))


def test_index_has_one_filled_button(client, world):
    for user in world.users.values():
        page = open_home(client, user).content.decode()
        assert page.count("btn-primary") <= 2, user  # the second stands in the closed dialog of the frame
        main = page[page.index("<main") : page.index("</main>")]
        assert main.count("btn-primary") <= 1, user


# --- index: figures are those of the database -------------------------------------------------------------------------


def test_index_of_the_office_counts_what_is_there(client, world):
    figs = open_home(client, world.users[Role.OFFICER]).context["office"].figs
    submitted = ResultSheet.objects.filter(state=SheetState.SUBMITTED).count()
    month = ReportingTerm.objects.get(pk=world.year.term.pk)
    assert [(one.label, one.value, one.unit) for one in figs] == [
        (f"Đã gửi {month.label}", "0", "/ 2 đơn vị"),
        ("Chờ xác minh", str(submitted), "bảng kết quả"),
        ("Đề nghị đã nhận", "4", "/ 4"),
        ("Cần xem điều kiện", "4", "đề nghị"),
        ("Hội nghị Hội đồng", "24", "ngày nữa"),
    ]
    world.year.verified(0)
    Nomination.objects.filter(state=NominationState.SENT).update(state=NominationState.WITHDRAWN)
    figs = open_home(client, world.users[Role.OFFICER]).context["office"].figs
    assert (fig(figs, f"Đã gửi {month.label}").value, fig(figs, f"Đã gửi {month.label}").percent) == ("1", 50)
    assert (fig(figs, "Đề nghị đã nhận").value, fig(figs, "Đề nghị đã nhận").unit) == ("2", "/ 2")


def test_index_of_the_office_draws_months_and_quotas_from_the_same_figures(client, world):
    board = open_home(client, world.users[Role.OFFICER]).context["office"]
    states = {SheetState.VERIFIED: 0, SheetState.SUBMITTED: 1}
    for row, term in zip(board.months.rows, world.year.terms, strict=True):
        for state, column in states.items():
            assert row[column + 1] == str(ResultSheet.objects.filter(term=term, state=state).count())
    assert [row[:3] for row in board.quotas.rows] == [["CSTT", "4", "3"]]
    assert board.over_quota == ["CSTT"]
    assert board.scores.rows[0][1:] == ["2", "85", "87,5", "90"]


def test_index_of_the_commander_compares_with_the_year_before(client, world):
    before = PeriodFactory(unit=world.year.province, year=2022)
    board = ScoreBoard.objects.create(period=before, cluster=world.year.cluster, state=BoardState.FROZEN)
    board.unit_scores.create(
        unit=world.year.units[0], points=16, applicable=20, total=16, percent=Decimal("80.125"), rank=1
    )
    user = world.users[Role.COMMANDER]
    figs = open_home(client, user).context["leader"].figs
    verified = ResultSheet.objects.filter(state=SheetState.VERIFIED).count()
    assert [(one.value, one.unit, one.note) for one in figs] == [
        (str(verified), "/ 4 bảng", "Năm 2022: –"),
        ("87,50%", "", "Năm 2022: 80,12%"),
        ("4", "đề nghị", "Năm 2022: 0"),
        ("0", "danh hiệu", "Năm 2022: 0"),
    ]


def test_index_of_the_commander_names_only_units_that_are_not_well(client, world):
    ResultSheet.objects.all().delete()
    year = world.year
    ReportingTerm.objects.filter(pk__in=[term.pk for term in year.terms[:2]]).update(state=TermState.LOCKED)
    shown = open_home(client, world.users[Role.COMMANDER])
    assert shown.context["leader"].troubles == []
    assert "Không đơn vị nào chậm gửi hoặc bị trả lại" in text(shown)
    ReportingTerm.objects.filter(pk=year.term.pk).update(due_at=NOW - timedelta(days=1))
    year.verified(1)
    ResultSheet.objects.filter(unit=year.units[1]).update(state=SheetState.RETURNED)
    troubles = open_home(client, world.users[Role.COMMANDER]).context["leader"].troubles
    label = year.term.label
    assert [(row.unit, row.tone, row.text) for row in troubles] == [
        (year.units[0], "bad", f"Chậm gửi {label}"),
        (year.units[1], "warn", f"Bị trả lại {label}"),
    ]


def test_index_of_the_lead_lists_the_units_of_the_cluster(client, world):
    board = open_home(client, world.users[Role.CLUSTER_LEAD]).context["cluster"]
    first, second = board.units
    assert (first.unit, first.is_own, first.percent_words) == (world.year.units[0], True, "90,00%")
    assert (second.unit, second.is_own, second.hand) == (world.year.units[1], False, 0)
    for row in board.units:
        assert row.verified == ResultSheet.objects.filter(unit=row.unit, state=SheetState.VERIFIED).count()


def test_index_of_a_unit_shows_its_month_above_the_other_work(client, world):
    clerk = world.users[Role.CLERK]
    world.year.fill(0, c0="1O")
    shown = open_home(client, clerk)
    board = shown.context["unit_board"]
    assert board.grid.term == world.year.term
    assert board.groups == [("Quản lý, bảo vệ chủ quyền lãnh thổ, an ninh biên giới", 2, 3)]
    assert shown.context["hero"] == reverse("awards:results.entry", args=[world.year.term.pk, world.year.units[0].code])
    assert shown.context["hero"] not in [item.url for item in shown.context["items"]]
    assert "1 ô cần sửa" in text(shown)
    assert [month.state for month in board.months] == ["sent", "back", "now"]


def test_index_of_a_unit_shows_its_score_beside_the_median(client, world):
    board = open_home(client, world.users[Role.CLERK]).context["unit_board"]
    assert (board.score_words, board.middle_words) == ("90,00", "87,50")
    (group,) = board.score_groups
    assert (group.points, group.maximum, group.percent, group.middle) == (
        Decimal("18"), Decimal("20"), Decimal("90"), Decimal("87.5"),
    )  # fmt: skip
    assert board.proposed == [("CSTT", 4, 2)]


def test_index_of_a_unit_hides_the_place_until_it_is_confirmed(client, world):
    clerk = world.users[Role.CLERK]
    assert "Xếp hạng 1" not in text(open_home(client, clerk))
    ScoreBoard.objects.update(state=BoardState.CONFIRMED)
    assert "Xếp hạng 1 trong cụm" in text(open_home(client, clerk))


def test_index_of_the_auditor_shows_the_state_of_the_record(client, world):
    auditor = world.users[Role.AUDITOR]
    figs = open_home(client, auditor).context["watch"].figs
    assert [one.value for one in figs] == ["2", "2", "2"]
    assert figs[2].note == "Chưa niêm phong lần nào"
    audit.seal()
    figs = open_home(client, auditor).context["watch"].figs
    assert (figs[2].value, figs[2].note) == ("0", "Niêm phong lúc 09:00, 05/10/2023")


def test_index_of_the_auditor_holds_only_acts_of_the_own_subtree(client, world):
    stranger = UserFactory(unit=UnitFactory())
    audit.record(stranger, "accounts.create", stranger)
    watch = open_home(client, world.users[Role.AUDITOR]).context["watch"]
    assert watch.figs[0].value == "2"
    assert len(watch.acts) == 2
    assert AuditEvent.objects.count() == 3


def test_index_of_the_administrator_counts_accounts(client, world):
    admin = world.users[Role.ADMINISTRATOR]
    User.objects.filter(pk=world.users[Role.MEMBER].pk).update(is_active=False)
    User.objects.filter(pk=world.users[Role.TELLER].pk).update(must_change_password=True)
    RoleGrant.objects.filter(user=world.users[Role.CLERK]).update(valid_to=NOW.date() - timedelta(days=1))
    UserFactory(unit=UnitFactory())  # another's
    figs = open_home(client, admin).context["watch"].figs
    inside = User.objects.filter(unit__path__startswith=world.year.province.path)
    bare = 2 + 1  # two made without a role, one whose role has ended
    assert [one.value for one in figs] == [str(inside.filter(is_active=True).count()), str(bare), "1"]
    assert figs[0].note == "1 đã khóa"


# --- index: an installation that has only begun -----------------------------------------------------------------------


def test_index_of_a_fresh_installation(client):
    admin = install(
        code="BTL", kind="bo-tu-lenh", name="Bộ Tư lệnh", short_name="Bộ Tư lệnh", founded_on=NOW.date(),
        place="Hà Nội", username="quantri", password="mot-mat-khau-dai", display_name="Quản trị",
        must_change_password=False,
    )  # fmt: skip
    shown = open_home(client, admin)
    assert shown.context["period"] is None
    assert [item.title for item in shown.context["items"]] == [
        "Thêm đơn vị cấp dưới",
        "Tạo tài khoản cho trợ lý thi đua",
    ]
    frame = shown.context["frame"]
    assert (frame.year_label, frame.steps, frame.years, frame.units) == ("Chưa có năm thi đua", [], [], [])


@pytest.mark.parametrize("role", Role)
def test_index_works_for_every_role_without_any_year(client, role):
    place = UnitFactory()
    assert open_home(client, UserFactory(role=role, over=place)).context["period"] is None


@pytest.mark.parametrize("role", Role)
def test_index_works_for_every_role_in_a_year_without_anything(client, role):
    period = PeriodFactory()
    assert open_home(client, UserFactory(role=role, over=period.unit)).context["period"] == period


def test_index_of_a_closed_year_says_that_it_is_locked(client, world):
    EmulationPeriod.objects.update(state="closed")
    assert "Năm 2023 đã khóa" in text(open_home(client, world.users[Role.OFFICER]))


def test_index_after_the_council_counts_what_was_decided(client):
    meeting = council_sitting()
    Conference.objects.update(state="adopted")
    officer = UserFactory(role=Role.OFFICER, over=meeting.province)
    figs = open_home(client, officer).context["office"].figs
    assert (fig(figs, "Đã có quyết định").value, AwardRecord.objects.count()) == ("0", 0)


# --- index: the price -------------------------------------------------------------------------------------------------

QUERIES = {
    Role.OFFICER: 58,
    Role.SECRETARY: 25,
    Role.VERIFIER: 26,
    Role.AUDITOR: 26,
    Role.COMMANDER: 26,
    Role.CLUSTER_LEAD: 46,
    Role.CLERK: 45,
    Role.UNIT_LEADER: 44,
    Role.MEMBER: 9,
    Role.TELLER: 9,
    Role.ADMINISTRATOR: 13,
}


@pytest.mark.parametrize("size", [2, 9])
@pytest.mark.parametrize("role", QUERIES)
def test_index_costs_the_same_however_much_there_is(client, no_frame, role, size):
    client.force_login(build(size).users[role])
    client.get(HOME)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(HOME).status_code == 200
    assert len(queries) == QUERIES[role]


# --- search -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def found(client):
    """A search as an officer of a province with one post, one person, one model and one paper."""
    province = UnitFactory(code="LA", name="Bộ đội Biên phòng tỉnh Long An", short_name="BĐBP tỉnh Long An")
    post = UnitFactory(
        code="LA-MQT", name="Đồn Biên phòng cửa khẩu Mỹ Quý Tây", short_name="Mỹ Quý Tây", parent=province
    )
    PersonFactory(unit=post, full_name="Đặng Thị Thu Ước", service_number="LA000321")
    period = PeriodFactory(unit=province)
    period.best_practices.create(name="Hũ gạo tình thương", unit=post)
    Decision.objects.create(
        period=period, kind=PaperKind.DECISION, issuer=province, series="QĐ-BCH", subject_line="Về việc khen thưởng",
        place="Long An", signer_post="Chỉ huy trưởng", signer_name="Trần", created_by=UserFactory(),
    )  # fmt: skip
    officer = UserFactory(role=Role.OFFICER, over=province)
    period.movements.create(
        name="Giúp dân mùa lũ", kind="thematic", starts_on=period.starts_on, ends_on=period.ends_on, created_by=officer,
    )  # fmt: skip

    def do(query: str, user=officer) -> dict[str, list[str]]:
        client.force_login(user)
        response = client.get(SEARCH, {"q": query})
        assert response.status_code == 200
        return {group.title: [hit.title for hit in group.hits] for group in response.context["groups"]}

    do.province, do.post, do.period = province, post, period
    return do


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("my quy tay", {"Đơn vị": ["Đồn Biên phòng cửa khẩu Mỹ Quý Tây"]}),
        ("MỸ QUÝ", {"Đơn vị": ["Đồn Biên phòng cửa khẩu Mỹ Quý Tây"]}),
        ("tay my", {"Đơn vị": ["Đồn Biên phòng cửa khẩu Mỹ Quý Tây"]}),
        ("la-mqt", {"Đơn vị": ["Đồn Biên phòng cửa khẩu Mỹ Quý Tây"]}),
        ("uoc dang", {"Cá nhân": ["Đặng Thị Thu Ước"]}),
        ("000321", {"Cá nhân": ["Đặng Thị Thu Ước"]}),
        ("hu gao", {"Mô hình, sáng kiến": ["Hũ gạo tình thương"]}),
        ("dan mua lu", {"Phong trào thi đua": ["Giúp dân mùa lũ"]}),
        ("khen thuong qd", {}),
        ("khen thuong", {"Văn bản": ["Quyết định khen thưởng"]}),
        ("khong co gi", {}),
        ("", {}),
        ("   ", {}),
        ("%", {}),
        ("\0", {}),
        ("a" * 5000, {}),
    ],
)
@pytest.mark.both
def test_search_needs_no_accents_and_no_order(found, query, hits):
    assert found(query) == hits


@pytest.mark.both
def test_search_puts_what_is_written_as_typed_first(found):
    for number, name in enumerate(("Đồn Biên phòng Tân Hưng", "Đồn Biên phòng Tấn Hùng", "Đồn Biên phòng Tần Hừng")):
        UnitFactory(code=f"X{number}", name=name, short_name=name, parent=found.province, sort=number)
    assert found("Tấn Hùng")["Đơn vị"][0] == "Đồn Biên phòng Tấn Hùng"
    assert found("tan hung")["Đơn vị"][0] == "Đồn Biên phòng Tân Hưng"
    assert found("X2")["Đơn vị"] == ["Đồn Biên phòng Tần Hừng"]


@pytest.mark.both
def test_search_finds_nothing_of_another_province(found):
    stranger = UserFactory(role=Role.OFFICER, over=UnitFactory())
    for query in ("my quy tay", "uoc", "hu gao", "khen thuong"):
        assert found(query, stranger) == {}
    assert found("my quy tay", UserFactory()) == {}


def test_search_shows_a_draft_to_those_who_write_papers_only(found):
    clerk = UserFactory(role=Role.CLERK, over=found.post)
    assert "Văn bản" not in found("khen thuong", clerk)


def test_search_says_when_there_is_more(client, found):
    for number in range(25):
        PersonFactory(unit=found.post, full_name=f"Trần Văn Bền {number}")
    assert len(found("tran van ben")["Cá nhân"]) == 20
    assert "Còn nữa" in text(client.get(SEARCH, {"q": "tran van ben"}))


def test_search_tells_that_nothing_was_found_and_keeps_the_question(client, found):
    client.force_login(UserFactory(role=Role.OFFICER, over=found.province))
    shown = text(client.get(SEARCH, {"q": "<b>khong co"}))
    assert "Không tìm thấy" in shown
    assert 'value="&lt;b&gt;khong co"' in shown


@pytest.mark.parametrize(("count", "plain", "accents"), [(1, 8, 10), (30, 7, 8)])
def test_search_asks_no_more_once_there_is_enough(
    client, found, no_frame, django_assert_num_queries, count, plain, accents
):
    for number in range(count):
        post = UnitFactory(parent=found.province, name=f"Đồn Mỹ Quý {number}")
        PersonFactory(unit=post, full_name=f"Mỹ Quý {number}")
        found.period.best_practices.create(name=f"Mỹ Quý {number}", unit=post)
    client.force_login(UserFactory(role=Role.OFFICER, over=found.province))
    client.get(SEARCH, {"q": "my quy"})
    with django_assert_num_queries(3 + plain):  # session, account, its roles
        client.get(SEARCH, {"q": "my quy"})
    with django_assert_num_queries(3 + accents):  # with accents: also what is written just so
        client.get(SEARCH, {"q": "Mỹ Quý"})


@pytest.mark.both
def test_search_finds_a_service_number_and_a_part_of_one(found):
    PersonFactory(unit=found.post, full_name="Nguyễn Văn An", service_number="090123456789")
    for query in ("090123456789", "456789", "an 0901", "AN 456"):
        assert found(query)["Cá nhân"] == ["Nguyễn Văn An"]


@pytest.mark.both
def test_search_puts_people_called_just_so_before_others_and_by_given_name(found):
    names = ["Trần Nguyễn An Bình", "Nguyễn An", "Nguyễn Ân", "Nguyễn Anh", "Nguyễn Ánh"]
    for name in names:
        PersonFactory(unit=found.post, full_name=name)
    in_order = ["Nguyễn An", "Nguyễn Ân", "Nguyễn Anh", "Nguyễn Ánh", "Trần Nguyễn An Bình"]
    assert found("nguyen an")["Cá nhân"] == in_order
    assert found("Nguyễn Ân")["Cá nhân"][0] == "Nguyễn Ân"


# --- help -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_help_begins_with_the_own_role(client, role):
    shown = open_home(client, UserFactory(role=role, over=UnitFactory()), HELP)
    assert shown.context["own"][0] == role.label
    assert role.label not in [label for label, *_ in shown.context["others"]]
    assert len(shown.context["others"]) == len(Role) - 1


def addresses(patterns=None, space=""):
    """URL names of every page of the two apps, without their app."""
    for pattern in patterns or get_resolver().url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, pattern.namespace or space)
        elif space in ("units", "awards"):
            yield pattern.name


@pytest.mark.once
def test_every_page_has_its_topic_and_every_topic_a_page():
    found = {topic_of(name) for name in addresses()}
    assert found == set(PAGES)
    assert (topic_of("people.merge"), topic_of("mfa_index"), topic_of("front")) == ("people.duplicates", "accounts", "")


@pytest.mark.once
@pytest.mark.parametrize(
    ("page", "title"),
    [("units:structure.index", "Đơn vị, cơ cấu tổ chức"), ("units:people.duplicates", "Hồ sơ trùng"), ("", "")],
)
def test_help_opens_at_the_topic_of_the_page(client, page, title):
    user = UserFactory(role=Role.OFFICER, over=UnitFactory())
    link = open_home(client, user, reverse(page)).context["frame"].help_url if page else f"{HELP}?muc=khong-co"
    shown = open_home(client, user, link).context
    assert (shown["page"][0] if shown["page"] else "") == title
    assert title not in [other for other, _ in shown["pages"]]
    assert shown["frame"].help_url == link


def test_help_of_somebody_without_a_role_shows_all(client):
    shown = open_home(client, UserFactory(), HELP)
    assert shown.context["own"] is None
    assert len(shown.context["others"]) == len(Role)


@pytest.mark.parametrize(
    "word",
    [
        "Việc của tôi", "Kết quả theo kỳ", "Gửi xác minh", "Tự chấm, xác minh", "Đề nghị khen thưởng",
    ],
)  # fmt: skip
def test_help_calls_pages_and_buttons_what_they_are_called(word):
    sources = [*(ROOT / "templates" / "awards").rglob("*.html"), *(ROOT / "awards").rglob("enums.py")]
    said = " ".join(path.read_text("utf-8") for path in sources if path.name != "help.html")
    assert any(word in line for _, lines in TOPICS.values() for line in lines)
    assert word in said


def test_help_has_a_topic_for_every_role():
    assert list(TOPICS) and set(TOPICS) == set(Role)


def test_index_greets_several_roles_by_the_widest(client):
    year = make_year(terms=1)
    user = UserFactory(role=Role.CLERK, over=year.units[0])
    grant(user, Role.MEMBER, year.province)
    assert open_home(client, user).context["role"] == Role.MEMBER
