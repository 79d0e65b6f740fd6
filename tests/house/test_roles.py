"""The app role works and owns nothing; the suite itself works as that role, in every thread."""

import threading

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction

from civcenter.kit import grants


def current_user():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_suite_works_as_the_app_role():
    assert current_user() == settings.APP_ROLE != settings.DATABASES["default"]["USER"]


@pytest.mark.django_db(transaction=True)
def test_a_thread_of_its_own_works_as_the_app_role():
    seen = []

    def look():
        seen.append(current_user())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [settings.APP_ROLE]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE django_session",
        "ALTER TABLE django_session DISABLE TRIGGER ALL",
        "DROP TABLE django_session",
        "CREATE TABLE mine (id int)",
        "SET session_replication_role = replica",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('orders', 'forged', now())",
        "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME)"
        " RETURNS BOOLEAN LANGUAGE sql AS 'SELECT true'",
    ],
)
def test_app_role_is_refused(statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_ignoring_triggers_is_never_granted():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL pgtrigger.ignore = '{anything}'")
        cursor.execute("SELECT public._pgtrigger_should_ignore('anything')")
        assert cursor.fetchone() == (False,)


@pytest.mark.django_db
def test_app_role_owns_nothing():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class JOIN pg_roles ON relowner = pg_roles.oid WHERE rolname = %s",
            [settings.APP_ROLE],
        )
        assert cursor.fetchone() == (0,)


class Frozen:
    """A stand-in for a model class with a balance that only triggers may move."""

    append_only = False
    frozen_columns = ("expire_date",)
    _meta = Session._meta


def test_frozen_columns_leave_the_others_open():
    assert list(grants._taken_back(Frozen, lambda name: f'"{name}"', '"app"')) == [
        'REVOKE UPDATE ON "django_session" FROM "app"',
        'GRANT UPDATE ("session_key", "session_data") ON "django_session" TO "app"',
    ]


@pytest.mark.django_db(transaction=True)
class TestFlush:
    """Twice the same: the first leaves a row, the second must not find it."""

    @pytest.mark.parametrize("turn", [1, 2])
    def test_rows_of_another_test_are_gone(self, turn):
        assert not Session.objects.exists()
        Session.objects.create(session_key="left", session_data="", expire_date="2026-01-01T00:00:00Z")
        assert current_user() == settings.APP_ROLE
