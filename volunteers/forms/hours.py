"""What people say who find hours wrong."""

from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form


class Doubt(Form):
    words = WordsField(
        label="哪里不对？",
        max_length=200,
        rows=3,
        empty="还没写哪里不对。写一句就行。",
        help_text="照实写，站里会去查。",
    )
