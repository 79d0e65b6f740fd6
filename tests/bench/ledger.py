"""`./civ bench ledger`: transfers a second, against the same INSERT with the same triggers in raw psycopg2."""

from tests.bench.ground import compare, database, raw, together  # first: it sets Django up

from itertools import count

from django.db import connection

from civcenter.residents.actions import new_person
from incentives import ledger
from tests import factories as make

POSTS, PEOPLE = 1200, 64
INSERT = """INSERT INTO incentives_entry (debit_id, credit_id, points, source, words, at)
            VALUES (%s, %s, 1, %s, '测速', %s) ON CONFLICT (source) DO NOTHING"""
sources = count(1)


def main():
    with database():
        make.county()
        house = ledger.house(make.COUNTY, "issue")
        people = [new_person(name=f"第{n}人", at=make.NOW) for n in range(PEOPLE)]
        accounts = [ledger.account_of(person, make.COUNTY) for person in people]
        cases = [
            ("one connection", 1, accounts),
            ("eight, different people", 8, accounts),
            ("eight, one", 8, accounts[:1]),
        ]
        for metric, workers, targets in cases:
            compare(
                "ledger",
                metric,
                lambda w=workers, t=targets: rate(w, lambda number: post(house, t, number, w)),
                lambda w=workers, t=targets: rate(w, lambda number: bare(house, t, number, w)),
                unit="transfers/s",
                rows=POSTS,
            )
        assert ledger.faults() == []


def rate(workers, run):
    """Transfers a second over all workers; sources are never used twice."""
    run_id = next(sources)
    share = POSTS // workers
    seconds = together(workers, lambda number: lambda_of(run(number), run_id, number, share))
    return share * workers / seconds


def lambda_of(one, run_id, number, share):
    def all_of_them():
        for at in range(share):
            one(f"bench:{run_id}:{number}:{at}", at)

    return all_of_them


def post(house, targets, number, workers):
    connection.ensure_connection()

    def one(source, at):
        target = targets[(at * workers + number) % len(targets)]
        ledger.post(debit=house, credit=target, points=1, source=source, words="测速", at=make.NOW)

    return one


def bare(house, targets, number, workers):
    conn = raw()
    cursor = conn.cursor()

    def one(source, at):
        target = targets[(at * workers + number) % len(targets)]
        cursor.execute(INSERT, [house.pk, target.pk, source, make.NOW])
        conn.commit()

    return one


if __name__ == "__main__":
    main()
