from django.urls import path

from units.accounts import views

urlpatterns = [
    path("", views.index, name="accounts.index"),
    path("profile/", views.profile, name="accounts.profile"),
    path("profile/sessions/end/", views.end_other_sessions, name="accounts.end_other_sessions"),
    path("profile/sessions/<int:pk>/end/", views.end_session, name="accounts.end_session"),
    path("rights/", views.rights, name="accounts.rights"),
    path("create/", views.create, name="accounts.create"),
    path("<int:pk>/", views.detail, name="accounts.detail"),
    path("<int:pk>/edit/", views.edit, name="accounts.edit"),
    path("<int:pk>/grant/", views.grant, name="accounts.grant"),
    path("<int:pk>/deactivate/", views.deactivate, name="accounts.deactivate"),
    path("<int:pk>/reactivate/", views.reactivate, name="accounts.reactivate"),
    path("<int:pk>/reset-password/", views.reset_password, name="accounts.reset_password"),
    path("<int:pk>/end-sessions/", views.end_sessions, name="accounts.end_sessions"),
    path("<int:pk>/reset-two-factor/", views.reset_two_factor, name="accounts.reset_two_factor"),
    path("<int:pk>/invite/", views.invite, name="accounts.invite"),
    path("<int:pk>/withdraw-invitation/", views.withdraw_invitation, name="accounts.withdraw_invitation"),
    path("<int:pk>/identity/", views.link_identity, name="accounts.link_identity"),
    path("<int:pk>/identity/end/", views.end_identity_link, name="accounts.end_identity_link"),
    path("<int:pk>/slip/", views.slip, name="accounts.slip"),
    path("invitation/<str:code>/", views.accept, name="accounts.accept"),
    path("grant/<int:pk>/end/", views.end_grant, name="accounts.end_grant"),
    path("grant/<int:pk>/substitute/", views.substitute, name="accounts.substitute"),
    path("grant/<int:pk>/withdraw/", views.withdraw, name="accounts.withdraw"),
]
