"""A province with one post, and its officer."""

import pytest

from tests.factories import UnitFactory, UserFactory
from units.accounts.enums import Role


@pytest.fixture
def province():
    return UnitFactory(code="LA", is_reporting=False)


@pytest.fixture
def post(province):
    return UnitFactory(code="LA-01", short_name="Đồn BP Mỹ Quý Tây", parent=province)


@pytest.fixture
def officer(province, post):
    return UserFactory(role=Role.OFFICER, over=province)
