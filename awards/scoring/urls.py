from django.urls import path

from awards.scoring import appeal_views, appraise_views, board_views, sheet_views, tie_views, trial_views, views

urlpatterns = [
    path("", views.index, name="scoring.index"),
    path("clusters/<str:code>/", views.cluster_board, name="scoring.cluster_board"),
    path("clusters/<str:code>/compute/", views.compute, name="scoring.compute"),
    path("clusters/<str:code>/hand/", views.hand_scores, name="scoring.hand_scores"),
    path("clusters/<str:code>/adjustments/", views.adjustments, name="scoring.adjustments"),
    path("try/<int:pk>/", trial_views.try_formula, name="scoring.try_formula"),
    path("targets/", trial_views.compare_targets, name="scoring.compare_targets"),
    path("ties/<int:pk>/", tie_views.tie_rule, name="scoring.tie_rule"),
    path("ties/<int:pk>/publish/", tie_views.publish_tie_rule, name="scoring.publish_tie_rule"),
    path("boards/<int:pk>/", views.board, name="scoring.board"),
    path("boards/<int:pk>/live/", board_views.live, name="scoring.live"),
    path("boards/<int:pk>/units/<str:code>/<int:criterion>/", board_views.cell, name="scoring.cell"),
    path("boards/<int:pk>/compare/", board_views.compare_boards, name="scoring.compare_boards"),
    path("boards/<int:pk>/freeze/", views.freeze, name="scoring.freeze"),
    path("boards/<int:pk>/units/<str:code>/", views.unit_score, name="scoring.unit_score"),
    path("clusters/<str:code>/sheets/", sheet_views.sheets, name="scoring.sheets"),
    path("clusters/<str:code>/sheets/rotate/", sheet_views.rotate_checks, name="scoring.rotate_checks"),
    path("clusters/<str:code>/sheets/checker/", sheet_views.set_checker, name="scoring.set_checker"),
    path("clusters/<str:code>/sheets/term/", sheet_views.set_appeal_term, name="scoring.set_appeal_term"),
    path("clusters/<str:code>/self/<str:unit>/", sheet_views.self_score, name="scoring.self_score"),
    path("clusters/<str:code>/self/<str:unit>/recall/", sheet_views.recall_self, name="scoring.recall_self"),
    path("clusters/<str:code>/check/<str:unit>/", sheet_views.cross_check, name="scoring.cross_check"),
    path("clusters/<str:code>/appraise/<str:unit>/", appraise_views.appraise, name="scoring.appraise"),
    path("clusters/<str:code>/appraise/<str:unit>/agree/", appraise_views.agree, name="scoring.agree"),
    path(
        "clusters/<str:code>/appraise/<str:unit>/<int:criterion>/",
        appraise_views.appraise_cell,
        name="scoring.appraise_cell",
    ),
    path("clusters/<str:code>/appeals/", appeal_views.appeals, name="scoring.appeals"),
    path("clusters/<str:code>/appeals/<str:unit>/new/", appeal_views.file_appeal, name="scoring.file_appeal"),
    path("clusters/<str:code>/appeals/<int:pk>/answer/", appeal_views.answer_appeal, name="scoring.answer_appeal"),
    path(
        "clusters/<str:code>/appeals/<int:pk>/withdraw/", appeal_views.withdraw_appeal, name="scoring.withdraw_appeal"
    ),
]
