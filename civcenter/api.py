"""Every path of programs: the doors of each app under /api/v1/, their schema, and a page to try them."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from civcenter.hierarchy import api as hierarchy
from civcenter.kit.api.doors import missing
from incentives import api as incentives
from orders.api import paths as orders
from projects.occasions import api as occasions
from volunteers import api as volunteers

v1 = [*orders.api, *incentives.api, *volunteers.api, *occasions.api, *hierarchy.api]

urlpatterns = [
    path("v1/", include((v1, "api"))),
    path("schema/", SpectacularJSONAPIView.as_view(authentication_classes=()), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(template_name="api/docs.html"), name="docs"),
    re_path("", missing),
]
