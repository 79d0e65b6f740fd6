"""Paths of coming in, going out and the own account."""

from django.urls import path

from civcenter.accounts import desk as desk_door
from civcenter.accounts import public as public_door

public = [
    path("login/", public_door.staff_login, name="login"),
    path("logout/", public_door.leave, name="logout"),
    path("me/", public_door.me, name="me"),
    path("me/login/", public_door.phone_login, name="phone_login"),
    path("me/code/", public_door.code, name="code"),
    path("me/code/again/", public_door.code_again, name="code_again"),
]
desk = [
    path("password/", desk_door.password, name="password"),
    path("sms/", desk_door.stranded, name="stranded"),
    path("sms/<int:pk>/", desk_door.resend, name="resend"),
]
