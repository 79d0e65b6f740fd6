"""Paths of 您是哪位, and of what staff may look at."""

from django.urls import path

from civcenter.residents import public as public_door
from civcenter.residents.desk import looks, oneself

public = [path("me/who/", public_door.who, name="who")]
desk = [
    path("people/<int:pk>/phone/", looks.reveal_phone, name="reveal_phone"),
    path("reveals/", looks.reveals, name="reveals"),
    path("account/", oneself.account, name="account"),
    path("account/phone/", oneself.phone, name="own_phone"),
    path("account/phone/code/", oneself.code, name="own_code"),
    path("account/phone/who/", oneself.who, name="own_who"),
    path("staff/", oneself.staff, name="staff"),
]
