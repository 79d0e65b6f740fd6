"""What every bench stands on: a database of its own, ways taken in turn, one JSON line a figure."""

import json
import multiprocessing
import os
import statistics
import time
from contextlib import contextmanager

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ["CIV_TEST_DATABASE"] = f"bench_civ_{os.getpid()}"

import django

django.setup()

from django.conf import settings
from django.db import connection

from civcenter.rules.seed import seed

FORK = multiprocessing.get_context("fork")


@contextmanager
def database():
    """A fresh database, migrated by the owner, worked on as the app role; dropped at the end."""
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0)
    connection.close()
    connection.settings_dict["OPTIONS"]["assume_role"] = settings.APP_ROLE
    try:
        seed()
        yield
    finally:
        connection.close()
        del connection.settings_dict["OPTIONS"]["assume_role"]
        connection.creation.destroy_test_db(before, verbosity=0)


def raw():
    """A bare psycopg2 connection with the same rights as ours."""
    connection.ensure_connection()
    bare = connection.Database.connect(**connection.get_connection_params() | {"cursor_factory": None})
    bare.autocommit = True
    with bare.cursor() as cursor:
        cursor.execute(f"SET ROLE {settings.APP_ROLE}")
    bare.autocommit = False
    return bare


def together(workers, run):
    """Seconds from the starting line until the last of `workers` processes has done `run(number)`."""
    connection.close()
    line, results = FORK.Barrier(workers + 1), FORK.Queue()
    processes = [FORK.Process(target=_one, args=(run, number, line, results)) for number in range(workers)]
    for process in processes:
        process.start()
    line.wait()
    started = time.perf_counter()
    for process in processes:
        process.join()
    return max(results.get() for _ in processes) - started


def _one(run, number, line, results):
    ready = run(number)
    line.wait()
    ready()
    results.put(time.perf_counter())


def compare(bench, metric, ours, limit, *, unit, rows, runs=5):
    """Take both ways in turn; each returns a figure where more is better. Prints medians and their ratio."""
    figures = [(ours(), limit()) for _ in range(runs)]
    mine, best = (statistics.median(column) for column in zip(*figures, strict=True))
    line = {"bench": bench, "metric": metric, "ours": round(mine, 1), "limit": round(best, 1)}
    line |= {"ratio": round(statistics.median(a / b for a, b in figures), 3), "unit": unit, "rows": rows, "runs": runs}
    print(json.dumps(line, ensure_ascii=False), flush=True)
