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
]
