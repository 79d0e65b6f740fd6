"""PostgreSQL as the suite uses it: it works as the app role, and steps back to the owner only to flush."""

from django.db.backends.postgresql import base, operations


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(self, style, tables, **options):
        """Emptying tables between tests is the owner's work: the app role may not TRUNCATE."""
        statements = super().sql_flush(style, tables, **options)
        role = self.connection.settings_dict["OPTIONS"].get("assume_role")
        if not role or not statements:
            return statements
        return ["RESET ROLE;", *statements, f"SET ROLE {self.quote_name(role)};"]


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
