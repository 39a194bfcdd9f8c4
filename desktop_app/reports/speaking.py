"""Saying sentences in the language of the paper, which need not be that of the screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Final

from desktop_app.language import (
    Message,
    base_language,
    current_language,
    language,
    use_language,
)

Said = Message | str
"""A sentence of ours, or words that were typed and are printed as they are."""

_ONE_AT_A_TIME: Final = RLock()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Sentences inside the block are in the language `code`, and afterwards as before. What `code`
    has no sentence for is said in the language that the table names for it, or else in that of the
    screen: a client who is met in French gets French beside the words of their own language.

    Only sentences belong in the block, no drawing: it holds the one choice of language that all
    rooms share.
    """
    with _ONE_AT_A_TIME:
        before, base = current_language(), base_language()
        if code == before:
            yield
            return
        row = language(code)
        use_language(code, "" if row is not None and row.fallback else base)
        try:
            yield
        finally:
            use_language(before, base)


def said_in(code: str, *sentences: Said) -> tuple[str, ...]:
    """The sentences in the language `code`; typed words stay as they are."""
    with speaking(code):
        return tuple(str(sentence) for sentence in sentences)
