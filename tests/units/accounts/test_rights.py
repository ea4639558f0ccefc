"""What an account may do at a place: the answers of the registry itself, with the role or the state behind each."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories import PersonFactory, UserFactory, grant
from tests.kept import kept
from tests.pages import text
from tests.world import places, year
from thidua import clock
from thidua.permissions import QUESTIONS, REGISTRY, Place, allowed
from units.accounts import queries, services
from units.accounts.enums import Role
from units.models import RoleGrant, User

pytestmark = [pytest.mark.django_db, pytest.mark.once]
RIGHTS = reverse("units:accounts.rights")


def build():
    t = places("OWN")
    staff = {name: UserFactory(role=Role(name), over=t.province) for name in ("officer", "secretary", "teller")}
    year(t, **staff)
    t.officer = staff["officer"]
    t.admin = UserFactory(username="quantri", role=Role.ADMINISTRATOR, over=t.province)
    return t


world = kept(build)


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def answers(user: User, place: Place) -> dict[str, queries.Answer]:
    return {one.name: one for one in queries.rights_at(again(user), place)}


@pytest.mark.parametrize("role", [Role.CLERK, Role.VERIFIER, Role.OFFICER, Role.AUDITOR, Role.COMMANDER])
def test_the_answers_are_those_of_the_registry(world, role):
    user = UserFactory(role=role, over=world.province, unit=world.province)
    place = Place(world.post, world.period.year)
    found = answers(user, place)
    assert set(found) == set(REGISTRY)
    for name, one in found.items():
        thing = QUESTIONS[name].find(place)
        expected = None if thing is None else allowed(again(user), name, thing)
        if one.yes is False and expected is True:  # the right is there, the page is not
            assert one.reasons[0].endswith("nằm ngoài phạm vi: trang này là không có."), name
        else:
            assert one.yes is expected, name
        assert all(one.reasons), name


def test_a_yes_names_the_role_that_is_enough(world):
    grant(world.account, Role.UNIT_LEADER, world.post)
    found = answers(world.account, Place(world.post, world.period.year))
    one = found["awards.enter_result"]
    assert one.reasons == [f"Trợ lý thi đua đơn vị, {world.post}", f"Chỉ huy đơn vị, {world.post}"]
    assert one.about == f"{world.sheet}: {world.sheet.get_state_display()}"


def test_a_no_says_for_whom_it_is_and_what_stands_in_the_way(world):
    verifier = UserFactory(role=Role.VERIFIER, over=world.province, unit=world.post)
    found = answers(verifier, Place(world.post, world.period.year))
    assert found["awards.verify_result"].reasons[0].startswith("Đây là đơn vị của chính tài khoản này")
    assert found["awards.sign_paper"].reasons == [f"Chỉ dành cho: {REGISTRY['awards.sign_paper'].who}."]


def test_a_role_that_is_over_is_told(world):
    RoleGrant.objects.filter(user=world.account).update(valid_to=clock.today() - timedelta(days=1))
    account = queries.account_for_questions(world.admin, world.account.username)
    found = {one.name: one for one in queries.rights_at(account, Place(world.post, world.period.year))}
    assert found["awards.enter_result"].yes is False
    assert found["awards.enter_result"].reasons[0] == f"Trợ lý thi đua đơn vị, {world.post} đã kết thúc."


def test_a_substitute_is_named_as_one(world):
    today = clock.today()
    deputy = UserFactory(unit=world.province)
    services.substitute(
        world.officer.role_grants.get(), by=again(world.admin), user=deputy, valid_from=today, valid_to=today
    )
    found = answers(deputy, Place(world.post, world.period.year))
    assert found["awards.run_period"].reasons == [f"Trợ lý thi đua cấp tỉnh, {world.province}, thay {world.officer}"]


def test_what_is_not_there_yet_is_neither_yes_nor_no(world):
    found = answers(world.officer, Place(world.post, 1999))
    assert (found["awards.run_period"].yes, found["awards.run_period"].reasons) == (None, ["Chưa mở năm thi đua này."])
    assert found["awards.put_forward"].yes is True


def test_a_person_and_a_cluster_are_places_too(world):
    person = PersonFactory(unit=world.post)
    found = answers(world.officer, Place(world.post, world.period.year, person=person))
    assert found["units.edit_person"].yes is True
    lead = UserFactory(role=Role.CLUSTER_LEAD, over=world.cluster, unit=world.post)
    found = answers(lead, Place(world.province, world.period.year, cluster=world.cluster))
    assert found["awards.convene"].reasons == [f"Cụm trưởng, {world.cluster}"]
    assert queries.sees_place(again(lead), Place(world.province, world.period.year, cluster=world.cluster))
    assert not queries.sees_place(again(world.account), Place(world.province, 2023))


def test_a_right_over_what_is_not_there_is_no(world):
    """Adopted minutes are for everybody who sees the conference; the clerk of a post does not."""
    world.conference.state = "adopted"
    world.conference.save()
    found = answers(world.account, Place(world.province, world.period.year))["awards.read_minutes"]
    assert (found.yes, found.reasons) == (False, [f"{world.conference} nằm ngoài phạm vi: trang này là không có."])


# --- the page -------------------------------------------------------------------------------------------------------


def test_rights_answers_for_an_account_of_the_own_subtree(client, world):
    client.force_login(world.admin)
    empty = client.get(RIGHTS)
    assert "Chọn tài khoản và nơi hỏi" in text(empty)
    asked = {"tk": world.account.username, "don_vi": world.post.code, "nam": world.period.year}
    shown = text(client.get(RIGHTS, asked))
    assert "Nhập và gửi kết quả" in shown
    assert f"Trợ lý thi đua đơn vị, {world.post}" in shown
    detail = text(client.get(reverse("units:accounts.detail", args=[world.account.pk])))
    assert f"{RIGHTS}?tk={world.account.username}&amp;don_vi={world.post.code}" in detail


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"tk": "khongco"}, "tk", "Không có tài khoản khongco trong phạm vi."),
        ({"don_vi": ""}, "don_vi", "Chọn đúng một nơi: đơn vị, cụm hoặc cá nhân."),
        ({"don_vi": "", "ca_nhan": "khong"}, "ca_nhan", "Không có số hiệu KHONG trong phạm vi."),
        ({"nam": "nam nay"}, "nam", None),
    ],
)
def test_rights_says_what_is_wrong(client, world, changes, field, sentence):
    client.force_login(world.admin)
    asked = {"tk": world.account.username, "don_vi": world.post.code, "nam": world.period.year, **changes}
    page = client.get(RIGHTS, asked)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert sentence is None or page.context["form"].errors[field] == [sentence]


def test_rights_of_an_account_elsewhere_are_not_told(client, world):
    far = places("FAR")
    client.force_login(UserFactory(role=Role.AUDITOR, over=world.province))
    asked = {"tk": far.account.username, "don_vi": world.post.code, "nam": 2023}
    assert "trong phạm vi" in text(client.get(RIGHTS, asked))
    asked = {"tk": world.account.username, "don_vi": far.post.code, "nam": 2023}
    assert list(client.get(RIGHTS, asked).context["form"].errors) == ["don_vi"]
