from django.urls import path

from awards.years import views

urlpatterns = [
    path("", views.index, name="years.index"),
    path("create/", views.create, name="years.create"),
    path("<int:pk>/", views.detail, name="years.detail"),
    path("<int:pk>/calendar/", views.calendar, name="years.calendar"),
    path("<int:pk>/start/", views.start, name="years.start"),
    path("<int:pk>/close/", views.close, name="years.close"),
    path("<int:pk>/cut/", views.cut, name="years.cut"),
    path("cuts/<int:pk>/undo/", views.undo_cut, name="years.undo_cut"),
    path("<int:pk>/reopen/", views.reopen, name="years.reopen"),
    path("phases/<int:pk>/deadline/", views.set_deadline, name="years.set_deadline"),
    path("phases/<int:pk>/finish/", views.finish_phase, name="years.finish_phase"),
    path("phases/<int:pk>/reopen/", views.reopen_phase, name="years.reopen_phase"),
    path("terms/<int:pk>/deadline/", views.set_term_deadline, name="years.set_term_deadline"),
    path("terms/<int:pk>/open/", views.open_term, name="years.open_term"),
    path("terms/<int:pk>/lock/", views.lock_term, name="years.lock_term"),
    path("terms/<int:pk>/reopen/", views.reopen_term, name="years.reopen_term"),
    path("practices/", views.practices, name="years.practices"),
    path("practices/create/", views.practice_create, name="years.practice_create"),
    path("practices/<int:pk>/", views.practice, name="years.practice"),
    path("practices/<int:pk>/edit/", views.practice_edit, name="years.practice_edit"),
    path("practices/<int:pk>/spread/", views.practice_spread, name="years.practice_spread"),
]
