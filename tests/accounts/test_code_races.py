"""The day's measure of wrong codes, at once; the other races of the phone log-in are in tests/trust."""

import re

import pytest

from civcenter.accounts import actions
from civcenter.accounts.models import WrongCodes
from civcenter.kit.errors import RuleBroken
from civcenter.notices.models import Notice
from tests import factories as make
from tests.trust.threads import at_once

BROWSER = "a-browser"


@pytest.mark.django_db(transaction=True)
def test_the_days_measure_of_wrong_codes_holds_at_once(settings):
    settings.CIV_DEMO, settings.CIV_WRONG_CODES_A_DAY = True, 10
    phones = [make.fresh_phone() for _ in range(32)]
    for phone in phones:
        actions.send_code(phone, BROWSER, make.NOW)

    def guess(n):
        code = re.search(r"\d{6}", Notice.objects.last_code(phones[n])).group()
        return actions.check_code(phones[n], f"{(int(code) + 1) % 10**6:06d}", BROWSER, make.NOW)

    answers = at_once(32, guess)
    assert all(isinstance(answer, RuleBroken) for answer in answers)
    assert WrongCodes.objects.get().count == 10
