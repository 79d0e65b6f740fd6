"""`./civ bench checkin`: 3,000 people scan the wall's code as fast as they go over 8 connections; none is lost."""

from tests.bench.ground import FORK, database, together  # first: it sets Django up

import json
import time

from django.db import connection

from civcenter.accounts.models import User
from civcenter.residents.models import Person
from projects.activities import actions
from projects.activities.models import Activity, Attendance
from tests import factories as make
from tests.activities import making
from volunteers import rotating

CROWD, WORKERS = 3000, 8


def main():
    with database():
        cast = make.cast()
        activity = making.published(cast, quota=CROWD)
        parties = crowd_of(activity)
        shown = rotating.read(actions.code_of(activity, cast.manager, "wall", making.STARTS))
        actions.open_doors(activity, by=cast.manager, at=making.STARTS)
        latencies = FORK.Queue()
        seconds = together(WORKERS, lambda number: coming(parties[number::WORKERS], shown, latencies))
        spent = sorted(one for _ in range(WORKERS) for one in latencies.get())
        came = Attendance.objects.filter(activity=activity, status="came").count()
        assert came == len(spent) == CROWD, (came, len(spent))
        line = {"bench": "checkin", "metric": f"{CROWD} check-ins over {WORKERS} connections", "lost": CROWD - came}
        line |= {"a_second": round(CROWD / seconds, 1), "p95_ms": round(spent[int(len(spent) * 0.95)] * 1000, 1)}
        print(json.dumps(line, ensure_ascii=False), flush=True)


def crowd_of(activity):
    """Everybody with a phone of his own and a seat; loaded in bulk, as the door is what is measured."""
    users = [User(username=f"tel-{n}", phone_key=f"key-{n}", password="!") for n in range(CROWD)]
    User.objects.bulk_create(users)
    people = [Person(name="测速", user=user, created_at=make.NOW) for user in users]
    Person.objects.bulk_create(people)
    rows = [
        Attendance(activity=activity, person=one, user=one.user, turn=n, status="signed", created_at=make.NOW)
        for n, one in enumerate(people, start=1)
    ]
    Attendance.objects.bulk_create(rows)
    Activity.objects.filter(pk=activity.pk).update(taken=CROWD, turns=CROWD)
    return rows


def coming(parties, shown, latencies):
    connection.ensure_connection()

    def run():
        spent = []
        for party in parties:
            begun = time.perf_counter()
            actions.come_by_code(shown, person=party.person, by=party.user, at=making.STARTS)
            spent.append(time.perf_counter() - begun)
        latencies.put(spent)

    return run


if __name__ == "__main__":
    main()
