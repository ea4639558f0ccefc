from django.urls import path

from awards.scoring import trial_views, views

urlpatterns = [
    path("", views.index, name="scoring.index"),
    path("clusters/<str:code>/", views.cluster_board, name="scoring.cluster_board"),
    path("clusters/<str:code>/compute/", views.compute, name="scoring.compute"),
    path("clusters/<str:code>/hand/", views.hand_scores, name="scoring.hand_scores"),
    path("clusters/<str:code>/adjustments/", views.adjustments, name="scoring.adjustments"),
    path("try/<int:pk>/", trial_views.try_formula, name="scoring.try_formula"),
    path("targets/", trial_views.compare_targets, name="scoring.compare_targets"),
    path("boards/<int:pk>/", views.board, name="scoring.board"),
    path("boards/<int:pk>/freeze/", views.freeze, name="scoring.freeze"),
    path("boards/<int:pk>/units/<str:code>/", views.unit_score, name="scoring.unit_score"),
]
