"""Paths of points, by door."""

from django.urls import path, re_path

from incentives import public as public_door
from incentives import shop_urls
from incentives.desk import (
    courtesies,
    honours,
    late,
    manual,
    overtime,
    postings,
    records,
    rules,
    shortfalls,
    stars,
    statements,
    watched,
)
from incentives.public import courtesies as my_courtesies
from incentives.public import honours as public_honours
from incentives.public import merchants
from incentives.public import postings as public_postings
from incentives.public import statements as public_statements

public = [
    path("stars/<str:code>/", public_door.stars, name="stars"),
    path("my/points/", public_door.points, name="points"),
    path("my/points/statement/", public_statements.statement, name="statement"),
    path("my/points/statement/print/", public_statements.sheet, name="statement_sheet"),
    path("my/points/statement/csv/", public_statements.table, name="statement_table"),
    path("postings/of/<str:code>/", public_postings.postings, name="postings"),
    path("postings/<int:pk>/", public_postings.posting, name="posting"),
    path("postings/<int:pk>/paper/", public_postings.paper, name="posting_paper"),
    path("postings/object/<int:pk>/", public_postings.objection, name="object_to_line"),
    path("points/rules/<str:code>/", public_postings.rules, name="rules"),
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
    path("manual/", manual.manual_entries, name="manual_entries"),
    path("manual/new/", manual.find, name="find_holder"),
    re_path(r"^manual/new/(?P<pk>\d+)/(?P<kind>person|household)/$", manual.propose, name="propose"),
    path("manual/<int:pk>/", manual.manual_entry, name="manual_entry"),
    path("manual/<int:pk>/proof/", manual.proof, name="proof"),
    re_path(r"^manual/(?P<pk>\d+)/(?P<step>decide|take_back)/$", manual.step, name="manual_step"),
    path("manual/shortfalls/", shortfalls.shortfalls, name="shortfalls"),
    re_path(r"^manual/shortfalls/(?P<pk>\d+)/(?P<step>waive|offset)/$", shortfalls.shortfall, name="shortfall"),
    re_path(r"^statements/(?P<pk>\d+)/(?P<kind>person|household)/$", statements.statement, name="statement"),
    path("rules/", rules.rules, name="rules"),
    path("rules/<slug:model>/new/", rules.new, name="new_rule"),
    path("rules/<int:pk>/<slug:model>/end/", rules.end, name="end_rule"),
    path("postings/", postings.postings, name="postings"),
    path("postings/<int:pk>/", postings.posting, name="posting"),
    re_path(r"^postings/(?P<pk>\d+)/(?P<step>lines|hang|withdraw)/$", postings.step, name="posting_step"),
    path("postings/objections/<int:pk>/", postings.objection, name="objection"),
    path("stars/", stars.stars, name="stars"),
    path("stars/give-due/", stars.give_due, name="give_due"),
    re_path(r"^stars/(?P<pk>\d+)/(?P<step>announce|give|withhold|revoke)/$", stars.star, name="star"),
]
public += shop_urls.public
desk += shop_urls.desk
