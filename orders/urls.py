"""Paths of wishes, orders and claims, by door."""

from django.urls import path

from orders.desk import board, lists, making, radar, rolls, station, steps
from orders.desk import orders as order_desk
from orders.desk import wishes as wish_desk
from orders.public import checkins, hall, mine, track, wishes
from orders.public import rolls as captain

public = [
    path("wish/", wishes.wish, name="wish"),
    path("wish/find/", track.find, name="find"),
    path("wish/<str:number>/", track.track, name="track"),
    path("wish/<str:number>/made/", wishes.made, name="made"),
    path("wish/<str:number>/hand/<str:token>/", track.hand, name="hand"),
    path("wish/<str:number>/code/", checkins.code, name="code"),
    path("wish/<str:number>/<slug:step>/", track.step, name="wish_step"),
    path("hall/", hall.hall, name="hall"),
    path("hall/<int:pk>/", hall.order, name="order"),
    path("hall/<int:pk>/claim/", hall.claim, name="claim_order"),
    path("hall/<int:pk>/serve/", hall.serve, name="serve_order"),
    path("my/orders/", mine.mine, name="mine"),
    path("my/rolls/", captain.rolls, name="rolls"),
    path("my/rolls/<int:pk>/", captain.roll, name="roll"),
    path("claims/<int:pk>/", mine.claim, name="claim"),
    path("claims/<int:pk>/home/", checkins.home, name="home"),
    path("in/", checkins.scanned, name="scanned"),
    path("in/<str:token>/", checkins.scan, name="scan"),
    path("claims/<int:pk>/<slug:step>/", mine.step, name="claim_step"),
]
desk = [
    path("board/", board.board, name="board"),
    path("board/<slug:key>/", lists.column, name="column"),
    path("radar/", radar.radar, name="radar"),
    path("radar/<int:pk>/", radar.need, name="need"),
    path("radar/<int:pk>/dismiss/", radar.dismiss, name="dismiss_need"),
    path("station/", station.today, name="today"),
    path("wishes/", lists.wishes, name="wishes"),
    path("wishes/new/", wish_desk.enter, name="enter"),
    path("wishes/<int:pk>/", wish_desk.wish, name="wish"),
    path("wishes/<int:pk>/slip/", wish_desk.slip, name="slip"),
    path("wishes/<int:pk>/reveal/", wish_desk.reveal, name="reveal"),
    path("wishes/<int:pk>/<slug:step>/", steps.wish_step, name="wish_step"),
    path("orders/", lists.orders, name="orders"),
    path("orders/new/", making.prepare, name="prepare"),
    path("orders/join/", making.join, name="join"),
    path("orders/<int:pk>/", order_desk.order, name="order"),
    path("orders/<int:pk>/sheet/", order_desk.sheet, name="sheet"),
    path("orders/<int:pk>/screen/", rolls.screen, name="screen"),
    path("orders/<int:pk>/roll/", rolls.roll, name="roll"),
    path("orders/<int:pk>/<slug:step>/", steps.order_step, name="order_step"),
    path("claims/<int:pk>/<slug:step>/", steps.claim_step, name="claim_step"),
]
