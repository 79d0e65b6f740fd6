"""Lists: by cursor, filtered by named parameters only, told apart from a typing error."""

import re

from django.forms import Field, ValidationError
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import exceptions
from rest_framework.pagination import CursorPagination

from civcenter.kit.api.fields import LARGEST_ID
from civcenter.kit.text import clean


class CursorPages(CursorPagination):
    """Newest first, 20 at a time, at most 100. The order is unique, so no row is seen twice or missed."""

    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100
    ordering = "-id"
    page_size_query_description = "一页几条，最多 100"
    cursor_query_description = "上一页答复里 next 或 previous 的记号"

    def get_ordering(self, request, queryset, view):
        return (getattr(view, "ordering", self.ordering),)

    def get_page_size(self, request):
        asked = request.query_params.get(self.page_size_query_param, str(self.page_size))
        if not (asked.isascii() and asked.isdigit()) or not 1 <= int(asked[:9]) <= self.max_page_size:
            raise exceptions.ValidationError({self.page_size_query_param: ["要是 1 到 100 的整数。"]})
        return int(asked)

    def decode_cursor(self, request):
        cursor = super().decode_cursor(request)
        if cursor and cursor.position is not None and not _is_id(cursor.position):
            raise exceptions.NotFound
        return cursor

    def get_schema_operation_parameters(self, view):
        return [
            {
                "name": self.cursor_query_param,
                "in": "query",
                "description": self.cursor_query_description,
                "schema": {"type": "string", "minLength": 1},
            },
            {
                "name": self.page_size_query_param,
                "in": "query",
                "description": self.page_size_query_description,
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": self.max_page_size,
                    "default": self.page_size,
                },
            },
        ]


def _is_id(text):
    return text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID))


class Filters(filters.DjangoFilterBackend):
    """django-filter that refuses what it does not know: a mistyped name must not list everything."""

    def filter_queryset(self, request, queryset, view):
        known = {*view.filterset_class.base_filters, "cursor", "page_size"} if view.filterset_class else {"cursor"}
        faults = {}
        for name, said in request.query_params.lists():
            if name not in known:
                faults[name] = ["没有这个筛选项。"]
            elif len(said) > 1 or not said[0]:
                faults[name] = ["这一项要写一次，不能空着。"]
        if faults:
            raise exceptions.ValidationError(faults)
        return super().filter_queryset(request, queryset, view)


class _Strict(Field):
    """A query parameter that is what its schema says, or a fault."""

    def __init__(self, *, check, sentence, **kwargs):
        super().__init__(**kwargs)
        self.check, self.sentence = check, sentence

    def clean(self, value):
        if value in self.empty_values:
            return None
        if not self.check(value):
            raise ValidationError(self.sentence)
        return value


class _StrictFilter(filters.Filter):
    field_class = _Strict


def one_of(choices, **kwargs):
    """A filter on one of the words of a TextChoices."""
    words = [str(value) for value, _ in choices]
    schema = {"type": "string", "enum": words}
    sentence = f"可选的是：{'、'.join(words)}。"
    return extend_schema_field(schema)(_StrictFilter(check=words.__contains__, sentence=sentence, **kwargs))


def by_id(**kwargs):
    """A filter on a row's id."""
    schema = {"type": "integer", "format": "int64", "minimum": 1, "maximum": LARGEST_ID}
    return extend_schema_field(schema)(_StrictFilter(check=_is_row_id, sentence="要是一个整数编号。", **kwargs))


def _is_row_id(text):
    return _is_id(text) and 1 <= int(text) <= LARGEST_ID


def by_code(*lengths, **kwargs):
    """A filter on a division's code of one of these lengths."""
    pattern = "|".join(f"[0-9]{{{length}}}" for length in lengths)
    schema = {"type": "string", "pattern": f"^({pattern})$"}

    def is_code(text):
        return text.isascii() and text.isdigit() and len(text) in lengths

    return extend_schema_field(schema)(_StrictFilter(check=is_code, sentence="要是区划代码。", **kwargs))


def by_month(**kwargs):
    """A filter on a local month, 2026-11; its method gets (year, month)."""
    schema = {"type": "string", "pattern": "^20[0-9]{2}-(0[1-9]|1[0-2])$"}
    check = re.compile(schema["pattern"]).match
    return extend_schema_field(schema)(_StrictFilter(check=check, sentence="要写成 2026-11 这样的年月。", **kwargs))


def by_slug(**kwargs):
    """A filter on a short code in Latin letters."""
    schema = {"type": "string", "pattern": "^[a-z0-9_-]{1,30}$"}

    def is_slug(text):
        return 1 <= len(text) <= 30 and all(letter in "abcdefghijklmnopqrstuvwxyz0123456789_-" for letter in text)

    return extend_schema_field(schema)(_StrictFilter(check=is_slug, sentence="没有这个代码。", **kwargs))


def yes_no(**kwargs):
    """A filter that is true or false; its method gets a bool."""
    schema = {"type": "string", "enum": ["true", "false"]}
    check = ("true", "false").__contains__
    return extend_schema_field(schema)(_StrictFilter(check=check, sentence="要是 true 或 false。", **kwargs))


def words(limit=40, **kwargs):
    """A filter on typed words; its method gets them clean."""
    schema = {"type": "string", "minLength": 1, "maxLength": limit}

    def is_short(text):
        return 1 <= len(text) <= limit

    return extend_schema_field(schema)(_StrictFilter(check=is_short, sentence=f"最多 {limit} 个字。", **kwargs))


def search(queryset, name, value):
    """The method of a `words` filter over rows that have the word `.search()`."""
    said = clean(value)
    return queryset.search(said) if said else queryset
