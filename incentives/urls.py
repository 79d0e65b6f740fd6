"""Paths of points, by door."""

from django.urls import path, re_path

from incentives import desk as desk_door
from incentives import public as public_door

public = [
    path("my/points/", public_door.points, name="points"),
    path("my/records/<int:pk>/", public_door.record, name="record"),
]
desk = [
    path("records/", desk_door.records, name="records"),
    re_path(r"^records/(?P<pk>\d+)/(?P<step>agree|annul)/$", desk_door.record, name="record"),
]
