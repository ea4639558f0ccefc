from django.urls import path

from units.accounts import views

urlpatterns = [
    path("", views.index, name="accounts.index"),
    path("profile/", views.profile, name="accounts.profile"),
    path("create/", views.create, name="accounts.create"),
    path("<int:pk>/", views.detail, name="accounts.detail"),
    path("<int:pk>/edit/", views.edit, name="accounts.edit"),
    path("<int:pk>/grant/", views.grant, name="accounts.grant"),
    path("<int:pk>/deactivate/", views.deactivate, name="accounts.deactivate"),
    path("<int:pk>/reactivate/", views.reactivate, name="accounts.reactivate"),
    path("<int:pk>/reset-password/", views.reset_password, name="accounts.reset_password"),
    path("grant/<int:pk>/end/", views.end_grant, name="accounts.end_grant"),
    path("grant/<int:pk>/substitute/", views.substitute, name="accounts.substitute"),
    path("grant/<int:pk>/withdraw/", views.withdraw, name="accounts.withdraw"),
]
