"""Every route × every role × own, foreign and missing: who comes in, who does not, and nobody learns what is there."""

import re
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from civcenter.accounts.roles import Role
from civcenter.residents.models import RevealLog
from incentives.models import Entry
from orders.models import Claim, Event, Order, Wish
from orders.models.wishes import WishQuerySet
from tests import factories as make
from tests.trust import roles
from tests.trust.county import FAR, county
from tests.trust.routes import TABLE, hand_link
from volunteers.models import ServiceRecord, Volunteer

pytestmark = [pytest.mark.django_db, pytest.mark.long]
BACKEND = "django.contrib.auth.backends.ModelBackend"
MISSING = {"pk": 987654321, "id": 987654321, "number": "1000000009", "code": "999999"}
# Without a phone asked for in this browser the code page leads back; the admin logs in at the one log-in page.
LEADS_BACK = {"accounts:code", "admin:login"}


@pytest.fixture
def world():
    """Two counties with a row in every state, and a browser for each role at home."""
    home, far = county(timezone.now()), county(timezone.now(), FAR)
    make.place(make.NEXT_TOWNSHIP, "和盛镇", make.COUNTY)
    people = {
        roles.RESIDENT: home.resident,
        roles.VOLUNTEER: home.volunteer.person.user,
        roles.MANAGER: home.manager,
        roles.NEIGHBOUR: make.staff("neighbour", Role.BRANCH_MANAGER, make.NEXT_TOWNSHIP),
        roles.OFFICE: home.office,
        roles.LEADER: home.leader,
        roles.AUDITOR: home.auditor,
        roles.SYSADMIN: home.sysadmin,
        roles.ELSEWHERE: far.office,
    }
    browsers = {roles.ANON: Client(raise_request_exception=False)}
    for role, user in people.items():
        browsers[role] = Client(raise_request_exception=False)
        user.refresh_from_db()
        browsers[role].force_login(user, backend=BACKEND)
    return SimpleNamespace(home=home, far=far, browsers=browsers)


def names():
    """The names of every route that is ours, `namespace:name`, with the unnamed ones left out."""
    found = set()

    def visit(patterns, space):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                visit(pattern.url_patterns, pattern.namespace or space)
            elif pattern.name:
                found.add(f"{space}:{pattern.name}" if space else pattern.name)

    visit(get_resolver().url_patterns, "")
    return found


def address(key, door, where, value=None):
    """The path of a door for a county's row, or for another value in its place; None where it has no such row."""
    name = key.split("/")[0]
    if door.row and value is None and door.row not in where.rows:
        return None
    if door.by == "hand":
        number, token = hand_link(where, door.row)
        return reverse(name, args=[value or number, token])
    if value is None and door.row:
        value = getattr(where.rows[door.row], door.by.replace("object_id", "pk"))
    value = "" if value is None else value
    for args in ([value, door.step], [value], []):
        try:
            return reverse(name, args=[arg for arg in args if arg != ""])
        except NoReverseMatch:
            continue
    return None


def doors():
    for key, door in TABLE.items():
        if ":" in key or key in ("schema", "docs"):
            yield key, door


def everybody_at(who):
    return [(role, key, door) for role in sorted(who) for key, door in doors()]


def ask(world, role, path, method, said=None):
    """One request, and everything it did undone; returns the answer and whether it changed the books."""
    client = world.browsers[role]
    with transaction.atomic():
        before = state()
        if method == "get":
            response = client.get(path)
        elif path.startswith("/api/"):
            response = client.post(path, said or {}, content_type="application/json")
        else:
            response = client.post(path, said or {})
        changed = state() != before
        transaction.set_rollback(True)
    assert response.status_code < 500, (role, method, path)
    return response, changed


def state():
    """What matters of the books: how many there are of each, and what stands in them."""
    counted = [model.objects.count() for model in (Event, Wish, Order, Claim, Entry, Volunteer, RevealLog)]
    return [*counted, ServiceRecord.objects.unvouched().count(), Volunteer.objects.active().count()]


def came_in(response):
    """Whether the answer is the thing itself and not a log-in page or a refusal."""
    if response.status_code == 302:
        return not re.match(r"/(login|me/login|admin/login)/", response.url)
    return response.status_code in (200, 201, 204)


def query(door, where):
    if door.query is None:
        return ""
    return "?" + "&".join(f"{name}={value}" for name, value in door.query(where).items())


def test_every_route_is_in_the_table():
    listed = {key.split("/")[0] for key in TABLE} | {"admin:login"}  # by its path in the table
    assert {name for name in names() if name not in listed} == set()


def test_own_pages_open_to_those_they_are_for(world):
    closed = {}
    for role, key, door in everybody_at(roles.EVERYBODY):
        path = address(key, door, world.home)
        if path is None or door.kind == roles.ADMIN or role not in door.get or key in LEADS_BACK:
            continue
        response, _ = ask(world, role, path + query(door, world.home), "get")
        if not came_in(response):
            closed[role, key] = response.status_code
    assert closed == {}


def test_pages_stay_shut_to_those_who_read_nothing_here(world):
    opened = {}
    for role, key, door in everybody_at(roles.EVERYBODY - roles.HERE):
        path = address(key, door, world.home)
        if path is None or role in door.get or door.kind == roles.OPEN:
            continue
        response, _ = ask(world, role, path + query(door, world.home), "get")
        if response.status_code == 200:
            opened[role, key] = response.status_code
    assert opened == {}


def test_nobody_changes_what_is_not_his_to_change(world):
    changed = []
    for role, key, door in everybody_at(roles.EVERYBODY):
        path = address(key, door, world.home)
        if path is None or role in door.post:
            continue
        said = door.says(world.home) if door.says else {}
        if ask(world, role, path + query(door, world.home), "post", said)[1]:
            changed.append((role, key))
    assert changed == []


def test_what_is_foreign_reads_like_what_is_missing(world):
    assert compared(world, roles.EVERYBODY - {roles.ELSEWHERE}) > 800


def compared(world, who):
    """How many answers to foreign and to missing rows were alike; the first that are not raise AssertionError."""
    alike = 0
    for role, key, door in everybody_at(who):
        if not door.row or door.is_public or door.by not in MISSING:
            continue
        foreign, missing = address(key, door, world.far), address(key, door, world.home, MISSING[door.by])
        if foreign is None:
            continue
        for method in ("get", "post"):
            said = door.says(world.home) if door.says and method == "post" else {}
            answers = [ask(world, role, path, method, said)[0] for path in (foreign, missing)]
            assert bare(answers[0], foreign) == bare(answers[1], missing), (role, method, key)
            assert not came_in(answers[0]), (role, method, key)
            alike += 1
    return alike


def bare(response, path):
    """Status, target and body, without the path asked for and the marks that differ at every answer."""
    body = response.content.decode(errors="replace").replace(path, "")
    body = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", body)
    target = response.headers.get("Location", "").replace(path, "")
    return response.status_code, re.sub(r"next=[^&]*", "", target), body


def test_a_view_that_skips_the_gate_is_found(world, monkeypatch):
    """The control: with the gate's filter off, the neighbour reads a wish, and the walk turns red."""
    monkeypatch.setattr(WishQuerySet, "visible_to", lambda self, user, at: self.all())
    with pytest.raises(AssertionError):
        compared(world, {roles.NEIGHBOUR})
