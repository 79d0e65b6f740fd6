"""Paths of the portal's own pages."""

from django.urls import path

from civcenter.portal import calendars
from civcenter.portal import desk as desk_door
from civcenter.portal import public as public_door

public = [
    path("", public_door.home, name="home"),
    path("outposts/", public_door.outposts, name="outposts"),
    path("outposts/<int:pk>/", public_door.outpost, name="outpost"),
    path("outposts/<int:pk>/here/", public_door.stay, name="stay"),
    path("outposts/<int:pk>/poster/", public_door.poster, name="poster"),
    path("outposts/<int:pk>/done/", public_door.done, name="done"),
    path("calendar/", calendars.calendar, name="calendar"),
    path("calendar/places/<slug:code>.ics", calendars.calendar_feed, name="calendar_feed"),
    path("elder/on/", public_door.elder_on, name="elder_on"),
    path("elder/off/", public_door.elder_off, name="elder_off"),
    path("healthz", public_door.healthz, name="healthz"),
    path("robots.txt", public_door.robots, name="robots"),
    path("favicon.ico", public_door.favicon, name="favicon"),
]
desk = [
    path("", desk_door.home, name="home"),
    path("calendar/", calendars.desk_calendar, name="calendar"),
    path("outposts/", desk_door.outposts, name="outposts"),
    path("outposts/<int:pk>/", desk_door.outpost, name="outpost"),
]
