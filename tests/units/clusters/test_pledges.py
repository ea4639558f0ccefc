"""Numbers by period, deputies, rotation, pledges, and what a member sees on the page of the cluster."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from awards.scoring.models import ScoreBoard, UnitScore
from tests.factories import ClusterFactory, PeriodFactory, PersonFactory, UnitFactory, UserFactory, join_cluster
from thidua import clock
from thidua.errors import Forbidden, RuleViolation, StateConflict
from units.accounts import services as accounts
from units.accounts.enums import Role
from units.clusters import services
from units.models import AuditEvent, Cluster, ClusterMembership, Pledge, User

pytestmark = pytest.mark.django_db
START = date(2021, 1, 1)
TODAY = clock.today()
TARGETS = [("Tuần tra biên giới", "100% kế hoạch"), ("Gia đình văn hóa", "trên 95%")]


@pytest.fixture
def province():
    return UnitFactory(code="LA", short_name="BĐBP Long An", name="Bộ Chỉ huy BĐBP tỉnh Long An", is_reporting=False)


@pytest.fixture
def officer(province):
    return UserFactory(role=Role.OFFICER, over=province)


@pytest.fixture
def posts(province):
    return [UnitFactory(parent=province, sort=number, code=f"LA-0{number}") for number in range(1, 4)]


@pytest.fixture
def cluster(officer, province, posts):
    return services.create_cluster(
        by=officer, code="LA-C1", name="Cụm Đồn", organiser=province, members=posts, from_day=START
    )


@pytest.fixture
def heads(posts):
    return [UserFactory(role=Role.UNIT_LEADER, over=post, display_name=f"Chỉ huy {post.code}") for post in posts]


@pytest.fixture
def pledge(cluster, officer):
    return services.create_pledge(
        cluster, by=officer, year=2026, text="Chúng tôi cùng ký.\n  Quyết tâm thực hiện. ", targets=TARGETS
    )


def page(name: str, *keys: int) -> str:
    return reverse(f"units:clusters.{name}", args=keys)


def text(response) -> str:
    return " ".join(response.content.decode().split())


# --- numbers --------------------------------------------------------------------------------------------------------


def test_a_cluster_bears_a_number_from_a_day_on(client, cluster, officer):
    services.set_number(cluster, by=officer, number=2, from_day=START, basis="QĐ 12")
    services.set_number(cluster, by=officer, number=5, from_day=date(2025, 7, 1))
    asked = (date(2020, 12, 31), START, date(2025, 6, 30), date(2025, 7, 1))
    assert [cluster.number_on(day) for day in asked] == [None, 2, 2, 5]
    client.force_login(officer)
    shown = text(client.get(page("detail", cluster.pk)))
    assert "Cụm số 2" in shown
    assert "<span>Cụm số 5</span>" in shown
    assert "Cụm số 5" in text(client.get(reverse("units:clusters.index")))


def test_two_clusters_of_an_organiser_never_bear_one_number(cluster, officer, province):
    services.set_number(cluster, by=officer, number=2, from_day=START)
    other = ClusterFactory(organiser=province)
    with pytest.raises(RuleViolation, match="đang mang số 2"):
        services.set_number(other, by=officer, number=2, from_day=date(2022, 1, 1))
    services.set_number(cluster, by=officer, number=3, from_day=date(2022, 1, 1))
    services.set_number(other, by=officer, number=2, from_day=date(2022, 1, 1))
    elsewhere = ClusterFactory()
    far = UserFactory(role=Role.OFFICER, over=elsewhere.organiser)
    services.set_number(elsewhere, by=far, number=2, from_day=START)


def test_number_says_what_is_wrong_and_keeps_what_was_typed(client, cluster, officer):
    services.set_number(cluster, by=officer, number=2, from_day=START)
    client.force_login(officer)
    refused = client.post(page("number", cluster.pk), {"number": "2", "from_day": "01/02/2021", "basis": "QĐ 1"})
    assert (refused.status_code, refused.context["form"].errors) == (422, {"number": ["Cụm đang mang số 2."]})
    assert 'value="QĐ 1"' in text(refused)
    refused = client.post(page("number", cluster.pk), {"number": "7", "from_day": "01/01/2021"})
    assert list(refused.context["form"].errors) == ["from_day"]
    assert client.post(page("number", cluster.pk), {"number": "7", "from_day": "01/02/2021"}).status_code == 302


# --- deputies, rotation ---------------------------------------------------------------------------------------------


def test_end_deputy_leaves_the_lead(client, cluster, officer, posts):
    services.set_lead(cluster, posts[0], by=officer, from_day=START)
    services.set_lead(cluster, posts[1], by=officer, from_day=START, role="deputy")
    client.force_login(officer)
    refused = client.post(page("end_deputy", cluster.pk), {"on": "01/01/2020"})
    assert list(refused.context["form"].errors) == ["on"]
    done = client.post(page("end_deputy", cluster.pk), {"on": "31/12/2021"})
    assert done.url == page("detail", cluster.pk)
    assert cluster.lead_on(date(2022, 1, 1)) == posts[0]
    with pytest.raises(RuleViolation, match="không có Cụm phó"):
        services.end_deputy(cluster, by=officer, on=TODAY)
    services.remove_member(cluster, posts[1], by=officer, on=date(2022, 1, 1))  # nothing holds it any more


def test_the_page_proposes_the_next_lead_and_the_form_takes_it(client, cluster, officer, posts):
    services.set_lead(cluster, posts[0], by=officer, from_day=START)
    client.force_login(officer)
    shown = client.get(page("detail", cluster.pk))
    proposal = shown.context["proposal"]
    assert proposal.unit == posts[1]
    assert proposal.why == f"Chưa làm Cụm trưởng lần nào; sau {posts[0]} theo thứ tự của cụm. Hội nghị quyết định."
    lead = f"{page('lead', cluster.pk)}?don_vi={posts[1].pk}"
    assert lead in text(shown)
    assert f'<option value="{posts[1].pk}" selected>' in text(client.get(lead))


# --- pledges --------------------------------------------------------------------------------------------------------


def test_a_pledge_is_drafted_laid_out_and_signed_by_each_head_once(pledge, officer, posts, heads):
    with pytest.raises(StateConflict, match="chưa đưa ra ký"):
        services.sign_pledge(pledge, posts[0], by=heads[0])
    services.open_pledge(pledge, by=officer)
    pledge.refresh_from_db()
    assert (pledge.state, pledge.opened_on, pledge.text) == (
        "signing",
        TODAY,
        "Chúng tôi cùng ký.\nQuyết tâm thực hiện.",
    )
    signature = services.sign_pledge(pledge, posts[0], by=heads[0])
    assert (signature.signer_name, signature.signer_post, signature.signed_on) == (
        "Chỉ huy LA-01",
        "Chỉ huy đơn vị",
        TODAY,
    )
    with pytest.raises(StateConflict, match="đã ký"):
        services.sign_pledge(pledge, posts[0], by=heads[0])
    with pytest.raises(StateConflict, match="lấy lại dự thảo"):
        services.edit_pledge(pledge, by=officer, text="Khác", targets=TARGETS)
    with pytest.raises(RuleViolation, match="Chưa thể lấy lại") as refused:
        services.take_back_pledge(pledge, by=officer)
    assert refused.value.reasons == [f"Đã ký: {posts[0]}."]
    actions = AuditEvent.objects.filter(target_type="units.pledge").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "clusters.create_pledge",
        "clusters.pledge_open",
        "clusters.sign_pledge",
    ]


def test_only_the_head_of_that_very_unit_signs(pledge, officer, posts, heads, province):
    services.open_pledge(pledge, by=officer)
    commander = UserFactory(role=Role.COMMANDER, over=province)
    clerk = UserFactory(role=Role.CLERK, over=posts[0])
    for by in (officer, commander, clerk, heads[1]):
        with pytest.raises(Forbidden):
            services.sign_pledge(pledge, posts[0], by=by)


def test_a_substitute_signs_as_one(pledge, officer, posts, heads, province):
    services.open_pledge(pledge, by=officer)
    admin = UserFactory(role=Role.ADMINISTRATOR, over=province)
    person = PersonFactory(unit=posts[0], full_name="Lê Văn Phó", position="Đồn phó")
    deputy = UserFactory(unit=posts[0], person=person)
    accounts.substitute(heads[0].role_grants.get(), by=admin, user=deputy, valid_from=TODAY, valid_to=TODAY)
    signature = services.sign_pledge(pledge, posts[0], by=User.objects.get(pk=deputy.pk))
    assert (signature.signer_name, signature.signer_post) == ("Lê Văn Phó", "Đồn phó, ký thay Chỉ huy LA-01")


def test_nothing_empty_is_laid_out(cluster, officer):
    bare = services.create_pledge(cluster, by=officer, year=2027, text="Thi đua", targets=[])
    with pytest.raises(RuleViolation) as refused:
        services.open_pledge(bare, by=officer)
    assert refused.value.reasons == ["Chưa có chỉ tiêu nào."]
    with pytest.raises(RuleViolation, match="đã có giao ước năm 2027"):
        services.create_pledge(cluster, by=officer, year=2027, text="Thi đua", targets=TARGETS)


def test_a_unit_that_joins_later_does_not_sign(pledge, cluster, officer, province):
    services.open_pledge(pledge, by=officer)
    late = UnitFactory(parent=province)
    services.add_member(cluster, late, by=officer, from_day=TODAY + timedelta(days=1))
    with pytest.raises(RuleViolation, match="không phải thành viên"):
        services.sign_pledge(pledge, late, by=UserFactory(role=Role.UNIT_LEADER, over=late))


# --- pages ----------------------------------------------------------------------------------------------------------


def test_pledge_create_keeps_what_was_typed_and_names_the_line(client, cluster, officer):
    client.force_login(officer)
    sent = {"year": "2026", "text": "Cùng ký", "targets": "Tuần tra = 100%\nGia đình văn hóa"}
    refused = client.post(page("pledge_create", cluster.pk), sent)
    assert refused.status_code == 422
    assert refused.context["form"].errors == {"targets": ["Dòng 2: viết nội dung, dấu =, rồi mức phấn đấu."]}
    assert "Tuần tra = 100%" in text(refused)
    done = client.post(page("pledge_create", cluster.pk), {**sent, "targets": "Tuần tra = 100%"})
    made = Pledge.objects.get()
    assert done.url == page("pledge", made.pk)
    assert "Giao ước năm 2026" in text(client.get(page("detail", cluster.pk)))


def test_pledge_is_edited_opened_and_taken_back_on_its_page(client, pledge, officer):
    client.force_login(officer)
    form = client.get(page("pledge_edit", pledge.pk)).context["form"]
    assert form.initial["targets"] == "Tuần tra biên giới = 100% kế hoạch\nGia đình văn hóa = trên 95%"
    sent = {"text": "Mới", "targets": "Tuần tra = 90%"}
    assert client.post(page("pledge_edit", pledge.pk), sent).url == page("pledge", pledge.pk)
    shown = client.get(page("pledge", pledge.pk))
    assert page("pledge_open", pledge.pk) in text(shown)
    assert [str(one) for one in shown.context["targets"]] == ["Tuần tra = 90%"]
    client.post(page("pledge_open", pledge.pk))
    assert page("pledge_take_back", pledge.pk) in text(client.get(page("pledge", pledge.pk)))
    client.post(page("pledge_take_back", pledge.pk))
    pledge.refresh_from_db()
    assert (pledge.state, pledge.opened_on) == ("draft", None)


def test_pledge_sign_from_the_page_of_the_head(client, pledge, officer, posts, heads):
    services.open_pledge(pledge, by=officer)
    client.force_login(heads[1])
    shown = text(client.get(page("pledge", pledge.pk)))
    assert page("pledge_sign", pledge.pk, posts[1].pk) in shown
    assert page("pledge_sign", pledge.pk, posts[0].pk) not in shown
    client.post(page("pledge_sign", pledge.pk, posts[1].pk))
    shown = text(client.get(page("pledge", pledge.pk)))
    assert "1/3 đơn vị đã ký" in shown
    assert "Chỉ huy LA-02" in shown
    for post, head in ((posts[0], heads[0]), (posts[2], heads[2])):
        services.sign_pledge(pledge, post, by=head)
    assert "Đã ký đủ" in text(client.get(page("pledge", pledge.pk)))
    assert "Đã ký đủ" in text(client.get(page("detail", pledge.cluster_id)))


def test_pledge_paper_prints_the_names_of_its_day(client, pledge, officer, posts, heads):
    client.force_login(officer)
    assert "Dự thảo" in _pdf(client.get(page("pledge_paper", pledge.pk)))
    services.open_pledge(pledge, by=officer)
    services.sign_pledge(pledge, posts[0], by=heads[0])
    answer = client.get(page("pledge_paper", pledge.pk))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="giao-uoc-la-c1-2026.pdf"'
    printed = _pdf(answer)
    for piece in ("GIAO ƯỚC THI ĐUA", "Tuần tra biên giới", "100% kế hoạch", "Chỉ huy LA-01", posts[2].name):
        assert piece in printed
    assert answer.content == client.get(page("pledge_paper", pledge.pk)).content


def _pdf(response) -> str:
    pages = PdfReader(BytesIO(response.content)).pages
    return " ".join(" ".join(one.extract_text() for one in pages).split())


@pytest.mark.parametrize("count", [1, 12])
def test_pledge_costs_the_same_for_one_and_twelve_members(
    client, officer, province, no_frame, django_assert_num_queries, count
):
    members = [UnitFactory(parent=province) for _ in range(count)]
    cluster = services.create_cluster(
        by=officer, code="LA-C9", name="Cụm 9", organiser=province, members=members, from_day=START
    )
    pledge = services.create_pledge(cluster, by=officer, year=2026, text="Ký", targets=TARGETS * count)
    services.open_pledge(pledge, by=officer)
    client.force_login(officer)
    with django_assert_num_queries(9):
        client.get(page("pledge", pledge.pk))


# --- the page of the cluster: table, documents, whose table ---------------------------------------------------------


def board_of(cluster: Cluster, period, *units) -> ScoreBoard:
    board = ScoreBoard.objects.create(period=period, cluster=cluster)
    for unit in units:
        UnitScore.objects.create(board=board, unit=unit, points=8, total=8, applicable=10, percent=80, rank=1)
    return board


def test_detail_shows_the_newest_table_of_the_cluster(client, cluster, officer, province, posts):
    board_of(cluster, PeriodFactory(unit=province, year=2022), posts[0])
    newest = board_of(cluster, PeriodFactory(unit=province, year=2023), *posts)
    client.force_login(officer)
    shown = client.get(page("detail", cluster.pk))
    (panel,) = shown.context["panels"]
    assert panel["context"]["board"] == newest
    assert reverse("awards:scoring.board", args=[newest.pk]) in text(shown)


def test_a_unit_sees_its_own_clusters_table_and_no_others(client, cluster, officer, province, posts):
    period = PeriodFactory(unit=province, year=2023)
    own = board_of(cluster, period, *posts)
    post = UnitFactory(parent=province)
    other = services.create_cluster(
        by=officer, code="LA-C2", name="Cụm khác", organiser=province, members=[post], from_day=START
    )
    theirs = board_of(other, period, post)
    clerk = UserFactory(role=Role.CLERK, over=posts[0])
    client.force_login(clerk)
    assert len(client.get(page("detail", cluster.pk)).context["panels"]) == 1
    assert client.get(page("detail", other.pk)).status_code == 404
    assert client.get(reverse("awards:scoring.board", args=[own.pk])).status_code == 200
    assert client.get(reverse("awards:scoring.board", args=[theirs.pk])).status_code == 404


def test_a_unit_that_left_sees_the_tables_of_its_years_only(client, cluster, officer, province, posts):
    then = board_of(cluster, PeriodFactory(unit=province, year=2022), *posts)
    now = board_of(cluster, PeriodFactory(unit=province, year=2024), *posts[1:])
    ClusterMembership.objects.filter(unit=posts[0]).update(valid_to=date(2023, 1, 31))
    other = ClusterFactory(organiser=province)
    join_cluster(other, posts[0], valid_from=date(2023, 2, 1))
    seen = ScoreBoard.objects.visible_to(UserFactory(role=Role.CLERK, over=posts[0]))
    assert list(seen) == [then]
    assert set(ScoreBoard.objects.visible_to(officer)) == {then, now}
    lead = UserFactory(role=Role.CLUSTER_LEAD, over=cluster, unit=posts[1])
    assert set(ScoreBoard.objects.visible_to(lead)) == {then, now}
