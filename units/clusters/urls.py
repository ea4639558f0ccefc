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
    path("<int:pk>/end-deputy/", views.end_deputy, name="clusters.end_deputy"),
    path("<int:pk>/number/", views.number, name="clusters.number"),
    path("<int:pk>/pledge/", views.pledge_create, name="clusters.pledge_create"),
    path("pledge/<int:pk>/", views.pledge, name="clusters.pledge"),
    path("pledge/<int:pk>/edit/", views.pledge_edit, name="clusters.pledge_edit"),
    path("pledge/<int:pk>/open/", views.pledge_open, name="clusters.pledge_open"),
    path("pledge/<int:pk>/take-back/", views.pledge_take_back, name="clusters.pledge_take_back"),
    path("pledge/<int:pk>/sign/<int:unit>/", views.pledge_sign, name="clusters.pledge_sign"),
    path("pledge/<int:pk>/paper/", views.pledge_paper, name="clusters.pledge_paper"),
]
