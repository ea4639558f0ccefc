from django.urls import path

from awards.years import deadline_views, views

urlpatterns = [
    path("", views.index, name="years.index"),
    path("create/", views.create, name="years.create"),
    path("<int:pk>/", views.detail, name="years.detail"),
    path("<int:pk>/calendar/", deadline_views.calendar, name="years.calendar"),
    path("<int:pk>/start/", views.start, name="years.start"),
    path("<int:pk>/close/", views.close, name="years.close"),
    path("<int:pk>/cut/", views.cut, name="years.cut"),
    path("cuts/<int:pk>/undo/", views.undo_cut, name="years.undo_cut"),
    path("<int:pk>/reopen/", views.reopen, name="years.reopen"),
    path("phases/<int:pk>/deadline/", deadline_views.set_deadline, name="years.set_deadline"),
    path("<int:pk>/clone/", deadline_views.clone, name="years.clone"),
    path("<int:pk>/deadline-rules/", deadline_views.deadline_rules, name="years.deadline_rules"),
    path("terms/<int:pk>/extend/", deadline_views.extend_term, name="years.extend_term"),
    path("terms/<int:pk>/extend/<str:code>/end/", deadline_views.take_back_term, name="years.take_back_term"),
    path("phases/<int:pk>/extend/", deadline_views.extend_phase, name="years.extend_phase"),
    path("phases/<int:pk>/extend/<str:code>/end/", deadline_views.take_back_phase, name="years.take_back_phase"),
    path("phases/<int:pk>/finish/", views.finish_phase, name="years.finish_phase"),
    path("phases/<int:pk>/reopen/", views.reopen_phase, name="years.reopen_phase"),
    path("terms/<int:pk>/deadline/", deadline_views.set_term_deadline, name="years.set_term_deadline"),
    path("terms/<int:pk>/open/", views.open_term, name="years.open_term"),
    path("terms/<int:pk>/lock/", views.lock_term, name="years.lock_term"),
    path("terms/<int:pk>/reopen/", views.reopen_term, name="years.reopen_term"),
    path("practices/", views.practices, name="years.practices"),
    path("practices/create/", views.practice_create, name="years.practice_create"),
    path("practices/<int:pk>/", views.practice, name="years.practice"),
    path("practices/<int:pk>/edit/", views.practice_edit, name="years.practice_edit"),
    path("practices/<int:pk>/spread/", views.practice_spread, name="years.practice_spread"),
]
