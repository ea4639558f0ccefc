from django.urls import path

from awards.home import notice_views, outbox_views, views

urlpatterns = [
    path("", views.index, name="home.index"),
    path("search/", views.search, name="home.search"),
    path("help/", views.help, name="home.help"),
    path("notifications/", notice_views.notifications, name="home.notifications"),
    path("notifications/read/", notice_views.read_all, name="home.read_all"),
    path("notifications/choices/", notice_views.notice_choices, name="home.notice_choices"),
    path("notifications/<int:pk>/open/", notice_views.open_notice, name="home.open_notice"),
    path("remind/<int:pk>/", notice_views.remind, name="home.remind"),
    path("remind/year/<int:pk>/", notice_views.remind_today, name="home.remind_today"),
    path("outbox/", outbox_views.outbox, name="home.outbox"),
    path("outbox/approve/", outbox_views.approve_all, name="home.approve_all"),
    path("outbox/send/", outbox_views.send_now, name="home.send_now"),
    path("outbox/<int:pk>/", outbox_views.mail, name="home.mail"),
    path("outbox/<int:pk>/approve/", outbox_views.approve_mail, name="home.approve_mail"),
    path("outbox/<int:pk>/retry/", outbox_views.retry_mail, name="home.retry_mail"),
    path("outbox/<int:pk>/drop/", outbox_views.drop_mail, name="home.drop_mail"),
]
