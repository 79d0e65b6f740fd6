"""Praise on its pages: from the desk's nomination to the phone, and from a star to the shop's counter."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from civcenter.accounts.roles import Role
from civcenter.portal.redlist import freeze_due
from incentives.actions import nominate
from incentives.models import Honor, HonorRule, Merchant, Voucher
from tests import factories as make
from tests.incentives.test_stars import serve
from tests.orders.phones import text
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(time_machine):
    time_machine.move_to(make.NOW, tick=False)
    return make.cast()


def test_nominated_with_a_paper_objected_to_and_conferred(cast, client_of, time_machine):
    desk, office = client_of(cast.manager), client_of(cast.office)
    who = cast.volunteer.person
    paper = SimpleUploadedFile("感谢信.pdf", b"%PDF-1.7 letter")
    typed = {"rule": HonorRule.objects.get(code="volunteer").pk, "deeds": "三年如一日", "first": paper}
    answer = desk.post(reverse("desk_incentives:nominate", args=[who.pk, "person"]), typed, follow=True)
    assert "提上去了" in text(answer)
    honor = Honor.objects.get()
    page = reverse("desk_incentives:honour", args=[honor.pk])
    assert "您提的名" not in text(office.get(page)) and "感谢信.pdf" in text(office.get(page))
    file = office.post(reverse("desk_incentives:honour_file", args=[honor.files.get().pk]))
    assert file.content == b"%PDF-1.7 letter" and "attachment" in file["Content-Disposition"]
    office.post(reverse("desk_incentives:honour_step", args=[honor.pk, "check"]))
    anybody, phone = client_of(), client_of(make.phone_user(make.fresh_phone()))
    board = text(anybody.get(reverse("incentives:honours", args=[make.COUNTY])))
    assert "李*愿 · 优秀志愿者" in board and "李志愿" not in board
    phone.post(reverse("incentives:honour_objection", args=[honor.pk]), {"words": "那天没来"})
    time_machine.move_to(make.NOW + timedelta(days=8), tick=False)
    office, mine = client_of(cast.office), client_of(who.user)
    step = reverse("desk_incentives:honour_step", args=[honor.pk, "confer"])
    assert office.post(step).status_code == 409
    said = honor.objections.get()
    office.post(reverse("desk_incentives:honour_objection", args=[said.pk]), {"upheld": "no", "answer": "有签到"})
    office.post(step)
    assert "宁县文明实践嘉〔2026〕1号" in text(mine.get(reverse("incentives:my_honours")))
    assert "特授予“优秀志愿者”" in text(mine.get(reverse("incentives:my_honour_paper", args=[honor.pk])))
    assert "那天没来" not in text(anybody.get(reverse("incentives:honour", args=[honor.pk])))


def test_from_the_agreement_to_the_counter(cast, client_of):
    office, shop, phone = client_of(cast.office), client_of(), client_of(cast.volunteer.person.user)
    period = {"starts_on": "2026-11-01", "ends_on": "2026-12-31"}
    typed = {"name": "便民理发", "contact": "郑师傅", "phone": "13900000001", "agreement": "礼 1", **period}
    answer = office.post(reverse("desk_incentives:sign_merchant"), typed)
    merchant, pin = Merchant.objects.get(), answer.context["pin"]
    offer = {"name": "理发", "gives": "免费理发一次", "min_star": 1, "every": "month", "quota": 5, "each": 1}
    steps = reverse("desk_incentives:merchant_step", args=[merchant.pk, "offer"])
    office.post(steps, {**offer, "valid_days": 7, **period})
    Volunteer.objects.update(stars=1)
    take = reverse("incentives:take_voucher", args=[merchant.courtesies.get().pk])
    assert "领一张" in text(phone.get(reverse("incentives:courtesies")))
    assert phone.post(take).status_code == 302
    voucher = Voucher.objects.get()
    assert voucher.code[:5] in text(phone.get(reverse("incentives:voucher", args=[voucher.pk])))
    till, door = reverse("incentives:redeem"), reverse("incentives:merchant_door", args=[merchant.link])
    assert shop.post(till, {"code": voucher.code}).status_code == 403
    assert "密码不对" in text(shop.post(door, {"pin": "1"}))
    shop.post(door, {"pin": pin})
    assert voucher.code in shop.get(till, {"v": voucher.code}).content.decode()
    said = text(shop.post(till, {"code": voucher.code}, follow=True))
    assert "核销好了：免费理发一次。李*愿，1 星志愿者" in said and "李志愿" not in said
    assert "用过了" in text(shop.post(till, {"code": voucher.code}))
    page = text(office.get(reverse("desk_incentives:merchant", args=[merchant.pk])))
    assert "2026 年 11 月" in page and "13900000001" not in page and "郑师傅" not in page
    office.post(reverse("desk_incentives:renew_pin", args=[merchant.pk]))
    assert shop.post(till, {"code": voucher.code}).status_code == 403


def test_the_red_list_praises_by_consent_and_says_when_there_is_none(cast, client, time_machine):
    page = reverse("portal:red", args=[make.VILLAGE])
    assert "还没有红榜" in text(client.get(page))
    people = [make.volunteer(name=f"好人{number}号") for number in range(6)]
    for hours, one in enumerate(people, start=1):
        serve(one, hours, at=make.NOW)
    Volunteer.objects.filter(pk=people[5].pk).update(may_be_named=True)
    client.force_login(cast.manager)
    assert "好人5号" in text(client.get(reverse("desk_portal:red")))
    freeze_due(make.COUNTY, datetime(2026, 12, 4, 5, tzinfo=make.CHINA))
    client.logout()
    said = text(client.get(page))
    assert (
        "好人5号" in said and "6 小时" in said and "好*号" in said and "好人4号" not in said and "好人0号" not in said
    )
    Volunteer.objects.update(may_be_named=False)
    assert "好人5号" not in text(client.get(page))


def test_who_holds_a_post_reads_that_points_are_not_for_him(cast, client):
    make.holds_a_post(cast.volunteer.person, make.staff("clerk", Role.LIAISON, make.VILLAGE))
    client.force_login(cast.volunteer.person.user)
    assert "计时长、计星级，不计积分" in text(client.get(reverse("incentives:points")))


@pytest.mark.parametrize("many", [1, 3])
def test_the_desks_list_asks_the_same_for_more_rows(cast, client_of, django_assert_num_queries, many):
    rule = HonorRule.objects.get(code="volunteer")
    for _ in range(many):
        nominate(make.volunteer(name="众").person, rule=rule, deeds="好", by=cast.manager, at=make.NOW)
    desk = client_of(cast.office)
    desk.get(reverse("desk_incentives:honours"))
    with django_assert_num_queries(7):
        desk.get(reverse("desk_incentives:honours"))
