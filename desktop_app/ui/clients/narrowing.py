"""Narrowing the history of a file: by kind, by person, by word in either script; free of Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.fields import Registry
from desktop_app.domain.words.folding import search_forms
from desktop_app.language import Message
from desktop_app.services.clients.client_lines import typed_forms
from desktop_app.services.clients.timeline import TimelineItem

CHANGES: Final = "changes"
"""What was done to the file itself counts as one kind."""

_OF_THE_FILE: Final = frozenset(
    {"created", "changed", "deleted", "restored", "removed", "handed", "moved"}
)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is asked for; empty for everything. kind: as `kind_of` says it. person: a name."""

    kind: str = ""
    person: str = ""
    words: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.kind or self.person or typed_forms(self.words))


def kind_of(item: TimelineItem) -> str:
    """Under which kind an item is looked for."""
    return CHANGES if item.kind in _OF_THE_FILE else item.kind


def kinds_of(items: Sequence[TimelineItem], registry: Registry) -> list[tuple[str, Message]]:
    """The kinds that occur, with what they are called; those of the file itself last."""
    known = {one.name: one.label for one in registry}
    found = sorted({kind_of(item) for item in items} - {CHANGES})
    named = [(name, known[name]) for name in found if name in known]
    if any(kind_of(item) == CHANGES for item in items):
        named.append((CHANGES, Message("client file", "Changes to the file")))
    return named


def people_of(items: Sequence[TimelineItem]) -> list[str]:
    """Who wrote something or met the person, by name."""
    return sorted({name for item in items for name in (item.author, item.met_by) if name})


class Narrower:
    """Narrows one history; what was indexed for a word is kept for the next letter."""

    def __init__(self, items: Sequence[TimelineItem]) -> None:
        self._items = tuple(items)
        self._indexed: tuple[str, ...] | None = None

    def take(self, wanted: Narrowing) -> tuple[TimelineItem, ...]:
        """Those that fit, in their order."""
        forms = typed_forms(wanted.words)
        fitting = [
            number
            for number, item in enumerate(self._items)
            if (not wanted.kind or kind_of(item) == wanted.kind)
            and (not wanted.person or wanted.person in (item.author, item.met_by))
        ]
        if forms:
            index = self._index()
            fitting = [
                number
                for number in fitting
                if any(all(f" {word}" in index[number] for word in form) for form in forms)
            ]
        return tuple(self._items[number] for number in fitting)

    def _index(self) -> tuple[str, ...]:
        if self._indexed is None:
            self._indexed = tuple(
                f" {' '.join(search_forms(f'{item.title} {item.text} {item.at}'))} "
                for item in self._items
            )
        return self._indexed


def synthesis_of(items: Sequence[TimelineItem]) -> TimelineItem | None:
    """The newest synthesis, as it was last corrected; None where nobody wrote one."""
    newest = next((item for item in items if item.sort == "synthesis"), None)
    if newest is None:
        return None
    corrected = [item for item in items if item.corrects == newest.id]
    return max(corrected, key=lambda item: item.written_at, default=newest)


def open_of(items: Sequence[TimelineItem]) -> tuple[TimelineItem, ...]:
    """What was promised and what is open still, promises first, the oldest first."""
    waiting = [item for item in items if item.open]
    return tuple(sorted(waiting, key=lambda item: (not item.promise, item.at, item.id)))
