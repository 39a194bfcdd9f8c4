"""What the form of an entry decides: what stands in it, what changed, what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Final, Protocol

from desktop_app.domain.fields import LIVE, EntityType, Value, declared_field, key_of
from desktop_app.domain.values import ValueRefused, checked
from desktop_app.language import Message
from desktop_app.services.directory.directory_entries import DirectoryEntry
from desktop_app.ui.directory.form_shape import shown_values, stored_values
from desktop_app.ui.directory.list_presenter import PLACE
from desktop_app.ui.directory.model import paths_of
from desktop_app.ui.directory.presenter import find_entry
from desktop_app.ui.directory.services import DirectoryServices
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs

_FORM: Final = "directory {kind}"


@dataclass(frozen=True, slots=True)
class Opening:
    """What the form begins with. kind: of the entry. entry: None for a new one. unfinished: when
    the draft was typed (milliseconds UTC), 0 without one.
    """

    kind: EntityType
    entry: DirectoryEntry | None
    organisation: DirectoryEntry | None
    values: Mapping[str, Value]
    unfinished: int


class FormView(Protocol):
    """The form as its presenter sees it."""

    def show_form(self, opening: Opening) -> None:
        """Lay the form out with these values."""

    def show_errors(self, errors: Mapping[str, Message]) -> None:
        """Say what is missing, on top and at each field."""


class FormPresenter:
    """One entry at a time. Each field is kept as a draft when it is left."""

    def __init__(self, view: FormView, services: DirectoryServices, jobs: Jobs, door: Door) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._opening: Opening | None = None
        self._changes: dict[str, Value] = {}
        self._lock = Lock()
        self._round = 0

    def open(self, kind: str, entry: str, organisation: str = "") -> None:
        """The form of an entry, or of a new one of an organisation."""
        self._opening = None
        self._jobs.start(
            "directory form",
            lambda progress: self._ask(kind, entry, organisation),
            done=self._opened,
            failed=self._door.problem,
        )

    def _ask(self, kind: str, entry: str, organisation: str) -> Opening:
        services = self._services
        found = find_entry(services, entry) if entry else None
        declared = services.registry[found.kind if found is not None else kind]
        owner = find_entry(services, organisation) if organisation else None
        draft = services.drafts.find(_FORM.format(kind=declared.name), entry or organisation)
        values = {} if found is None else shown_values(paths_of(found))
        if draft is not None:
            values |= draft.values
        return Opening(declared, found, owner, values, 0 if draft is None else draft.at)

    def _opened(self, opening: Opening) -> None:
        self._opening = opening
        before = {} if opening.entry is None else shown_values(paths_of(opening.entry))
        self._changes = {
            path: value for path, value in opening.values.items() if before.get(path) != value
        }
        self._view.show_form(opening)

    def left(self, path: str, value: Value) -> None:
        """A field was left: it is kept as a draft at once."""
        if path.endswith("/life") and value == LIVE:
            return  # an item is there as soon as something stands in it
        self._changes[path] = value
        opening = self._opening
        if opening is not None:
            form, record = self._draft(opening)
            begun = self._round

            def keep() -> None:
                # A field that is written late must not bring back a draft that is over.
                with self._lock:
                    if begun == self._round:
                        self._services.drafts.save(form, record, path, value)

            self._jobs.start(
                f"directory draft {path}",
                lambda progress: keep(),
                done=lambda nothing: None,
                failed=self._door.problem,
            )

    def discard(self) -> None:
        """Begin the form anew."""
        opening = self._opening
        if opening is None:
            return
        form, record = self._draft(opening)
        entry = "" if opening.entry is None else opening.entry.id
        owner = "" if opening.organisation is None else opening.organisation.id
        self._jobs.start(
            "directory discard",
            lambda progress: self._forget(form, record),
            done=lambda nothing: self.open(opening.kind.name, entry, owner),
            failed=self._door.problem,
        )

    def _forget(self, form: str, record: str) -> None:
        with self._lock:
            self._round += 1
            self._services.drafts.discard(form, record)

    def leave(self) -> None:
        """Back to where the form was opened from; what was typed is kept as a draft."""
        opening = self._opening
        shown = None if opening is None else opening.entry or opening.organisation
        self._door.go(PLACE, "" if shown is None else shown.id)

    def save(self, unreadable: Mapping[str, Message]) -> None:
        """Save what changed, or say what is missing."""
        opening = self._opening
        if opening is None:
            return
        stored, wrong = stored_values(self._changes)
        wrong = {**_refused(opening.kind, stored), **wrong, **unreadable}
        name = {**opening.values, **self._changes}.get("name")
        if not name:
            wrong["name"] = Message("directory", "Enter the name under which it is known.")
        self._view.show_errors(wrong)
        if wrong:
            return
        form, record = self._draft(opening)

        def write() -> str:
            saved = self._write(opening, stored)
            self._forget(form, record)
            return saved

        self._jobs.start(
            "directory save",
            lambda progress: write(),
            done=self._saved,
            failed=lambda words: self._view.show_errors({"name": words}),
        )

    def _write(self, opening: Opening, values: Mapping[str, Value]) -> str:
        directory, kind = self._services.directory, opening.kind.name
        if opening.entry is not None:
            if values:
                directory.set(kind, opening.entry.id, values, opening.entry.seen)
            return opening.entry.id
        whole = {path: value for path, value in values.items() if value is not None}
        if opening.organisation is not None:
            whole["organisation"] = opening.organisation.id
        return directory.add(kind, whole)

    def _saved(self, entry: str) -> None:
        self._door.done(Message("directory", "The entry is saved."), undo=True)
        self._door.changed()
        self._door.go(PLACE, entry)

    def _draft(self, opening: Opening) -> tuple[str, str]:
        shown = opening.entry or opening.organisation
        return _FORM.format(kind=opening.kind.name), "" if shown is None else shown.id


def _refused(kind: EntityType, values: Mapping[str, Value]) -> dict[str, Message]:
    wrong: dict[str, Message] = {}
    for path, value in values.items():
        field = declared_field(kind, key_of(kind, path))
        if field is None:
            continue
        try:
            checked(field, value)
        except ValueRefused as fault:
            wrong[path] = fault.message
    return wrong
