"""What the screen of clients is made with; free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from desktop_app.domain.fields import Registry, Value
from desktop_app.services.clients import Clients
from desktop_app.services.households import Households
from desktop_app.services.schedule import Schedule


class Unfinished(Protocol):
    """A draft: what was typed into a form and not saved."""

    @property
    def values(self) -> Mapping[str, Value]:
        """What was typed, by path."""

    @property
    def at(self) -> int:
        """When its last field was left, in milliseconds UTC."""


class DraftBox(Protocol):
    """Keeps what is being typed, so that nothing is lost when the power goes.

    form: which form ("client", "note", ...). record: the client's id, "" for a new person.
    """

    def save(self, form: str, record: str, field: str, value: Value) -> None:
        """Keep one field as it was left."""

    def find(self, form: str, record: str) -> Unfinished | None:
        """The unfinished work on that form, if there is some."""

    def discard(self, form: str, record: str) -> None:
        """Forget it: it was saved, or the person does not want it."""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody or something that can be chosen. id: 32 hexadecimal digits."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ClientsServices:
    """The services behind the screen of clients.

    communities: those whose files this laptop may hold. workers: who may be responsible for a
    file. slip: the PDF of the slip for a client's next appointment, None when there is none.
    clock: local time with its zone. new_id: ids for new items of a list.
    """

    clients: Clients
    households: Households
    schedule: Schedule
    registry: Registry
    drafts: DraftBox
    communities: Callable[[], Sequence[Named]]
    workers: Callable[[], Sequence[Named]]
    slip: Callable[[str], bytes | None]
    clock: Callable[[], datetime]
    new_id: Callable[[], UUID]
