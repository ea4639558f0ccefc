from django.urls import path

from units.structure import views

urlpatterns = [
    path("", views.index, name="structure.index"),
    path("create/", views.create, name="structure.create"),
    path("<int:pk>/", views.detail, name="structure.detail"),
    path("<int:pk>/edit/", views.edit, name="structure.edit"),
    path("<int:pk>/rename/", views.rename, name="structure.rename"),
    path("<int:pk>/move/", views.move, name="structure.move"),
    path("<int:pk>/close/", views.close, name="structure.close"),
    path("<int:pk>/reclass/", views.reclass, name="structure.reclass"),
    path("<int:pk>/merge/", views.merge, name="structure.merge"),
    path("<int:pk>/split/", views.split, name="structure.split"),
    path("acts/<int:pk>/", views.act, name="structure.act"),
    path("acts/<int:pk>/undo/", views.undo, name="structure.undo"),
    path("lines/<int:pk>/streak/", views.streak, name="structure.streak"),
]
