"""PostgreSQL as the suite uses it: it works as the app role, and steps back to the owner only to flush."""

from django.db.backends.postgresql import base, operations

KEPT = ("django_content_type", "auth_permission")
"""What migrating wrote and no test touches."""


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(self, style, tables, **options):
        """Emptying tables between tests is the owner's work: the app role may not TRUNCATE.

        Only what has rows is emptied, and what refers to it; an empty table costs as much as a full one.
        """
        role = self.connection.settings_dict["OPTIONS"].get("assume_role")
        if not role:
            return super().sql_flush(style, tables, **options)
        statements = super().sql_flush(style, self._written(tables), **{**options, "allow_cascade": True})
        return statements and ["RESET ROLE;", *statements, f"SET ROLE {self.quote_name(role)};"]

    def _written(self, tables):
        looks = [f"SELECT '{name}' WHERE EXISTS (SELECT FROM {self.quote_name(name)})" for name in tables]
        with self.connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(looks))
            return [name for (name,) in cursor.fetchall() if name not in KEPT]


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
