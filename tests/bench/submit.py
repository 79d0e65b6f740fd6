"""`./civ bench submit`: a wish made by a program, with its key of one submission, against WSGI with psycopg2."""

from tests.bench.ground import compare, database, raw  # first: it sets Django up

import json
import uuid

from django.utils import timezone

from civcenter.accounts.actions import cut_key
from civcenter.accounts.actions.keys import digest
from orders.models import Wish
from tests import factories as make
from tests.bench import web

POSTED = 50
WHO = "SELECT user_id FROM accounts_apitoken WHERE key_hash = %s AND expires_at > now() AND revoked_at IS NULL"
INSERT = """
INSERT INTO orders_wish (number, kind_id, words, urgency, outpost_id, division_id, status, name, phone, phone_key,
    is_verified, beneficiary, is_public, browser, address_key, reason, transferred_to, disputes, vouching_phone,
    vouching_browser, created_at, entered_by_id)
VALUES (%s, %s, %s, 'normal', %s, %s, 'new', '', '', '', false, '', true, '', '', '', '', 0, '', '', now(), %s)
RETURNING id"""


def main():
    with database():
        cast = make.cast()
        key = cut_key(cast.manager, days=1, at=timezone.now())
        place = {"outpost": cast.station.pk, "division": cast.station.division_id}
        with web.served(lambda: bare(**place)) as (ours, limit):
            for metric, has_phone in (("create wish, no phone", False), ("create wish, phone to be told", True)):
                compare(
                    "submit",
                    metric,
                    lambda p=has_phone: web.rate(ours, posts("/api/v1/wishes/", key, cast.station.pk, p), 201),
                    lambda p=has_phone: web.rate(limit, posts("/", key, cast.station.pk, p), 201),
                    unit="wishes/s",
                    rows=POSTED,
                )
        assert Wish.objects.exclude(phone_key="").count() == POSTED * 5


def posts(path, key, outpost, has_phone):
    """So many requests, each with a key of its own and, where somebody is to be told, a phone of its own."""
    return [("POST", path, _headers(key), _body(outpost, has_phone)) for _ in range(POSTED)]


def _headers(key):
    return {
        "Authorization": f"Token {key}",
        "Content-Type": "application/json",
        "Idempotency-Key": uuid.uuid4().hex,
    }


def _body(outpost, has_phone):
    said = {"kind": "care", "outpost": outpost, "words": "想请人到家给老人理个发"}
    return json.dumps(said | ({"phone": make.fresh_phone()} if has_phone else {})).encode()


def bare(outpost, division):
    """Whose key it is, the row, the answer; nobody is told, nothing is promised, the same twice is two."""
    cursor = raw().cursor()

    def application(environ, start_response):
        cursor.execute(WHO, [digest(environ["HTTP_AUTHORIZATION"].split()[1])])
        (user,) = cursor.fetchone()
        said = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        number = f"{uuid.uuid4().int % 10**10:010d}"
        cursor.execute(INSERT, [number, said["kind"], said["words"], outpost, division, user])
        cursor.connection.commit()
        start_response("201 Created", [("Content-Type", "application/json")])
        return [json.dumps({"number": number, **said}, ensure_ascii=False).encode()]

    return application


if __name__ == "__main__":
    main()
