"""Pages of units in a real browser: without a fault at both sizes, the tree folds, the list narrows, errors lead."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import ClusterFactory, PersonFactory, UnitFactory, UserFactory, grant, join_cluster, lead_cluster
from thidua import clock
from units.accounts import services as accounts
from units.accounts.enums import Role
from units.clusters import services as clusters
from units.people import services as people
from units.structure import reorganise as structure_acts
from units.structure import services as structure

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def province():
    return UnitFactory(code="LA", name="Bộ Chỉ huy BĐBP tỉnh Long An", short_name="BĐBP Long An", is_reporting=False)


@pytest.fixture
def officer(province):
    user = UserFactory(role=Role.OFFICER, over=province, display_name="Trợ lý thi đua")
    grant(user, Role.ADMINISTRATOR, province)
    return user


@pytest.fixture
def post(province, officer):
    unit = UnitFactory(parent=province, code="LA-01", name="Đồn Biên phòng Mỹ Quý Tây", short_name="Đồn Mỹ Quý Tây")
    structure.rename_unit(
        unit, by=officer, name="Đồn BP cửa khẩu Mỹ Quý Tây", short_name="Đồn CK", from_day=date(2022, 1, 1), basis="Q"
    )
    UnitFactory(parent=unit, code="LA-01-T", name="Trạm Rạch Điền", short_name="Trạm Rạch Điền", is_reporting=False)
    person = PersonFactory(unit=unit, full_name="Nguyễn Văn Ánh", service_number="90001")
    people.record_grade(person, by=officer, year=2022, grade="htxsnv")
    people.record_hold(person, by=officer, kind="complaint", valid_from=date(2023, 1, 1), note="Đơn của dân")
    people.record_discipline(person, by=officer, kind="khien-trach", valid_from=date(2022, 1, 1))
    cluster = ClusterFactory(organiser=province, name="Cụm Đồn số 1")
    join_cluster(cluster, unit)
    lead_cluster(cluster, unit)
    account = UserFactory(unit=unit, person=person)
    grant(account, Role.CLERK, unit)
    old = [UnitFactory(parent=province, short_name=f"Đồn {name}") for name in ("Bình Hiệp", "Thuận Bình")]
    unit.merger = structure_acts.merge_units(
        old, by=officer, code="LA-10", name="Đồn Biên phòng Bình Thuận", short_name="Đồn Bình Thuận",
        from_day=date(2022, 7, 1), basis="QĐ 99/QĐ-BTL",
    )  # fmt: skip
    unit.heir = unit.merger.lines.first().successor
    unit.cluster, unit.person, unit.account = cluster, person, account
    return unit


def test_pages_have_no_fault_at_either_size(page, sign_in, look_over, officer, post):
    sign_in(officer, page)
    for path in (
        reverse("units:structure.index"),
        reverse("units:structure.index") + "?q=my+quy",
        reverse("units:structure.detail", args=[post.pk]),
        reverse("units:structure.rename", args=[post.pk]),
        reverse("units:structure.merge", args=[post.pk]),
        reverse("units:structure.split", args=[post.pk]),
        reverse("units:structure.detail", args=[post.heir.pk]),
        reverse("units:structure.act", args=[post.merger.pk]),
        reverse("units:structure.undo", args=[post.merger.pk]),
        reverse("units:structure.streak", args=[post.merger.lines.first().pk]),
        reverse("units:people.index"),
        reverse("units:people.detail", args=[post.person.pk]),
        reverse("units:people.create"),
        reverse("units:clusters.detail", args=[post.cluster.pk]),
        reverse("units:accounts.index"),
        reverse("units:accounts.detail", args=[post.account.pk]),
        reverse("units:accounts.grant", args=[post.account.pk]),
        reverse("units:accounts.profile"),
        reverse("units:audit.index"),
    ):
        look_over(page, path)


def test_the_tree_folds_and_the_list_narrows_without_accents(page, sign_in, visit, officer, post):
    sign_in(officer, page)
    visit(page, reverse("units:structure.index"))
    station = page.get_by_role("link", name="Trạm Rạch Điền")
    assert station.is_visible()
    page.get_by_text("1 đơn vị trực thuộc Đồn CK").click()
    assert not station.is_visible()
    page.get_by_role("searchbox", name="Tìm theo tên hoặc mã đơn vị").fill("rach dien")
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("1 đơn vị").wait_for()
    assert page.get_by_role("row").count() == 2
    assert "q=rach" in page.url


def test_a_refused_form_keeps_what_was_typed_and_leads_to_the_field(page, sign_in, visit, officer, post):
    sign_in(officer, page)
    visit(page, reverse("units:people.create"))
    page.get_by_label("Số hiệu").fill("90001")
    page.get_by_label("Họ và tên").fill("Trần Văn Bình")
    page.get_by_label("Nhóm đối tượng").select_option("officer")
    page.get_by_label("Cấp bậc").select_option("dai-uy")
    page.locator("main select[name=unit]").select_option(str(post.pk))
    page.get_by_label("Chức vụ").fill("Đồn trưởng")
    page.get_by_role("main").get_by_role("button", name="Thêm cá nhân").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("Họ và tên").input_value() == "Trần Văn Bình"
    page.get_by_role("alert").get_by_role("link").click()
    assert page.evaluate("document.activeElement.name") == "service_number"


def test_accounts_health_and_pledges_have_no_fault_at_either_size(page, sign_in, look_over, officer, post, province):
    pledge = clusters.create_pledge(
        post.cluster, by=officer, year=2026, text="Cùng thi đua.", targets=[("Tuần tra", "100% kế hoạch")]
    )
    clusters.set_number(post.cluster, by=officer, number=2, from_day=date(2022, 1, 1))
    clusters.open_pledge(pledge, by=officer)
    _, code = accounts.invite(post.account, by=officer)
    accounts.substitute(
        post.account.role_grants.get(),
        by=officer,
        user=UserFactory(unit=post),
        valid_from=clock.today(),
        valid_to=clock.today(),
    )
    PersonFactory(unit=post, full_name="Trần Văn Không")  # without rank: the page of the data has something to tell
    look_over(page, reverse("units:accounts.accept", args=[code]))
    sign_in(officer, page)
    rights = reverse("units:accounts.rights")
    for path in (
        reverse("units:accounts.index"),
        reverse("units:accounts.create"),
        reverse("units:accounts.profile"),
        reverse("units:accounts.detail", args=[post.account.pk]),
        reverse("units:accounts.substitute", args=[post.account.role_grants.get().pk]),
        rights,
        f"{rights}?tk={post.account.username}&don_vi={post.code}&nam=2026",
        reverse("mfa_index"),
        reverse("account_reauthenticate"),
        reverse("units:audit.index") + "?q=my+quy",
        reverse("units:health.index"),
        reverse("units:health.check", args=["no-rank"]),
        reverse("units:clusters.detail", args=[post.cluster.pk]),
        reverse("units:clusters.number", args=[post.cluster.pk]),
        reverse("units:clusters.pledge_create", args=[post.cluster.pk]),
        reverse("units:clusters.pledge", args=[pledge.pk]),
    ):
        look_over(page, path)


def test_a_merger_is_walked_from_the_form_to_the_drawing(page, sign_in, visit, look_over, officer, post):
    sign_in(officer, page)
    visit(page, reverse("units:structure.merge", args=[post.pk]))
    page.get_by_label("Đồn Biên phòng Bình Thuận").check()
    page.get_by_label("Mã đơn vị mới").fill("LA-20")
    page.get_by_label("Tên đầy đủ").fill("Đồn Biên phòng Mỹ Thuận")
    page.get_by_label("Tên gọi tắt").fill("Đồn Mỹ Thuận")
    page.get_by_label("Có hiệu lực từ ngày").fill("01/07/2023")
    page.get_by_label("Quyết định", exact=False).first.fill("QĐ 12/QĐ-BTL")
    page.get_by_role("button", name="Xem trước").click()
    assert page.get_by_text("Chưa có gì thay đổi").is_visible()
    look_over(page)
    page.get_by_role("button", name="Sáp nhập").click()
    page.get_by_role("link", name="Đồn Biên phòng Mỹ Thuận").click()
    assert page.get_by_role("img", name="Sơ đồ kế thừa của Đồn Mỹ Thuận").is_visible()
    look_over(page)
