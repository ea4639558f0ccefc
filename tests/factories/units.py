"""Units, people, clusters and accounts for tests."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from units.accounts.enums import Role
from units.models import (
    Cluster,
    ClusterMembership,
    ClusterTerm,
    Person,
    RoleGrant,
    Unit,
    UnitKind,
    UnitName,
    UnitParent,
    UnitStatus,
    User,
)
from units.people.enums import ObjectGroup, Rank

__all__ = ["ClusterFactory", "PersonFactory", "UnitFactory", "UserFactory", "grant", "join_cluster", "lead_cluster"]

LONG_AGO = date(2015, 1, 1)


class UnitFactory(DjangoModelFactory):
    """A unit with the first row of everything dated about it; `UnitFactory(parent=province)` puts it below."""

    class Meta:
        model = Unit
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"DV{n:03d}")
    kind = factory.LazyFunction(lambda: UnitKind.objects.get_or_create(code="don", defaults={"name": "Đồn"})[0])
    name = factory.LazyAttribute(lambda unit: f"Đồn Biên phòng {unit.code}")
    short_name = factory.LazyAttribute(lambda unit: f"Đồn BP {unit.code}")
    founded_on = LONG_AGO
    is_reporting = True
    strength = 40

    @factory.post_generation
    def first_name(unit, create, extracted, **kwargs):
        since = {"unit": unit, "valid_from": unit.founded_on}
        rows = [
            UnitName(name=unit.name, short_name=unit.short_name, **since),
            UnitParent(parent=unit.parent, valid_to=unit.closed_on, **since),
            UnitStatus(kind=unit.kind, **since),
        ]
        for row in rows:
            type(row).objects.bulk_create([row])


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    service_number = factory.Sequence(lambda n: f"SH{n:06d}")
    full_name = factory.Sequence(lambda n: f"Nguyễn Văn {'ABCDEGHIKLMN'[n % 12]}")
    rank = Rank.CAPTAIN
    position = "Đội trưởng"
    object_group = ObjectGroup.OFFICER
    unit = factory.SubFactory(UnitFactory)


class UserFactory(DjangoModelFactory):
    """An account; `UserFactory(role=Role.CLERK, over=unit_or_cluster)` grants one role."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"nguoi{n}")
    display_name = factory.LazyAttribute(lambda user: f"Người dùng {user.username}")
    must_change_password = False

    @classmethod
    def _create(cls, model, *args, role: Role | None = None, over: Unit | Cluster | None = None, **kwargs):
        if "unit" not in kwargs and isinstance(over, Unit):
            kwargs["unit"] = over
        user = model.objects.create_user(kwargs.pop("username"), kwargs.pop("password", "mat-khau-du-dai"), **kwargs)
        if role:
            grant(user, role, over)
        return user


class ClusterFactory(DjangoModelFactory):
    class Meta:
        model = Cluster

    code = factory.Sequence(lambda n: f"CUM{n:02d}")
    name = factory.LazyAttribute(lambda cluster: f"Cụm thi đua {cluster.code}")
    organiser = factory.SubFactory(UnitFactory)


def grant(user: User, role: Role, over: Unit | Cluster, valid_from: date = LONG_AGO) -> RoleGrant:
    place = {"cluster": over} if isinstance(over, Cluster) else {"unit": over}
    user.__dict__.pop("grants", None)
    return RoleGrant.objects.create(user=user, role=role, valid_from=valid_from, **place)


def join_cluster(cluster: Cluster, *units: Unit, valid_from: date = LONG_AGO) -> None:
    for number, unit in enumerate(units, 1):
        ClusterMembership.objects.create(cluster=cluster, unit=unit, valid_from=valid_from, sort=number)


def lead_cluster(cluster: Cluster, unit: Unit, valid_from: date = LONG_AGO) -> ClusterTerm:
    return ClusterTerm.objects.create(cluster=cluster, unit=unit, valid_from=valid_from)
