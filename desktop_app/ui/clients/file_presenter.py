"""What a client's file decides: what is shown, what is added, and where its doors lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from desktop_app.domain.fields import Value
from desktop_app.language import Message
from desktop_app.services.clients.attachments import AttachmentLine
from desktop_app.services.clients.clients import ClientFile
from desktop_app.services.clients.discretion import ReasonNeeded
from desktop_app.services.clients.handover import Handed
from desktop_app.services.clients.households import HouseholdLine
from desktop_app.services.clients.interests import KeptOut
from desktop_app.services.clients.timeline import ChangeLine, TimelineItem
from desktop_app.services.schedule.schedule import AppointmentLine
from desktop_app.ui.clients.asked import Asked
from desktop_app.ui.clients.checking import refusals
from desktop_app.ui.clients.narrowing import Narrower, Narrowing
from desktop_app.ui.clients.services import ClientsServices, Named
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.draft_keeper import DraftKeeper
from desktop_app.ui.shared.drafting import Unfinished
from desktop_app.ui.shared.jobs import Jobs

PLACE: Final = "clients"
LOOK: Final = "look"
"""The name of the draft of a reason."""
CONFLICTS_PLACE: Final = "exchange"
CONFLICTS_DETAIL: Final = "conflicts"
USUAL_MINUTES: Final = 30


@dataclass(frozen=True, slots=True)
class FileShown:
    """Everything that the page of a file shows. unfinished: when something was typed into its
    form and not saved, in milliseconds UTC, or 0. attached: its attached files; None where there
    can be none.
    """

    file: ClientFile
    owner: str
    households: tuple[HouseholdLine, ...]
    next: AppointmentLine | None
    unfinished: int
    attached: tuple[AttachmentLine, ...] | None = None


class FileView(Protocol):
    """The file as its presenter sees it."""

    def show_file(self, shown: FileShown) -> None:
        """Show a client's file."""

    def show_narrowed(self, items: Sequence[TimelineItem]) -> None:
        """Show those things of the history that fit what is asked for."""

    def show_history(self, title: str, lines: Sequence[ChangeLine], names: Sequence[Named]) -> None:
        """Show who changed what. names: what communities and workers are called."""

    def ask(
        self,
        asked: Asked,
        values: Mapping[str, Value],
        unfinished: int,
        households: Sequence[Named],
    ) -> None:
        """Open the dialog that adds something.

        unfinished: when these values were typed, or 0. households: those that can be joined.
        """

    def show_errors(self, errors: Mapping[str, Message]) -> None:
        """Say in the open dialog what is missing."""

    def show_problem(self, words: Message) -> None:
        """Say in the open dialog why it was not saved."""

    def ask_community(self, name: str, communities: Sequence[Named]) -> None:
        """Let the person choose which community a file is handed over to."""

    def ask_reason(self, note: str, draft: Unfinished | None) -> None:
        """Ask why a file of others is opened, or this sensitive note is read. draft: what was typed
        there and not given.
        """

    def close_dialog(self) -> None:
        """What was asked is saved."""


class FilePresenter:
    """One client's file at a time."""

    def __init__(self, view: FileView, services: ClientsServices, jobs: Jobs, door: Door) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._drafts = DraftKeeper(services.drafts, jobs, door)
        self._client = ""
        self._corrects = ""
        self._writing = False
        self._community = ""
        self._title = ""
        self._narrower = Narrower(())

    @property
    def client(self) -> str:
        """Whose file is open."""
        return self._client

    def open(self, client: str) -> None:
        """Show this client's file."""
        self._client = client

        def ask() -> FileShown | KeptOut | None:
            services = self._services
            if services.access is not None:
                services.access.left_for(client)
            try:
                file = services.clients.show(client)
            except ReasonNeeded:
                return None
            except KeptOut as fault:
                return fault
            owner = str(file.fields.get("owner") or "")
            draft = services.drafts.find("client", client)
            return FileShown(
                file,
                next((one.name for one in services.workers() if one.id == owner), ""),
                () if file.deleted else services.households.of(client),
                None if file.deleted else services.schedule.next_for(client),
                0 if draft is None else draft.at,
                None if services.attachments is None else services.attachments.of(file.id),
            )

        self._jobs.start(
            "client file",
            lambda progress: ask(),
            done=lambda shown: self._opened(client, shown),
            failed=self._door.problem,
        )

    def _opened(self, asked: str, shown: FileShown | KeptOut | None) -> None:
        if asked != self._client:
            return
        if isinstance(shown, KeptOut):
            # The page would go on showing whose file was open before.
            self.go("")
            self._door.problem(shown.message)
        elif shown is None:
            self._ask_reason("")
        else:
            # Of several linked files the leading one is shown.
            self._client = shown.file.id
            self._title = shown.file.title
            self._narrower = Narrower(shown.file.timeline)
            self._community = str(shown.file.fields.get("community") or "")
            self._view.show_file(shown)

    def narrow(self, wanted: Narrowing) -> None:
        """Show only what fits of the history of this file."""
        narrower = self._narrower
        self._jobs.start(
            "client history narrow",
            lambda progress: narrower.take(wanted),
            done=self._view.show_narrowed,
            failed=self._door.problem,
        )

    def open_history(self, client: str) -> None:
        """Show who changed what in this file, from what to what, when, on which laptop."""
        self._client = client

        def ask() -> tuple[str, Sequence[ChangeLine], Sequence[Named]]:
            services = self._services
            names = (*services.communities(), *services.workers())
            title = services.clients.show(client).title
            return title, services.clients.history(client), names

        self._jobs.start(
            "client history",
            lambda progress: ask(),
            done=lambda found: self._view.show_history(*found),
            failed=self._door.problem,
        )

    def ask_note(self, note: str) -> None:
        """Ask why a sensitive note is read."""
        self._ask_reason(note)

    def _ask_reason(self, note: str) -> None:
        drafts, record = self._services.drafts, note or self._client
        self._jobs.start(
            "client ask reason",
            lambda progress: drafts.find(LOOK, record),
            done=lambda draft: self._view.ask_reason(note, draft),
            failed=self._door.problem,
        )

    def left_reason(self, note: str, value: Value) -> None:
        """A reason was typed: it is kept as a draft at once."""
        self._drafts.keep(LOOK, note or self._client, "reason", value)

    def discard_reason(self, note: str) -> None:
        """Begin the reason anew."""
        self._drafts.forget(LOOK, note or self._client)

    def give_reason(self, note: str, reason: str) -> None:
        """Open the file of others, or the sensitive note, for that reason."""
        access, client = self._services.access, self._client
        if access is None:
            return

        def work() -> None:
            if note:
                access.read_note(note, reason)
            else:
                access.open(client, reason)

        def opened(result: object) -> None:
            self._drafts.forget(LOOK, note or client)
            self._view.close_dialog()
            self._door.changed()
            self.open(client)

        self._jobs.start(
            "client reason",
            lambda progress: work(),
            done=opened,
            failed=self._view.show_problem,
        )

    def go(self, detail: str) -> None:
        """Another page of the same place: another client, the form, the history, the list."""
        self._door.go(PLACE, detail)

    def decide_conflict(self) -> None:
        """Where two values wait for a decision."""
        self._door.go(CONFLICTS_PLACE, CONFLICTS_DETAIL)

    def print_slip(self) -> None:
        """Print the slip for the client's next appointment."""
        client = self._client

        def printed(pdf: bytes | None) -> None:
            if pdf is None:
                self._door.problem(
                    Message(
                        "client file",
                        "No appointment is planned, so there is no slip to print. "
                        "Nothing was changed. Add an appointment first.",
                    )
                )
            else:
                self._door.print_pdf(
                    pdf,
                    Message("client file", "Slip for the client"),
                    named=lambda: self._services.slip(client, True) or pdf,
                )

        self._jobs.start(
            "client slip",
            lambda progress: self._services.slip(client, False),
            done=printed,
            failed=self._door.problem,
        )

    # Adding

    def ask(self, asked: Asked, corrects: str = "") -> None:
        """Open the dialog that adds something. corrects: the note that a new one corrects."""
        self._corrects = corrects
        today = self._services.clock().date().isoformat()
        usual: dict[str, Value] = dict.fromkeys(asked.dated_today, today)

        def opened(found: tuple[dict[str, Value], int, Sequence[Named]]) -> None:
            values, at, households = found
            self._view.ask(asked, {**usual, **values}, at, households)

        def find() -> tuple[dict[str, Value], int, Sequence[Named]]:
            draft = self._services.drafts.find(asked.value, self._client)
            known = (
                [Named(one.id, one.name) for one in self._services.households.all(self._community)]
                if asked is Asked.HOUSEHOLD
                else []
            )
            return ({}, 0, known) if draft is None else (dict(draft.values), draft.at, known)

        self._jobs.start(
            "client ask",
            lambda progress: find(),
            done=opened,
            failed=self._door.problem,
        )

    def left(self, asked: Asked, key: str, value: Value) -> None:
        """A field of the dialog was left: it is kept as a draft at once."""
        self._drafts.keep(asked.value, self._client, key, value)

    def discard(self, asked: Asked) -> None:
        """Begin that dialog anew."""
        self._drafts.forget(asked.value, self._client)

    def give(
        self, asked: Asked, values: Mapping[str, Value], unreadable: Mapping[str, Message]
    ) -> None:
        """Save what the dialog holds, or say what is missing in it."""
        wrong = {**self._lacking(asked, values), **unreadable}
        registry, today = self._services.registry, self._services.clock().date()
        wrong |= refusals(registry, (asked.record,), values, today)
        self._view.show_errors(wrong)
        if not wrong:
            self._write(lambda: self._save(asked, values), asked.saved, asked)

    def withdraw(self, consent: str) -> None:
        """The client takes a consent back, today."""
        today = self._services.clock().date().isoformat()
        self._write(
            lambda: self._services.clients.withdraw_consent(consent, today),
            Message("client file", "The consent is withdrawn as of today."),
        )

    def leave_household(self, member: str) -> None:
        """The client no longer lives there, as of today."""
        today = self._services.clock().date().isoformat()
        self._write(
            lambda: self._services.households.leave(member, today),
            Message("client file", "The household was left as of today."),
        )

    def separate(self, client: str) -> None:
        """Show a file by itself again that was linked with this one."""
        self._write(
            lambda: self._services.clients.separate(client),
            Message("client file", "Both files stand for themselves again, as before."),
        )

    def delete(self) -> None:
        """Delete the file; it can be brought back."""
        client = self._client
        self._write(
            lambda: self._services.clients.delete(client),
            Message("client file", "The file is deleted. It can be brought back."),
        )

    def ask_hand_over(self) -> None:
        """Ask which community the file is handed over to."""
        client, title = self.client, self._title

        def show(found: Sequence[Named]) -> None:
            if found:
                self._view.ask_community(title, found)
            else:
                self._door.problem(
                    Message(
                        "client file",
                        "This laptop holds no other community to hand the file over to. "
                        "Nothing was changed. Ask the office to do it.",
                    )
                )

        self._jobs.start(
            "hand over places",
            lambda progress: self._services.places(client),
            done=show,
            failed=self._door.problem,
        )

    def hand_over(self, community: str) -> None:
        """The file goes to that community, whole."""
        handovers = self._services.handovers
        client, title = self.client, self._title
        if handovers is None:
            return

        def done(handed: Handed) -> None:
            self._view.close_dialog()
            self._door.done(
                Message(
                    "client file",
                    "{name} is now in {community}, with the whole file.",
                    {"name": title, "community": handed.community},
                ),
                undo=True,
            )
            self._door.changed()
            self.open(client)

        self._jobs.start(
            "hand over",
            lambda progress: handovers.hand_over(client, bytes.fromhex(community)),
            done=done,
            failed=self._view.show_problem,
        )

    def restore(self) -> None:
        """Bring the deleted file back."""
        client = self._client
        self._write(
            lambda: self._services.clients.restore(client),
            Message("client file", "The file is back as it was."),
        )

    def discard_form(self) -> None:
        """Forget what was typed into the form and not saved."""
        self._drafts.forget("client", self._client)
        self.open(self._client)

    def _lacking(self, asked: Asked, values: Mapping[str, Value]) -> dict[str, Message]:
        if asked is Asked.HOUSEHOLD and values.get("household"):
            return {}
        return {name: words for name, words in asked.needed.items() if values.get(name) is None}

    def _save(self, asked: Asked, values: Mapping[str, Value]) -> None:
        services, client = self._services, self._client

        def said(name: str) -> str:
            return str(values.get(name) or "")

        minutes = values.get("minutes")
        length = minutes if isinstance(minutes, int) else None
        if asked is Asked.NOTE:
            services.clients.add_note(
                client,
                said("text"),
                said("happened_on"),
                said("mode"),
                length,
                self._corrects,
                values.get("sensitive") is True,
            )
        elif asked is Asked.CONSENT:
            services.clients.add_consent(
                client,
                said("purpose"),
                said("given_on"),
                said("how"),
                said("expires_on"),
                said("words"),
            )
        elif asked is Asked.HOUSEHOLD:
            household = said("household") or services.households.add(said("name"), self._community)
            services.households.join(household, client, said("role"), said("from_on"))
        else:
            starts = datetime.fromisoformat(f"{said('day')}T{said('time')}")
            services.schedule.make(
                client,
                starts,
                minutes=USUAL_MINUTES if length is None else length,
                mode=said("mode"),
                place=said("place"),
                subject=said("subject"),
                bring=said("bring"),
                ask_for=said("ask_for"),
            )

    def _write(
        self, work: Callable[[], object], words: Message, asked: Asked | None = None
    ) -> None:
        if self._writing:
            return
        client = self._client

        def written(result: object) -> None:
            self._writing = False
            if asked is not None:
                self._drafts.forget(asked.value, client)
                self._view.close_dialog()
            self._door.done(words, undo=True)
            self._door.changed()
            if client == self._client:
                self.open(client)

        def failed(problem: Message) -> None:
            self._writing = False
            if asked is None:
                self._door.problem(problem)
            else:
                self._view.show_problem(problem)

        # Pressed twice, it is saved once.
        self._writing = True
        self._jobs.start("client write", lambda progress: work(), done=written, failed=failed)
