"""One verb, one transaction: the outermost opens it, verbs inside join without a savepoint."""

from contextvars import ContextVar
from functools import wraps

from django.db import transaction

inside = ContextVar("inside_a_verb", default=False)


def verb(function):
    """Mark an action as a verb. It commits whole or not at all, and refuses nothing silently.

    Verbs called by verbs join the running transaction; a savepoint would let half of a change survive.
    """

    @wraps(function)
    def run(*args, **kwargs):
        with transaction.atomic(savepoint=not inside.get()):
            token = inside.set(True)
            try:
                return function(*args, **kwargs)
            finally:
                inside.reset(token)

    return run
