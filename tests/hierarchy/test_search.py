"""Finding a place by name, pinyin or initials, and the places that lie within others."""

from datetime import date

import pytest

from civcenter.hierarchy.actions import load_divisions
from civcenter.hierarchy.divisions import read
from civcenter.hierarchy.models import Division, Outpost

pytestmark = pytest.mark.django_db

LINES = """621026,宁县
621026100,新宁镇
621026100200,北庄村委会
621026101,平子镇
621026101200,北庄村委会
621026101201,惠堡村委会"""


@pytest.fixture(autouse=True)
def county(db):
    load_divisions(read(LINES.encode())[0], on=date(2026, 11, 23))


def places(text):
    return sorted(Outpost.objects.search(text).values_list("division_id", flat=True))


BOTH = ["621026100200", "621026101200"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("宁县", ["621026"]),
        ("北庄", BOTH),
        ("北庄村委会", BOTH),
        ("北庄村新时代文明实践站", BOTH),
        ("beizhuang", BOTH),
        ("Bei Zhuang", BOTH),
        ("bz", BOTH),
        ("ＢＺ", BOTH),
        (" hb ", ["621026101201"]),
        ("新宁 北庄", ["621026100200"]),
        ("平子镇 bz", ["621026101200"]),
        ("宁县 新", ["621026100"]),
        ("新", ["621026100"]),
        ("文明实践", []),
        ("平子 新宁", []),
        ("", []),
        ("  ", []),
        ("\u200b", []),
        ("%", []),
        ("_", []),
        ("'; --", []),
    ],
)
def test_an_outpost_is_found_as_people_say_it(text, codes):
    assert places(text) == codes


def test_divisions_are_found_alike():
    assert [place.name for place in Division.objects.search("ningxian")] == ["宁县"]
    assert Division.objects.search("bz").count() == 2
    assert not Division.objects.search(" ").exists()


@pytest.mark.parametrize(
    ("codes", "count"),
    [
        (["621026"], 6),
        (["621026101"], 3),
        (["621026101200"], 1),
        (["621026100", "621026101201"], 3),
        (["621026", "621026101"], 6),
        (["370481"], 0),
        ([], 0),
    ],
)
def test_within_is_what_nests_in_the_codes(codes, count):
    assert Outpost.objects.within(codes).count() == count
    assert Division.objects.within(codes).count() == count
