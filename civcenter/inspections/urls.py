"""Paths of inspections, by door."""

from django.urls import path

from civcenter.inspections import public as checking
from civcenter.inspections.desk import checks, lots, papers, rounds, sheets, templates, words

public = [path("verify/report/<str:word>/", checking.verify, name="verify")]
desk = [
    path("inspections/", rounds.rounds, name="rounds"),
    path("inspections/<int:pk>/", rounds.round, name="round"),
    path("inspections/<int:pk>/papers/", papers.ask, name="ask_paper"),
    path("inspections/papers/<int:pk>/", papers.paper, name="paper"),
    path("inspections/papers/<int:pk>/file/", papers.file, name="paper_file"),
    path("inspections/<int:pk>/step/<slug:step>/", rounds.step, name="step"),
    path("inspections/ties/", lots.ties, name="ties"),
    path("inspections/visits/<int:pk>/replace/", lots.replace, name="replace"),
    path("inspections/units/<int:pk>/", sheets.sheet, name="sheet"),
    path("inspections/units/<int:pk>/confirm/", sheets.confirm, name="confirm"),
    path("inspections/units/<int:pk>/rows/<slug:measure>/", sheets.rows, name="rows"),
    path("inspections/units/<int:pk>/say/<str:code>/", words.say, name="say"),
    path("inspections/units/<int:pk>/amend/<str:code>/", words.amend, name="amend"),
    path("inspections/units/<int:pk>/honour/", words.honour, name="honour"),
    path("inspections/honours/<int:pk>/", words.agree_honour, name="agree_honour"),
    path("inspections/objections/<int:pk>/", words.ruling, name="ruling"),
    path("inspections/amendments/<int:pk>/", words.decide, name="decide"),
    path("inspections/templates/", templates.templates, name="templates"),
    path("inspections/templates/<int:pk>/", templates.template, name="template"),
    path("inspections/templates/<int:pk>/copy/", templates.copy, name="copy"),
    path("inspections/lines/<int:pk>/", templates.line, name="line"),
    path("checks/", checks.checks, name="checks"),
    path("checks/<int:pk>/", checks.check, name="check"),
    path("checks/marks/<int:pk>/", checks.second, name="second"),
]
