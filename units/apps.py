from importlib import import_module

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "units"
    verbose_name = "Đơn vị, con người"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from django.conf import settings

        from thidua import providers
        from thidua.env import WrongSetting
        from thidua.guards import stand
        from units.accounts import adapter as _adapter  # noqa: F401  receives what django-allauth tells
        from units.accounts import panels as _rights  # noqa: F401  puts permissions to places
        from units.accounts import permissions as _accounts  # noqa: F401  registers permissions
        from units.accounts.enums import Role
        from units.audit import permissions as _audit  # noqa: F401
        from units.audit import triggers as record_triggers
        from units.audit.actions import ACTIONS
        from units.audit.services import record
        from units.clusters import permissions as _clusters  # noqa: F401
        from units.clusters import states as _pledges  # noqa: F401  words of its moves
        from units.health import permissions as _health  # noqa: F401
        from units.imports import panels as _files  # noqa: F401
        from units.imports import permissions as _imports  # noqa: F401
        from units.people import permissions as _people  # noqa: F401
        from units.people.queries import open_holds, unit_panel, what_was_carried
        from units.structure import permissions as _structure  # noqa: F401
        from units.structure import triggers as day_triggers

        if unknown := set(settings.TWO_FACTOR_ROLES) - set(Role.values):
            raise WrongSetting("THIDUA_TWO_FACTOR_ROLES", f"no such role: {', '.join(sorted(unknown))}.")
        for name in ("unit_rows", "people_rows", "history_rows"):  # what can be brought in, in the order of the page
            import_module(f"units.imports.{name}")
        providers.unit_panels.append(unit_panel)
        providers.unit_ties.append(what_was_carried)
        providers.open_matters.append(open_holds)
        providers.recorder = record
        providers.action_labels.update(ACTIONS)
        stand(self, record_triggers, "units.E001", "The audit record is not guarded")
        stand(self, day_triggers, "units.E002", "Dated rows of units are not guarded")
