from django.urls import path

from awards.criteria import target_views, views

urlpatterns = [
    path("", views.index, name="criteria.index"),
    path("create/", views.create, name="criteria.create"),
    path("copy/", views.copy, name="criteria.copy"),
    path("targets/", target_views.targets, name="criteria.targets"),
    path("targets/set/", target_views.set_many, name="criteria.set_many"),
    path("targets/file/", target_views.targets_file, name="criteria.targets_file"),
    path("targets/import/", target_views.import_targets, name="criteria.import_targets"),
    path("targets/import/confirm/", target_views.confirm_targets, name="criteria.confirm_targets"),
    path("<int:pk>/edit/", views.edit, name="criteria.edit"),
    path("<int:pk>/lock/", views.lock, name="criteria.lock"),
    path("<int:pk>/unlock/", views.unlock, name="criteria.unlock"),
    path("<int:pk>/take-in/", views.take_in, name="criteria.take_in"),
    path("<int:pk>/new-version/", views.new_version, name="criteria.new_version"),
    path("<int:pk>/put-in-force/", views.put_in_force, name="criteria.put_in_force"),
    path("<int:pk>/drop-version/", views.drop_version, name="criteria.drop_version"),
    path("<int:pk>/reorder/", views.reorder, name="criteria.reorder"),
    path("<int:pk>/add/", views.add, name="criteria.add"),
    path("rows/<int:pk>/edit/", views.edit_row, name="criteria.edit_row"),
    path("rows/<int:pk>/duplicate/", views.duplicate, name="criteria.duplicate"),
    path("rows/<int:pk>/remove/", views.remove, name="criteria.remove"),
    path("rows/<int:pk>/move/", views.move, name="criteria.move"),
]
