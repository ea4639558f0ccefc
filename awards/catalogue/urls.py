from django.urls import path

from awards.catalogue import version_views, views

urlpatterns = [
    path("", views.index, name="catalogue.index"),
    path("<int:pk>/", views.award, name="catalogue.award"),
    path("rules/<int:pk>/renew/", version_views.renew, name="catalogue.renew"),
    path("rules/<int:pk>/withdraw/", version_views.withdraw, name="catalogue.withdraw"),
    path("movements/<int:pk>/awards/", views.movement_awards, name="catalogue.movement_awards"),
]
