"""Asking for one record in a room: what is asked, its draft, saving it; free of Qt.

A room's presenter makes an `Asking` and calls `Asker.ask`. The view opens the dialog for it
(`record_room.RecordRoom` does), and everything after that is the same for all rooms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeVar

from desktop_app.domain.fields import EntityType, Value
from desktop_app.domain.values import ValueRefused
from desktop_app.language import Message
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.draft_keeper import DraftKeeper
from desktop_app.ui.shared.drafting import DraftBox, Unfinished
from desktop_app.ui.shared.found import Found
from desktop_app.ui.shared.jobs import Jobs

T = TypeVar("T")
Words = Message | str
Told = Mapping[str, Value]
SHORTEST: Final = 2
"""So many letters are typed before anything is searched for."""


@dataclass(frozen=True, slots=True)
class Search:
    """How a reference is found by typing. placeholder: what stands in the empty box. find: what words
    may mean. named: what an id that was chosen earlier is called, None where nobody knows it.
    """

    placeholder: Words
    find: Callable[[str], Sequence[Found]]
    named: Callable[[str], Found | None]


@dataclass(frozen=True, slots=True)
class Asking:
    """One question for a record.

    form, record: under which its draft is kept; record is the client of a new one, or the record
    that is changed. save: writes what was given. saved: said afterwards, or what makes it of what
    `save` gave. names, known, begin, choices, hint: as `record_dialog.RecordDialog` takes them.
    searched: references that are found by typing, by the names of their fields. doubt: a sentence that asks whether
    these values are right, or None; saving the same values once more is the answer yes. undo: whether
    what is saved can be taken back.
    """

    form: str
    record: str
    kind: EntityType
    title: Words
    verb: Message
    saved: Message | Callable[[Any], Message]
    save: Callable[[Told], object]
    names: tuple[str, ...]
    known: Told | None = None
    begin: Told = field(default_factory=dict)
    choices: Mapping[str, Sequence[tuple[Value, Words]]] = field(default_factory=dict)
    hint: Words = ""
    searched: Mapping[str, Search] = field(default_factory=dict)
    doubt: Callable[[Told], Message | None] = lambda values: None
    undo: bool = True


class AskingView(Protocol):
    """The room as an asker sees it."""

    def ask(self, asking: Asking, draft: Unfinished | None) -> None:
        """Open the dialog. draft: what was typed into it earlier and not saved."""

    def show_problem(self, words: Message) -> None:
        """Say in the open dialog why it was not saved."""

    def show_errors(self, errors: Mapping[str, Message]) -> None:
        """Say at fields of the open dialog what cannot be kept."""

    def close_dialog(self) -> None:
        """What was asked is saved."""


class SearchingView(AskingView, Protocol):
    """A room whose questions may have references that are found by typing."""

    def show_found(self, key: str, words: str, found: Sequence[Found]) -> None:
        """Show in the open dialog what the words in a field may mean."""

    def show_choice(self, key: str, found: Found) -> None:
        """Show in the open dialog what was chosen earlier."""


def or_refused(work: Callable[[], T]) -> T | ValueRefused:
    """What comes of `work`, or which value of which field it refused, to be told there."""
    try:
        return work()
    except ValueRefused as refused:
        return refused


class Asker:
    """Opens one question at a time and saves its answer. again: shows the room anew. searching: the
    view, where questions have references that are found by typing.
    """

    def __init__(
        self,
        view: AskingView,
        drafts: DraftBox,
        jobs: Jobs,
        door: Door,
        again: Callable[[], None],
        searching: SearchingView | None = None,
    ) -> None:
        self._searching = searching
        self._view, self._box, self._jobs, self._door = view, drafts, jobs, door
        self._drafts = DraftKeeper(drafts, jobs, door)
        self._again = again
        self._asking: Asking | None = None
        self._doubted: Told | None = None
        self._writing = False

    def ask(self, asking: Asking) -> None:
        """Open the dialog, with what was typed into it before."""
        self._asking, self._doubted = asking, None

        def find() -> tuple[Unfinished | None, dict[str, Found]]:
            draft = self._box.find(asking.form, asking.record)
            told = {
                **asking.begin,
                **(asking.known or {}),
                **({} if draft is None else draft.values),
            }
            chosen = {}
            for key, search in asking.searched.items():
                found = search.named(str(told[key])) if told.get(key) else None
                if found is not None:
                    chosen[key] = found
            return draft, chosen

        def opened(found: tuple[Unfinished | None, dict[str, Found]]) -> None:
            self._view.ask(asking, found[0])
            for key, choice in found[1].items():
                if self._searching is not None:
                    self._searching.show_choice(key, choice)

        self._jobs.start(
            "room ask", lambda progress: find(), done=opened, failed=self._door.problem
        )

    def find(self, key: str, words: str) -> None:
        """Words were typed into a field that is filled by searching: show what they may mean."""
        view, asking = self._searching, self._asking
        search = None if asking is None else asking.searched.get(key)
        if view is None or search is None:
            return
        if len(words.strip()) < SHORTEST:
            view.show_found(key, words, ())
            return
        self._jobs.start(
            "room search",
            lambda progress: search.find(words),
            done=lambda found: view.show_found(key, words, found),
            failed=self._door.problem,
        )

    def left(self, key: str, value: Value) -> None:
        """A field of the dialog was left: it is kept as a draft at once."""
        if self._asking is not None:
            self._drafts.keep(self._asking.form, self._asking.record, key, value)

    def discard(self) -> None:
        """Begin that dialog anew."""
        if self._asking is not None:
            self._drafts.forget(self._asking.form, self._asking.record)

    def give(self, values: Told) -> None:
        """Save what the dialog holds, or ask back."""
        asking = self._asking
        if asking is None or self._writing:
            return
        doubt = asking.doubt({**(asking.known or {}), **values})
        if doubt is not None and values != self._doubted:
            self._doubted = dict(values)
            self._view.show_problem(doubt)
            return

        def written(result: object) -> None:
            self._writing = False
            if isinstance(result, ValueRefused):
                self._view.show_errors({result.field.name: result.message})
                return
            self._drafts.forget(asking.form, asking.record)
            self._view.close_dialog()
            saved = asking.saved
            self._say(saved if isinstance(saved, Message) else saved(result), undo=asking.undo)

        def failed(problem: Message) -> None:
            self._writing = False
            self._view.show_problem(problem)

        # Pressed twice, it is saved once.
        self._writing = True
        self._jobs.start(
            "room write",
            lambda progress: or_refused(lambda: asking.save(values)),
            done=written,
            failed=failed,
        )

    def write(self, work: Callable[[], object], saved: Message, *, undo: bool = True) -> None:
        """Write something that needs no question."""
        if self._writing:
            return

        def written(result: object) -> None:
            self._writing = False
            self._say(saved, undo=undo)

        def failed(problem: Message) -> None:
            self._writing = False
            self._door.problem(problem)

        self._writing = True
        self._jobs.start("room write", lambda progress: work(), done=written, failed=failed)

    def _say(self, saved: Message, *, undo: bool) -> None:
        self._door.done(saved, undo=undo)
        self._door.changed()
        self._again()
