from django.urls import path

from units.health import views

urlpatterns = [
    path("", views.index, name="health.index"),
    path("<slug:name>/", views.check, name="health.check"),
]
