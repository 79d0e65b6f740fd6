"""The only writers of the outbox."""

from civcenter.kit.secrets import lookup
from civcenter.kit.verbs import verb
from civcenter.notices.models import Notice

TO_STRANGERS = ("code", "receipt", "result")


@verb
def tell(*, source, text, at, user=None, phone="", link="", kind="step", verified=True):
    """Write down what is to be said: an inbox row for a log-in, an SMS row for a phone. Sends nothing.

    The same source again adds nothing. To a phone nobody verified only codes, receipts and results go out.
    """
    rows = []
    if user is not None:
        rows.append(Notice(channel="inbox", user_id=user.pk, source=f"{source}:inbox"))
    if phone and (verified or kind in TO_STRANGERS):
        rows.append(Notice(channel="sms", phone=phone, phone_key=lookup(phone), source=f"{source}:sms"))
    for row in rows:
        row.kind, row.text, row.link, row.created_at, row.due_at = kind, text[:300], link, at, at
        if row.channel == "inbox":
            row.state, row.sent_at = "sent", at
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
