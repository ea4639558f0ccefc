"""A province with its administrator and one account; wrong attempts of one test are not counted in the next."""

import pytest
from django.core.cache import cache

from tests.factories import UnitFactory, UserFactory
from units.accounts.enums import Role


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def unit():
    return UnitFactory(code="LA", name="Bộ Chỉ huy BĐBP tỉnh Long An", short_name="BĐBP Long An")


@pytest.fixture
def admin(unit):
    return UserFactory(username="quantri", display_name="Quản trị", role=Role.ADMINISTRATOR, over=unit)


@pytest.fixture
def account(unit):
    """An account of a unit below, without any role."""
    return UserFactory(username="troly", display_name="Trợ lý Đồn", unit=UnitFactory(parent=unit, short_name="Đồn BP"))


@pytest.fixture
def user(unit):
    """A clerk."""
    return UserFactory(username="troly", role=Role.CLERK, over=unit)
