from django.urls import path

from awards.catalogue import adding_views, money_views, version_views, views

urlpatterns = [
    path("", views.index, name="catalogue.index"),
    path("<int:pk>/", views.award, name="catalogue.award"),
    path("rules/<int:pk>/renew/", version_views.renew, name="catalogue.renew"),
    path("rules/<int:pk>/withdraw/", version_views.withdraw, name="catalogue.withdraw"),
    path("new/", adding_views.add_award, name="catalogue.add_award"),
    path("<int:pk>/rules/new/", adding_views.add_rule, name="catalogue.add_rule"),
    path("rules/<int:pk>/end/", adding_views.end, name="catalogue.end"),
    path("rule-sets/", adding_views.rule_sets, name="catalogue.rule_sets"),
    path("rule-sets/new/", adding_views.add_rule_set, name="catalogue.add_rule_set"),
    path("money/", money_views.money, name="catalogue.money"),
    path("money/salary/add/", money_views.add_salary, name="catalogue.add_salary"),
    path("money/rounding/add/", money_views.add_rounding, name="catalogue.add_rounding"),
    path("money/fund-share/add/", money_views.add_fund_share, name="catalogue.add_fund_share"),
    path("money/fund-share/<int:pk>/withdraw/", money_views.withdraw_fund_share, name="catalogue.withdraw_fund_share"),
    path("money/salary/<int:pk>/withdraw/", money_views.withdraw_salary, name="catalogue.withdraw_salary"),
    path("money/rounding/<int:pk>/withdraw/", money_views.withdraw_rounding, name="catalogue.withdraw_rounding"),
    path("movements/<int:pk>/awards/", views.movement_awards, name="catalogue.movement_awards"),
]
