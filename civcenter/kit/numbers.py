"""The ten-digit number on a resident's slip: nine random digits and a check digit.

Random, so that a number cannot be guessed from another; checked, so that a slip of the finger over the
telephone is noticed. The check digit is ISO/IEC 7064 MOD 11,10, which finds every single wrong digit
and every swap of neighbours but a few.
"""

import secrets


def check_digit(digits):
    """The ISO/IEC 7064 MOD 11,10 check digit of a string of digits."""
    carry = 10
    for digit in digits:
        carry = (carry + int(digit)) % 10 or 10
        carry = carry * 2 % 11
    return str((11 - carry) % 10)


def new_number():
    """A fresh number; the caller's unique column decides whether it is taken."""
    digits = str(secrets.randbelow(900_000_000) + 100_000_000)
    return digits + check_digit(digits)


def is_number(text):
    """Whether the text can be one of our numbers at all."""
    return len(text) == 10 and text.isascii() and text.isdigit() and check_digit(text[:9]) == text[9]
