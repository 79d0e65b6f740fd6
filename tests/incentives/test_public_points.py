"""05a: points and hours on a phone, and why some service brings none."""

from datetime import timedelta

import pytest
from django.urls import reverse

from incentives.models import Entry, PassedOver
from orders.actions import wishes
from orders.flow import Proof
from orders.hands import Bearer
from orders.models import Wish
from tests import factories as make
from tests.orders.phones import text
from volunteers.models import ServiceRecord

pytestmark = pytest.mark.django_db

POINTS = "/my/points/"
QUERIES = 12


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def phone(client, cast):
    client.force_login(cast.volunteer.person.user)
    return client


def closed(cast, **changes):
    """Two hours' service, confirmed."""
    order = make.served(cast, **changes)
    wish = Wish.objects.get(order=order)
    wishes.confirm(wish, by=Bearer(wish.pk, Proof.COOKIE), at=make.NOW + timedelta(hours=4), stars=5)
    return ServiceRecord.objects.latest("pk")


def test_before_the_first_service_it_says_how_to_begin(phone):
    page = text(phone.get(POINTS))
    assert "还没有积分" in page and "还没有服务记录" in page and "0 分钟" in page


def test_who_is_no_volunteer_is_shown_the_way(client):
    client.force_login(make.phone_user(make.fresh_phone()))
    assert "您还不是志愿者" in text(client.get(POINTS))


def test_points_and_hours_lead_to_the_service_they_come_from(phone, cast):
    record = closed(cast)
    page = text(phone.get(POINTS))
    assert '<p class="balance num">2</p>' in page and "+2" in page and "2 小时" in page
    assert reverse("incentives:record", args=[record.pk]) in page
    sheet = text(phone.get(reverse("incentives:record", args=[record.pk])))
    assert "孙站长" in sheet and "已入册" in sheet and "看这是哪一单" in sheet
    claim = phone.get(reverse("orders:claim", args=[record.claim.pk]))
    assert claim.url == reverse("orders:order", args=[record.claim.order_id])


def test_a_service_without_points_says_why(phone, cast):
    record = closed(cast)
    PassedOver.objects.create(record=record, why="capped")
    assert "当天或当月的积分已到上限" in text(phone.get(POINTS))
    assert "当天或当月的积分已到上限" in text(phone.get(reverse("incentives:record", args=[record.pk])))


def test_anothers_record_is_the_same_404_as_a_missing_one(client, cast):
    record = closed(cast)
    client.force_login(make.volunteer().person.user)
    for pk in (record.pk, 999_999):
        assert client.get(reverse("incentives:record", args=[pk])).status_code == 404


def test_the_page_takes_the_same_queries_with_one_and_three_entries(phone, cast, django_assert_num_queries):
    closed(cast)
    phone.get(POINTS)
    with django_assert_num_queries(QUERIES):
        phone.get(POINTS)
    for day in (1, 2):
        closed(cast, at=make.NOW + timedelta(days=day))
    assert Entry.objects.count() == 3
    with django_assert_num_queries(QUERIES):
        phone.get(POINTS)
