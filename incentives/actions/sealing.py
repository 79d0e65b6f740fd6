"""The chain of digests over all transfers: sealed once a day, and how a broken link is found."""

import json
import time
from hashlib import sha256

from django.db import connection
from django.db.models import Max

from civcenter.kit.verbs import verb
from incentives.models import Entry, Link, Seal

START = "0" * 64
BATCH = 5000
PATIENCE = 20
"""Seconds to wait for transfers that are still on their way; after that the next night's run seals them."""

COLUMNS = ("pk", "debit_id", "credit_id", "points", "source", "words", "at", "expires_on", "reverses_id", "record_id")

WRITERS = """SELECT pid, virtualtransaction FROM pg_locks
              WHERE relation = 'incentives_entry'::regclass AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()"""


def seal(*, at):
    """Chain all transfers up to now and keep the head; may run twice. Returns the newest Seal, or None without any.

    A transfer takes its number before it is committed. So the chain goes to the highest number seen, and only
    when whoever was writing at that moment has ended: then no lower number can still appear.
    """
    last = Entry.objects.aggregate(last=Max("pk"))["last"]
    if last is None or not _settled():
        return Seal.objects.order_by("last").last()
    return _chain(last, at)


def _settled():
    writing, until = _writers(), time.monotonic() + PATIENCE
    while writing & _writers():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def _writers():
    with connection.cursor() as cursor:
        cursor.execute(WRITERS)
        return set(cursor.fetchall())


@verb
def _chain(last, at):
    newest = Seal.objects.order_by("last").last()
    digest, reached = (newest.digest, newest.last_id) if newest else (START, 0)
    entries = newest.entries if newest else 0
    while rows := _batch(reached, last):
        links = []
        for row in rows:
            digest = link(digest, row)
            links.append(Link(entry_id=row[0], digest=digest))
        Link.objects.bulk_create(links)
        reached, entries = rows[-1][0], entries + len(rows)
    if newest and newest.last_id == reached:
        return newest
    return Seal.objects.create(last_id=reached, entries=entries, digest=digest, sealed_at=at)


def _batch(after, last):
    rows = Entry.objects.filter(pk__gt=after, pk__lte=last).order_by("pk")
    return list(rows.values_list(*COLUMNS)[:BATCH])


def link(before, row):
    """The digest of a transfer (its `COLUMNS`) and of all before it."""
    text = json.dumps([str(value) for value in row], ensure_ascii=False)
    return sha256(f"{before}{text}".encode()).hexdigest()


def first_break():
    """The number of the first transfer that was changed, cut out or slipped in after it was sealed, or None."""
    newest = Seal.objects.order_by("last").last()
    if newest is None:
        return None
    cut_out = (
        Link.objects.exclude(pk__in=Entry.objects.values("pk")).order_by("pk").values_list("pk", flat=True).first()
    )
    changed = _first_changed(newest)
    return min((number for number in (cut_out, changed) if number is not None), default=None)


def _first_changed(newest):
    digest, reached = START, 0
    heads = dict(Seal.objects.values_list("last_id", "digest"))
    while rows := _batch(reached, newest.last_id):
        known = dict(Link.objects.filter(pk__gt=reached, pk__lte=rows[-1][0]).values_list("pk", "digest"))
        for row in rows:
            digest, number = link(digest, row), row[0]
            if known.get(number) != digest or heads.get(number, digest) != digest:
                return number
        reached = rows[-1][0]
    return None
