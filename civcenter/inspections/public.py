"""Whether a printed report is real: anybody may ask by the word on it. No score is shown here."""

from django.utils import timezone
from django.views.decorators.http import require_safe

from civcenter.inspections.models import Report, Round
from civcenter.kit.gate import open_view
from civcenter.kit.pages import page


@open_view
@require_safe
def verify(request, word):
    """What was printed with this word: of which round, draft or final, which digests, whether it still holds."""
    word = word.upper().replace(" ", "")[:12]
    report = (
        Report.objects.filter(word=word, made_at__isnull=False).select_related("round__division").defer("body").first()
    )
    later = report and Round.objects.filter(corrects=report.round).exists()
    context = {"report": report, "later": later, "word": word, "at": timezone.now()}
    return page(request, "inspections/verify.html", context, status=200 if report else 404)
