"""Paths of activities, by door."""

from django.urls import path

from projects.activities.desk import door, steps
from projects.activities.desk import pages as desk_pages
from projects.activities.public import coming, pages, signing

public = [
    path("activities/", pages.activities, name="activities"),
    path("activities/mine/", pages.mine, name="mine"),
    path("activities/in/", coming.scanned, name="scanned"),
    path("activities/in/<str:token>/", coming.scan, name="scan"),
    path("activities/answer/<str:token>/", signing.answer, name="answer"),
    path("activities/outposts/<int:pk>.ics", pages.outpost_calendar, name="outpost_calendar"),
    path("activities/<int:pk>.ics", pages.calendar_file, name="calendar"),
    path("activities/<int:pk>/", pages.activity, name="activity"),
    path("activities/<int:pk>/sign-up/", signing.sign_up, name="sign_up"),
    path("activities/<int:pk>/signed/", signing.signed, name="signed"),
    path("activities/<int:pk>/ask/", pages.ask, name="ask"),
    path("activities/<int:pk>/help/", coming.join, name="join"),
    path("attendances/<int:pk>/<slug:step>/", signing.step, name="attendance_step"),
    path("helpers/<int:pk>/leave/", coming.leave, name="leave"),
    path("helpers/<int:pk>/take-over/", coming.take_over, name="take_over"),
    path("helpers/<int:pk>/<slug:step>/", coming.help_step, name="helper_step"),
]
desk = [
    path("activities/", desk_pages.activities, name="activities"),
    path("activities/new/", desk_pages.make, name="make"),
    path("activities/<int:pk>/", desk_pages.activity, name="activity"),
    path("activities/<int:pk>/edit/", desk_pages.edit, name="edit"),
    path("activities/<int:pk>/screen/", door.screen, name="screen"),
    path("activities/<int:pk>/roll/", door.roll, name="roll"),
    path("activities/<int:pk>/sheet/", door.sheet, name="sheet"),
    path("activities/<int:pk>/enter/", door.enter, name="enter"),
    path("attendances/<int:pk>/arrive/", door.arrive, name="arrive"),
    path("questions/<int:pk>/", steps.answer, name="answer"),
    path("activities/<int:pk>/<slug:step>/", steps.step, name="step"),
]
