"""The files of a report: asked for by a row, made by the background, kept as they were made."""

import hashlib

from civcenter.inspections.choices import Paper
from civcenter.inspections.models import Report
from civcenter.kit import jobs
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb

BUILD = "inspections.build_report"
PER = 100
"""A whole report is so many steps on its bar."""


@verb
def ask(round, kind, *, by, at):
    """Ask for a file. Of a final round each kind is made once; of a draft as often as somebody wants it."""
    report = Report(round=round, kind=Paper(kind), phase=round.phase, by=by, asked_at=at)
    if not insert_unless_taken(report):
        return Report.objects.get(round=round, kind=kind, phase=round.phase)
    jobs.ask(BUILD, report.pk, source=f"report:{report.pk}", at=at)
    return report


@verb
def keep(report, body, *, at):
    """Keep the file with its digest; begun twice, the first stays."""
    waiting = Report.objects.filter(pk=report.pk, made_at=None)
    digest = hashlib.sha256(body).hexdigest()
    waiting.update(body=body, digest=digest, made_at=at, results_digest=report.round.results_digest)
