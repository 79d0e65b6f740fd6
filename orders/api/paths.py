"""The paths, made from the flow tables: one for every step that has a hand."""

from django.urls import path

from civcenter.kit.api.doors import Told
from civcenter.kit.api.fields import ID
from orders.api import inputs, outputs, views
from orders.api.checkins import TOLD, CheckIns
from orders.api.steps import CLAIM_BIRTHS, CLAIM_MOVES, ORDER_MOVES, WISH_MOVES

NUMBER = {"number": {"type": "string", "pattern": "^[0-9]{10}$"}}
WISH, ORDER, CLAIM = "心愿", "单", "接单"


def listing(name, summary, tag, line, **more):
    return Told(name, summary, tag, line, is_list=True, **more)


def steps(view, base, moves, noun, tag, answers, spot):
    """`POST <base>/<step>/` for each step."""
    for step, way in moves:
        told = Told(f"{noun}_{step.name}", step.label, tag, answers(step), way.spoken, spot)
        yield path(f"{base}/{step.name}/", view.as_view(step=step, way=way, told={"POST": told}), name=told.name)


api = [
    path(
        "wishes/",
        views.Wishes.as_view(
            told={
                "GET": listing("wish_list", "看得到的心愿", WISH, outputs.WishLine),
                "POST": Told("wish_create", "点单", WISH, outputs.OneWish, inputs.NewWish, status=201),
            }
        ),
        name="wish_list",
    ),
    path(
        "wishes/<str:number>/",
        views.OneWish.as_view(told={"GET": Told("wish_show", "一件心愿", WISH, outputs.OneWish, path=NUMBER)}),
        name="wish_show",
    ),
    *steps(views.WishMove, "wishes/<str:number>", WISH_MOVES, "wish", WISH, lambda step: outputs.OneWish, NUMBER),
    path(
        "orders/",
        views.Orders.as_view(
            told={
                "GET": listing("order_list", "管的单", ORDER, outputs.OrderLine),
                "POST": Told("order_create", "制单", ORDER, outputs.OneOrder, inputs.NewOrder, status=201),
            }
        ),
        name="order_list",
    ),
    path(
        "orders/<str:id>/",
        views.OneOrder.as_view(told={"GET": Told("order_show", "一张单", ORDER, outputs.OneOrder, path=ID)}),
        name="order_show",
    ),
    *steps(views.OrderMove, "orders/<str:id>", ORDER_MOVES, "order", ORDER, lambda step: outputs.OneOrder, ID),
    *steps(
        views.ClaimBirth,
        "orders/<str:id>",
        CLAIM_BIRTHS,
        "order",
        CLAIM,
        lambda step: outputs.OneClaim if step.name == "claim" else outputs.OneOrder,
        ID,
    ),
    path(
        "hall/",
        views.Hall.as_view(told={"GET": listing("hall_list", "接单大厅", CLAIM, outputs.OrderLine)}),
        name="hall_list",
    ),
    path(
        "claims/",
        views.Claims.as_view(told={"GET": listing("claim_list", "接的单", CLAIM, outputs.ClaimLine)}),
        name="claim_list",
    ),
    path(
        "claims/<str:id>/",
        views.OneClaim.as_view(told={"GET": Told("claim_show", "一次接单", CLAIM, outputs.OneClaim, path=ID)}),
        name="claim_show",
    ),
    path("check-ins/", CheckIns.as_view(told=TOLD), name="check_in"),
    *steps(views.ClaimMove, "claims/<str:id>", CLAIM_MOVES, "claim", CLAIM, lambda step: outputs.OneClaim, ID),
]
