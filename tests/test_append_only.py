"""Tables that refuse deletion must still be emptied between tests that commit; see ``django_db_setup`` in conftest."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from units.models import UnitKind

MAKE = {
    "sqlite": [
        """CREATE TRIGGER kept BEFORE DELETE ON units_unitkind
           BEGIN SELECT RAISE(ABORT, 'kept 100%'); END"""
    ],
    "postgresql": [
        """CREATE FUNCTION kept() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'kept 100%%'; END $$""",
        "CREATE TRIGGER kept BEFORE DELETE ON units_unitkind FOR EACH ROW EXECUTE FUNCTION kept()",
        "CREATE TRIGGER kept_whole BEFORE TRUNCATE ON units_unitkind EXECUTE FUNCTION kept()",
    ],
}
DROP = {"sqlite": ["DROP TRIGGER kept"], "postgresql": ["DROP FUNCTION kept() CASCADE"]}


@pytest.fixture
def guarded(transactional_db):
    def run(statements):
        with connection.cursor() as cursor:
            for statement in statements[connection.vendor]:
                cursor.execute(statement)

    run(MAKE)
    yield
    run(DROP)


def test_emptying_passes_the_guard_and_leaves_it_standing(guarded):
    UnitKind.objects.create(code="don", name="Đồn")
    call_command("flush", interactive=False, verbosity=0)
    assert UnitKind.objects.count() == 0
    UnitKind.objects.create(code="don", name="Đồn")
    with pytest.raises(DatabaseError, match="kept 100%"), transaction.atomic():
        UnitKind.objects.all().delete()
    assert UnitKind.objects.count() == 1
