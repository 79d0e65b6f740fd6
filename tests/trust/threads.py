"""Real threads against the real database: everybody starts at the same moment."""

import threading

from django.db import connection, connections


def at_once(count, run):
    """Run `run(number)` in `count` threads from one starting line; returns results, exceptions in their place."""
    line = threading.Barrier(count)
    results = [None] * count

    def one(number):
        try:
            connection.ensure_connection()
            line.wait(timeout=60)
            results[number] = run(number)
        except Exception as error:  # the race's outcome is what the test looks at
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return results


def kinds(results):
    """How many results of each kind: the name of the exception, or `ok`."""
    names = [type(r).__name__ if isinstance(r, Exception) else "ok" for r in results]
    return {name: names.count(name) for name in set(names)}
