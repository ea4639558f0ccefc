from django.urls import path

from awards.reports import answer_views, paper_views, summary_views, views, wording_views

urlpatterns = [
    path("registered/", views.registered, name="reports.registered"),
    path("registered/<int:pk>/<str:code>/", views.registered_unit, name="reports.registered_unit"),
    path("agreement/<int:pk>/", paper_views.agreement, name="reports.agreement"),
    path("agreement/<int:pk>/note/", paper_views.agreement_note, name="reports.agreement_note"),
    path("wordings/", wording_views.wordings, name="reports.wordings"),
    path("wordings/layout/", wording_views.layout, name="reports.layout"),
    path("wordings/edit/", wording_views.wording, name="reports.wording"),
    path("year-end/<int:pk>/", summary_views.year_end, name="reports.year_end"),
    path("year-end/<int:pk>/<str:key>/", summary_views.paragraph, name="reports.paragraph"),
    path("figures/<int:pk>/", summary_views.figures, name="reports.figures"),
    path("figures/<int:pk>/lines/", summary_views.figure_lines, name="reports.figure_lines"),
    path("titles/", answer_views.title_years, name="reports.title_years"),
    path("titles/<int:pk>/", answer_views.origin, name="reports.origin"),
    path("year-book/<int:pk>/", answer_views.year_book, name="reports.year_book"),
    path("", views.index, name="reports.index"),
    path("<slug:name>/create/", views.create, name="reports.create"),
    path("<slug:name>/<slug:format>/", views.download, name="reports.download"),
]
