from django.urls import path

from awards.home import views

urlpatterns = [
    path("", views.index, name="home.index"),
    path("search/", views.search, name="home.search"),
    path("help/", views.help, name="home.help"),
]
