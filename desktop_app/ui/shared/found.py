"""What a search for something to choose finds; free of Qt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody or something that can be chosen. id: 32 hexadecimal digits."""

    id: str
    name: str
    facts: str = ""
