"""How far a post reaches: its division, what nests under it, what it manages, and what went into it."""

from collections import defaultdict

from django.db import connection

LEVELS = (6, 9, 12)

# Codes nest, so a county's own townships need no entry. What does: an area managed by a division though its code
# says otherwise (`parent`), and an ended division that went into one (`successor`), through any number of steps.
# The walk goes by index from the posts down; it costs the same however many counties share the database.
REACH = """
WITH RECURSIVE reach (root, code) AS (
    SELECT code, code FROM unnest(%s) AS roots (code)
  UNION
    SELECT r.root, d.code FROM reach r
      JOIN hierarchy_division d ON d.parent_id = r.code OR d.successor_id = r.code
)
SELECT root, code FROM reach
"""


def reach(codes):
    """For each code the codes that a post there covers: itself, and the few that do not nest in it. One query."""
    if not codes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(REACH, [sorted(codes)])
        rows = cursor.fetchall()
    found = defaultdict(set)
    for root, code in rows:
        if code == root or not code.startswith(root):
            found[root].add(code)
    return {root: _shortest(reached) for root, reached in found.items()}


def _shortest(codes):
    """Without the codes that another one covers."""
    return {code for code in codes if not any(code[:n] in codes for n in LEVELS if n < len(code))}


def covers(codes, place):
    """Whether the place is one of the codes or lies under one."""
    return any(place[:length] in codes for length in LEVELS)
