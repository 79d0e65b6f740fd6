"""Paths of points, by door."""

from django.urls import path, re_path

from incentives import public as public_door
from incentives import shop_urls
from incentives.desk import courtesies, honours, late, overtime, records, stars, watched
from incentives.public import courtesies as my_courtesies
from incentives.public import honours as public_honours
from incentives.public import merchants

public = [
    path("stars/<str:code>/", public_door.stars, name="stars"),
    path("my/points/", public_door.points, name="points"),
    path("my/records/<int:pk>/", public_door.record, name="record"),
    path("honours/<int:pk>/", public_honours.honour, name="honour"),
    path("honours/<int:pk>/objection/", public_honours.objection, name="honour_objection"),
    path("honours/of/<str:code>/", public_honours.honours, name="honours"),
    path("my/honours/", public_honours.mine, name="my_honours"),
    path("my/honours/<int:pk>/paper/", public_honours.certificate, name="my_honour_paper"),
    path("my/honours/new/<int:pk>/", public_honours.nominate, name="nominate"),
    path("my/courtesies/", my_courtesies.courtesies, name="courtesies"),
    path("my/courtesies/<int:pk>/take/", my_courtesies.take, name="take_voucher"),
    path("my/vouchers/<int:pk>/", my_courtesies.voucher, name="voucher"),
    path("my/vouchers/<int:pk>/back/", my_courtesies.give_back, name="give_back_voucher"),
    path("m/", merchants.redeem, name="redeem"),
    path("m/leave/", merchants.leave, name="leave_shop"),
    path("m/<str:link>/", merchants.door, name="merchant_door"),
]
desk = [
    path("honours/", honours.honours, name="honours"),
    path("honours/<int:pk>/", honours.honour, name="honour"),
    path("honours/<int:pk>/paper/", honours.certificate, name="honour_paper"),
    path("honours/files/<int:pk>/", honours.paper, name="honour_file"),
    path("honours/objections/<int:pk>/", honours.objection, name="honour_objection"),
    re_path(
        r"^honours/new/(?P<pk>\d+)/(?P<holder>person|team|household|outpost|post)/$", honours.nominate, name="nominate"
    ),
    re_path(r"^honours/(?P<pk>\d+)/(?P<step>check|confer|refuse|withdraw|revoke)/$", honours.step, name="honour_step"),
    path("merchants/", courtesies.merchants, name="merchants"),
    path("merchants/new/", courtesies.sign, name="sign_merchant"),
    path("merchants/<int:pk>/", courtesies.merchant, name="merchant"),
    path("merchants/<int:pk>/renew/", courtesies.renew, name="renew_pin"),
    path("merchants/<int:pk>/phone/", courtesies.contact, name="merchant_phone"),
    re_path(r"^merchants/(?P<pk>\d+)/(?P<step>offer|extend|end)/$", courtesies.merchant_step, name="merchant_step"),
    path("courtesies/<int:pk>/close/", courtesies.close, name="close_courtesy"),
    path("records/", records.records, name="records"),
    path("records/watched/", watched.watched, name="watched"),
    path("records/watched/<int:pk>/", watched.suspicion, name="suspicion"),
    path("records/late/", late.late_entries, name="late_entries"),
    path("records/late/new/<int:pk>/", late.propose, name="propose_late"),
    path("records/late/<int:pk>/", late.late_entry, name="late_entry"),
    path("records/overtime/", overtime.overtimes, name="overtimes"),
    path("records/overtime/<int:pk>/", overtime.overtime, name="overtime"),
    path("records/<int:pk>/correct/", watched.correction, name="correction"),
    re_path(r"^records/(?P<pk>\d+)/(?P<step>agree|annul)/$", records.record, name="record"),
    path("stars/", stars.stars, name="stars"),
    path("stars/give-due/", stars.give_due, name="give_due"),
    re_path(r"^stars/(?P<pk>\d+)/(?P<step>announce|give|withhold|revoke)/$", stars.star, name="star"),
]
public += shop_urls.public
desk += shop_urls.desk
