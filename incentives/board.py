"""How a public list names people: in full only by their own consent, else 王*. A household goes by its head."""

from civcenter.kit.text import mask_name
from incentives.choices import AccountKind
from volunteers.models import Volunteer

GONE = "已注销"


def names_of(lines):
    """The name of each line's account as everybody may read it, by account; two queries however many lines."""
    accounts = {line.account_id: line.account for line in lines}
    people = {account.person_id for account in accounts.values() if account.person_id}
    homes = {account.household_id for account in accounts.values() if account.household_id}
    named = Volunteer.objects.filter(may_be_named=True)
    open_people = set(named.filter(person__in=people).values_list("person", flat=True))
    open_heads = set(named.filter(person__household__in=homes).values_list("person__household", "person__name"))
    return {pk: _name(account, open_people, open_heads) for pk, account in accounts.items()}


def _name(account, open_people, open_heads):
    if account.kind == AccountKind.PERSON:
        name = account.person.name
        return name if account.person_id in open_people or name == GONE else mask_name(name)
    head = account.household.name
    if not head:
        return f"户 {account.household.number[-4:]}"
    return f"{head if (account.household_id, head) in open_heads else mask_name(head)}一家"
