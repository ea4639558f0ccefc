"""A migration that makes many tables at once."""

from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.models import CreateModel


class CreateTables(Operation):
    """The tables of an app in one step.

    One `CreateModel` after another makes Django render the state of all models anew for each of them, which for the
    hundred models here takes half a minute; rendered once, it takes a few seconds. Tables may point at each other in
    any order.
    """

    def __init__(self, models: list[CreateModel]):
        self.models = models

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # rendered when it is asked for next, not for each model
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for model in self._rendered(app_label, schema_editor, to_state):
            schema_editor.create_model(model)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for model in reversed(self._rendered(app_label, schema_editor, from_state)):
            schema_editor.delete_model(model)

    def _rendered(self, app_label, schema_editor, state) -> list:
        found = [state.apps.get_model(app_label, model.name) for model in self.models]
        alias = schema_editor.connection.alias
        return [model for model in found if self.allow_migrate_model(alias, model)]

    def references_model(self, name, app_label):
        return any(model.references_model(name, app_label) for model in self.models)

    def describe(self):
        return f"Create {len(self.models)} tables"
