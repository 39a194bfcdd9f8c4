"""What the exchange decides: which page is open, what is imported, what is written; free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

from desktop_app.domain.words.calendar_words import number
from desktop_app.language import Message
from desktop_app.services.exchange.bundle_undo import BundleUndone
from desktop_app.services.exchange.exchange import DUPLICATE, REFUSED, Imported
from desktop_app.services.exchange.exchange_lines import (
    Outgoing,
    Overview,
    Place,
    Received,
    RecordList,
    Sent,
    Size,
    Watched,
)
from desktop_app.services.exchange.inspecting import Inspected
from desktop_app.services.exchange.media import Written
from desktop_app.services.progress import Step
from desktop_app.services.trust.joining import REQUEST_ENDING
from desktop_app.ui.exchange.services import ExchangeServices
from desktop_app.ui.shared.door import LET_IN, SETTINGS, Door
from desktop_app.ui.shared.jobs import Jobs

PLACE: Final = "exchange"


class Page(StrEnum):
    """The pages of the exchange; also how a route names them, the first one being ""."""

    HOME = ""
    WRITE = "write"
    RECEIVED = "received"
    ONLY_HERE = "only-here"
    SENT = "sent"
    LOOK = "look"
    CONFLICTS = "conflicts"
    DUPLICATES = "duplicates"
    DEVICES = "devices"


ROOMS: Final = (Page.CONFLICTS, Page.DUPLICATES, Page.DEVICES)
"""Pages that are screens of their own, each in a folder of that name."""


class ExchangeView(Protocol):
    """The screen as its presenter sees it."""

    def show_page(self, page: Page, rest: str) -> None:
        """Show this page. rest: what of the route follows its name."""

    def show_overview(self, overview: Overview, watched: Sequence[Watched]) -> None:
        """Show how the exchange stands, and which folders are watched."""

    def show_left(self, number: int) -> None:
        """Offer so many files that were given and not looked at; 0: offer none."""

    def show_task(self, title: Message) -> None:
        """Something begins that takes its time."""

    def show_step(self, step: Step) -> None:
        """How far it is."""

    def end_task(self) -> None:
        """Nothing runs any more."""

    def show_received(self, received: Received, records: RecordList) -> None:
        """Show one file that came, with its records."""

    def show_undoing(self, title: Message) -> None:
        """An import is being taken back, or brought in again."""

    def end_undoing(self, done: BundleUndone | None, *, again: bool) -> None:
        """That is over; None when it failed or was stopped."""

    def show_only_here(self, overview: Overview, records: RecordList) -> None:
        """Show what would be lost with this laptop."""

    def show_sent(self, lines: Sequence[Sent]) -> None:
        """Show the bundles that were written here."""

    def show_looked(self, file: str, seen: Inspected) -> None:
        """Show what a bundle says of itself."""

    def show_choices(self, whom: bool) -> None:
        """Ask for whom it is; at the office that is clear."""

    def show_places(self, places: Sequence[Place], outgoing: Sequence[Outgoing]) -> None:
        """Show where bundles can be put, and which."""

    def show_writing(self, title: Message) -> None:
        """A bundle is being written."""

    def show_written(self, written: Sequence[Written], place: Place | None) -> None:
        """All bundles are written and read back. place: where, when it is a place of the list."""

    def show_write_problem(self, words: Message, written: Sequence[Written]) -> None:
        """Why a bundle was not written, and which were before it."""


class ExchangePresenter:
    """One file after another comes in, one bundle after another goes out."""

    def __init__(
        self, view: ExchangeView, services: ExchangeServices, jobs: Jobs, door: Door
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._page, self._rest = Page.HOME, ""
        self._queue: list[Path] = []
        self._taken: list[Imported] = []
        self._importing = False
        self._accepted: set[Path] = set()
        self._requests: list[Path] = []
        self._looked: tuple[Path, Inspected] | None = None
        self._places: tuple[Place, ...] = ()
        self._outgoing: tuple[Outgoing, ...] = ()
        self._written: list[Written] = []
        self._folder: Path | None = None
        self._size, self._everyone = Size.WHOLE, False

    # Pages

    def show(self, detail: str) -> None:
        """Open the page of that route; one that is not known is the first."""
        name, _, rest = detail.partition("/")
        page = Page(name) if name in list(Page) else Page.HOME
        if page is Page.LOOK and self._looked is None:
            page = Page.HOME
        if page is Page.WRITE and self._page is not page:
            self._size, self._everyone = Size.WHOLE, False
            self._view.show_choices(whom=not self._services.desk.session.is_office)
        self._page, self._rest = page, rest
        self._view.show_page(page, rest)

    def activate(self) -> None:
        """Ask again for what is shown."""
        desk = self._services.desk
        match self._page:
            case Page.HOME:
                self._start(
                    "overview",
                    lambda: (desk.overview(), desk.watched(self._services.watched())),
                    self._show_overview,
                )
            case Page.WRITE:
                if self._folder is None:
                    self.look_for_places()
            case Page.RECEIVED:
                key = self._rest
                self._start(
                    "received",
                    lambda: (desk.received_one(key), desk.records_of(key)),
                    lambda both: self._view.show_received(*both),
                )
            case Page.ONLY_HERE:
                self._start(
                    "only here",
                    lambda: (desk.overview(), desk.only_here()),
                    lambda both: self._view.show_only_here(*both),
                )
            case Page.SENT:
                self._start("sent", desk.sent, self._view.show_sent)
            case Page.LOOK if self._looked is not None:
                self._view.show_looked(self._looked[0].name, self._looked[1])

    def _show_overview(self, both: tuple[Overview, Sequence[Watched]]) -> None:
        self._view.show_overview(*both)
        self._view.show_left(0 if self._importing else both[0].left)

    def go(self, detail: str) -> None:
        """Go to a page of this screen."""
        self._door.go(PLACE, detail)

    def leave(self) -> None:
        """Back to the first page; nothing that runs is stopped by it."""
        self._door.go(PLACE)

    def open_record(self, place: str, detail: str) -> None:
        """Open a record where it belongs."""
        if place:
            self._door.go(place, detail)

    def _start(
        self,
        name: str,
        ask: Callable[[], object],
        show: Callable[..., None],
        failed: Callable[[Message], None] | None = None,
    ) -> None:
        self._jobs.start(
            f"exchange {name}",
            lambda progress: ask(),
            done=show,
            failed=failed or self._door.problem,
        )

    # In

    @property
    def importing(self) -> bool:
        """Whether files are being taken in now."""
        return self._importing

    def import_files(self, paths: Iterable[Path]) -> None:
        """Take these files in, one after the other; more can be given while it runs.

        A laptop's request to join is no bundle: it is looked at where laptops are let in.
        """
        given = list(paths)
        self._requests += [one for one in given if one.name.endswith(REQUEST_ENDING)]
        given = [one for one in given if one not in self._requests]
        if self._requests and not given:
            self._open_request()
            return
        if self._page is not Page.HOME:
            self.leave()
        self._start(
            f"files {len(self._queue)}",
            lambda: self._services.desk.keep_given(given),
            self._add_files,
        )

    def _open_request(self) -> None:
        if not self._requests or self._importing:
            return
        request, *others = self._requests
        self._requests = []
        self._door.go(SETTINGS, f"{LET_IN}{request}")
        if others:
            self._door.done(
                Message(
                    "exchange",
                    "Requests are looked at one by one. Choose the others again when {file} is let in.",
                    {"file": request.name},
                )
            )

    def _add_files(self, files: Sequence[Path]) -> None:
        self._queue += [one for one in files if one not in self._queue]
        if not self._queue and not self._importing:
            self._door.problem(
                Message(
                    "exchange",
                    "There is no bundle for this laptop in what you chose. Nothing was imported. "
                    "Choose files whose name ends in .portage.",
                )
            )
        elif not self._importing:
            self._importing = True
            self._taken = []
            self._view.show_left(0)
            self._view.show_task(Message("exchange", "Making a backup first"))
            self._jobs.start(
                "exchange backup",
                self._services.desk.make_safe,
                done=lambda made: self._next_file(),
                failed=self._stopped,
                progressed=self._view.show_step,
            )

    def take_left(self) -> None:
        """Take in what was given before, and not looked at because something ended it."""
        self._start("left", self._services.desk.left_files, self._add_files)

    def leave_left(self) -> None:
        """Do not take it in; it is offered no more."""

        def left(nothing: object) -> None:
            self._door.done(
                Message(
                    "exchange",
                    "Nothing was taken in. The files are untouched and can be given again.",
                )
            )
            self.activate()

        self._start("left", self._services.desk.forget_left, left)

    def _next_file(self) -> None:
        if not self._queue:
            self._end_import()
            return
        path = self._queue.pop(0)
        accepted = path in self._accepted
        self._accepted.discard(path)
        place = len(self._taken) + 1
        self._view.show_task(
            Message(
                "exchange",
                "{file}, {number} of {total}",
                {"file": path.name, "number": place, "total": place + len(self._queue)},
            )
        )
        self._jobs.start(
            "exchange import",
            lambda progress: self._services.desk.take_in(
                path, progress, accept_mass_change=accepted
            ),
            done=self._took,
            failed=self._stopped,
            progressed=self._show_import_step,
        )

    def _show_import_step(self, step: Step) -> None:
        if step.total:
            counts = {"done": number(step.done), "total": number(step.total)}
            step = replace(
                step,
                what=Message(
                    "exchange",
                    "{done} of {total} changes. You can go on working meanwhile.",
                    counts,
                ),
            )
        self._view.show_step(step)

    def _took(self, imported: Imported) -> None:
        self._taken.append(imported)
        self._tell_changed()
        self._next_file()

    def undo_import(self, again: bool) -> None:
        """Take back what the shown file brought; again: bring it in again."""
        key, desk = self._rest, self._services.desk
        if self._importing:
            self._door.problem(
                Message(
                    "exchange", "Files are being taken in. Nothing was taken back. Wait for them."
                )
            )
            return

        def done(report: BundleUndone) -> None:
            self._view.end_undoing(report, again=again)
            self._door.changed()
            self.activate()

        def failed(words: Message) -> None:
            self._view.end_undoing(None, again=again)
            self._door.problem(words)

        self._view.show_undoing(
            Message("exchange", "Bringing it in again")
            if again
            else Message("exchange", "Taking it back")
        )
        self._jobs.start(
            "exchange undo",
            lambda progress: desk.undo(key, progress, again=again),
            done=done,
            failed=failed,
            progressed=self._view.show_step,
        )

    def cancel_undo(self) -> None:
        """Stop taking back; everything is then as it was."""
        self._jobs.cancel("exchange undo")

    def import_anyway(self) -> None:
        """Take in the shown file that the brake held up: somebody has looked at it."""
        key = self._rest
        self._start("held up", lambda: self._services.desk.held_up_file(key), self._import_accepted)

    def _import_accepted(self, file: Path) -> None:
        self._accepted.add(file)
        self.import_files([file])

    def decline(self) -> None:
        """Do not take in the shown file that the brake held up; it is in no list any more."""
        key = self._rest

        def declined(nothing: object) -> None:
            self.leave()
            self._door.done(
                Message(
                    "exchange",
                    "It was not taken in. Nothing was changed here, and the file is untouched.",
                )
            )
            self._door.changed()

        self._start("held up", lambda: self._services.desk.decline(key), declined)

    def cancel_import(self) -> None:
        """Stop the file that is being taken in, and leave the others where they are."""
        self._queue.clear()
        self._jobs.cancel("exchange backup")
        self._jobs.cancel("exchange import")

    def _stopped(self, words: Message) -> None:
        self._queue.clear()
        self._accepted.clear()
        self._importing = False
        self._view.end_task()
        self._door.problem(words)
        self._tell_changed()

    def _end_import(self) -> None:
        self._importing = False
        self._view.end_task()
        outcomes = [one.outcome for one in self._taken]
        waiting = sum(one.held is not None for one in self._taken)
        refused, known = outcomes.count(REFUSED) - waiting, outcomes.count(DUPLICATE)
        self._door.done(
            Message(
                "exchange",
                "{n} file was looked at: {taken} taken in, {known} known before, {waiting} waiting for you, {refused} refused.",
                {
                    "taken": len(outcomes) - refused - known - waiting,
                    "known": known,
                    "waiting": waiting,
                    "refused": refused,
                },
                "{n} files were looked at: {taken} taken in, {known} known before, {waiting} waiting for you, {refused} refused.",
                len(outcomes),
            )
        )
        self._show_home_again()
        self._open_request()

    def _tell_changed(self) -> None:
        self._door.changed()
        self._show_home_again()

    def _show_home_again(self) -> None:
        if self._page is Page.HOME:
            self.activate()

    def look_inside(self, path: Path) -> None:
        """Show what a bundle says of itself; nothing is imported."""

        def show(seen: Inspected) -> None:
            self._view.end_task()
            self._looked = (path, seen)
            self.go(Page.LOOK)

        def failed(words: Message) -> None:
            self._view.end_task()
            self._door.problem(words)

        self._view.show_task(Message("exchange", "Looking into {file}", {"file": path.name}))
        self._jobs.start(
            "exchange look",
            lambda progress: self._services.desk.look_inside(path, progress),
            done=show,
            failed=failed,
            progressed=self._view.show_step,
        )

    def import_looked(self) -> None:
        """Take in the file that was looked into."""
        if self._looked is not None:
            path, self._looked = self._looked[0], None
            self.import_files([path])

    # Watched folders

    def watch(self, folder: Path) -> None:
        """Take in from now on by itself what comes into a folder."""
        self._start(
            "remember", lambda: self._services.watch(folder), lambda nothing: self.activate()
        )

    def unwatch(self, folder: Path) -> None:
        """Watch a folder no more; what this computer wrote there is removed."""

        def stop() -> int:
            self._services.unwatch(folder)
            return self._services.desk.forget_folder(folder)

        def stopped(removed: int) -> None:
            name = {"folder": folder.name or str(folder)}
            self._door.done(
                Message(
                    "exchange",
                    "{folder} is watched no more. What this PC wrote there is removed; nothing is lost.",
                    name,
                )
                if removed
                else Message(
                    "exchange",
                    "{folder} is watched no more. The files in it stay as they are.",
                    name,
                )
            )
            self.activate()

        self._start("remember", stop, stopped)

    # Out

    def look_for_places(self) -> None:
        """Look again which sticks are plugged in."""
        services, everyone = self._services, self._everyone
        sticks = services.sticks

        def ask() -> tuple[list[Place], list[Outgoing]]:
            mounted = () if sticks is None else sticks()
            places = services.desk.places(mounted, services.folders())
            return places, services.desk.outgoing(everyone)

        self._start("places", ask, self._show_places)

    def _show_places(self, both: tuple[list[Place], list[Outgoing]]) -> None:
        places, outgoing = tuple(both[0]), tuple(both[1])
        if self._folder is None:
            self._places, self._outgoing = places, outgoing
            self._view.show_places(places, outgoing)

    def choose_size(self, value: object) -> None:
        """How large the files may be; None: as large as they get."""
        self._size = Size(value) if isinstance(value, str) else Size.WHOLE

    def choose_whom(self, value: object) -> None:
        """For whom a laptop writes: the office (None), or every other laptop as well."""
        self._everyone = value is not None
        self.look_for_places()

    def write_to(self, folder: Path) -> None:
        """Write there what was chosen, in one file or in several for mail."""
        if self._folder is not None or not self._outgoing:
            return
        self._folder, self._written = folder, []
        outgoing, size = self._outgoing, self._size
        alone = outgoing[0].names if len(outgoing) == 1 else ()
        self._view.show_writing(
            Message("exchange", "Writing the bundle for {laptop}", {"laptop": ", ".join(alone)})
            if alone
            else Message("exchange", "Writing one file for all laptops")
        )
        today = self._services.clock().date()
        self._jobs.start(
            "exchange write",
            lambda progress: self._services.desk.write_all(outgoing, folder, today, size, progress),
            done=self._wrote,
            failed=self._not_written,
            progressed=self._view.show_step,
        )

    def _wrote(self, written: list[Written]) -> None:
        self._written = written
        self._end_writing()

    def _not_written(self, words: Message) -> None:
        self._folder = None
        self._view.show_write_problem(words, tuple(self._written))
        self._door.changed()

    def _end_writing(self) -> None:
        folder, self._folder = self._folder, None
        if folder is None:
            return
        place = next((one for one in self._places if one.folder == folder), None)
        self._view.show_written(tuple(self._written), place)
        self._door.changed()
        if place is None or not place.stick:
            self._start("remember", lambda: self._services.remember(folder), lambda nothing: None)

    def cancel_writing(self) -> None:
        """Stop the bundle that is being written; those before it stay."""
        self._jobs.cancel("exchange write")
