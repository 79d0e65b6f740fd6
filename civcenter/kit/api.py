"""What every program's path shares: pages by cursor, and errors as problem details with the Chinese sentence."""

from rest_framework.pagination import CursorPagination
from rest_framework.views import exception_handler

from civcenter.kit.errors import RuleBroken


class CursorPages(CursorPagination):
    """Newest first, 20 at a time, at most 100."""

    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100
    ordering = "-pk"


def problem(exc, context):
    """Turn what went wrong into RFC 9457 problem details: type, title, status, detail, and faults by field."""
    return exception_handler(exc, context)
