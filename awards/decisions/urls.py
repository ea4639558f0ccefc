from django.urls import path

from awards.decisions import views

urlpatterns = [
    path("", views.index, name="decisions.index"),
    path("create/", views.create, name="decisions.create"),
    path("<int:pk>/", views.detail, name="decisions.detail"),
    path("<int:pk>/edit/", views.edit, name="decisions.edit"),
    path("<int:pk>/add-lines/", views.add_lines, name="decisions.add_lines"),
    path("<int:pk>/to-sign/", views.to_sign, name="decisions.to_sign"),
    path("<int:pk>/take-back/", views.take_back, name="decisions.take_back"),
    path("<int:pk>/cancel/", views.cancel, name="decisions.cancel"),
    path("<int:pk>/sign/", views.sign, name="decisions.sign"),
    path("<int:pk>/answer/", views.answer, name="decisions.answer"),
    path("<int:pk>/download/", views.download, name="decisions.download"),
    path("lines/<int:pk>/drop/", views.drop_line, name="decisions.drop_line"),
]
