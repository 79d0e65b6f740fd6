"""Accounts of staff, and the posts they hold."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from civcenter.accounts.models import Appointment, User
from civcenter.accounts.roles import LEVELS, Role
from civcenter.kit.errors import RuleBroken
from civcenter.kit.verbs import verb

LEVEL_NAMES = {6: "县", 9: "乡镇", 12: "村社区"}


@verb
def open_account(*, username, name, password, at):
    """A staff log-in by user name and password; it may nothing until it is appointed."""
    if User.objects.filter(username=username).exists():
        raise RuleBroken(f"登录名 {username} 已经有人用了，请换一个。", "username")
    user = User(username=username, name=name, created_at=at)
    _put_password(user, password)
    user.save()
    return user


@verb
def set_password(user, *, password):
    """A new password; every other session of this log-in ends."""
    _put_password(user, password)
    user.save(update_fields=["password"])
    return user


def _put_password(user, password):
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise RuleBroken("".join(fault.messages), "password") from fault
    user.set_password(password)


@verb
def rename_account(user, *, name):
    """The name colleagues and residents read."""
    User.objects.filter(pk=user.pk).update(name=name)


@verb
def reopen_account(user, *, at):
    """The log-in works again; posts must be given anew."""
    User.objects.filter(pk=user.pk).update(is_active=True)


@verb
def close_account(user, *, at):
    """Nobody comes in by this log-in any more; its posts end today."""
    today = timezone.localdate(at)
    for post in Appointment.objects.current(today).filter(user=user):
        dismiss(post, last_day=today)
    User.objects.filter(pk=user.pk).update(is_active=False)


@verb
def appoint(user, *, role, division, starts_on, title=""):
    """Give a post at a division. The same current post again changes nothing."""
    role = Role(role)
    if user.phone_key:
        raise RuleBroken("用手机号登录的账号不能任职，请另开一个工作账号。", "user")
    if len(division.pk) not in LEVELS[role]:
        levels = "、".join(LEVEL_NAMES[length] for length in sorted(LEVELS[role]))
        raise RuleBroken(f"{role.label}只能任在{levels}一级，{division.name}不是。", "division")
    if division.ended_on:
        raise RuleBroken(f"{division.name}已经撤销，不能再任职。", "division")
    current = Appointment.objects.current(starts_on)
    known = current.filter(user=user, role=role, division=division).first()
    if known:
        return known
    if role == Role.SYSADMIN:
        User.objects.filter(pk=user.pk).update(is_staff=True)
    return Appointment.objects.create(
        user=user, role=role, division=division, title=title or role.label, starts_on=starts_on
    )


@verb
def dismiss(appointment, *, last_day):
    """End a post: `last_day` is the last day on which it gives rights."""
    if last_day < appointment.starts_on:
        raise RuleBroken("最后一天不能早于任职那天。", "ends_on")
    Appointment.objects.filter(pk=appointment.pk).update(ends_on=last_day)
