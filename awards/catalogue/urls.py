from django.urls import path

from awards.catalogue import views

urlpatterns = [
    path("", views.index, name="catalogue.index"),
    path("<int:pk>/", views.award, name="catalogue.award"),
    path("movements/<int:pk>/awards/", views.movement_awards, name="catalogue.movement_awards"),
]
