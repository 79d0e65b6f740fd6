"""Every path of the portal: short lists from each app, put together here."""

from django.contrib import admin
from django.urls import include, path

import civcenter.portal.urls as portal

urlpatterns = [
    path("", include((portal.public, "portal"))),
    path("desk/", include((portal.desk, "desk_portal"))),
    path("api/", include("civcenter.api")),
    path("admin/", admin.site.urls),
]
