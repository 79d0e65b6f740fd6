"""The three shapes of a path: a list, one row, a change."""

import re
from dataclasses import dataclass, field

from django.db.models import F
from django.http import HttpResponse
from rest_framework import exceptions, serializers
from rest_framework.generics import GenericAPIView
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.views import APIView

from civcenter.kit.api.fields import LARGEST_ID
from civcenter.kit.api.pages import CursorPages, Filters
from civcenter.kit.api.problems import TooLarge, told
from civcenter.kit.api.schema import Schema
from civcenter.kit.gate import open_view
from civcenter.kit.idempotency import once

KEY = re.compile(r"[!-~]{1,80}")
MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class Told:
    """What one method of a door is: what it is called, what may be said (`spoken`), what it answers (`answers`).

    `path` maps the path's parameters to their schemas.
    """

    name: str
    summary: str
    tag: str
    answers: type
    spoken: type | None = None
    path: dict = field(default_factory=dict)
    status: int = 200
    is_list: bool = False
    more: str = ""


class OnlyJson(BaseContentNegotiation):
    """Answers are JSON whatever is asked for; a browser's Accept is no reason to refuse."""

    def select_parser(self, request, parsers):
        media_type = (request.content_type or "").split(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == media_type), None)

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class Parser(JSONParser):
    """JSON of a sound size and depth."""

    def parse(self, stream, media_type=None, parser_context=None):
        length = parser_context["request"].META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > MOST_BYTES:
            raise TooLarge
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise exceptions.ParseError from error


class Line(serializers.Serializer):
    """One row of a list as `.values()` gives it: the fields say the columns, and nothing is made in between."""

    named = {}

    @classmethod
    def finish(cls, row):
        """Add to a row of columns what is said of them in words."""
        for column, (source, words) in cls.named.items():
            row[column] = words[row[source]]
        return row

    @classmethod
    def columns(cls):
        """For `.values(*plain, **renamed)`: what the database is asked for. A foreign key's plain name is its id."""
        asked = {name: one.source for name, one in cls().fields.items() if name not in cls.named}
        renamed = {name: source for name, source in asked.items() if source not in (name, f"{name}_id")}
        plain = [name for name in asked if name not in renamed]
        return plain, {name: F(source.replace(".", "__")) for name, source in renamed.items()}


class Door(APIView):
    """Every door says of each method what it is: `told`, by the method's name. The schema is made of it."""

    told = {}
    permission_classes = (IsAuthenticated,)
    parser_classes = (Parser,)
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = OnlyJson
    metadata_class = None
    schema = Schema()


class Change(Door):
    """A POST. `Idempotency-Key` makes it happen once; an error is not remembered."""

    def post(self, request, **path):
        key = request.headers.get("Idempotency-Key")
        if key is None:
            status, text = self._done(path)
        else:
            if not KEY.fullmatch(key):
                raise exceptions.ValidationError({"Idempotency-Key": ["要是 1 到 80 个可见的英文字符。"]})
            body = {"path": request.path, "said": request.data if self.told["POST"].spoken else {}}
            status, text = once(owner(request), key, body, lambda: self._done(path))
        return HttpResponse(text, status=status, content_type="application/json")

    def _done(self, path):
        return self.told["POST"].status, JSONRenderer().render(self.act(**path)).decode()

    def said(self):
        """What the body says, checked; empty where the door takes no words."""
        spoken = self.told["POST"].spoken
        if spoken is None:
            return {}
        reader = spoken(data=self.request.data)
        reader.is_valid(raise_exception=True)
        return reader.validated_data

    def act(self, **path):
        """Do it and return the answer's data."""
        raise NotImplementedError


def owner(request):
    """Whose keys they are: a token's own, or a log-in's."""
    token = getattr(request.auth, "pk", None)
    return f"token:{token}" if token else f"user:{request.user.pk}"


class Listing(Door, GenericAPIView):
    """A GET of many rows, each a `Line`."""

    filterset_class = None
    filter_backends = (Filters,)
    pagination_class = CursorPages

    def get(self, request, **path):
        line = self.told["GET"].answers
        plain, renamed = line.columns()
        rows = self.filter_queryset(self.get_queryset()).values(*plain, **renamed)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response([line.finish(row) for row in page])


class Showing(Door):
    """A GET of one row."""

    def get(self, request, **path):
        return HttpResponse(JSONRenderer().render(self.show(**path)), content_type="application/json")

    def show(self, **path):
        """The answer's data."""
        raise NotImplementedError


def row_id(text):
    """The id a path names; what is no id at all is nobody's row."""
    return int(text) if text.isascii() and text.isdigit() and int(text[:20]) <= LARGEST_ID else 0


@open_view
def missing(request):
    """Any other path under /api/: a problem, not a page."""
    return told(404)
