"""Names stand in the Vietnamese order, whatever the database and its language."""

import random

import pytest

from tests.factories import PersonFactory, UnitFactory
from units.models import Person

pytestmark = pytest.mark.django_db
IN_ORDER = [
    "Nguyễn Văn A",
    "Lê An",
    "Bùi Văn An",
    "Nguyễn Văn An",
    "Ông Văn An",
    "Nguyễn Văn Án",
    "Nguyễn Văn Anh",
    "Nguyễn Văn Ánh",
    "Nguyễn Văn Ăn",
    "Nguyễn Văn Ân",
    "Nguyễn Văn Ấn",
    "Nguyễn Văn Dũng",
    "Nguyễn Thị Đào",
    "Nguyễn Văn Đào",
    "Nguyễn Văn Đức",
    "Nguyễn Văn Em",
    "Nguyễn Văn Êm",
    "Nguyễn Văn Hoa",
    "Nguyễn Văn Hoà",
    "Nguyễn Văn Hoá",
    "Nguyễn Văn Hô",
    "Nguyễn Văn Hơn",
    "Nguyễn Văn Tu",
    "Nguyễn Văn Tú",
    "Nguyễn Văn Tư",
    "Nguyễn Văn Từ",
    "Nguyễn Văn Ước",
    "Nguyễn Văn Ý",
]


def test_people_stand_by_given_name_then_middle_then_family():
    unit = UnitFactory()
    mixed = list(IN_ORDER)
    random.Random(3).shuffle(mixed)
    for name in mixed:
        PersonFactory(unit=unit, full_name=name)
    assert [person.full_name for person in Person.objects.in_order()] == IN_ORDER
    assert [person.full_name for person in Person.objects.in_order().reverse()] == IN_ORDER[::-1]
