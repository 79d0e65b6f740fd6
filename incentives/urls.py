"""Paths of points, by door."""

from django.urls import path, re_path

from incentives import public as public_door
from incentives.desk import late, overtime, records, stars, watched

public = [
    path("stars/<str:code>/", public_door.stars, name="stars"),
    path("my/points/", public_door.points, name="points"),
    path("my/records/<int:pk>/", public_door.record, name="record"),
]
desk = [
    path("records/", records.records, name="records"),
    path("records/watched/", watched.watched, name="watched"),
    path("records/watched/<int:pk>/", watched.suspicion, name="suspicion"),
    path("records/late/", late.late_entries, name="late_entries"),
    path("records/late/new/<int:pk>/", late.propose, name="propose_late"),
    path("records/late/<int:pk>/", late.late_entry, name="late_entry"),
    path("records/overtime/", overtime.overtimes, name="overtimes"),
    path("records/overtime/<int:pk>/", overtime.overtime, name="overtime"),
    path("records/<int:pk>/correct/", watched.correction, name="correction"),
    re_path(r"^records/(?P<pk>\d+)/(?P<step>agree|annul)/$", records.record, name="record"),
    path("stars/", stars.stars, name="stars"),
    path("stars/give-due/", stars.give_due, name="give_due"),
    re_path(r"^stars/(?P<pk>\d+)/(?P<step>announce|give|withhold|revoke)/$", stars.star, name="star"),
]
