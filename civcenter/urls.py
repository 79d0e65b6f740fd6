"""Every path of the portal: short lists from each app, put together here."""

from django.contrib import admin
from django.http import Http404
from django.urls import include, path
from django.views.generic import RedirectView

import civcenter.accounts.urls as accounts
import civcenter.inspections.urls as inspections
import civcenter.notices.urls as notices
import civcenter.portal.urls as portal
import civcenter.residents.urls as residents
import incentives.urls as incentives
import orders.urls as orders
import projects.activities.urls as activities
import projects.occasions.urls as occasions
import projects.resources.urls as resources
import volunteers.urls as volunteers
from civcenter.kit.gate import open_view


def nowhere(request, rest):
    """The admin's "view on site" would look a row up in any table, and stumbles where there is none."""
    raise Http404


urlpatterns = [
    path("", include((portal.public, "portal"))),
    path("", include((orders.public, "orders"))),
    path("", include((volunteers.public, "volunteers"))),
    path("", include((activities.public, "activities"))),
    path("", include((incentives.public, "incentives"))),
    path("", include((residents.public, "residents"))),
    path("", include((inspections.public, "inspections"))),
    path("", include((accounts.public, "accounts"))),
    path("", include((notices.public, "notices"))),
    path("desk/", include((portal.desk, "desk_portal"))),
    path("desk/", include((orders.desk, "desk_orders"))),
    path("desk/", include((occasions.desk, "desk_occasions"))),
    path("desk/", include((volunteers.desk, "desk_volunteers"))),
    path("desk/", include((activities.desk, "desk_activities"))),
    path("desk/", include((resources.desk, "desk_resources"))),
    path("desk/", include((incentives.desk, "desk_incentives"))),
    path("desk/", include((residents.desk, "desk_residents"))),
    path("desk/", include((inspections.desk, "desk_inspections"))),
    path("desk/", include((accounts.desk, "desk_accounts"))),
    path("desk/", include((notices.desk, "desk_notices"))),
    # One place to log in, with one set of limits.
    path("admin/login/", open_view(RedirectView.as_view(pattern_name="accounts:login", query_string=True))),
    path("api/", include("civcenter.api")),
    path("admin/r/<path:rest>", nowhere),
    path("admin/", admin.site.urls),
]
