"""What every act of every test must do: say in Vietnamese what it changed."""

import re

import pytest

from thidua import providers
from units.audit import services as audit
from units.audit.queries import _label


@pytest.fixture(scope="session", autouse=True)
def every_change_has_a_word():
    """No act of any test may write down the change of a field that the record cannot name in Vietnamese."""
    made = audit._event

    def named(by, action, target, before, after, reason, acted_on, facts):
        event = made(by, action, target, before, after, reason, acted_on, facts)
        # An act that no part of the program knows is a test's own.
        is_known = action in providers.action_labels
        keys = [key for key in event.changes if is_known and re.fullmatch("[a-z_]+", key)]
        bare = [key for key in keys if _label(type(target), key).lower().replace(" ", "_") == key]
        assert not bare, f"{action} changes {bare} of {target._meta.label}: no word in units/audit/actions.py"
        return event

    audit._event = named
    yield
    audit._event = made
