"""What an organisation writes in French and in English, and the one that is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop_app.language import base_language


@dataclass(frozen=True, slots=True)
class Bilingual:
    """Words in both languages; either may be empty, and then the other one is said."""

    fr: str = ""
    en: str = ""

    def __str__(self) -> str:
        if base_language() == "fr":
            return self.fr or self.en
        return self.en or self.fr

    def __bool__(self) -> bool:
        return bool(self.fr or self.en)


NO_WORDS: Final = Bilingual()
"""Nothing, in either language."""
