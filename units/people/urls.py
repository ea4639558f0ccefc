from django.urls import path

from units.people import views

urlpatterns = [
    path("", views.index, name="people.index"),
    path("create/", views.create, name="people.create"),
    path("<int:pk>/", views.detail, name="people.detail"),
    path("<int:pk>/edit/", views.edit, name="people.edit"),
    path("<int:pk>/promote/", views.promote, name="people.promote"),
    path("<int:pk>/transfer/", views.transfer, name="people.transfer"),
    path("<int:pk>/send/", views.send_transfer, name="people.send_transfer"),
    path("<int:pk>/leave/", views.leave, name="people.leave"),
    path("<int:pk>/discipline/", views.discipline, name="people.discipline"),
    path("<int:pk>/hold/", views.hold, name="people.hold"),
    path("<int:pk>/grade/", views.grade, name="people.grade"),
    path("<int:pk>/test-result/", views.test_result, name="people.test_result"),
    path("unit/<int:pk>/grade/", views.unit_grade, name="people.unit_grade"),
    path("unit/<int:pk>/hold/", views.unit_hold, name="people.unit_hold"),
    path("hold/<int:pk>/end/", views.end_hold, name="people.end_hold"),
    path("discipline/<int:pk>/end/", views.end_discipline, name="people.end_discipline"),
    path("row/<slug:kind>/<int:pk>/", views.correct, name="people.correct"),
    path("transfers/", views.transfers, name="people.transfers"),
    path("transfers/<int:pk>/receive/", views.receive_transfer, name="people.receive_transfer"),
    path("transfers/<int:pk>/refuse/", views.refuse_transfer, name="people.refuse_transfer"),
    path("transfers/<int:pk>/withdraw/", views.withdraw_transfer, name="people.withdraw_transfer"),
    path("initiatives/", views.initiatives, name="people.initiatives"),
    path("initiatives/create/", views.initiative_create, name="people.initiative_create"),
    path("initiatives/authors/", views.find_authors, name="people.find_authors"),
    path("initiatives/<int:pk>/", views.initiative_detail, name="people.initiative_detail"),
    path("initiatives/<int:pk>/edit/", views.initiative_edit, name="people.initiative_edit"),
    path("initiatives/<int:pk>/attach/", views.initiative_attach, name="people.initiative_attach"),
    path("initiatives/<int:pk>/file/", views.initiative_file, name="people.initiative_file"),
]
