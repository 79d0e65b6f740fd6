"""Once a day what is past its time goes, and nothing that is still needed."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from celery import current_app
from django.conf import settings
from django.contrib.sessions.models import Session

from civcenter.accounts.actions import tidy
from civcenter.accounts.models import PhoneCode, WrongCodes
from civcenter.accounts.tasks import tidy as task
from civcenter.kit.models import SubmittedKey
from tests import factories as make

pytestmark = pytest.mark.django_db
AT, DAY = make.NOW, timedelta(days=1)


def phone_code(asked, used=None):
    times = {"created_at": asked, "expires_at": asked, "used_at": used}
    return PhoneCode.objects.create(phone_key="k", browser="b", code_hash="x", **times)


def answer(key, at):
    SubmittedKey.objects.create(owner="user:1", key=key, body_hash="x")
    SubmittedKey.objects.filter(key=key).update(created_at=at)


def attempt(name, at):
    AccessAttempt.objects.create(username=name, ip_address="10.0.0.1", failures_since_start=1, get_data="")
    AccessAttempt.objects.filter(username=name).update(attempt_time=at)


def test_what_is_past_its_time_goes_and_the_rest_stays():
    for key, at in (("over", AT - DAY), ("live", AT + DAY)):
        Session.objects.create(session_key=key, session_data="", expire_date=at)
    phone_code(AT - 3 * DAY), phone_code(AT - 800 * DAY, used=AT - 800 * DAY)
    kept = [phone_code(AT), phone_code(AT - 300 * DAY, used=AT - 300 * DAY)]
    for day in (AT - 400 * DAY, AT):
        WrongCodes.objects.create(day=day.date(), count=1)
    attempt("old", AT - 31 * DAY), attempt("new", AT - DAY)
    answer("old", AT - 31 * DAY), answer("new", AT - DAY)
    assert tidy(at=AT) == 6
    assert tidy(at=AT) == 0
    assert Session.objects.get().pk == "live"
    assert list(PhoneCode.objects.order_by("pk")) == kept
    assert WrongCodes.objects.get().day == AT.date()
    assert AccessAttempt.objects.get().username == "new"
    assert SubmittedKey.objects.get().key == "new"


def test_the_clock_calls_it_once_a_day():
    entry = settings.CELERY_BEAT_SCHEDULE["tidy"]
    assert entry["task"] == task.name and entry["task"] in current_app.tasks
    assert (entry["schedule"].hour, entry["schedule"].minute) == ({3}, {30})
    task()
