"""`Idempotency-Key`: the same key and body is one change and the same answer, however often and at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from civcenter.kit.models import SubmittedKey
from orders.models import Event, Wish
from tests import factories as make
from tests.api.program import Program

THREADS = 64


@pytest.mark.django_db
def test_the_same_key_and_body_answer_as_the_first_time(resident, said):
    first = resident.post("wishes/", said, key="a-1")
    second = resident.post("wishes/", dict(reversed(said.items())), key="a-1")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert Wish.objects.count() == 1


@pytest.mark.django_db
def test_another_body_or_path_under_the_key_is_refused(resident, said):
    number = resident.did("wishes/", said, status=201, key="a-1")["number"]
    assert resident.refused("wishes/", {**said, "words": "别的事"}, key="a-1")[0] == 409
    assert resident.refused(f"wishes/{number}/withdraw/", said, key="a-1")[0] == 409
    assert Wish.objects.get().status == "new"


@pytest.mark.django_db
def test_a_step_under_a_key_is_taken_once(cast, office):
    number = make.wish(cast.station).number
    said = {"words": "要不要带推子？"}
    first = office.did(f"wishes/{number}/ask/", said, key="k")
    assert office.did(f"wishes/{number}/ask/", said, key="k") == first
    assert office.refused(f"wishes/{number}/ask/", said, key="other")[0] == 409
    assert Event.objects.filter(step="ask").count() == 1


@pytest.mark.django_db
def test_an_error_is_not_remembered(resident, said):
    assert resident.refused("wishes/", {**said, "kind": "nothing"}, key="a-1")[0] == 409
    assert not SubmittedKey.objects.exists()
    resident.did("wishes/", said, status=201, key="a-1")


@pytest.mark.django_db
def test_keys_of_two_callers_never_meet(cast, resident, manager, said):
    resident.did("wishes/", said, status=201, key="same")
    manager.did("wishes/", said, status=201, key="same")
    assert Wish.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 81, "with blank", "钥匙".encode().decode("latin-1")])
def test_a_key_that_is_none_is_refused(key, resident, said):
    answer = resident.client.post("/api/v1/wishes/", said, format="json", HTTP_IDEMPOTENCY_KEY=key)
    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()["errors"]


@pytest.fixture
def crowd(transactional_db):
    """A place, a log-in that may post, and a function that posts from many threads at once.

    Staff enter the wish without a phone, so that nothing but the key makes two of them one.
    """
    cast = make.cast()
    said = {"kind": "care", "words": "替张婶点的", "outpost": cast.station.pk}

    def post(number):
        try:
            return Program(cast.manager).post("wishes/", said, key="one")
        finally:
            connection.close()

    def all_at_once():
        with ThreadPoolExecutor(THREADS) as pool:
            return list(pool.map(post, range(THREADS)))

    return all_at_once


def test_64_at_once_with_one_key_make_one_wish(crowd):
    answers = crowd()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Wish.objects.count() == 1


def test_control_without_the_guard_they_make_many(crowd, monkeypatch):
    monkeypatch.setattr("civcenter.kit.api.doors.once", lambda owner, key, body, do: do())
    crowd()
    assert Wish.objects.count() > 1
