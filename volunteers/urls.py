"""Paths of volunteers, by door."""

from django.urls import path

from volunteers.desk import certificates as desk_certificates
from volunteers.desk import coverage as desk_coverage
from volunteers.desk import exports, imports
from volunteers.desk import insurance as desk_insurance
from volunteers.desk import organisations as desk_organisations
from volunteers.desk import registry as desk_registry
from volunteers.desk import teams as desk_teams
from volunteers.desk import trainings as desk_trainings
from volunteers.desk import units as desk_units
from volunteers.public import brought, calendar, card, hours, records
from volunteers.public import certificates as public_certificates
from volunteers.public import registry as public_registry
from volunteers.public import teams as public_teams
from volunteers.public import trainings as public_trainings

public = [
    path("volunteer/join/", public_registry.join, name="join"),
    path("volunteer/join/<str:name>/", public_registry.join_page, name="join_page"),
    path("volunteer/consent/", public_registry.consent, name="consent"),
    path("hours/", hours.hours, name="hours"),
    path("hours/<int:pk>/objection/", hours.objection, name="objection"),
    path("my/records/<int:pk>/appeal/", hours.appealing, name="appeal"),
    path("my/hours/", records.records, name="records"),
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
    path("volunteer/certificates/", public_certificates.certificates, name="certificates"),
    path("volunteer/certificates/new/", public_certificates.ask, name="ask_certificate"),
    path("volunteer/certificates/<int:pk>/", public_certificates.certificate, name="certificate"),
    path("volunteer/certificates/<int:pk>/withdraw/", public_certificates.withdraw, name="withdraw_certificate"),
    path("volunteer/certificates/<int:pk>/pdf/", public_certificates.pdf, name="certificate_pdf"),
    path("volunteer/trainings/", public_trainings.trainings, name="trainings"),
    path("volunteer/trainings/<slug:code>/", public_trainings.training, name="training"),
    path("volunteer/guardian/", public_trainings.guardian, name="guardian"),
    path("verify/", public_certificates.verify, name="verify"),
    path("verify/<str:number>/", public_certificates.verify, name="verify_number"),
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
    path("coverage/export.xlsx", desk_coverage.export, name="coverage_export"),
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
    path("trainings/", desk_trainings.trainings, name="trainings"),
    path("trainings/<slug:code>/", desk_trainings.training, name="training"),
    path("qualifications/<int:pk>/annul/", desk_trainings.annul, name="annul_training"),
    path("backbone/", desk_trainings.backbone, name="backbone"),
    path("backbone/<int:pk>/", desk_trainings.track, name="track"),
    path("backbone/<int:pk>/<slug:step>/", desk_trainings.track_step, name="track_step"),
    path("insurance/", desk_insurance.policies, name="policies"),
    path("insurance/bare/", desk_insurance.bare, name="bare"),
    path("insurance/covers/<int:pk>/end/", desk_insurance.end_cover, name="end_cover"),
    path("insurance/<int:pk>/", desk_insurance.policy, name="policy"),
    path("insurance/<int:pk>/roster/", desk_insurance.roster, name="roster_for_insurer"),
    path("certificates/", desk_certificates.certificates, name="certificates"),
    path("certificates/<int:pk>/", desk_certificates.certificate, name="certificate"),
    path("certificates/<int:pk>/paper/", desk_certificates.paper, name="certificate_paper"),
    path("certificates/<int:pk>/<slug:step>/", desk_certificates.step, name="certificate_step"),
]
