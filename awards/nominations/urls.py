from django.urls import path

from awards.nominations import override_views, suggestion_views, switch_views, views, why_views

urlpatterns = [
    path("", views.index, name="nominations.index"),
    path("new/", views.create, name="nominations.create"),
    path("bulk/", views.bulk, name="nominations.bulk"),
    path("<int:pk>/", views.detail, name="nominations.detail"),
    path("<int:pk>/edit/", views.edit, name="nominations.edit"),
    path("<int:pk>/check/", views.check, name="nominations.check"),
    path("<int:pk>/send/", views.send, name="nominations.send"),
    path("<int:pk>/send-back/", views.send_back, name="nominations.send_back"),
    path("<int:pk>/to-council/", views.to_council, name="nominations.to_council"),
    path("<int:pk>/hold/", views.hold, name="nominations.hold"),
    path("<int:pk>/release/", views.release, name="nominations.release"),
    path("<int:pk>/reject/", views.reject, name="nominations.reject"),
    path("<int:pk>/reconsider/", views.reconsider, name="nominations.reconsider"),
    path("<int:pk>/withdraw/", views.withdraw, name="nominations.withdraw"),
    path("<int:pk>/override/", override_views.override, name="nominations.override"),
    path("overrides/<int:pk>/withdraw/", override_views.withdraw_override, name="nominations.withdraw_override"),
    path("suggestions/", suggestion_views.suggestions, name="nominations.suggestions"),
    path("suggestions/work-out/", suggestion_views.suggest, name="nominations.suggest"),
    path("suggestions/take-up/", suggestion_views.take_up, name="nominations.take_up"),
    path("conditions/", switch_views.conditions, name="nominations.conditions"),
    path("conditions/<int:pk>/<slug:code>/on/", switch_views.switch_on, name="nominations.switch_on"),
    path("conditions/<int:pk>/off/", switch_views.switch_off, name="nominations.switch_off"),
    path("why/<str:key>/", why_views.why, name="nominations.why"),
    path("lists/new/", views.open_list, name="nominations.open_list"),
    path("lists/<int:pk>/edit/", views.edit_list, name="nominations.edit_list"),
    path("lists/<int:pk>/check/", views.check_list, name="nominations.check_list"),
    path("lists/<int:pk>/lock/", views.lock, name="nominations.lock"),
    path("lists/<int:pk>/reopen/", views.reopen, name="nominations.reopen"),
]
