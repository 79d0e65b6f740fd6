"""What the app role may do, granted anew by the owner after every migrate.

A model says itself what must never change:

    append_only = True              rows are added and read, never changed or removed
    frozen_columns = ["balance"]    these columns are written by triggers only
    owner_triggers = ["moves"]      triggers that write them, with the owner's rights

TRUNCATE, TRIGGER and ownership are never given, so guards cannot be switched off by the role that works.
"""

from django.apps import apps
from django.conf import settings
from django.db import connections

NO_IGNORING = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME)
RETURNS BOOLEAN LANGUAGE sql IMMUTABLE AS 'SELECT false'
"""


def after_migrate(using, **kwargs):
    apply(connections[using])


def apply(connection):
    """Give the app role its rights. Does nothing where that role itself is asking (one role only, test flush)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] == settings.APP_ROLE or not settings.APP_ROLE:
            return
        tables = set(connection.introspection.table_names(cursor))
        for statement in statements(connection.ops.quote_name, tables):
            cursor.execute(statement)


def statements(quote, tables):
    """The SQL, in order: what everybody may, then what this role may, then what is taken back."""
    role = quote(settings.APP_ROLE)
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"
    yield f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}"
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and model._meta.db_table in tables:
            yield from _taken_back(model, quote, role)
            yield from _run_by_owner(model, quote)
    yield NO_IGNORING


def _run_by_owner(model, quote):
    """Functions of triggers that write what the app role may not: they run with the owner's rights."""
    for trigger in getattr(model._meta, "triggers", ()):
        if trigger.name in getattr(model, "owner_triggers", ()):
            function = quote(trigger.get_pgid(model))
            yield f"ALTER FUNCTION public.{function}() SECURITY DEFINER SET search_path = pg_catalog, public"


def _taken_back(model, quote, role):
    table = quote(model._meta.db_table)
    if getattr(model, "append_only", False):
        yield f"REVOKE UPDATE, DELETE ON {table} FROM {role}"
    frozen = set(getattr(model, "frozen_columns", ()))
    if frozen:
        columns = [f.column for f in model._meta.local_concrete_fields if f.column not in frozen and not f.generated]
        yield f"REVOKE UPDATE ON {table} FROM {role}"
        yield f"GRANT UPDATE ({', '.join(map(quote, columns))}) ON {table} TO {role}"
