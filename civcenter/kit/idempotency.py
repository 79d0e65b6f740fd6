"""The same submission twice is one change and the same answer."""

import hashlib
import json

from django.db import connection

from civcenter.kit.errors import RuleBroken
from civcenter.kit.models import SubmittedKey
from civcenter.kit.verbs import verb

CLAIM = """INSERT INTO kit_submittedkey (owner, key, body_hash, status, body, created_at)
           VALUES (%s, %s, %s, 0, '', now()) ON CONFLICT (owner, key) DO NOTHING"""


class OtherBody(RuleBroken):
    """The key was used before for something else."""

    code = "other_body"


def digest(body):
    """A hash of a dict of what was typed; key order does not matter."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()


@verb
def once(owner, key, body, do):
    """Run `do()` once for this owner and key and return `(status, text)`; a repeat returns the first answer.

    `do` returns `(status, text)`. The key is claimed in the same transaction as the change: a second
    submit waits for the first and then reads its answer. Another body under the same key is refused.
    """
    hashed = digest(body)
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [owner, key, hashed])
        fresh = cursor.rowcount == 1
    if fresh:
        status, text = do()
        SubmittedKey.objects.filter(owner=owner, key=key).update(status=status, body=text)
        return status, text
    known = SubmittedKey.objects.get(owner=owner, key=key)
    if known.body_hash != hashed:
        raise OtherBody("这份内容和刚才交的不一样，却用了同一个提交号。请刷新页面再交一次，刚才交的还在。")
    return known.status, known.body
