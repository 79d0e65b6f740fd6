"""Very many rows at once, as the owner and with the tables' own triggers off; only benches may do this."""

from contextlib import contextmanager

from django.db import connection

from tests import factories as make

VILLAGES_A_TOWNSHIP = 84
WISHES = """
INSERT INTO orders_wish (number, kind_id, words, urgency, outpost_id, division_id, status, name, phone, phone_key,
    is_verified, beneficiary, is_public, browser, address_key, reason, transferred_to, disputes, vouching_phone,
    vouching_browser, created_at)
SELECT lpad((%(from)s + n)::text, 10, '0'), 'care', '想请人到家给老人理个发', 'normal', o.id, o.division_id,
    CASE WHEN n %% 20 = 0 THEN 'new' WHEN n %% 3 = 0 THEN 'transferred' ELSE 'refused' END,
    '', '', '', false, '', true, '', '', CASE WHEN n %% 3 > 0 THEN 'paid' ELSE '' END, '', 0, '', '',
    %(at)s::timestamptz - n * interval '7 seconds'
FROM generate_series(1, %(many)s) n
JOIN (SELECT id, division_id, row_number() OVER (ORDER BY division_id) - 1 AS turn FROM orders_places) o
  ON o.turn = (power(((n::bigint * 2654435761) %% 1000003) / 1000003.0, 3) * %(places)s)::int
"""


@contextmanager
def owner():
    """A cursor of the owner, committed at the end."""
    connection.ensure_connection()
    params = connection.get_connection_params() | {"cursor_factory": None}
    bare = connection.Database.connect(**{name: value for name, value in params.items() if name != "assume_role"})
    try:
        with bare, bare.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            yield cursor
    finally:
        bare.close()


def large_county(townships, per_township=VILLAGES_A_TOWNSHIP):
    """A county with very many villages, each with its outpost; the villages' codes."""
    make.place(make.COUNTY, "宁县")
    villages = []
    for number in range(townships):
        town = f"{make.COUNTY}{100 + number}"
        make.place(town, f"第{number}镇", make.COUNTY)
        for village in range(per_township):
            code = f"{town}{201 + village}"
            make.place(code, f"第{village}村", town)
            villages.append(code)
    return villages


def wishes(many, at):
    """So many wishes over the villages, most in few of them, as life is: the last villages have next to none."""
    with owner() as cursor:
        cursor.execute("ALTER TABLE orders_wish DISABLE TRIGGER USER")
        cursor.execute(
            "CREATE TEMP TABLE orders_places AS SELECT id, division_id FROM hierarchy_outpost WHERE tier = 'station'"
        )
        cursor.execute("SELECT count(*) - 1 FROM orders_places")
        places = cursor.fetchone()[0]
        cursor.execute(WISHES, {"from": 10**9, "at": at, "many": many, "places": places})
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE orders_wish ENABLE TRIGGER USER")
    with owner() as cursor:
        cursor.execute("ANALYZE orders_wish")
