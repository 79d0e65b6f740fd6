"""What the background does for rounds; each may be begun twice, and killed anywhere."""

from celery import shared_task
from django.utils import timezone

from civcenter.hierarchy.models import Division
from civcenter.inspections.actions import calling, gathering, moving, papers
from civcenter.inspections.actions.opening import GATHER
from civcenter.inspections.models import Report, Round
from civcenter.inspections.reports import files
from civcenter.kit.jobs import handles, report


@handles(GATHER)
def gather(job, pk):
    """Gather what is left, a measure a transaction; then settle. Killed, the next attempt goes on from there."""
    run(Round.objects.get(pk=pk), tell=lambda done, total: report(job, done, total), clock=timezone.now)


def run(round, *, tell, clock):
    """The work of the job, for the command too."""
    every = gathering.needed(round)
    for name in gathering.left(round):
        tell(round.gathered.count(), len(every) + 1)
        gathering.gather(round, name, at=clock())
    moving.settle(round, at=clock())
    tell(len(every) + 1, len(every) + 1)


@shared_task(ignore_result=True)
def open_rounds():
    """Every county's rounds whose day has come; those that are there already stay one."""
    for county in Division.objects.current().filter(tier="county").values_list("pk", flat=True):
        calling.open_due(county, at=timezone.now())


@handles(papers.BUILD)
def build_report(job, pk):
    """One file of a report, with its progress."""
    row = Report.objects.select_related("round__division").get(pk=pk)
    report(job, 0, papers.PER)
    body = files.build(row, tell=lambda done: report(job, done, papers.PER))
    papers.keep(row, body, at=job.claimed_at)
    report(job, papers.PER, papers.PER)
