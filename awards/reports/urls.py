from django.urls import path

from awards.reports import paper_views, views

urlpatterns = [
    path("registered/", views.registered, name="reports.registered"),
    path("registered/<int:pk>/<str:code>/", views.registered_unit, name="reports.registered_unit"),
    path("agreement/<int:pk>/", paper_views.agreement, name="reports.agreement"),
    path("agreement/<int:pk>/note/", paper_views.agreement_note, name="reports.agreement_note"),
    path("", views.index, name="reports.index"),
    path("<slug:name>/create/", views.create, name="reports.create"),
    path("<slug:name>/<slug:format>/", views.download, name="reports.download"),
]
