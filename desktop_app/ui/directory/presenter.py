"""Which page of the directory is open, and what is done with an entry and with proposals.

Pages are named by the detail of a route: "" the list, "stale" what is to be verified, "proposals",
"proposals/<id>", "propose" for an entry that is not there, "new/<kind>" and
"new/<kind>/<organisation>", "<id>" an entry, "<id>/edit" its form.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final, Protocol

from desktop_app.language import Message
from desktop_app.services.directory.directory_entries import DirectoryEntry, PlaceEntry
from desktop_app.services.directory.proposals import DECLINED, TAKEN, ProposalLine
from desktop_app.services.session import NotHere
from desktop_app.services.trust.organisation import Community
from desktop_app.ui.directory.list_presenter import PLACE, ListPresenter
from desktop_app.ui.directory.services import DirectoryServices
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs

KINDS: Final = ("service", "organisation", "location")


class Page(StrEnum):
    """The pages of the screen."""

    LIST = "list"
    ENTRY = "entry"
    FORM = "form"
    PROPOSALS = "proposals"


class ScreenView(Protocol):
    """The screen as its presenter sees it."""

    def show_page(self, page: Page) -> None:
        """Show this page; the keyboard goes into it."""

    def show_entry(self, entry: DirectoryEntry, *, office: bool) -> None:
        """Show an entry. office: it may be changed here."""

    def show_proposals(
        self, lines: Sequence[ProposalLine], communities: Sequence[Community], *, office: bool
    ) -> None:
        """Show the queue of proposals. office: they are answered here."""

    def read_proposal(self, line: ProposalLine, *, office: bool) -> None:
        """Show a proposal whole, with its answer."""

    def ask_proposal(self, entry: DirectoryEntry | None, places: Sequence[Community]) -> None:
        """Ask what should be changed in an entry, or added where it is None."""

    def ask_place(self, places: Sequence[PlaceEntry]) -> None:
        """Ask at which of these locations a service is offered."""

    def show_problem(self, words: Message) -> None:
        """Say why it was not saved, in the open dialog where there is one."""

    def close_dialog(self) -> None:
        """What was asked is saved."""


class FormOpener(Protocol):
    """What opens the form."""

    def open(self, kind: str, entry: str, organisation: str = "") -> None:
        """The form of an entry, or of a new one of an organisation."""


class DirectoryPresenter:
    """Leads from page to page."""

    def __init__(
        self,
        view: ScreenView,
        in_list: ListPresenter,
        in_form: FormOpener,
        services: DirectoryServices,
        jobs: Jobs,
        door: Door,
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._list, self._form = in_list, in_form
        self._detail = ""
        self._entry: DirectoryEntry | None = None
        self._proposals: tuple[ProposalLine, ...] = ()

    @property
    def page(self) -> Page:
        """The page that is open."""
        first, _, rest = self._detail.partition("/")
        if first in ("", "stale", "propose"):
            return Page.LIST
        if first == "proposals":
            return Page.PROPOSALS
        return Page.FORM if first == "new" or rest == "edit" else Page.ENTRY

    def show(self, detail: str) -> None:
        """Open the page of that name."""
        again = detail == self._detail and self.page is Page.FORM
        self._detail = detail
        self._view.show_page(self.page)
        if self.page is not Page.FORM or again:
            return
        first, _, rest = detail.partition("/")
        if first == "new":
            kind, _, organisation = rest.partition("/")
            self._form.open(kind, "", organisation)
        else:
            self._form.open("", first)

    def activate(self) -> None:
        """Ask again for what is shown; a form keeps what is being typed."""
        first, _, rest = self._detail.partition("/")
        match self.page:
            case Page.LIST:
                self._list.begin(stale=first == "stale")
                if first == "propose":
                    self._detail = ""
                    self._ask_proposal(None)
            case Page.ENTRY:
                self._open(first)
            case Page.PROPOSALS:
                self._detail = "proposals"
                self._queue(rest)

    # An entry

    def _open(self, entry: str) -> None:
        def ask() -> DirectoryEntry:
            return find_entry(self._services, entry)

        self._jobs.start(
            "directory entry",
            lambda progress: ask(),
            done=self._opened,
            failed=self._door.problem,
        )

    def _opened(self, entry: DirectoryEntry) -> None:
        if self._detail == entry.id:
            self._entry = entry
            self._view.show_entry(entry, office=self._services.is_office())

    def go(self, detail: str) -> None:
        """Another page of the same place."""
        self._door.go(PLACE, detail)

    def edit(self) -> None:
        """Change the entry at the office, propose a change elsewhere."""
        if self._entry is None:
            return
        if self._services.is_office():
            self.go(f"{self._entry.id}/edit")
        else:
            self._ask_proposal(self._entry)

    def add_to(self, kind: str) -> None:
        """A new service or location of the organisation that is shown."""
        if self._entry is not None:
            self.go(f"new/{kind}/{self._entry.id}")

    def ask_place(self) -> None:
        """Ask at which further location of its organisation the service is offered."""
        entry = self._entry
        if entry is None or entry.organisation is None:
            return
        owner, known = entry.organisation.id, {one.id for one in entry.locations}
        self._jobs.start(
            "directory places",
            lambda progress: self._services.directory.organisation(owner).locations,
            done=lambda places: self._view.ask_place(
                [one for one in places if one.id not in known]
            ),
            failed=self._door.problem,
        )

    def offer_at(self, location: str) -> None:
        """The service is offered at that location too."""
        entry = self._entry
        if entry is not None:
            self._write(
                lambda: self._services.directory.add(
                    "service_at_location", {"service": entry.id, "location": location}
                ),
                Message("directory", "The service is offered there now."),
            )

    def verify(self) -> None:
        """Somebody made sure today that the entry is true."""
        entry = self._entry
        if entry is not None:
            self._write(
                lambda: self._services.directory.verify(entry.kind, entry.id),
                Message("directory", "The entry is verified as of today."),
            )

    def delete(self) -> None:
        """Take the entry out of the directory; it can be brought back."""
        entry = self._entry
        if entry is not None:
            self._write(
                lambda: self._services.directory.delete(entry.kind, entry.id),
                Message("directory", "The entry is deleted. It can be brought back."),
            )

    def restore(self) -> None:
        """Bring the deleted entry back."""
        entry = self._entry
        if entry is not None:
            self._write(
                lambda: self._services.directory.restore(entry.kind, entry.id),
                Message("directory", "The entry is back as it was."),
            )

    def print_entry(self) -> None:
        """Print the entry as a slip with what to bring."""
        entry = self._entry
        if entry is None or self.page is not Page.ENTRY:
            return
        self._jobs.start(
            "directory slip",
            lambda progress: self._services.papers.entry(entry.kind, entry.id),
            done=lambda pdf: self._door.print_pdf(pdf, Message("directory", "Slip of a service")),
            failed=self._door.problem,
        )

    # Proposals

    def _ask_proposal(self, entry: DirectoryEntry | None) -> None:
        self._jobs.start(
            "directory communities",
            lambda progress: self._services.own_communities(),
            done=lambda places: self._view.ask_proposal(entry, places),
            failed=self._door.problem,
        )

    def propose(self, community: str, about: str, subject: str, text: str) -> None:
        """Send what should be changed to the office with the next bundle."""
        self._write(
            lambda: self._services.directory.propose(community, about, subject, text),
            Message(
                "directory", "The proposal is saved. It goes to the office with the next bundle."
            ),
        )

    def _queue(self, then: str = "") -> None:
        services = self._services

        def ask() -> tuple[list[ProposalLine], Sequence[Community]]:
            return services.directory.proposals(), services.communities()

        def answered(found: tuple[list[ProposalLine], Sequence[Community]]) -> None:
            lines, communities = found
            # What waits comes first, then what was answered last.
            ordered = sorted(lines, key=lambda one: (one.state in (TAKEN, DECLINED), one.at))
            self._proposals = tuple(ordered)
            self._view.show_proposals(ordered, communities, office=services.is_office())
            if then:
                self.read(then)

        self._jobs.start(
            "directory proposals", lambda progress: ask(), done=answered, failed=self._door.problem
        )

    def read(self, proposal: str) -> None:
        """Show a proposal whole."""
        for line in self._proposals:
            if line.id == proposal:
                self._view.read_proposal(line, office=self._services.is_office())

    def answer(self, proposal: str, state: str, text: str) -> None:
        """The office's decision. An entry that a taken proposal is about opens to be changed."""
        line = next((one for one in self._proposals if one.id == proposal), None)
        words = (
            Message("directory", "The proposal is taken. Now change the entry.")
            if state == TAKEN
            else Message("directory", "The proposal is declined. The answer goes back.")
        )

        def then() -> None:
            if line is not None and line.about and state == TAKEN:
                self.go(f"{line.about}/edit")

        self._write(
            lambda: self._services.directory.answer(proposal, state, text.strip()), words, then
        )

    def _write(
        self, work: Callable[[], object], words: Message, then: Callable[[], None] | None = None
    ) -> None:
        def written(nothing: object) -> None:
            self._view.close_dialog()
            self._door.done(words, undo=True)
            self._door.changed()
            self.activate()
            if then is not None:
                then()

        self._jobs.start(
            "directory write",
            lambda progress: work(),
            done=written,
            failed=self._view.show_problem,
        )


def find_entry(services: DirectoryServices, entry: str) -> DirectoryEntry:
    """An entry by its id alone, whatever its kind. Raises NotHere."""
    for kind in KINDS:
        try:
            return services.directory.entry(kind, entry, services.zone())
        except NotHere:
            continue
    raise NotHere
