from django.urls import path

from units.clusters import views

urlpatterns = [
    path("", views.index, name="clusters.index"),
    path("create/", views.create, name="clusters.create"),
    path("<int:pk>/", views.detail, name="clusters.detail"),
    path("<int:pk>/edit/", views.edit, name="clusters.edit"),
    path("<int:pk>/add-member/", views.add_member, name="clusters.add_member"),
    path("<int:pk>/remove-member/", views.remove_member, name="clusters.remove_member"),
    path("<int:pk>/lead/", views.lead, name="clusters.lead"),
]
