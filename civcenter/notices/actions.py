"""The only writers of the outbox."""

from civcenter.kit.errors import OutOfTurn
from civcenter.kit.secrets import lookup
from civcenter.kit.verbs import verb
from civcenter.notices.models import CODE, Notice

TO_STRANGERS = (CODE, "receipt", "result")
Channel, State = Notice.Channel, Notice.State


@verb
def tell(*, source, text, at, user=None, phone="", link="", kind="step", verified=True, place=""):
    """Write down what is to be said: an inbox row for a log-in, an SMS row for a phone. Sends nothing.

    The same source again adds nothing. To a phone nobody verified only codes, receipts and results go out.
    `place` is the division it is about: its county looks after messages that get stuck.
    """
    rows = []
    if user is not None:
        rows.append(
            Notice(channel=Channel.INBOX, user_id=user.pk, source=f"{source}:inbox", state=State.SENT, sent_at=at)
        )
    if phone and (verified or kind in TO_STRANGERS):
        rows.append(Notice(channel=Channel.SMS, phone=phone, phone_key=lookup(phone), source=f"{source}:sms"))
    for row in rows:
        row.kind, row.text, row.link, row.county = kind, text[:300], link, place[:6]
        row.created_at = row.due_at = at
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


@verb
def read(notice, *, at):
    """Its reader opened it."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)


@verb
def read_all(user, *, at):
    """Its reader has seen them all."""
    Notice.objects.inbox_of(user).unread().filter(created_at__lte=at).update(read_at=at)


@verb
def send_again(notice, *, at):
    """Somebody looked at a message that got stuck and wants it tried once more."""
    changed = (
        Notice.objects.stranded()
        .filter(pk=notice.pk)
        .update(state=State.PENDING, due_at=at, leased_until=None, fault="")
    )
    if not changed:
        raise OutOfTurn("再发一次")


@verb
def blank(rows, *, at):
    """Forget what was said, and to which phone: its person was erased. What was still waiting is not sent."""
    waiting = [State.PENDING, State.FAILED, State.LEASED]
    rows.filter(state__in=waiting).update(state=State.DEAD, leased_until=None, fault="收信人已注销")
    rows.update(phone="", phone_key="", text="", link="", county="", read_at=at)
