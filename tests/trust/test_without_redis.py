"""Redis is gone: pages open, wishes come in, codes go out, an order is carried to its end; nobody even asks for it."""

import re
import socket
from datetime import timedelta

import pytest
from celery.signals import before_task_publish
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from civcenter.celery import app
from civcenter.kit.secrets import lookup
from civcenter.notices.models import Notice
from incentives.models import Entry
from orders.flow import OrderStatus, WishStatus
from orders.models import Claim, Order, Wish
from orders.tasks import sweep
from tests import factories as make
from tests.orders.phones import fill, hidden
from tests.trust import walker
from tests.trust.routes import TABLE
from tests.trust.typed import hours
from tests.trust.visitors import NOW, visitors

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(autouse=True)
def asked_of_redis(monkeypatch, settings):
    """The broker's port is closed; what somebody would publish all the same is noted here."""
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{closed_port()}/0"
    monkeypatch.setitem(app.conf, "broker_url", settings.CELERY_BROKER_URL)
    asked = []

    def note(sender=None, **_):
        asked.append(sender)

    before_task_publish.connect(note)
    yield asked
    before_task_publish.disconnect(note)


@pytest.fixture
def cast(client_of, time_machine):
    """The cast, each in a browser of his own: `browser.office.post(…)`; `at(hours)` moves the clock."""
    time_machine.move_to(make.NOW, tick=False)
    made = make.cast()
    made.browser = {name: client_of(getattr(made, name)) for name in ("office", "manager")}
    made.browser |= {"volunteer": client_of(made.volunteer.person.user), "resident": client_of()}
    made.at = lambda hours: time_machine.move_to(make.NOW + hours * HOUR, tick=False)
    return made


def test_publishing_fails_and_is_seen(asked_of_redis):
    """The control: with this broker a task cannot be handed over, and the attempt is noted."""
    with app.connection_for_write(connect_timeout=1) as connection, pytest.raises(OperationalError):
        sweep.apply_async(connection=connection, retry_policy={"max_retries": 0})
    assert asked_of_redis == ["orders.tasks.sweep"]


def test_every_page_opens(time_machine, asked_of_redis):
    time_machine.move_to(NOW, tick=False)
    walk, shut = visitors(), {}
    for name, door in TABLE.items():
        for role in sorted(door.get)[:2]:
            answer = walk.ask(role, "get", walker.address(name, door, walk.home))
            if answer.status >= 400:
                shut[name, role] = answer.status
    assert shut == {}
    assert walk.asked >= 150 and asked_of_redis == []


def test_a_code_goes_out_in_one_round_and_opens_the_door(client, time_machine, asked_of_redis):
    time_machine.move_to(make.NOW, tick=False)
    phone = make.fresh_phone()
    assert client.post(reverse("accounts:phone_login"), {"phone": phone}).status_code == 302
    code = re.search(r"\d{6}", Notice.objects.get(phone_key=lookup(phone)).text).group()
    call_command("relay", "--once")
    assert Notice.objects.get(phone_key=lookup(phone)).state == Notice.State.SENT
    assert client.post(reverse("accounts:code"), {"code": code}).status_code == 302
    assert client.get(reverse("accounts:me")).status_code == 200
    assert asked_of_redis == []


def press(browser, row, step, door="desk_orders", **said):
    """Take a step on its page; it leads on."""
    number = row.number if door == "orders" and isinstance(row, Wish) else row.pk
    path = reverse(f"{door}:{type(row).__name__.lower()}_step", args=[number, step])
    page = browser.get(path)
    answer = browser.post(path, {**hidden(page), **said})
    assert answer.status_code == 302, answer.content.decode()
    row.refresh_from_db()


def prepared(cast, wish):
    begin = make.NOW + HOUR
    said = {"title": "上门理发", "kind": "care", "needed": 1, "urgency": "normal", **hours(begin, begin + 2 * HOUR)}
    path = f"{reverse('desk_orders:prepare')}?wishes={wish.pk}"
    assert cast.browser["office"].post(path, said).status_code == 302
    return Order.objects.get()


def test_an_order_is_carried_to_its_end(cast, client_of, asked_of_redis):
    resident, office, manager, volunteer = (
        cast.browser[name] for name in ("resident", "office", "manager", "volunteer")
    )
    assert fill(resident, cast.station).status_code == 302
    wish = Wish.objects.get()
    order = prepared(cast, wish)
    times = hours(order.starts_at, order.ends_at)
    press(office, order, "dispatch", unit=cast.station.pk, **times)
    press(manager, order, "publish", needed=1, **times)
    assert volunteer.post(reverse("orders:claim_order", args=[order.pk])).status_code == 302
    claim = Claim.objects.get()
    cast.at(1)
    press(volunteer, claim, "arrive", door="orders")
    cast.at(2.9)
    over = f"{timezone.localtime():%Y-%m-%dT%H:%M}"
    began = f"{timezone.localtime(claim.started_at):%Y-%m-%dT%H:%M}"
    press(volunteer, claim, "finish", door="orders", started_at=began, ended_at=over)
    manager = client_of(cast.manager)  # two hours idle end a staff session
    part = hours(claim.started_at, claim.ended_at, "from", "to") | {"came": "done"}
    press(manager, order, "serve", **{f"c{claim.pk}_{name}": value for name, value in part.items()})
    wish.refresh_from_db()
    press(resident, wish, "confirm", door="orders", stars=5)
    order.refresh_from_db()
    assert (wish.status, order.status) == (WishStatus.CONFIRMED, OrderStatus.CLOSED)
    assert Entry.objects.count() == 1
    assert asked_of_redis == []
