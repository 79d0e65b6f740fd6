"""Social organisations: put down with their code, and verified by somebody who saw the licence."""

from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.kit.identity import credit_fault
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from volunteers.models import Organisation

COUNTY = 6


@verb
def add_organisation(*, name, credit_code, division, code_remark="", valid_to=None):
    """A social organisation, not verified yet. A code that fails its check needs the reason why it is right."""
    _code_is_sound(credit_code, code_remark)
    made = Organisation(
        name=name, credit_code=credit_code, division=division, code_remark=code_remark, valid_to=valid_to
    )
    if not insert_unless_taken(made):
        raise RuleBroken("这个统一社会信用代码已经登记过了，找找看。", field="credit_code")
    return made


@verb
def edit_organisation(organisation, *, name, credit_code, code_remark="", valid_to=None):
    """Change what is on record. What was verified before is not verified now: another paper, another look."""
    _code_is_sound(credit_code, code_remark)
    if Organisation.objects.filter(credit_code=credit_code).exclude(pk=organisation.pk).exists():
        raise RuleBroken("这个统一社会信用代码已经登记过了，找找看。", field="credit_code")
    said = {"credit_code": credit_code, "code_remark": code_remark, "valid_to": valid_to, "name": name}
    if all(getattr(organisation, field) == value for field, value in said.items()):
        return
    Organisation.objects.filter(pk=organisation.pk).update(**said, verified_at=None, verified_by=None)


def _code_is_sound(code, remark):
    fault = credit_fault(code)
    if fault and not remark:
        raise RuleBroken(f"{fault}看过证件确实是这样，就在下面写一句说明。", field="credit_code")


@verb
def verify_organisation(organisation, *, by, at, valid_to):
    """The county's office saw the licence and says until when it holds."""
    if not by.holds(Duty.MANAGE, organisation.place[:COUNTY]):
        raise NotYours("登记证由县中心办公室核。")
    if valid_to < timezone.localdate(at):
        raise RuleBroken("登记证已经过期了，请他们换了新证再核。", field="valid_to")
    Organisation.objects.filter(pk=organisation.pk).update(valid_to=valid_to, verified_at=at, verified_by=by)
