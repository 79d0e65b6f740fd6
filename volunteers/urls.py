"""Paths of volunteers, by door."""

from django.urls import path

from volunteers.desk import coverage as desk_coverage
from volunteers.desk import exports, imports
from volunteers.desk import organisations as desk_organisations
from volunteers.desk import registry as desk_registry
from volunteers.desk import teams as desk_teams
from volunteers.desk import units as desk_units
from volunteers.public import brought, calendar, card
from volunteers.public import registry as public_registry
from volunteers.public import teams as public_teams

public = [
    path("volunteer/join/", public_registry.join, name="join"),
    path("volunteer/join/<str:name>/", public_registry.join_page, name="join_page"),
    path("volunteer/consent/", public_registry.consent, name="consent"),
    path("my/calendar/", calendar.calendar, name="calendar"),
    path("calendar/<str:token>.ics", calendar.feed, name="calendar_feed"),
    path("teams/", public_teams.teams, name="teams"),
    path("teams/<int:pk>/", public_teams.team, name="team"),
    path("teams/<int:pk>/join/", public_teams.join, name="team_join"),
    path("teams/<int:pk>/leave/", public_teams.leave, name="team_leave"),
    path("teams/<int:pk>/roster/", public_teams.roster, name="team_roster"),
    path("teams/<int:pk>/call/", public_teams.call, name="team_call"),
    path("teams/members/<int:pk>/", public_teams.member, name="team_member"),
    path("volunteer/card/", card.card, name="card"),
    path("volunteer/settings/", card.settings, name="settings"),
    path("volunteer/settings/<str:name>/", card.setting, name="setting"),
    path("volunteer/named/", card.named, name="named"),
    path("volunteer/leave/", card.leave, name="leave"),
    path("volunteer/erase/", card.erase, name="erase"),
    path("volunteer/registrations/", brought.brought, name="brought"),
    path("volunteer/registrations/<int:pk>/", brought.brought_one, name="brought_one"),
    path("volunteer/registrations/disown/<str:token>/", brought.disown_by_document, name="disown_by_document"),
    path("volunteer/confirm/<str:token>/", brought.confirm, name="confirm"),
]
desk = [
    path("volunteers/", desk_registry.volunteers, name="volunteers"),
    path("volunteers/<int:pk>/", desk_registry.volunteer, name="volunteer"),
    path("teams/", desk_teams.tree, name="tree"),
    path("teams/list/", desk_teams.teams, name="teams"),
    path("teams/new/", desk_teams.new_team, name="new_team"),
    path("teams/<int:pk>/", desk_teams.team, name="team"),
    path("teams/<int:pk>/<slug:step>/", desk_teams.team_step, name="team_step"),
    path("teams/members/<int:pk>/<slug:step>/", desk_teams.member_step, name="member_step"),
    path("organisations/", desk_organisations.organisations, name="organisations"),
    path("organisations/new/", desk_organisations.new_organisation, name="new_organisation"),
    path("organisations/<int:pk>/<slug:step>/", desk_organisations.organisation_step, name="organisation_step"),
    path("coverage/", desk_coverage.board, name="coverage"),
    path("coverage/remind/", desk_coverage.remind_units, name="remind_units"),
    path("coverage/units/", desk_units.units, name="units"),
    path("coverage/units/new/", desk_units.new_unit, name="new_unit"),
    path("coverage/units/<int:pk>/", desk_units.unit, name="unit"),
    path("coverage/units/<int:pk>/edit/", desk_units.edit_unit, name="edit_unit"),
    path("coverage/units/<int:pk>/headcount/", desk_units.headcount, name="headcount"),
    path("coverage/units/<int:pk>/roster/", desk_units.roster, name="roster"),
    path("coverage/units/<int:pk>/remind/", desk_units.remind, name="remind"),
    path("volunteers/<int:pk>/reveal/<str:what>/", desk_registry.reveal, name="reveal"),
    path("volunteers/<int:pk>/<str:step>/", desk_registry.step, name="step"),
    path("volunteers/ask/", desk_registry.ask, name="ask"),
    path("volunteers/card/<str:number>/", desk_registry.scan, name="scan"),
    path("imports/", imports.batches, name="imports"),
    path("imports/template.xlsx", imports.template, name="import_template"),
    path("imports/<int:pk>/", imports.batch, name="import"),
    path("imports/<int:pk>/columns/", imports.columns, name="import_columns"),
    path("imports/<int:pk>/faults.xlsx", imports.faults, name="import_faults"),
    path("imports/<int:pk>/invite/", imports.invite, name="import_invite"),
    path("imports/<int:pk>/<slug:step>/", imports.step, name="import_step"),
    path("conflicts/", imports.conflict_list, name="conflicts"),
    path("conflicts/<int:pk>/", imports.decide, name="conflict"),
    path("exports/", exports.export_list, name="exports"),
    path("exports/<int:pk>/", exports.export, name="export"),
    path("exports/<int:pk>/decide/", exports.decide, name="export_decide"),
    path("exports/<int:pk>/<str:token>/", exports.file, name="export_file"),
]
