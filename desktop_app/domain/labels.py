"""Words that an organisation writes in French and English, as fields of a record hold them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from desktop_app.domain.fields import Value
from desktop_app.language import Label

NO_WORDS: Final = Label.of("", "")
"""Nothing, in either language."""


def has_words(label: Label) -> bool:
    """Whether there are words in at least one language."""
    return bool(label.text or label.french)


def both(values: Mapping[str, Value], name: str) -> Label:
    """The French and the English field of one name."""
    return Label.of(str(values.get(f"{name}_fr") or ""), str(values.get(f"{name}_en") or ""))
