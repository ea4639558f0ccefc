from importlib import import_module

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "units"
    verbose_name = "Đơn vị, con người"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from thidua import providers
        from units.accounts import permissions as _accounts  # noqa: F401  registers permissions
        from units.audit import permissions as _audit  # noqa: F401
        from units.audit.actions import ACTIONS
        from units.audit.services import record
        from units.clusters import permissions as _clusters  # noqa: F401
        from units.imports import permissions as _imports  # noqa: F401
        from units.people import permissions as _people  # noqa: F401
        from units.people.queries import unit_panel
        from units.structure import permissions as _structure  # noqa: F401

        for name in ("unit_rows", "people_rows", "history_rows"):  # what can be brought in, in the order of the page
            import_module(f"units.imports.{name}")
        providers.unit_panels.append(unit_panel)
        providers.recorder = record
        providers.action_labels.update(ACTIONS)
