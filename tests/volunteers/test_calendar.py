"""The calendar feed: a secret address, replaced by a new one, and text that cannot break out of its line."""

from datetime import timedelta

import pytest
from django.urls import reverse

from civcenter.kit import ics
from civcenter.kit.secrets import sign
from tests import factories as make
from volunteers.actions import engage, renew_feed
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    make.county()
    return make.volunteer()


def read(client, feed):
    return client.get(reverse("volunteers:calendar_feed", args=[feed.token]))


def test_the_calendar_says_what_when_and_in_which_village(client, who):
    end = make.NOW + timedelta(hours=2)
    engage(who, start=make.NOW, end=end, source="claim:1", label="扫雪, 村口; 带铲", division=make.VILLAGE)
    answer = read(client, renew_feed(who, at=make.NOW))
    text = answer.content.decode()
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "DTSTART:20261123T010000Z\r\nDTEND:20261123T030000Z\r\n" in text
    assert "SUMMARY:扫雪\\, 村口\\; 带铲\r\nLOCATION:新宁镇北庄村\r\n" in text
    assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")
    assert who.person.name not in text and who.person.phone not in text


def test_hostile_words_stay_in_their_line(client, who):
    label = "a\r\nEND:VEVENT\u2028\x0bATTENDEE:x\\n" + "长" * 50
    engage(who, start=make.NOW, end=make.NOW + timedelta(hours=1), source="claim:1", label=label)
    body = read(client, renew_feed(who, at=make.NOW)).content
    lines = body.decode().split("\r\n")
    assert lines.count("END:VEVENT") == 1 and not any(line.startswith("ATTENDEE") for line in lines)
    assert max(len(line) for line in body.split(b"\r\n")) <= ics.OCTETS
    assert "SUMMARY:a\\nEND:VEVENTATTENDEE:x\\\\n" + "长" * 50 in body.decode().replace("\r\n ", "")


def test_a_new_address_voids_the_old_one(client_of, who):
    phone = client_of(who.person.user)
    assert phone.post("/my/calendar/").status_code == 302
    old = Volunteer.objects.get(pk=who.pk).calendar_feed
    assert read(client_of(), old).status_code == 200
    phone.post("/my/calendar/")
    new = Volunteer.objects.get(pk=who.pk).calendar_feed
    assert read(client_of(), old).status_code == 404
    assert read(client_of(), new).status_code == 200
    assert new.token in phone.get("/my/calendar/").content.decode()


def test_a_forged_address_or_one_of_another_purpose_is_none(client, who):
    feed = renew_feed(who, at=make.NOW)
    for word in (feed.token[:-1], "x", sign("other", [who.pk, feed.turn])):
        assert client.get(f"/calendar/{word}.ics").status_code == 404


def test_who_serves_no_more_has_no_calendar(client, who):
    feed = renew_feed(who, at=make.NOW)
    Volunteer.objects.filter(pk=who.pk).update(status="suspended")
    assert read(client, feed).status_code == 404
