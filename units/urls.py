"""Addresses: URL name `units:<chapter>.<view>` is `units/<chapter>/views.py::<view>`."""

from django.urls import include, path

app_name = "units"
urlpatterns = [
    path(f"{chapter}/", include(f"units.{chapter}.urls"))
    for chapter in ("structure", "people", "clusters", "accounts", "audit", "imports", "health")
]
