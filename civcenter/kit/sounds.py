"""How a person's name sounds, for searching by pinyin and by initials. Character by character, so it is quick."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin


@lru_cache(maxsize=20_000)
def _sound(character):
    return lazy_pinyin(character, style=Style.NORMAL, errors="ignore")[:1] or [character.casefold()]


def sounds(name):
    """Pinyin and initials of a name: 张明 → ("zhangming", "zm"). What is no Chinese character stays itself."""
    parts = [_sound(character)[0] for character in name if character.isalnum()]
    return "".join(parts)[:120], "".join(part[:1] for part in parts)[:40]
