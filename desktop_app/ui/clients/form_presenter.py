"""What the client's form decides: what was changed, what is missing, who this might already be.

While a form is open every field is kept as a draft when it is left; one entry is written on
saving or on leaving an existing file. A new person is only saved by asking for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from desktop_app.domain.fields import DELETED, LIVE, Value
from desktop_app.domain.matching.matching import Pair
from desktop_app.language import Message
from desktop_app.services.clients.client_lines import ClientLine
from desktop_app.services.clients.clients import ClientFile, SeenRecords
from desktop_app.ui.clients.checking import refusals
from desktop_app.ui.clients.services import ClientsServices, Named
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.draft_keeper import DraftKeeper
from desktop_app.ui.shared.drafting import Unfinished
from desktop_app.ui.shared.jobs import Jobs

FORM: Final = "client"
PLACE: Final = "clients"
_SHORTEST_NAME: Final = 2

Likely = Sequence[tuple[ClientLine, Pair]]


@dataclass(frozen=True, slots=True)
class Opening:
    """What a form begins with. file: None for a new person."""

    communities: tuple[Named, ...]
    workers: tuple[Named, ...]
    file: ClientFile | None
    unfinished: Unfinished | None


class FormView(Protocol):
    """The form as its presenter sees it."""

    def show_form(self, opening: Opening, values: Mapping[str, Value]) -> None:
        """Lay the form out anew and show these values."""

    def show_unfinished(self, at: int) -> None:
        """Offer to go on with what was typed and not saved. at: milliseconds UTC."""

    def show_values(self, values: Mapping[str, Value]) -> None:
        """Show these values in the form that is laid out."""

    def show_errors(self, errors: Mapping[str, Message]) -> None:
        """Say what is missing, on top and at each field."""

    def show_likely(self, likely: Likely) -> None:
        """Ask whether the new person is one of these; nobody: show nothing."""

    def finish(self) -> Mapping[str, Message]:
        """Announce the field in which the cursor is; what keeps fields from being values."""


class FormPresenter:
    """One form at a time: a new person, or an existing client's facts."""

    def __init__(self, view: FormView, services: ClientsServices, jobs: Jobs, door: Door) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._client = ""
        self._open = False
        self._opening = 0
        self._writing = False
        self._before: dict[str, Value] = {}
        self._changed: dict[str, Value] = {}
        self._seen: SeenRecords | None = None
        self._unfinished: Unfinished | None = None
        self._drafts = DraftKeeper(services.drafts, jobs, door)
        self._shown: dict[str, Value] = {}

    @property
    def client(self) -> str:
        """Whose form is open; "" for a new person."""
        return self._client

    @property
    def is_open(self) -> bool:
        """Whether a form is laid out that has not been left."""
        return self._open

    @property
    def changed(self) -> Mapping[str, Value]:
        """What was changed and not saved, by path."""
        return dict(self._changed)

    def open(self, client: str, words: str = "", *, resume: bool = False) -> None:
        """Open a client's facts, or an empty form.

        words: what was searched for before. resume: go on with what was typed and not saved.
        """
        self._client, self._open = client, False
        self._opening += 1
        self._before, self._changed, self._seen = {}, {}, None

        def ask() -> Opening:
            services = self._services
            return Opening(
                tuple(services.communities()),
                tuple(services.workers()),
                services.clients.show(client) if client else None,
                services.drafts.find(FORM, client),
            )

        self._jobs.start(
            "client form",
            lambda progress: ask(),
            done=lambda opening: self._opened(opening, words, resume),
            failed=self._door.problem,
        )

    def _opened(self, opening: Opening, words: str, resume: bool) -> None:
        self._open = True
        file = opening.file
        self._before = {} if file is None else dict(file.fields)
        self._seen = None if file is None else file.seen
        values = dict(self._before)
        if file is None:
            values |= self._usual(opening, words)
        self._shown = values
        self._view.show_form(opening, values)
        self._unfinished = opening.unfinished
        if opening.unfinished is not None:
            if resume:
                self.go_on()
            else:
                self._view.show_unfinished(opening.unfinished.at)

    def _usual(self, opening: Opening, words: str) -> dict[str, Value]:
        """What a new file begins with: the only community, and the name that was searched."""
        usual: dict[str, Value] = {}
        if len(opening.communities) == 1:
            usual["community"] = opening.communities[0].id
        name = words.strip()
        if name and not any(letter.isdigit() for letter in name):
            given, _, family = name.partition(" ")
            usual |= {"given": given} | ({"family": family.strip()} if family else {})
        self._changed |= usual
        return usual

    def go_on(self) -> None:
        """Take up what was typed and not saved."""
        draft = self._unfinished
        if draft is None:
            return
        self._unfinished = None
        self._changed |= draft.values
        self._shown = {**self._shown, **draft.values}
        self._view.show_values(self._shown)

    def discard_draft(self) -> None:
        """Forget what was typed and not saved."""
        self._unfinished = None
        self._drafts.forget(FORM, self._client)

    def left(self, key: str, value: Value) -> None:
        """A field was left with another value: it is kept as a draft at once."""
        if self._before.get(key) == value:
            self._changed.pop(key, None)
        else:
            self._changed[key] = value
        self._drafts.keep(FORM, self._client, key, value)

    def typed(self, values: Mapping[str, Value]) -> None:
        """While a new person is typed: is this somebody who has a file already?"""
        names = (str(values.get(name) or "") for name in ("given", "family", "preferred"))
        if self._client or not any(len(name) >= _SHORTEST_NAME for name in names):
            if not self._client:
                self._view.show_likely(())
            return
        self._jobs.start(
            "client likely",
            lambda progress: self._services.clients.likely(values),
            done=self._view.show_likely,
            failed=self._door.problem,
        )

    def open_likely(self, client: str) -> None:
        """It is the same person: open the file that exists; what was typed stays a draft."""
        self._open = False
        self._door.go(PLACE, client)

    def save(self) -> None:
        """Write one entry, or say what is missing."""
        if not self._open or self._writing:
            return
        # The field with the cursor is left first: it may fill what was missing.
        unreadable = self._view.finish()
        wrong = {**self._missing(), **self._refused(), **unreadable}
        self._view.show_errors(wrong)
        if not wrong:
            self._write()

    def leave(self) -> None:
        """Esc: nothing is lost. An existing file is saved, a new person stays a draft."""
        if self._writing:
            return
        client, was_open = self._client, self._open
        wrong = dict(self._view.finish()) if was_open else {}
        changes = bool(self.to_write())
        if was_open and client and changes and not (wrong or self._missing() or self._refused()):
            self._write()
            return
        self._open = False
        if was_open and (changes or wrong):
            self._door.done(
                Message("client form", "Not saved yet. What you typed is kept as a draft.")
            )
        self._door.go(PLACE, client)

    def hidden(self) -> None:
        """The form is no longer seen (another place, the cover): an existing file is saved."""
        if not self._open or self._writing:
            return
        wrong = dict(self._view.finish())
        wrong = {**self._missing(), **self._refused(), **wrong}
        if self._client and self.to_write() and not wrong:
            self._write(stay=True)

    def to_write(self) -> dict[str, Value]:
        """The changes worth an entry: items that were added and left empty are none."""
        kept: dict[str, Value] = {}
        for path, value in self._changed.items():
            parts = path.split("/")
            if len(parts) == 3:
                life = self._changed.get(f"{parts[0]}/{parts[1]}/life")
                known = any(one.startswith(f"{parts[0]}/{parts[1]}/") for one in self._before)
                if not known and (life == DELETED or parts[2] == "life"):
                    continue
                if parts[2] == "life" and value == LIVE and known:
                    continue
            if value is None and path not in self._before:
                continue
            kept[path] = value
        return kept

    def _missing(self) -> dict[str, Message]:
        now = {**self._before, **self._changed}
        wrong: dict[str, Message] = {}
        if not any(str(now.get(name) or "").strip() for name in _NAMING):
            wrong["given"] = Message(
                "client form",
                "Enter a name. For someone who gives none, a client number is enough: it is among the other fields.",
            )
        if not now.get("community"):
            wrong["community"] = Message("client form", "Choose the community of the person.")
        return wrong

    def _refused(self) -> dict[str, Message]:
        """What a field cannot hold, by its path."""
        registry, today = self._services.registry, self._services.clock().date()
        return refusals(registry, ("identity", "client"), self.to_write(), today)

    def _write(self, *, stay: bool = False) -> None:
        client, values, seen = self._client, self.to_write(), self._seen
        clients = self._services.clients
        if client and not values:
            self._open = False
            self._drafts.forget(FORM, client)
            self._door.go(PLACE, client)
            return

        def write() -> tuple[str, SeenRecords | None]:
            if not client:
                return clients.add(values), None
            clients.set(client, values, seen=seen)
            return client, clients.show(client).seen

        def written(result: tuple[str, SeenRecords | None]) -> None:
            identifier, heads = result
            self._writing = False
            self._drafts.forget(FORM, client)
            words = (
                Message("client form", "Saved.")
                if client
                else Message("client form", "The file is open. It is on this laptop only.")
            )
            self._door.done(words, undo=True)
            self._door.changed()
            # Another form may have been opened since.
            if opening == self._opening:
                self._before |= values
                self._changed, self._seen = {}, heads
                if not stay:
                    self._open = False
                    self._door.go(PLACE, identifier)

        def failed(words: Message) -> None:
            self._writing = False
            self._door.problem(words)

        # Pressed twice, it is saved once.
        self._writing, opening = True, self._opening
        self._jobs.start("client save", lambda progress: write(), done=written, failed=failed)


_NAMING: Final = ("given", "family", "preferred", "code")
