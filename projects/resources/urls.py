"""Paths of things that are booked, and of tasks."""

from django.urls import path

from projects.resources.desk import pages, steps

desk = [
    path("venues/", pages.venues, name="venues"),
    path("venues/new/", pages.add, name="add"),
    path("venues/<int:pk>/", pages.venue, name="venue"),
    path("venues/<int:pk>/book/", pages.book, name="book"),
    path("venues/<int:pk>/<slug:step>/", steps.step, name="step"),
    path("bookings/<int:pk>/<slug:step>/", steps.booking_step, name="booking_step"),
    path("assignments/", steps.assignments, name="assignments"),
    path("assignments/<int:pk>/finish/", steps.finish_task, name="finish"),
]
