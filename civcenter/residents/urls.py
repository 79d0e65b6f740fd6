"""Paths of 您是哪位, and of what staff may look at."""

from django.urls import path

from civcenter.residents import public as public_door
from civcenter.residents.desk import households, looks, oneself

public = [path("me/who/", public_door.who, name="who")]
desk = [
    path("people/<int:pk>/phone/", looks.reveal_phone, name="reveal_phone"),
    path("households/", households.households, name="households"),
    path("households/<int:pk>/", households.household, name="household"),
    path("households/<int:pk>/card/", households.issue_card, name="issue_card"),
    path("people/<int:pk>/out/", households.remove_member, name="remove_member"),
    path("people/<int:pk>/card/", households.issue_own_card, name="issue_own_card"),
    path("cards/<int:pk>/", households.card, name="card"),
    path("cards/<int:pk>/cancel/", households.cancel_card, name="cancel_card"),
    path("cards/sheets/", households.card_sheets, name="card_sheets"),
    path("reveals/", looks.reveals, name="reveals"),
    path("account/", oneself.account, name="account"),
    path("account/phone/", oneself.phone, name="own_phone"),
    path("account/phone/code/", oneself.code, name="own_code"),
    path("account/phone/who/", oneself.who, name="own_who"),
    path("staff/", oneself.staff, name="staff"),
]
