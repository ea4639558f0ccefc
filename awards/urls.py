"""Addresses: URL name `awards:<chapter>.<view>` is `awards/<chapter>/views.py::<view>`."""

from django.urls import include, path

from awards.apps import CHAPTERS

app_name = "awards"
urlpatterns = [path(f"{chapter}/", include(f"awards.{chapter}.urls")) for chapter in CHAPTERS]
