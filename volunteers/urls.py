"""Paths of volunteers, by door."""

from django.urls import path

from volunteers import desk as desk_door
from volunteers import public as public_door

public = [
    path("volunteer/join/", public_door.join, name="join"),
    path("volunteer/consent/", public_door.consent, name="consent"),
]
desk = [
    path("volunteers/", desk_door.volunteers, name="volunteers"),
    path("volunteers/<int:pk>/", desk_door.volunteer, name="volunteer"),
    path("teams/", desk_door.teams, name="teams"),
]
