from django.urls import path

from awards.nominations import law_views, views

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
    path("lists/new/", views.open_list, name="nominations.open_list"),
    path("lists/<int:pk>/edit/", views.edit_list, name="nominations.edit_list"),
    path("lists/<int:pk>/law/", law_views.choose_law, name="nominations.choose_law"),
    path("lists/<int:pk>/check/", views.check_list, name="nominations.check_list"),
    path("lists/<int:pk>/lock/", views.lock, name="nominations.lock"),
    path("lists/<int:pk>/reopen/", views.reopen, name="nominations.reopen"),
]
