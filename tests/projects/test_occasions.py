"""What a place keeps: whose, since when, until when; listed for people, programs and phones."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from civcenter.kit.errors import NotYours, RuleBroken
from projects.occasions import feed
from projects.occasions.actions import add_occasion, end_occasion
from projects.occasions.listing import between, year_at
from projects.occasions.models import Occasion
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


def market(cast, by=None, **changes):
    words = {"name": "新宁集", "kind": "market", "rule": "农历逢一、四、七", "since": date(2026, 1, 1)}
    words |= {"division": cast.branch.division, **changes}
    return add_occasion(**words, by=by or cast.chief, at=make.NOW)


def days(name, year, code):
    return [one.date for one in year_at(year, code) if one.name == name]


def test_a_market_is_known_at_its_place_below_and_above_and_nowhere_else(cast):
    market(cast, rule="逢三六九")
    december = [day.day for day in days("新宁集", 2026, make.TOWNSHIP) if day.month == 12]
    assert december == [1, 4, 7, 11, 14, 17, 21, 24, 27, 31]
    assert days("新宁集", 2026, make.VILLAGE) == days("新宁集", 2026, make.COUNTY) != []
    assert days("新宁集", 2026, make.NEXT_TOWNSHIP) == days("新宁集", 2026, "") == []


def test_a_changed_market_ends_and_another_begins(cast):
    row = market(cast)
    with pytest.raises(RuleBroken, match="不能早于今天"):
        end_occasion(row, last=date(2026, 11, 22), by=cast.chief, at=make.NOW)
    with pytest.raises(RuleBroken, match="已经有一条"):
        market(cast, rule="逢2,5,8", since=date(2026, 12, 1))
    end_occasion(row, last=date(2026, 11, 30), by=cast.chief, at=make.NOW)
    market(cast, rule="逢2,5,8", since=date(2026, 12, 1))
    winter = [day for day in days("新宁集", 2026, make.VILLAGE) if day.month > 10]
    assert date(2026, 11, 30) not in winter and winter[-3:] == [date(2026, 12, day) for day in (22, 25, 28)]
    with pytest.raises(IntegrityError), transaction.atomic():
        Occasion.objects.filter(pk=row.pk).update(effective=(date(2026, 1, 1), date(2026, 12, 2)))


def test_only_who_runs_the_place_says_so_and_only_what_can_be_read(cast):
    with pytest.raises(NotYours):
        market(cast, by=cast.neighbour)
    with pytest.raises(NotYours):
        market(cast, by=cast.manager)
    with pytest.raises(RuleBroken, match="可以这样写"):
        market(cast, rule="赶集那天")
    row = market(cast)
    with pytest.raises(NotYours):
        end_occasion(row, last=date(2026, 12, 1), by=cast.manager, at=make.NOW)
    assert list(Occasion.objects.visible_to(cast.manager, make.NOW)) == []
    assert list(Occasion.objects.visible_to(cast.chief, make.NOW)) == [row]


def test_a_places_own_word_hides_the_general_one_there(cast):
    add_occasion(
        division=cast.center.division,
        name="腊八",
        kind="festival",
        rule="农历腊月初七",
        since=date(2026, 1, 1),
        by=cast.office,
        at=make.NOW,
    )
    assert days("腊八", 2027, make.VILLAGE) == [date(2027, 1, 14)]
    assert days("腊八", 2027, "") == [date(2027, 1, 15)]


def test_a_month_holds_what_began_before_it_and_asks_twice(cast, django_assert_num_queries):
    market(cast, name="盘克物资交流会", kind="fair", rule="冬月十五起3天")
    for name in ("一个集", "又一个集"):
        with django_assert_num_queries(2):
            found = {one.name: one for one in between(date(2026, 12, 24), date(2026, 12, 31), make.VILLAGE)}
        market(cast, name=name, rule="逢十")
    fair = found["盘克物资交流会"]
    assert (fair.date, fair.until) == (date(2026, 12, 23), date(2026, 12, 25))
    assert "冬至" not in found and fair.falls_on(date(2026, 12, 25)) and not fair.falls_on(date(2026, 12, 26))


def said(*words):
    out = StringIO()
    call_command("occasions", *words, stdout=out)
    return out.getvalue()


def test_the_command_lists_a_year_as_text_json_and_ics(cast):
    market(cast)
    rows = json.loads(said("2027", "--division", make.TOWNSHIP, "--format", "json"))
    assert {"date": "2027-02-05", "name": "除夕", "kind": "festival"} in rows
    assert {"date": "2027-06-06", "name": "芒种", "kind": "term"} in rows
    assert {"date": "2027-01-08", "name": "新宁集", "kind": "market"} in rows
    assert {"date": "2027-10-01", "name": "国庆放假", "kind": "holiday"} in rows
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)
    assert all({"date", "name", "kind"} <= set(row) for row in rows)
    makeup = json.loads(said("2026", "--format", "json"))
    assert {"date": "2026-02-14", "name": "补班", "kind": "workday"} in makeup
    assert "2027-06-09 端午 节日" in said("2027", "--division", make.VILLAGE).splitlines()
    with pytest.raises(CommandError, match="没有代码"):
        said("2027", "--division", "999999")
    with pytest.raises(CommandError, match="1901"):
        said("1800")


def test_ics_writes_every_date_out(cast):
    market(cast, name="集,市", rule="逢三六九")
    found = year_at(2027, make.TOWNSHIP)
    text = feed.calendar(found, "新宁镇 2027 年", make.NOW)
    assert "RRULE" not in text and text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == len(found)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    uids = [line for line in text.split("\r\n") if line.startswith("UID:")]
    assert len(set(uids)) == len(uids)
    assert "DTSTART;VALUE=DATE:20270609\r\nDTEND;VALUE=DATE:20270610\r\nSUMMARY:端午\r\n" in text
    assert "DTSTART;VALUE=DATE:20270306\r\nDTEND;VALUE=DATE:20270421\r\nSUMMARY:春耕\r\n" in text
    assert "SUMMARY:集\\,市" in text
