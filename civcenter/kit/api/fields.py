"""Fields of what programs send. The schema and these fields say the same: what one lets pass, so does the other.

DRF's own fields forgive (the number 5 for a text, "yes" for true), which a schema cannot tell. What the schema
cannot say (an unknown outpost, a time that has passed) is a broken rule and answers 409, never 400.
"""

import re
from datetime import UTC, datetime

from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from civcenter.kit.errors import RuleBroken
from civcenter.kit.text import clean, phone_digits, phone_fault

LARGEST_ID = 2**63 - 1
ID = {"id": {"type": "integer", "format": "int64", "minimum": 1, "maximum": LARGEST_ID}}
"""The schema of a path's `id`."""
RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})")
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
MISSING = {"required": "还没填这一项。", "null": "这一项不能是 null。"}


class Spoken(serializers.Serializer):
    """Every body a program sends: explicit fields only, what is not named is not read."""

    default_error_messages = {"invalid": "内容要是一个 JSON 对象。", "null": "内容要是一个 JSON 对象。"}


class Words(serializers.CharField):
    """People's own words, cleaned of hidden marks; may be empty where there is a default."""

    default_error_messages = {
        **MISSING,
        "invalid": "这一项要是文字。",
        "blank": "还没写。写一句就行。",
        "max_length": "最多 {max_length} 个字，请删短一些。您写的话都还在。",
    }

    def __init__(self, *, max_length, **kwargs):
        kwargs.setdefault("allow_blank", "default" in kwargs)
        super().__init__(max_length=max_length, trim_whitespace=False, **kwargs)
        self.validators = [v for v in self.validators if hasattr(v, "limit_value")]

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid")
        return data

    def run_validation(self, data=serializers.empty):
        said = super().run_validation(data)
        words = clean(said) if isinstance(said, str) else said
        if not words and not self.allow_blank and isinstance(said, str):
            raise RuleBroken("还没写。写一句就行。", field=self.field_name)
        if words and len(words) > self.max_length:
            raise RuleBroken(f"最多 {self.max_length} 个字，请删短一些。", field=self.field_name)
        return words


class Phone(serializers.CharField):
    """A mobile number as people write it; comes out as eleven ASCII digits, or empty where it may be."""

    default_error_messages = {
        **MISSING,
        "invalid": '手机号要写成文字，如 "13800000000"。',
        "max_length": "手机号应是 11 位数字。您写的话都还在。",
    }

    def __init__(self, **kwargs):
        super().__init__(max_length=30, trim_whitespace=False, allow_blank=True, **kwargs)
        self.validators = [v for v in self.validators if hasattr(v, "limit_value")]

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid")
        return data

    def run_validation(self, data=serializers.empty):
        digits = phone_digits(super().run_validation(data))
        fault = phone_fault(digits) if digits else None
        if fault:
            raise RuleBroken(fault, field=self.field_name)
        return digits


class Whole(serializers.IntegerField):
    """A whole number, as a number: "5" is a text."""

    default_error_messages = {
        **MISSING,
        "invalid": "这一项要是整数。",
        "min_value": "至少是 {min_value}。",
        "max_value": "最多是 {max_value}。",
    }

    def to_internal_value(self, data):
        if isinstance(data, float) and data.is_integer():
            data = int(data)
        if type(data) is not int:
            self.fail("invalid")
        return data


class Flag(serializers.BooleanField):
    """true or false, and nothing that merely looks so."""

    default_error_messages = {**MISSING, "invalid": "这一项要是 true 或 false。"}

    def to_internal_value(self, data):
        if not isinstance(data, bool):
            self.fail("invalid")
        return data


class Choice(serializers.ChoiceField):
    """One of the words in the table."""

    default_error_messages = {**MISSING, "invalid_choice": "没有“{input}”这一种，可选的见接口说明。"}

    def to_internal_value(self, data):
        if not isinstance(data, str) or data not in self.choices:
            self.fail("invalid_choice", input=clean(str(data))[:40])
        return data


class Many(serializers.ListField):
    """A list of the same, not too long."""

    default_error_messages = {
        **MISSING,
        "not_a_list": "这一项要是列表。",
        "empty": "至少写一个。",
        "min_length": "至少写 {min_length} 个。",
        "max_length": "最多写 {max_length} 个。",
    }


@extend_schema_field({"type": "string", "format": "date-time", "example": "2026-12-01T09:00:00+08:00"})
class Moment(serializers.Field):
    """A moment with its zone (RFC 3339), in this century: 2026-12-01T09:00:00+08:00."""

    default_error_messages = {
        **MISSING,
        "invalid": "时间要写成 2026-12-01T09:00:00+08:00 这样，带时区。",
    }

    def to_internal_value(self, data):
        if not isinstance(data, str) or not RFC_3339.fullmatch(data) or not data.isascii():
            self.fail("invalid")
        return _real(data.upper(), self.field_name)

    def to_representation(self, value):
        return value


def _real(text, field):
    """The moment the text names; 29 February of a common year and the year 9999 are no time to serve."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or not EARLIEST.replace(tzinfo=None) < moment.replace(tzinfo=None) < LATEST.replace(tzinfo=None):
        raise RuleBroken("没有这个时间，或太早太晚了。请改一下。", field=field)
    return moment


@extend_schema_field({"type": "integer", "format": "int64", "minimum": 1, "maximum": LARGEST_ID})
class Row(Whole):
    """The id of a row that must exist in `rows`; comes out as the row. `absent` is the sentence where it does not."""

    def __init__(self, *, rows, absent, **kwargs):
        super().__init__(min_value=1, max_value=LARGEST_ID, **kwargs)
        self.rows, self.absent = rows, absent

    def run_validation(self, data=serializers.empty):
        pk = super().run_validation(data)
        if pk is None or not isinstance(pk, int):
            return pk
        row = self.rows().filter(pk=pk).first()
        if row is None:
            raise RuleBroken(self.absent, field=self.field_name)
        return row


class Slug(Words):
    """The code of a row that must exist in `rows`; comes out as the row."""

    def __init__(self, *, rows, absent, max_length, **kwargs):
        super().__init__(max_length=max_length, **kwargs)
        self.rows, self.absent = rows, absent

    def run_validation(self, data=serializers.empty):
        code = super().run_validation(data)
        row = self.rows().filter(pk=code).first() if code else None
        if row is None:
            raise RuleBroken(self.absent, field=self.field_name)
        return row
