"""Pages of accounts."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.factories import ClusterFactory, PersonFactory, UnitFactory, UserFactory, grant
from tests.pages import text
from thidua import clock
from units.accounts import lockout
from units.accounts.enums import Role
from units.models import RoleGrant, User

pytestmark = pytest.mark.django_db
INDEX = reverse("units:accounts.index")
CREATE = reverse("units:accounts.create")
DAY = date(2023, 1, 1)


def page(name: str, thing) -> str:
    return reverse(f"units:accounts.{name}", args=[thing.pk])


# --- index ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["quantri", "khoa", "troly"]),
        ("q=tro ly", ["troly"]),
        ("q=TROLY", ["troly"]),
        ("vai_tro=clerk", ["troly"]),
        ("tinh_trang=khoa", ["khoa"]),
        ("tinh_trang=dung", ["quantri", "troly"]),
        ("don_vi=LA-01", ["troly"]),
    ],
)
def test_index_filters_the_accounts_of_the_own_subtree(client, admin, unit, account, query, names):
    account.unit.code = "LA-01"
    account.unit.save()
    grant(account, Role.CLERK, account.unit)
    UserFactory(username="khoa", unit=unit, is_active=False)
    UserFactory(username="nguoikhac", unit=UnitFactory())
    client.force_login(admin)
    shown = [one.username for one in client.get(f"{INDEX}?{query}").context["list"]]
    assert sorted(shown) == sorted(names)


@pytest.mark.parametrize("count", [1, 30])
def test_index_costs_the_same_for_one_and_thirty(client, admin, unit, no_frame, django_assert_num_queries, count):
    for number in range(count):
        place = UnitFactory(parent=unit)
        grant(UserFactory(unit=place), Role.CLERK, place)
        grant(UserFactory(unit=place), Role.CLUSTER_LEAD, ClusterFactory(organiser=unit))
        assert number < count
    client.force_login(admin)
    with django_assert_num_queries(7):  # session, user, roles, count, accounts, their roles, units of the filter
        client.get(INDEX)


# --- one account ----------------------------------------------------------------------------------------------------


def test_detail_says_in_words_what_the_account_may_do(client, admin, account):
    grant(account, Role.CLERK, account.unit)
    row = grant(account, Role.UNIT_LEADER, account.unit, valid_from=clock.today() + timedelta(days=5))
    over = RoleGrant.objects.create(user=account, role=Role.VERIFIER, unit=account.unit, valid_from=DAY, valid_to=DAY)
    RoleGrant.objects.filter(pk=row.pk).update(granted_by=admin)
    client.force_login(admin)
    response = client.get(page("detail", account))
    assert text(response).count("; Quản trị cấp") == 1
    assert [(duty.grant.role, duty.state) for duty in response.context["duties"]] == [
        ("clerk", "now"),
        ("unit_leader", "ahead"),
        ("verifier", "over"),
    ]
    shown = text(response)
    assert "Nhập và gửi kết quả, gắn minh chứng, lập đề nghị khen thưởng cho đơn vị." in shown
    assert page("end_grant", row) in shown
    assert page("end_grant", over) not in shown


def test_detail_tells_a_lock_on_the_name(client, admin, account):
    for _ in range(5):
        lockout.take_attempt("troly")
        lockout.failed("troly")
    client.force_login(admin)
    assert "Tên đăng nhập đang tạm khóa đến" in text(client.get(page("detail", account)))


def test_detail_of_an_account_elsewhere_is_not_there(client, admin):
    client.force_login(admin)
    assert client.get(page("detail", UserFactory(unit=UnitFactory()))).status_code == 404


def test_detail_of_the_own_account_offers_no_reset_and_no_lock(client, admin):
    client.force_login(admin)
    shown = text(client.get(page("detail", admin)))
    assert page("reset_password", admin) not in shown
    assert page("deactivate", admin) not in shown


def test_create_shows_the_one_time_password_once(client, admin, unit):
    person = PersonFactory(unit=unit, service_number="90001")
    client.force_login(admin)
    sent = {"username": "moi", "display_name": "Người mới", "unit": unit.pk, "person": "90001"}
    response = client.post(CREATE, sent)
    user = User.objects.get(username="moi")
    password = response.context["password"]
    assert user.check_password(password)
    assert password in text(response)
    assert (user.person, user.unit, user.must_change_password) == (person, unit, True)
    assert "no-store" in response.headers["Cache-Control"]
    assert password not in text(client.get(page("detail", user)))


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"username": "troly"}, "username", "Tên đăng nhập troly đã có."),
        ({"username": "Trợ lý"}, "username",
         "Tên đăng nhập gồm chữ thường không dấu, chữ số và . _ -, ví dụ nguyenvana."),
        ({"person": "khong-co"}, "person", "Không có số hiệu KHONG-CO trong phạm vi."),
        ({"unit": ""}, "unit", "Trường này là bắt buộc."),
    ],
)  # fmt: skip
def test_create_keeps_what_was_typed_and_says_what_is_wrong(client, admin, unit, account, changes, field, sentence):
    client.force_login(admin)
    sent = {"username": "moi", "display_name": "Người mới", "unit": unit.pk, "person": "", **changes}
    response = client.post(CREATE, sent)
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}
    assert 'value="Người mới"' in text(response)
    assert User.objects.count() == 2


def test_edit_moves_an_account_and_ties_it_to_a_person(client, admin, unit, account):
    person = PersonFactory(unit=unit, service_number="90001")
    client.force_login(admin)
    sent = {"display_name": "Tên mới", "unit": unit.pk, "person": "90001"}
    assert client.post(page("edit", account), sent).url == page("detail", account)
    account.refresh_from_db()
    assert (account.display_name, account.unit, account.person) == ("Tên mới", unit, person)
    assert client.get(page("edit", account)).context["form"].initial["person"] == "90001"


def test_grant_gives_a_role_and_says_what_is_wrong(client, admin, unit, account):
    client.force_login(admin)
    sent = {"role": "clerk", "unit": unit.pk, "valid_from": "01/01/2023"}
    assert client.post(page("grant", account), sent).url == page("detail", account)
    again = client.post(page("grant", account), sent)
    assert again.status_code == 422
    assert again.context["form"].errors == {
        "valid_from": ["Đã có vai trò Trợ lý thi đua đơn vị ở đây từ ngày 01/01/2023."]
    }
    wrong = client.post(page("grant", account), {**sent, "role": "cluster_lead"})
    assert wrong.context["form"].errors == {"cluster": ["Vai trò Cụm trưởng được cấp trên một cụm."]}
    assert RoleGrant.objects.filter(user=account).count() == 1


def test_grant_offers_only_units_of_the_own_subtree(client, admin, account):
    client.force_login(admin)
    sent = {"role": "clerk", "unit": UnitFactory().pk, "valid_from": "01/01/2023"}
    assert client.post(page("grant", account), sent).context["form"].errors["unit"] == [
        "Đơn vị này không có trong phạm vi được chọn."
    ]


def test_end_grant_and_withdraw(client, admin, account):
    first = grant(account, Role.CLERK, account.unit)
    second = grant(account, Role.UNIT_LEADER, account.unit)
    client.force_login(admin)
    assert client.post(page("end_grant", first), {"on": "01/01/2020"}).status_code == 422
    assert client.post(page("end_grant", first), {"on": f"{clock.today():%d/%m/%Y}"}).url == page("detail", account)
    assert client.post(page("withdraw", second), {"reason": ""}).status_code == 422
    assert client.post(page("withdraw", second), {"reason": "Cấp nhầm"}).url == page("detail", account)
    assert [one.role for one in User.objects.get(pk=account.pk).grants] == ["clerk"]


def test_withdraw_of_a_role_elsewhere_is_not_there(client, admin):
    other = UnitFactory()
    row = grant(UserFactory(unit=other), Role.CLERK, other)
    client.force_login(admin)
    assert client.post(page("withdraw", row), {"reason": "x"}).status_code == 404


def test_deactivate_asks_why_and_reactivate_is_a_post(client, admin, account):
    client.force_login(admin)
    assert client.post(page("deactivate", account), {"reason": " "}).status_code == 422
    assert client.post(page("deactivate", account), {"reason": "Nghỉ hưu"}).status_code == 302
    account.refresh_from_db()
    assert not account.is_active
    assert client.get(page("reactivate", account)).status_code == 405
    assert client.post(page("reactivate", account)).status_code == 302
    from_here = {"referer": f"http://testserver{page('detail', account)}"}
    refused = client.post(page("reactivate", account), follow=True, headers=from_here)
    assert "Tài khoản này đang dùng." in text(refused)


def test_reset_password_is_a_post_and_shows_it_once(client, admin, account):
    client.force_login(admin)
    assert client.get(page("reset_password", account)).status_code == 405
    response = client.post(page("reset_password", account))
    account.refresh_from_db()
    assert account.check_password(response.context["password"])
    assert account.must_change_password
    assert "no-store" in response.headers["Cache-Control"]


def test_profile_tells_everybody_the_own_roles(client, account):
    grant(account, Role.CLERK, account.unit)
    client.force_login(account)
    response = client.get(reverse("units:accounts.profile"))
    assert [duty.grant.role for duty in response.context["duties"]] == ["clerk"]
    assert "Đặt ngày kết thúc" not in text(response)


def test_profile_without_a_role_says_so(client, account):
    client.force_login(account)
    assert "Chưa có vai trò nào" in text(client.get(reverse("units:accounts.profile")))


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CLERK, Role.AUDITOR])
def test_index_and_accounts_are_the_administrators(client, unit, account, role):
    client.force_login(UserFactory(role=role, over=unit))
    for path in (INDEX, CREATE, page("detail", account), page("edit", account), page("grant", account)):
        response = client.get(path)
        assert response.status_code == 403
        assert "Quản trị hệ thống" in text(response)


# --- substitute -----------------------------------------------------------------------------------------------------


def test_substitute_names_both_on_their_pages(client, admin, unit, account):
    absent = UserFactory(username="vang", display_name="Nguyễn Văn Vắng", role=Role.OFFICER, over=unit)
    address = page("substitute", absent.role_grants.get())
    client.force_login(admin)
    refused = client.post(address, {"user": "khongco", "valid_from": "01/01/2023", "valid_to": ""})
    assert refused.status_code == 422
    assert "Không có tài khoản khongco trong phạm vi." in text(refused)
    assert 'value="khongco"' in text(refused)
    last = clock.today() + timedelta(days=3)
    sent = {"user": " Troly ", "valid_from": f"{clock.today():%d/%m/%Y}", "valid_to": f"{last:%d/%m/%Y}"}
    assert client.post(address, sent).status_code == 302
    assert f"Trợ lý Đồn thay từ {clock.today():%d/%m/%Y} đến hết ngày {last:%d/%m/%Y}" in text(
        client.get(page("detail", absent))
    )
    assert "Thay Nguyễn Văn Vắng" in text(client.get(page("detail", account)))
    assert "thay Nguyễn Văn Vắng" in text(client.get(INDEX))
    client.force_login(account)
    shown = text(client.get(reverse("units:accounts.profile")))
    assert "Thay Nguyễn Văn Vắng" in shown
    assert "Trợ lý thi đua cấp tỉnh, thay Nguyễn Văn Vắng" in shown  # beside the name, in the frame


def test_substitute_is_not_offered_for_a_vote(client, admin, unit):
    member = UserFactory(unit=unit, role=Role.MEMBER, over=unit)
    client.force_login(admin)
    assert "Giao người thay" not in text(client.get(page("detail", member)))
