"""Rows that come in unless the database says somebody was first."""

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery


def insert_unless_taken(row):
    """Insert a new row and give it its key; False, with nothing changed, where a constraint says it is taken.

    Taken means: another row stands in its way by a unique or an exclusion constraint.

    One statement: no look beforehand, no savepoint, and the transaction lives on after a refusal. A rival's
    unfinished row is waited for. Any other broken constraint raises as usual.
    """
    with connection.cursor() as cursor:
        cursor.execute(*_statement(row))
        returned = cursor.fetchone()
    if returned:
        row.pk, row._state.adding, row._state.db = returned[0], False, DEFAULT_DB_ALIAS
    return returned is not None


def _statement(row):
    fields = [field for field in row._meta.concrete_fields if not (field.generated or field.primary_key)]
    query = InsertQuery(type(row), on_conflict=OnConflict.IGNORE)
    query.insert_values(fields, [row])
    compiler = query.get_compiler(connection=connection)
    compiler.returning_fields = [row._meta.pk]
    return compiler.as_sql()[0]
