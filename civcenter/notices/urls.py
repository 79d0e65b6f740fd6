"""Paths of the two inboxes."""

from django.urls import path

from civcenter.notices import desk as desk_door
from civcenter.notices import public as public_door

public = [
    path("me/notices/", public_door.messages, name="inbox"),
    path("me/notices/read/", public_door.read_all, name="read_all"),
    path("me/notices/<int:pk>/", public_door.open_one, name="open"),
]
desk = [
    path("notices/", desk_door.messages, name="inbox"),
    path("notices/read/", desk_door.read_all, name="read_all"),
    path("notices/<int:pk>/", desk_door.open_one, name="open"),
]
