from django.urls import path

from awards.results import views

urlpatterns = [
    path("", views.index, name="results.index"),
    path("entry/<int:term>/<str:code>/", views.entry, name="results.entry"),
    path("entry/<int:term>/<str:code>/cells/", views.cells, name="results.cells"),
    path("entry/<int:term>/<str:code>/save/", views.save, name="results.save"),
    path("entry/<int:term>/<str:code>/submit/", views.submit, name="results.submit"),
    path("sheets/<int:pk>/recall/", views.recall, name="results.recall"),
    path("queue/", views.queue, name="results.queue"),
    path("verify/<int:pk>/", views.verify_unit, name="results.verify_unit"),
    path("verify/<int:pk>/accept/", views.verify, name="results.verify"),
    path("verify/<int:pk>/return/", views.send_back, name="results.send_back"),
    path("verify/<int:pk>/cells/<int:criterion>/accept/", views.accept_cell, name="results.accept_cell"),
    path("verify/<int:pk>/cells/<int:criterion>/mark/", views.mark_cell, name="results.mark_cell"),
]
