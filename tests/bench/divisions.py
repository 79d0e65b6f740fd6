"""`./civ bench divisions [rows]`: the newest 20 of any node, and a count over all nodes, against exact-key SQL.

The limit works on a copy with an index made for this one question: (code of the level, newest first); its count groups
by an integer.
"""

from tests.bench.ground import compare, database, raw  # first: it sets Django up

import sys
import time
from collections import Counter

from django.db.models import Count

from orders.models import Wish
from tests import factories as make
from tests.bench import loading

TOWNSHIPS, ROWS, LISTS = 18, 1_000_000, 40
LEVELS = {6: "county", 9: "township", 12: "division_id"}
COPY = """
CREATE TABLE floor AS SELECT w.id, w.number, w.words, w.status, w.created_at, w.county, w.township, w.division_id,
    o.id::int AS place FROM orders_wish w JOIN hierarchy_outpost o ON o.division_id = w.division_id;
CREATE INDEX ON floor (county, created_at DESC, id DESC);
CREATE INDEX ON floor (township, created_at DESC, id DESC);
CREATE INDEX ON floor (division_id, created_at DESC, id DESC);
GRANT SELECT ON floor TO PUBLIC;
"""


def main(rows):
    with database():
        villages = loading.large_county(TOWNSHIPS)
        loading.wishes(rows, make.NOW)
        with loading.owner() as cursor:
            cursor.execute(COPY)
        with loading.owner() as cursor:
            cursor.execute("ANALYZE floor")
        nodes = {
            "county": make.COUNTY,
            "busy township": villages[0][:9],
            "quiet township": villages[-1][:9],
            "busy village": villages[0],
            "quiet village": villages[-1],
        }
        bare_connection = raw()
        cursor = bare_connection.cursor()
        for name, code in nodes.items():
            for metric, words in (("newest 20", {}), ("newest 20 still new", {"status": "new"})):
                assert newest(code, words) == bare(cursor, code, words)
                compare(
                    "divisions",
                    f"{metric}: {name}",
                    lambda c=code, w=words: speed(lambda: newest(c, w)),
                    lambda c=code, w=words: speed(lambda: bare(cursor, c, w)),
                    unit="lists/s",
                    rows=rows,
                )
        assert rolled_up() == bare_roll_up(cursor)
        compare(
            "divisions",
            "live roll-up of all nodes",
            lambda: speed(rolled_up, 3),
            lambda: speed(lambda: bare_roll_up(cursor), 3),
            unit="roll-ups/s",
            rows=rows,
        )
        bare_connection.close()


def speed(way, times=LISTS):
    started = time.perf_counter()
    for _ in range(times):
        way()
    return times / (time.perf_counter() - started)


def newest(code, words):
    """As every list of ours narrows and sorts, with the limit's columns; whole pages are `./civ bench list`."""
    rows = Wish.objects.within([code]).filter(**words).order_by("-created_at", "-pk")
    return [row[0] for row in rows.values_list("number", "words", "status", "created_at")[:20]]


def bare(cursor, code, words):
    where = "".join(f" AND {name} = %s" for name in words)
    cursor.execute(
        f"SELECT number, words, status, created_at FROM floor WHERE {LEVELS[len(code)]} = %s{where} "
        "ORDER BY created_at DESC, id DESC LIMIT 20",
        [code, *words.values()],
    )
    return [row[0] for row in cursor.fetchall()]


def rolled_up():
    """How many wishes at and under each node: one statement, folded upwards in memory."""
    rows = Wish.objects.within([make.COUNTY]).order_by().values_list("division").annotate(many=Count("pk"))
    return _folded(rows)


def bare_roll_up(cursor):
    cursor.execute(
        "SELECT o.division_id, many FROM (SELECT place, count(*) AS many FROM floor GROUP BY place) f "
        "JOIN hierarchy_outpost o ON o.id = f.place"
    )
    return _folded(cursor.fetchall())


def _folded(rows):
    nodes = Counter()
    for code, many in rows:
        for length in LEVELS:
            nodes[code[:length]] += many
    return nodes


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
