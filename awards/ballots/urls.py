from django.urls import path

from awards.ballots import views

urlpatterns = [
    path("conferences/<int:pk>/prepare/", views.prepare, name="ballots.prepare"),
    path("conferences/<int:pk>/screen/", views.screen, name="ballots.screen"),
    path("<uuid:pk>/", views.detail, name="ballots.detail"),
    path("<uuid:pk>/pending/", views.pending, name="ballots.pending"),
    path("<uuid:pk>/tellers/", views.tellers, name="ballots.tellers"),
    path("<uuid:pk>/freeze/", views.freeze, name="ballots.freeze"),
    path("<uuid:pk>/discard/", views.discard, name="ballots.discard"),
    path("<uuid:pk>/acts/<slug:action>/ask/", views.ask, name="ballots.ask"),
    path("<uuid:pk>/acts/<slug:action>/confirm/", views.confirm, name="ballots.confirm"),
    path("<uuid:pk>/acts/<slug:action>/withdraw/", views.withdraw, name="ballots.withdraw"),
    path("<uuid:pk>/papers/", views.hand_papers, name="ballots.hand_papers"),
    path("electors/<int:pk>/take-back/", views.take_back, name="ballots.take_back"),
    path("electors/<int:pk>/recuse/", views.recuse, name="ballots.recuse"),
    path("batches/<int:pk>/returned/", views.record_returned, name="ballots.record_returned"),
    path("batches/<int:pk>/merge/", views.merge, name="ballots.merge"),
    path("batches/<int:pk>/count/", views.count, name="ballots.count"),
    path("batches/<int:pk>/count/save/", views.save_count, name="ballots.save_count"),
    path("batches/<int:pk>/count/lock/", views.lock_count, name="ballots.lock_count"),
    path("<uuid:pk>/result/", views.result, name="ballots.result"),
    path("<uuid:pk>/sign/", views.sign, name="ballots.sign"),
    path("<uuid:pk>/runoff/", views.runoff, name="ballots.runoff"),
    path("<uuid:pk>/ties/", views.settle_ties, name="ballots.settle_ties"),
    path("<uuid:pk>/rerun/", views.rerun, name="ballots.rerun"),
    path("<uuid:pk>/vote/", views.vote, name="ballots.vote"),
]
