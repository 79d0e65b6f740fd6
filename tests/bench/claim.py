"""`./civ bench claim`: 200 volunteers on 5 places over 8 connections, against one conditional UPDATE and the INSERT."""

from tests.bench.ground import compare, database, raw, together  # first: it sets Django up

from datetime import timedelta

from django.db import connection

from civcenter.kit.errors import RuleBroken
from orders.actions import claims
from orders.models import Claim, Order
from tests import factories as make

CROWD, PLACES, WORKERS, ORDERS = 200, 5, 8, 40
UPDATE = """UPDATE orders_order SET taken = taken + 1
            WHERE id = %s AND status = 'open' AND taken < needed RETURNING round"""
INSERT = """INSERT INTO orders_claim (order_id, round, volunteer_id, status, created_at)
            VALUES (%s, %s, %s, 'accepted', %s)"""


def main():
    with database():
        cast = make.cast()
        crowd = [make.volunteer(name="测速") for _ in range(CROWD)]
        days = iter(range(1, 10_000))

        def hall():
            begins = make.NOW + timedelta(days=next(days))
            return make.in_hall(cast, needed=PLACES, starts_at=begins, ends_at=begins + timedelta(hours=2))

        compare(
            "claim",
            f"{CROWD} for {PLACES} places, one order",
            lambda: speed([hall()], crowd, ours),
            lambda: speed([hall()], crowd, bare),
            unit="answers/s",
            rows=CROWD,
        )
        compare(
            "claim",
            f"{CROWD} over {ORDERS} orders of {PLACES} places",
            lambda: speed([hall() for _ in range(ORDERS)], crowd, ours),
            lambda: speed([hall() for _ in range(ORDERS)], crowd, bare),
            unit="answers/s",
            rows=CROWD,
        )


def speed(orders, crowd, way):
    """Answers a second, places exact in the end."""
    seconds = together(WORKERS, lambda number: way(orders, crowd[number::WORKERS], number))
    for order in orders:
        order.refresh_from_db()
        assert order.taken == Claim.objects.filter(order=order).count() <= PLACES
    assert sum(order.taken for order in orders) == min(CROWD, PLACES * len(orders))
    return len(crowd) / seconds


def ours(orders, volunteers, number):
    connection.ensure_connection()
    fresh = [Order.objects.select_related("unit").get(pk=order.pk) for order in orders]

    def run():
        for at, volunteer in enumerate(volunteers):
            try:
                claims.claim(_pick(fresh, at, number), volunteer=volunteer, by=volunteer.person.user, at=make.NOW)
            except RuleBroken:
                continue

    return run


def bare(orders, volunteers, number):
    conn = raw()
    cursor = conn.cursor()

    def run():
        for at, volunteer in enumerate(volunteers):
            order = _pick(orders, at, number)
            cursor.execute(UPDATE, [order.pk])
            won = cursor.fetchone()
            if won:
                cursor.execute(INSERT, [order.pk, won[0], volunteer.pk, make.NOW])
            conn.commit()

    return run


def _pick(orders, at, number):
    return orders[(at * WORKERS + number) % len(orders)]


if __name__ == "__main__":
    main()
