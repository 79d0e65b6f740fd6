"""Paths of volunteers, by door."""

from django.urls import path

from volunteers.desk import registry as desk_registry
from volunteers.desk import teams as desk_teams
from volunteers.public import calendar
from volunteers.public import registry as public_registry

public = [
    path("volunteer/join/", public_registry.join, name="join"),
    path("volunteer/consent/", public_registry.consent, name="consent"),
    path("my/calendar/", calendar.calendar, name="calendar"),
    path("calendar/<str:token>.ics", calendar.feed, name="calendar_feed"),
]
desk = [
    path("volunteers/", desk_registry.volunteers, name="volunteers"),
    path("volunteers/<int:pk>/", desk_registry.volunteer, name="volunteer"),
    path("teams/", desk_teams.teams, name="teams"),
]
