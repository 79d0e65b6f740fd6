"""Paths of occasions and plans, by door."""

from django.urls import path, re_path

from projects.occasions.desk import days, items, plans

desk = [
    path("plans/", plans.plans, name="plans"),
    path("plans/draft/", plans.draft_all, name="draft_all"),
    path("plans/<int:pk>/<int:year>/", plans.plan, name="plan"),
    path("plans/<int:pk>/<int:year>/draft/", plans.draft, name="draft"),
    re_path(r"^plans/(?P<pk>\d+)/(?P<step>submit|take_back|approve|send_back)/$", items.plan_step, name="plan_step"),
    path("plans/<int:pk>/add/", items.add, name="add"),
    path("plans/<int:pk>/take/", items.take, name="take"),
    path("plans/items/<int:pk>/", items.item, name="item"),
    re_path(r"^plans/items/(?P<pk>\d+)/(?P<step>hold|drop|restore)/$", items.item_step, name="item_step"),
    path("occasions/new/", days.keep, name="keep"),
    path("occasions/<int:pk>/end/", days.end, name="end"),
    path("occasions/<int:pk>/pack/<int:year>/", days.pack, name="pack"),
]
