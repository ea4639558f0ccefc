"""The frame of every page."""

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict:
    return {"frame": None}
