"""`./civ bench registry`: the register's list and searches and the coverage board of 100,000 volunteers.

Ours is the whole page as the office asks for it, log-in, counts and HTML; the limit is the same figures and rows by
plain SQL in bare psycopg2. A page's time may be three times its SQL's at most: a ratio of 0.33.
"""

from tests.bench.ground import compare, database, raw  # first: it sets Django up

import time
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from civcenter.kit.secrets import lookup
from tests import factories as make
from tests.bench import registry_rows as rows
from volunteers.models import Volunteer

COUNTS = """SELECT count(*) FILTER (WHERE status = 'applied'), count(*) FILTER (WHERE status = 'active'), count(*)
              FROM volunteers_volunteer WHERE county = %(county)s"""
LIST = """SELECT v.*, p.*, d.*, u.* FROM volunteers_volunteer v JOIN residents_person p ON p.id = v.person_id
            JOIN hierarchy_division d ON d.code = v.division_id LEFT JOIN hierarchy_division u ON u.code = d.parent_id
           WHERE v.county = %(county)s {where} ORDER BY v.applied_at DESC, v.id DESC LIMIT 21"""
NAME = "AND p.name LIKE %(name)s"
PINYIN = "AND p.county = %(county)s AND (p.pinyin LIKE %(pinyin)s OR p.initials LIKE %(pinyin)s)"
PHONE = "AND p.phone_key = %(phone)s"
PEOPLE = """SELECT v.township, count(*), count(*) FILTER (WHERE v.id IN (
                 SELECT volunteer_id FROM volunteers_servicerecord WHERE county = %(county)s AND started_at >= %(since)s
                    AND status <> 'annulled' AND (status = 'final' OR vouched_at IS NOT NULL)))
              FROM volunteers_volunteer v WHERE v.county = %(county)s AND v.status = 'active' GROUP BY 1"""
COVERED = """SELECT u.township, h.group_id, count(DISTINCT e.person_id) FROM volunteers_unit u
               JOIN volunteers_headcount h ON h.unit_id = u.id
               JOIN volunteers_rosterentry e ON e.unit_id = u.id AND e.group_id = h.group_id
               JOIN volunteers_volunteer v ON v.person_id = e.person_id AND v.status = 'active'
              WHERE u.county = %(county)s GROUP BY GROUPING SETS ((u.township, h.group_id), (h.group_id), ())"""
HEADS = """SELECT u.township, h.group_id, sum(h.number) FROM volunteers_unit u
             JOIN volunteers_headcount h ON h.unit_id = u.id
            WHERE u.county = %(county)s GROUP BY GROUPING SETS ((u.township, h.group_id), (h.group_id))"""
MONTHS = """SELECT to_char(confirmed_at, 'YYYY-MM'), count(*) FROM volunteers_volunteer
             WHERE county = %(county)s AND status = 'active' GROUP BY 1"""


def main():
    with database():
        cast = make.cast()
        rows.fill(cast)
        assert Volunteer.objects.active().count() >= rows.MANY
        client, conn = Client(headers={"host": "localhost"}), raw()
        client.force_login(cast.office)
        known = {
            "county": make.COUNTY,
            "name": "%欣怡%",
            "pinyin": "zhangwei%",
            "phone": lookup(rows.PHONE),
            "since": make.NOW - timedelta(days=180),
        }
        register, board = reverse("desk_volunteers:volunteers"), reverse("desk_volunteers:coverage")
        found = client.post(register, {"q": rows.PHONE}).headers["Location"]  # no number stands in an address
        cases = [
            ("list", register, {}, [COUNTS, LIST.format(where="")]),
            ("search by name", register, {"q": "欣怡"}, [COUNTS, LIST.format(where=NAME)]),
            ("search by pinyin", register, {"q": "zhangwei"}, [COUNTS, LIST.format(where=PINYIN)]),
            ("search by phone", found, {}, [COUNTS, LIST.format(where=PHONE)]),
            ("coverage board", board, {}, [PEOPLE, COVERED, HEADS, MONTHS]),
        ]
        for metric, path, query, statements in cases:
            compare(
                "registry",
                metric,
                lambda p=path, q=query: a_second(lambda: ask(client, p, q)),
                lambda s=statements: a_second(lambda: run(conn, s, known)),
                unit="pages/s",
                rows=rows.MANY,
            )
        conn.close()


def a_second(once):
    """How often a second; the first time does not count."""
    once()
    started, many = time.perf_counter(), 3
    for _ in range(many):
        once()
    return many / (time.perf_counter() - started)


def ask(client, path, query):
    answer = client.get(path, query)
    assert answer.status_code == 200, answer.status_code


def run(conn, statements, known):
    with conn.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, known)
            cursor.fetchall()
    conn.rollback()


if __name__ == "__main__":
    main()
