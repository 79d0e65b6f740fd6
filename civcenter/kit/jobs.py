"""Work for the background: a row asks for it, a beat finds it, one worker does it, and it may be done twice.

Who wants something done calls `ask` inside its verb; nothing is published, so no page needs the queue. Every few
seconds the beat sends `civcenter.kit.tasks.work`, which does what is due. A worker holds a lock of its database
session while it works; when it dies the session ends, the lock is free, and the next beat begins anew. So a handler
must bear being begun twice: its effect is one transaction whose first statement takes a state that can be taken once.
"""

import logging
import traceback
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection

from civcenter.kit.errors import RuleBroken
from civcenter.kit.models import Job
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb

log = logging.getLogger(__name__)
LOCKS = 710026
"""The class of the advisory locks; the second number is the job's."""
MOST_ATTEMPTS = 5
PAUSE = timedelta(seconds=30)
"""Until another attempt, longer after each."""
GAVE_UP = "试了几次都没有办成，不是您的错。请把这一页的地址告诉管电脑的同事。"
HANDLERS = {}


def handles(kind):
    """Name the function that does this kind of job: called with the job and its row numbers, outside a transaction."""

    def register(function):
        HANDLERS[kind] = function
        return function

    return register


@verb
def ask(kind, *ids, source, at):
    """Ask for a job once; the same source again returns the first."""
    job = Job(kind=kind, args=list(ids), source=source, due_at=at, created_at=at)
    return job if insert_unless_taken(job) else Job.objects.get(source=source)


def report(job, done, total):
    """Tell whoever waits how far the job is. Committed at once where no transaction is open."""
    Job.objects.filter(pk=job.pk).update(done=done, total=total)


def work(clock):
    """Do one job that is due; False where there is none that nobody else does."""
    for job in Job.objects.due(clock())[:20]:
        with _alone(job) as mine:
            if mine and (begun := _begin(job, at=clock())):
                _do(begun, clock)
                return True
    return False


@contextmanager
def _alone(job):
    """Whether this session alone has the job; given back at the end, or by the session's death."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, job.pk])
        mine = cursor.fetchone()[0]
    try:
        yield mine
    finally:
        if mine and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, job.pk])


@verb
def _begin(job, *, at):
    """Take the job up, or give it up after its last attempt; None where there is nothing left to do."""
    row = Job.objects.due(at).select_for_update().filter(pk=job.pk).first()
    if row is None:
        return None
    if row.attempts >= MOST_ATTEMPTS:
        end(row, Job.State.DEAD, at=at, fault=GAVE_UP)
        return None
    row.state, row.attempts, row.claimed_at = Job.State.RUNNING, row.attempts + 1, at
    row.save(update_fields=["state", "attempts", "claimed_at"])
    return row


def _do(job, clock):
    """Whatever goes wrong is written down: a broken rule ends the job, anything else is tried again.

    Logs carry where it broke, never the error's own words: they may quote a person's data.
    """
    try:
        HANDLERS[job.kind](job, *job.args)
    except RuleBroken as broken:
        end(job, Job.State.FAILED, at=clock(), fault=broken.sentence)
    except Exception as fault:
        place = "".join(traceback.format_tb(fault.__traceback__))
        log.error("job %s (%s): %s, attempt %s\n%s", job.pk, job.kind, type(fault).__name__, job.attempts, place)
        _put_off(job, at=clock())
    else:
        end(job, Job.State.DONE, at=clock())


@verb
def _put_off(job, *, at):
    if job.attempts >= MOST_ATTEMPTS:
        end(job, Job.State.DEAD, at=at, fault=GAVE_UP)
    else:
        Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING, due_at=at + job.attempts * PAUSE)


@verb
def end(job, state, *, at, fault=""):
    """Close the job. A handler may call it in its own transaction, so that effect and end are one."""
    Job.objects.filter(pk=job.pk).update(state=state, ended_at=at, fault=fault[:200])
    if state == Job.State.DEAD:
        log.error("job %s (%s) is dead after %s attempts", job.pk, job.kind, job.attempts)


@verb
def again(job, *, at):
    """Somebody wants a job that gave up tried anew; one that is open or done stays what it is."""
    ended = Job.objects.filter(pk=job.pk, state__in=[Job.State.FAILED, Job.State.DEAD])
    ended.update(state=Job.State.WAITING, attempts=0, fault="", ended_at=None, due_at=at)
