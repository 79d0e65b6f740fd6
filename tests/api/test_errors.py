"""Every error is a problem with one Chinese sentence, and changes nothing."""

import json

import pytest
from rest_framework.test import APIClient

from orders.models import Wish
from tests import factories as make
from tests.api.program import Program

pytestmark = pytest.mark.django_db
MEDIA_TYPE = "application/problem+json"


def test_bad_input_is_told_by_field_and_nothing_changes(resident, said):
    answer = resident.post("wishes/", {**said, "words": 5, "outpost": "甲", "urgency": "soon"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, MEDIA_TYPE)
    assert answer.data["errors"] == {
        "words": ["这一项要是文字。"],
        "outpost": ["这一项要是整数。"],
        "urgency": ["没有“soon”这一种，可选的见接口说明。"],
    }
    assert not Wish.objects.exists()


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"words": "x" * 501}, 400, "errors"),
        ({"words": "\u200b\u202e \n"}, 409, "还没写"),
        ({"kind": "nothing"}, 409, "没有这一类服务"),
        ({"outpost": 999_999}, 409, "没有这个站"),
        ({"outpost": 2**70}, 400, "errors"),
        ({"phone": "138"}, 409, "手机号少了 8 位"),
        ({"words": "我家着火了"}, 409, "119"),
        ({"follows": "9999999990"}, 409, "没有这个单号"),
    ],
)
def test_one_sentence_for_each_fault(change, status, words, resident, said):
    got, sentence = resident.refused("wishes/", said | change)
    assert got == status
    assert words in sentence
    assert not Wish.objects.exists()


def test_words_of_danger_pass_once_they_were_heeded(resident, said):
    made = resident.did("wishes/", {**said, "words": "上次着火后，想请人来看看线路", "is_calm": True}, status=201)
    assert made["words"].startswith("上次着火")


def test_hidden_marks_are_cleaned_and_rare_characters_kept(resident, said):
    body = json.dumps({**said, "words": "请\u202e𠮷家\x00来👍人\ud800"})
    made = resident.client.generic("POST", "/api/v1/wishes/", body, content_type="application/json")
    assert made.status_code == 201
    assert made.json()["words"] == "请𠮷家来👍人"


def test_an_answer_that_repeats_half_a_character_is_still_an_answer(resident, said):
    body = json.dumps({**said, "urgency": "\ud800"})
    answer = resident.client.generic("POST", "/api/v1/wishes/", body, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"null", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b" " * 1_000_001, "application/json", 413),
    ],
)
def test_what_is_no_json_object_is_refused(body, content_type, status, resident):
    answer = resident.client.generic("POST", "/api/v1/wishes/", body, content_type=content_type)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, MEDIA_TYPE)


def test_without_a_log_in_every_path_answers_401():
    answer = APIClient().get("/api/v1/wishes/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, MEDIA_TYPE)
    assert answer.headers["WWW-Authenticate"] == "Token"


def test_another_method_is_405_with_allow(resident):
    answer = resident.client.delete("/api/v1/wishes/")
    assert answer.status_code == 405
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


@pytest.mark.parametrize("path", ["/api/nothing/", "/api/v1/wishes", "/api/v1/orders/1/explode/", "/api/v1/a%0Ab/"])
def test_an_unknown_path_is_a_problem_too(path, resident):
    answer = resident.client.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, MEDIA_TYPE)


@pytest.mark.parametrize(
    "moment", ["2026-11-23 10:00", "2026-11-23T10:00:00", "yesterday", 5, None, "２０２６-11-23T10:00:00Z"]
)
def test_a_moment_needs_its_zone(moment, cast, manager):
    order = make.in_hall(cast)
    answer = manager.post(f"orders/{order.pk}/publish/", {"starts_at": moment, "ends_at": moment})
    assert answer.status_code == 400
    assert set(answer.data["errors"]) == {"starts_at", "ends_at"}


@pytest.mark.parametrize("moment", ["2026-02-30T10:00:00Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00Z"])
def test_a_moment_that_never_comes_is_refused(moment, cast, office):
    order = make.order(cast)
    said = {"unit": cast.station.pk, "starts_at": moment, "ends_at": "2026-11-23T12:00:00+08:00"}
    assert office.refused(f"orders/{order.pk}/dispatch/", said)[0] == 409


def test_faults_inside_a_list_say_where(cast, manager):
    order = make.in_hall(cast)
    answer = manager.post(f"orders/{order.pk}/serve/", {"done": [{"claim": 1, "started_at": "x"}]})
    assert set(answer.data["errors"]) == {"done.0.started_at", "done.0.ended_at"}


def test_a_call_back_writes_down_what_was_said(cast, still):
    order = make.served(cast)
    number = Wish.objects.get(order=order).number
    chief = Program(cast.chief)
    assert chief.refused(f"wishes/{number}/confirm/", {"stars": 5}) == (409, "电话里怎么说的，要记一句。")
    assert chief.did(f"wishes/{number}/confirm/", {"stars": 5, "said": "说挺好"})["status"] == "confirmed"
