"""Paths of the portal's own pages."""

from django.urls import path

from civcenter.portal import calendars
from civcenter.portal import desk as desk_door
from civcenter.portal import public as public_door
from civcenter.portal.cockpit import desk as cockpit_desk
from civcenter.portal.cockpit import phone as cockpit_phone
from civcenter.portal.cockpit import screen as cockpit_screen

public = [
    path("", public_door.home, name="home"),
    path("outposts/", public_door.outposts, name="outposts"),
    path("outposts/<int:pk>/", public_door.outpost, name="outpost"),
    path("outposts/<int:pk>/here/", public_door.stay, name="stay"),
    path("outposts/<int:pk>/poster/", public_door.poster, name="poster"),
    path("outposts/<int:pk>/done/", public_door.done, name="done"),
    path("calendar/", calendars.calendar, name="calendar"),
    path("calendar/places/<slug:code>.ics", calendars.calendar_feed, name="calendar_feed"),
    path("screen/<str:token>/", cockpit_screen.wall, name="wall"),
    path("red/<str:code>/", public_door.red, name="red"),
    path("elder/on/", public_door.elder_on, name="elder_on"),
    path("elder/off/", public_door.elder_off, name="elder_off"),
    path("healthz", public_door.healthz, name="healthz"),
    path("robots.txt", public_door.robots, name="robots"),
    path("favicon.ico", public_door.favicon, name="favicon"),
]
desk = [
    path("", desk_door.home, name="home"),
    path("calendar/", calendars.desk_calendar, name="calendar"),
    path("cockpit/", cockpit_desk.cockpit, name="cockpit"),
    path("cockpit/numbers/", cockpit_desk.every, name="numbers"),
    path("cockpit/rows/<slug:name>/", cockpit_desk.rows, name="cockpit_rows"),
    path("leader/", cockpit_phone.leader, name="leader"),
    path("screen/", cockpit_screen.screen, name="screen"),
    path("screens/", cockpit_screen.screens, name="screens"),
    path("screens/<int:pk>/revoke/", cockpit_screen.revoke, name="revoke_screen"),
    path("outposts/", desk_door.outposts, name="outposts"),
    path("outposts/<int:pk>/", desk_door.outpost, name="outpost"),
    path("red/", desk_door.red, name="red"),
]
