from django.core.checks import Error, Tags, register
from django.db import connections


@register(Tags.database)
def database_knows_chinese(app_configs, databases, **kwargs):
    """Under the plain C locale trigram search of Chinese silently finds nothing; better not to start."""
    return [
        Error(
            "数据库的字符类型不是 UTF-8，中文检索会失灵；请用 UTF8 编码和 C.UTF-8（或 zh_CN.UTF-8）区域重建数据库。",
            id="kit.E001",
        )
        for alias in databases or []
        if not _knows_letters(connections[alias])
    ]


def _knows_letters(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_encoding') = 'UTF8' AND lower('É') = 'é'")
        return cursor.fetchone()[0]
