"""Paths of points shops, by door."""

from django.urls import path, re_path

from incentives.desk import counter, shops
from incentives.public import market

public = [
    path("shops/", market.shops, name="markets"),
    path("shops/<int:pk>/", market.market, name="market"),
    path("shops/goods/<int:pk>/", market.goods, name="goods"),
    re_path(r"^shops/(?P<pk>\d+)/account/(?P<asked>20\d\d-[1-4])/$", market.quarter, name="quarter"),
    path("my/redemptions/", market.redemptions, name="redemptions"),
    path("my/redemptions/<int:pk>/", market.redemption, name="redemption"),
    path("my/household/", market.household, name="household"),
]
desk = [
    path("shops/", shops.shops, name="shops"),
    path("shops/new/", shops.new_shop, name="new_shop"),
    path("shops/<int:pk>/", shops.shop, name="shop"),
    path("shops/<int:pk>/change/", shops.change_shop, name="change_shop"),
    path("shops/<int:pk>/items/new/", shops.new_item, name="new_item"),
    path("shops/<int:pk>/counter/", counter.counter, name="counter"),
    path("shops/<int:pk>/counter/hand/", counter.hand_over, name="hand_over"),
    path("shops/<int:pk>/counter/card/", counter.by_card, name="by_card"),
    path("shops/items/<int:pk>/", shops.change_item, name="change_item"),
    path("shops/items/<int:pk>/supply/", shops.supply, name="supply"),
    path("shops/items/<int:pk>/count/", shops.count, name="count"),
    path("shops/counts/<int:pk>/", shops.decide_count, name="decide_count"),
    path("redemptions/<int:pk>/return/", shops.ask_return, name="ask_return"),
    path("redemptions/<int:pk>/return/decide/", shops.decide_return, name="decide_return"),
]
