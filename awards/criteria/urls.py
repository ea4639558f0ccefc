from django.urls import path

from awards.criteria import views

urlpatterns = [
    path("", views.index, name="criteria.index"),
    path("create/", views.create, name="criteria.create"),
    path("targets/", views.targets, name="criteria.targets"),
    path("<int:pk>/edit/", views.edit, name="criteria.edit"),
    path("<int:pk>/lock/", views.lock, name="criteria.lock"),
    path("<int:pk>/unlock/", views.unlock, name="criteria.unlock"),
    path("<int:pk>/add/", views.add, name="criteria.add"),
    path("rows/<int:pk>/edit/", views.edit_row, name="criteria.edit_row"),
    path("rows/<int:pk>/remove/", views.remove, name="criteria.remove"),
    path("rows/<int:pk>/move/", views.move, name="criteria.move"),
]
