"""Paths of coming in, going out and the own account."""

from django.urls import path

from civcenter.accounts import desk as desk_door
from civcenter.accounts import public as public_door

public = [
    path("login/", public_door.staff_login, name="login"),
    path("login/code/", public_door.totp, name="totp"),
    path("login/code/new/", public_door.totp_new, name="totp_new"),
    path("logout/", public_door.leave, name="logout"),
    path("me/", public_door.me, name="me"),
    path("me/login/", public_door.phone_login, name="phone_login"),
    path("me/code/", public_door.code, name="code"),
    path("me/code/again/", public_door.code_again, name="code_again"),
]
desk = [
    path("password/", desk_door.password, name="password"),
    path("staff/<int:pk>/totp/", desk_door.totp_reset, name="totp_reset"),
    path("sms/", desk_door.stranded, name="stranded"),
    path("sms/<int:pk>/", desk_door.resend, name="resend"),
]
