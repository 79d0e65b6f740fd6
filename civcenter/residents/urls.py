"""Paths of 您是哪位, and of what staff may look at."""

from django.urls import path

from civcenter.residents import desk as desk_door
from civcenter.residents import public as public_door

public = [path("me/who/", public_door.who, name="who")]
desk = [
    path("people/<int:pk>/phone/", desk_door.reveal_phone, name="reveal_phone"),
    path("reveals/", desk_door.reveals, name="reveals"),
]
