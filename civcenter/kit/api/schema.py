"""How the OpenAPI document tells of every door: the same problems, keys and tags everywhere, from one place."""

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from civcenter.kit.api.problems import MEDIA_TYPE, Problem

KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": "^[!-~]{1,80}$"},
    OpenApiParameter.HEADER,
    description="同一个键、同样的内容再交一次，只办一次，答复一样；内容不同则答 409。出错的不记，可用原键再交。",
)


class Schema(AutoSchema):
    """What a door tells of each of its methods, as an operation."""

    @property
    def told(self):
        return self.view.told[self.method]

    def get_operation_id(self):
        return self.told.name

    def get_summary(self):
        return self.told.summary

    def get_description(self):
        return self.told.more

    def get_tags(self):
        return [self.told.tag]

    def get_override_parameters(self):
        named = [OpenApiParameter(name, schema, OpenApiParameter.PATH) for name, schema in self.told.path.items()]
        return [*named, KEY] if self.method == "POST" else named

    def get_request_serializer(self):
        return self.told.spoken

    def get_response_serializers(self):
        good = {self.told.status: self.told.answers}
        return good | {(status, MEDIA_TYPE): Problem for status in self._problems()}

    def _problems(self):
        """The statuses that may come; a reader has fewer ways to go wrong."""
        named = [404] if self.told.path else []
        if self.method == "POST":
            return [400, 401, 403, *named, 409, 413, 415]
        return [400, 401, 403, 404] if self.told.is_list else [401, 403, *named]

    def _is_list_view(self, serializer=None):
        return self.told.is_list
