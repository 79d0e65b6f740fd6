"""Whether the portal can work: the database answers."""

from django.db import DatabaseError, connection


def database_answers():
    """True when a trivial query comes back."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False
