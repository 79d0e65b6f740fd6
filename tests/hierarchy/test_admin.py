"""Reference data in the admin: to look at, and to correct where that is safe."""

from datetime import date

import pytest
from django.urls import reverse

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Outpost
from civcenter.rules.models import CalendarDay
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client):
    make.county()
    client.force_login(User.objects.create_superuser("root", make.PASSWORD))
    return client


def test_divisions_are_only_looked_at(keeper):
    assert keeper.get(reverse("admin:hierarchy_division_changelist"), {"q": "北庄"}).status_code == 200
    assert keeper.get(reverse("admin:hierarchy_division_change", args=[make.VILLAGE])).status_code == 200
    assert keeper.post(reverse("admin:hierarchy_division_change", args=[make.VILLAGE]), {}).status_code == 403
    assert keeper.get(reverse("admin:hierarchy_division_add")).status_code == 403


def test_an_outposts_card_is_corrected_and_its_name_is_not(keeper):
    outpost = Outpost.objects.get_for(make.VILLAGE)
    typed = {"phone": "12345", "address": "", "opening_hours": "", "offers": "", "name": "别的站", "tier": "center"}
    assert keeper.post(reverse("admin:hierarchy_outpost_change", args=[outpost.pk]), typed).status_code == 302
    changed = Outpost.objects.get(pk=outpost.pk)
    assert (changed.phone, changed.name, changed.tier) == ("12345", outpost.name, "station")
    assert keeper.post(reverse("admin:hierarchy_outpost_delete", args=[outpost.pk]), {"post": "yes"}).status_code == 403


def test_a_calendar_day_is_moved_to_the_other_kind_and_never_deleted(keeper):
    day = date(2026, 10, 10)
    page = reverse("admin:rules_calendarday_change", args=[day])
    paper = CalendarDay.objects.get(date=day).document_id
    assert keeper.post(page, {"kind": "holiday", "name": "县庆", "document": paper}).status_code == 302
    assert CalendarDay.objects.get(date=day).name == "县庆"
    assert keeper.post(reverse("admin:rules_calendarday_delete", args=[day]), {"post": "yes"}).status_code == 403


def test_the_calendar_asks_for_the_notice_that_is_missing(keeper):
    CalendarDay.objects.filter(date__year__gte=2026).delete()
    page = keeper.get(reverse("admin:rules_calendarday_changelist"))
    assert "年的放假通知" in page.content.decode()


def test_papers_are_listed(keeper):
    assert keeper.get(reverse("admin:rules_ruledocument_changelist"), {"q": "国办"}).status_code == 200
