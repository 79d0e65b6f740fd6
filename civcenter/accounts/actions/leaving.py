"""A phone log-in nobody uses any more: its phone is forgotten, and everything said to it."""

from civcenter.accounts.models import PhoneCode, User
from civcenter.kit.verbs import verb
from civcenter.notices.actions import blank
from civcenter.notices.models import Notice


@verb
def forget_log_in(user, *, at):
    """Shut the log-in and blank what it knew; the row stays, because events point to it."""
    if user.phone_key:
        PhoneCode.objects.filter(phone_key=user.phone_key).delete()
        blank(Notice.objects.filter(phone_key=user.phone_key), at=at)
    blank(Notice.objects.filter(user_id=user.pk), at=at)
    User.objects.filter(pk=user.pk).update(
        username=f"gone-{user.pk}", name="", phone="", phone_key=None, password="!", is_active=False
    )
