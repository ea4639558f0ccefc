from django.urls import path

from awards.conferences import views

urlpatterns = [
    path("", views.index, name="conferences.index"),
    path("new/", views.create, name="conferences.create"),
    path("<int:pk>/", views.detail, name="conferences.detail"),
    path("<int:pk>/edit/", views.edit, name="conferences.edit"),
    path("<int:pk>/open/", views.open_session, name="conferences.open_session"),
    path("<int:pk>/close/", views.close_session, name="conferences.close_session"),
    path("<int:pk>/programme/", views.programme, name="conferences.programme"),
    path("items/<int:pk>/move/", views.move_item, name="conferences.move_item"),
    path("items/<int:pk>/remove/", views.remove_item, name="conferences.remove_item"),
    path("items/<int:pk>/finish/", views.finish_item, name="conferences.finish_item"),
    path("items/<int:pk>/note/", views.note_item, name="conferences.note_item"),
    path("seats/<int:pk>/present/", views.mark_present, name="conferences.mark_present"),
    path("seats/<int:pk>/absent/", views.mark_absent, name="conferences.mark_absent"),
    path("seats/<int:pk>/unmark/", views.unmark, name="conferences.unmark"),
    path("seats/<int:pk>/delegate/", views.set_delegate, name="conferences.set_delegate"),
    path("<int:pk>/minutes/", views.minutes, name="conferences.minutes"),
    path("<int:pk>/minutes/adopt/", views.adopt_minutes, name="conferences.adopt_minutes"),
    path("<int:pk>/handover/", views.handover, name="conferences.handover"),
    path("handovers/<int:pk>/tick/", views.tick_handover, name="conferences.tick_handover"),
    path("handovers/<int:pk>/sign/", views.sign_handover, name="conferences.sign_handover"),
    path("councils/", views.councils, name="conferences.councils"),
    path("councils/new/", views.council_create, name="conferences.council_create"),
    path("councils/<int:pk>/", views.council, name="conferences.council"),
    path("councils/<int:pk>/members/new/", views.add_member, name="conferences.add_member"),
    path("councils/members/<int:pk>/end/", views.end_member, name="conferences.end_member"),
    path("councils/<int:pk>/regulation/", views.set_regulation, name="conferences.set_regulation"),
    path("clusters/<int:pk>/regulation/", views.set_cluster_regulation, name="conferences.set_cluster_regulation"),
]
