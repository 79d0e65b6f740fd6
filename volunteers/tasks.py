"""What the background does for this room; each may be begun twice."""

from celery import shared_task
from django.utils import timezone

from civcenter.kit.jobs import handles, report
from volunteers import paper
from volunteers.actions import certificates, exports, imports
from volunteers.models import Certificate, Export, ImportBatch


@handles(imports.CHECK)
def check_import(job, pk):
    """The preview of a file."""
    batch = ImportBatch.objects.get(pk=pk)
    imports.check_file(batch, at=job.claimed_at, tell=lambda done, total: report(job, done, total))


@handles(imports.WRITE)
def write_import(job, pk):
    """The good rows of a confirmed preview onto the register."""
    imports.write(ImportBatch.objects.get(pk=pk), at=job.claimed_at)


@handles(exports.BUILD)
def build_export(job, pk):
    """A list somebody may take out."""
    exports.build(Export.objects.get(pk=pk), at=job.claimed_at)


@handles(certificates.DRAW)
def draw_certificate(job, pk):
    """The paper of an issued certificate."""
    paper.make(Certificate.objects.select_related("head", "handler").get(pk=pk), at=job.claimed_at)


@shared_task(ignore_result=True)
def tidy():
    """Forget what nobody needs any more: old previews, files of yesterday's exports."""
    imports.tidy(at=timezone.now())
    exports.tidy(at=timezone.now())
