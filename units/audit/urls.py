from django.urls import path

from units.audit import views

urlpatterns = [
    path("", views.index, name="audit.index"),
    path("export/", views.export, name="audit.export"),
]
