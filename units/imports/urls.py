from django.urls import path

from units.imports import views

urlpatterns = [
    path("", views.index, name="imports.index"),
    path("template/<slug:kind>/", views.template, name="imports.template"),
    path("upload/<slug:kind>/", views.upload, name="imports.upload"),
    path("<int:pk>/", views.detail, name="imports.detail"),
    path("<int:pk>/confirm/", views.confirm, name="imports.confirm"),
    path("<int:pk>/discard/", views.discard, name="imports.discard"),
    path("<int:pk>/undo/", views.undo, name="imports.undo"),
]
