"""What the office settles about papers: the list of benefits, lists of documents, telephones; no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from desktop_app.domain.casework.benefits import BENEFIT
from desktop_app.domain.casework.documents import CHECKLIST
from desktop_app.domain.fields import EntityType, Field, Kind, Scope, Value
from desktop_app.language import Message
from desktop_app.services.casework.benefit_list import BenefitLine, BenefitList, Loaded
from desktop_app.services.casework.documents import Documents, ListLine
from desktop_app.services.casework.records import Records
from desktop_app.services.casework.reference_person import Line, ReferencePeople
from desktop_app.ui.shared.asking import Asker, Asking, AskingView
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.drafting import DraftBox
from desktop_app.ui.shared.jobs import Jobs

_BENEFIT_NAMES: Final = (
    "name_fr", "name_en", "province", "by_fr", "by_en", "about_fr", "about_en", "needs_return",
    "maximum", "per", "amount_from", "amount_to", "usual_days", "years_back", "telephone",
    "source", "as_of", "to_check", "ended_on", "conditions", "conditions_source",
)  # fmt: skip
_LIST_NAMES: Final = ("name_fr", "name_en", "benefit", "service", "documents")

TELEPHONE: Final = EntityType(
    31,
    "reference_line",
    Message("papers", "Telephone"),
    Scope.ORGANISATION,
    (
        Field(
            1,
            "telephone",
            Kind.TELEPHONE,
            Message("fields", "Telephone"),
            Message("purpose", "So that whoever holds our paper can reach us."),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class PapersServices:
    """What the room works with. services: ids and names of the directory's services. office: whether
    this laptop may change anything here."""

    benefits: BenefitList
    documents: Documents
    people: ReferencePeople
    records: Records
    drafts: DraftBox
    services: Callable[[], tuple[tuple[str, str], ...]]
    office: Callable[[], bool]
    today: Callable[[], str]


@dataclass(frozen=True, slots=True)
class PapersShown:
    """What the room shows. loaded, shipped: the editions of the list of benefits; loaded is empty
    while the office has taken none in."""

    lines: tuple[Line, ...]
    lists: tuple[ListLine, ...]
    benefits: tuple[BenefitLine, ...]
    loaded: str
    shipped: str
    office: bool
    today: str


class PapersView(AskingView, Protocol):
    """The room as its presenter sees it."""

    def show_papers(self, shown: PapersShown) -> None:
        """Show everything."""


class PapersPresenter:
    """What the office settles, and others read."""

    def __init__(self, view: PapersView, services: PapersServices, jobs: Jobs, door: Door) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._shown: PapersShown | None = None
        self._choices: tuple[tuple[str, str], ...] = ()
        self.asker = Asker(view, services.drafts, jobs, door, self.activate)

    def activate(self) -> None:
        """Ask for everything again."""
        services = self._services

        def ask() -> tuple[PapersShown, tuple[tuple[str, str], ...]]:
            loaded, shipped = services.benefits.editions()
            found = PapersShown(
                services.people.lines(),
                services.documents.lists(),
                services.benefits.all(),
                loaded,
                shipped,
                services.office(),
                services.today(),
            )
            return found, services.services()

        def shown(found: tuple[PapersShown, tuple[tuple[str, str], ...]]) -> None:
            self._shown, self._choices = found
            self._view.show_papers(found[0])

        self._jobs.start("papers", lambda progress: ask(), done=shown, failed=self._door.problem)

    def load(self) -> None:
        """Take the edition of this release into the office's records."""

        def done(loaded: Loaded) -> None:
            values = {"edition": loaded.edition, "new": loaded.new, "changed": loaded.changed}
            self._door.done(
                Message(
                    "papers",
                    "Edition {edition} is taken in: {new} new, {changed} changed. It travels with "
                    "the next bundles.",
                    values,
                ),
                undo=True,
            )
            self._door.changed()
            self.activate()

        self._jobs.start(
            "load benefits",
            lambda progress: self._services.benefits.load(),
            done=done,
            failed=self._door.problem,
        )

    def ask_line(self, person: str) -> None:
        """Ask for a telephone. person: an id, "" for the office."""
        shown = self._shown
        line = next((one for one in (shown.lines if shown else ()) if one.person == person), None)
        if line is None or shown is None or not shown.office:
            return
        self.asker.ask(
            Asking(
                "reference line",
                person,
                TELEPHONE,
                line.name or Message("papers", "The office"),
                Message("papers", "Save the telephone"),
                Message("papers", "The telephone is saved. Papers name it from now on."),
                lambda values: self._services.people.set_line(
                    person, str(values.get("telephone") or "")
                ),
                ("telephone",),
                known={"telephone": line.telephone or None},
            )
        )

    def ask_list(self, checklist: str = "") -> None:
        """Ask for a new list of documents, or for what is different in one."""
        shown = self._shown
        if shown is None or not shown.office:
            return
        records = self._services.records
        record = records.get("checklist", checklist) if checklist else None

        def save(values: Mapping[str, Value]) -> object:
            if record is None:
                return records.add_shared("checklist", values)
            return records.change("checklist", record.id, values, record.seen)

        self.asker.ask(
            Asking(
                "checklist",
                checklist,
                CHECKLIST,
                Message("papers", "List of documents"),
                Message("papers", "Save the list"),
                Message("papers", "The list of documents is saved."),
                save,
                _LIST_NAMES,
                known=None if record is None else record.values,
                choices={
                    "benefit": [(one.id, one.name) for one in shown.benefits],
                    "service": [(one, name) for one, name in self._choices],
                },
            )
        )

    def ask_benefit(self, code: str) -> None:
        """Ask for what the office knows better about a benefit."""
        shown = self._shown
        line = next((one for one in (shown.benefits if shown else ()) if one.code == code), None)
        if line is None or shown is None or not shown.office:
            return
        known = self._services.benefits.paths_of(line)
        self.asker.ask(
            Asking(
                "benefit",
                code,
                BENEFIT,
                line.name,
                Message("papers", "Save the benefit"),
                Message("papers", "The benefit is changed. New editions leave it as it is now."),
                lambda values: self._services.benefits.change(code, values),
                _BENEFIT_NAMES,
                known=known,
            )
        )
