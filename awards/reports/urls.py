from django.urls import path

from awards.reports import views

urlpatterns = [
    path("", views.index, name="reports.index"),
    path("<slug:name>/create/", views.create, name="reports.create"),
    path("<slug:name>/<slug:format>/", views.download, name="reports.download"),
]
