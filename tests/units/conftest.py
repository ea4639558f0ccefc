"""Fixtures for the pages of units."""

import pytest


@pytest.fixture
def no_frame(monkeypatch):
    """Pages without the frame around them, so that a test counts the queries of the page alone."""
    monkeypatch.setattr("awards.home.context._build", lambda request, user: None)
