from django.urls import path

from awards.results import views

urlpatterns = [
    path("", views.index, name="results.index"),
    path("entry/<int:term>/<str:code>/", views.entry, name="results.entry"),
    path("entry/<int:term>/<str:code>/cells/", views.cells, name="results.cells"),
    path("entry/<int:term>/<str:code>/save/", views.save, name="results.save"),
    path("entry/<int:term>/<str:code>/submit/", views.submit, name="results.submit"),
    path("entry/<int:term>/<str:code>/changes/", views.changes, name="results.changes"),
    path("entry/<int:term>/<str:code>/paste/", views.paste, name="results.paste"),
    path("entry/<int:term>/<str:code>/paste/write/", views.paste_write, name="results.paste_write"),
    path("entry/<int:term>/<str:code>/paste/undo/", views.paste_undo, name="results.paste_undo"),
    path("entry/<int:term>/<str:code>/template/", views.template, name="results.template"),
    path("entry/<int:term>/<str:code>/upload/", views.upload, name="results.upload"),
    path("sheets/<int:pk>/recall/", views.recall, name="results.recall"),
    path("queue/", views.queue, name="results.queue"),
    path("verify/<int:pk>/", views.verify_unit, name="results.verify_unit"),
    path("verify/<int:pk>/accept/", views.verify, name="results.verify"),
    path("verify/<int:pk>/return/", views.send_back, name="results.send_back"),
    path("verify/<int:pk>/cells/<int:criterion>/accept/", views.accept_cell, name="results.accept_cell"),
    path("verify/<int:pk>/cells/<int:criterion>/mark/", views.mark_cell, name="results.mark_cell"),
]
