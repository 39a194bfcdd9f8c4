"""What the screen of the directory is made with; free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from desktop_app.domain.fields import Registry, Value
from desktop_app.services.directory import Directory
from desktop_app.services.organisation import Community
from desktop_app.services.visit_papers import VisitPapers


class Unfinished(Protocol):
    """What was typed and not saved. at: UTC milliseconds."""

    @property
    def values(self) -> Mapping[str, Value]:
        """By the paths of the record."""

    @property
    def at(self) -> int:
        """When the last field was left."""


class DraftBox(Protocol):
    """Unfinished work on forms. record: an id, or empty for a new record."""

    def save(self, form: str, record: str, field: str, value: Value) -> None:
        """Keep one field as it was left."""

    def find(self, form: str, record: str) -> Unfinished | None:
        """The unfinished work on that form, if there is some."""

    def discard(self, form: str, record: str) -> None:
        """Forget it."""


@dataclass(frozen=True, slots=True)
class DirectoryServices:
    """The services behind the screen of the directory.

    is_office: whether entries may be written here; elsewhere changes are proposed. now: UTC
    milliseconds. zone: the IANA name of the clock where the person works. communities: of the
    whole organisation; own_communities: those of this laptop. new_id: ids for items of lists.
    """

    directory: Directory
    papers: VisitPapers
    registry: Registry
    drafts: DraftBox
    is_office: Callable[[], bool]
    now: Callable[[], int]
    zone: Callable[[], str]
    communities: Callable[[], Sequence[Community]]
    own_communities: Callable[[], Sequence[Community]]
    new_id: Callable[[], UUID]
