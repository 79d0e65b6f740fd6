"""The scan by WeChat's own scanner, from the resident's page and the station's screen; the roll; home."""

import re
from datetime import timedelta

import pytest

from orders.actions import checkins, claims
from orders.models import Claim
from tests import factories as make
from volunteers.models import CheckIn

pytestmark = pytest.mark.django_db
COME = make.NOW + timedelta(hours=1)


@pytest.fixture
def cast(time_machine):
    made = make.cast()
    time_machine.move_to(COME, tick=False)
    return made


@pytest.fixture
def claim(cast):
    wish = make.wish(cast.station, is_verified=True)
    return make.taken(cast, make.in_hall(cast, asked=[wish], needed=2))


def qr_of(monkeypatch):
    """What the pages put into their codes."""
    shown = []
    monkeypatch.setattr("civcenter.kit.templatetags.kit.segno.make", lambda text, **kw: shown.append(text) or Blank())
    return shown


class Blank:
    def matrix_iter(self, border):
        return [[0]]


def path(link):
    return "/" + link.split("/", 3)[3]


def test_from_her_phone_to_his_and_back(cast, claim, client_of, monkeypatch, time_machine):
    shown = qr_of(monkeypatch)
    wish = claim.order.wishes.get()
    hers, his = client_of(make.phone_user(wish.phone)), client_of()
    assert "让志愿者扫一扫" in hers.get(f"/wish/{wish.number}/").content.decode()
    hers.get(f"/wish/{wish.number}/code/")
    assert his.get(path(shown[-1])).url == "/in/"
    assert his.get("/in/").url.startswith("/me/login/?next=")
    his.force_login(cast.volunteer.person.user)
    time_machine.move_to(COME + timedelta(minutes=5), tick=False)
    page = his.get("/in/").content.decode()
    assert 'value="in">到了' in page and "证明不了" not in page
    for _ in range(2):
        assert his.post("/in/", {"kind": "in"}).url == f"/hall/{claim.order_id}/"
    claim.refresh_from_db()
    assert (claim.status, claim.started_at) == ("arrived", COME)
    later = COME + timedelta(hours=2)
    time_machine.move_to(later, tick=False)
    assert "码过期了" in his.get("/in/").content.decode()
    hers = client_of(make.phone_user(wish.phone))
    hers.get(f"/wish/{wish.number}/code/", HTTP_HX_REQUEST="true")
    his.get(path(shown[-1]))
    assert 'value="out">做完了' in his.get("/in/").content.decode()
    his.post("/in/", {"kind": "out"})
    claim.refresh_from_db()
    assert (claim.status, claim.ended_at) == ("done", later)
    assert list(CheckIn.objects.order_by("at").values_list("kind", "how")) == [("in", "resident"), ("out", "resident")]


def test_only_the_hand_sees_the_code(cast, claim, client_of):
    number = claim.order.wishes.get().number
    for user in (None, cast.manager, cast.volunteer.person.user):
        assert client_of(user).get(f"/wish/{number}/code/").status_code == 404
        assert "扫一扫</a>" not in client_of(user).get(f"/wish/{number}/").content.decode()


def test_a_stale_code_says_so_and_keeps_nothing(cast, claim, client_of, monkeypatch, time_machine):
    shown = qr_of(monkeypatch)
    client_of(cast.manager).get(f"/desk/orders/{claim.order_id}/screen/")
    time_machine.move_to(COME + timedelta(seconds=61), tick=False)
    his = client_of(cast.volunteer.person.user)
    assert "码过期了" in his.get(path(shown[-1])).content.decode()
    his.post("/in/", {"kind": "in"})
    assert CheckIn.objects.count() == 0


def test_the_screen_shows_who_came_masked(cast, claim, client_of):
    claims.arrive(claim, by=cast.manager, at=COME)
    page = client_of(cast.manager).get(f"/desk/orders/{claim.order_id}/screen/").content.decode()
    assert "李*愿" in page and cast.volunteer.person.name not in page
    assert re.search(r"1<small> / 1 人", page)


def test_the_roll_in_one_form_with_constant_queries(cast, claim, client_of, django_assert_num_queries, time_machine):
    desk = client_of(cast.manager)
    address = f"/desk/orders/{claim.order_id}/roll/"
    desk.get(address)
    with django_assert_num_queries(8):
        desk.get(address)
    second = make.taken(cast, claim.order, by=make.volunteer(name="王志愿"))
    with django_assert_num_queries(8):
        desk.get(address)
    desk.post(address, {"came": [claim.pk, second.pk]})
    assert set(Claim.objects.values_list("status", flat=True)) == {"arrived"}
    time_machine.move_to(COME + timedelta(hours=1), tick=False)
    desk.post(address, {"gone": [second.pk]})
    assert Claim.objects.get(pk=second.pk).agreed_by == cast.manager
    assert desk.post(address, {"came": [987654]}).status_code == 422


def test_home_is_one_tap_and_the_desk_knows_who_is_not(cast, client_of):
    order = make.in_hall(cast, needs_home_safe=True)
    claim = make.taken(cast, order)
    user = cast.volunteer.person.user
    claims.arrive(claim, by=user, at=COME - timedelta(minutes=40))
    begun = COME - timedelta(minutes=40)
    claims.finish(claim, by=user, at=COME, started_at=begun, ended_at=COME)
    desk, phone = client_of(cast.manager), client_of(user)
    assert "还没报到家" in desk.get("/desk/station/").content.decode()
    assert "到家了" in phone.get(f"/hall/{order.pk}/").content.decode()
    phone.post(f"/claims/{claim.pk}/home/")
    assert "还没报到家" not in desk.get("/desk/station/").content.decode()
    assert ">到家了<" not in phone.get(f"/hall/{order.pk}/").content.decode()


def test_a_program_checks_in_by_the_code(cast, claim, client_of):
    word = checkins.code_of_station(claim.order, cast.manager, "screen", COME)
    his = client_of(cast.volunteer.person.user)
    said = {"token": word, "kind": "in"}
    first, again = (his.post("/api/v1/check-ins/", said, content_type="application/json") for _ in range(2))
    assert (first.status_code, first.json()["how"], first.json()) == (200, "station", again.json())
    wrong = his.post("/api/v1/check-ins/", said | {"token": "x"}, content_type="application/json")
    assert wrong.status_code == 409
