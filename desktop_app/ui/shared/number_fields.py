"""Whole numbers and money as they are typed in French and in English."""

from __future__ import annotations

import re

from desktop_app.domain.fields import Value
from desktop_app.language import Message, current_language
from desktop_app.ui.shared.fields import TextField
from desktop_app.ui.shared.words import Words

_SPACES = re.compile(r"[\s\u00a0\u202f]")
_WHOLE = re.compile(r"-?\d{1,15}")
_MONEY = re.compile(r"(-?\d{1,13})(?:[.,](\d{2}))?")


class IntegerField(TextField):
    """A whole number."""

    def value(self) -> Value:
        text = _SPACES.sub("", self.line.text())
        return int(text) if _WHOLE.fullmatch(text) else None

    def problem(self) -> Words | None:
        if self.line.text().strip() and self.value() is None:
            return Message("forms", "Enter a whole number, for example 12.")
        return None


class MoneyField(TextField):
    """An amount of money; the value is in cents."""

    def value(self) -> Value:
        return read_cents(self.line.text())

    def problem(self) -> Words | None:
        if self.line.text().strip() and self.value() is None:
            return Message("forms", "Enter an amount with its cents, for example 1234.50.")
        return None

    def _show(self, value: Value) -> None:
        self.line.setText("" if value is None else write_cents(int(value)))


def read_cents(typed: str) -> int | None:
    """Cents from `1 234,50 $`, `$1,234.50`, `1234`; None when it is no amount."""
    text = _SPACES.sub("", typed).replace("$", "")
    # A comma before three digits separates thousands; before two it separates the cents.
    text = re.sub(r",(?=\d{3}(?:\D|$))", "", text)
    found = _MONEY.fullmatch(text)
    if found is None:
        return None
    cents = abs(int(found[1])) * 100 + int(found[2] or 0)
    return -cents if found[1].startswith("-") else cents


def write_cents(cents: int) -> str:
    """The amount as it is typed in the current language, without the sign of the dollar."""
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    if current_language() == "fr":
        return f"{sign}{whole:,}".replace(",", "\u00a0") + f",{rest:02d}"
    return f"{sign}{whole:,}.{rest:02d}"
