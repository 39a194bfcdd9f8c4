"""What is decided about privacy: erasures and their receipts, old files, incidents; no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from desktop_app.domain.fields import Value
from desktop_app.domain.people.retention import Rule
from desktop_app.language import Message, base_language
from desktop_app.services.erasure.erasure import ErasureLine, Erasures, RefusedLine
from desktop_app.services.erasure.incidents import Incident, Incidents
from desktop_app.services.erasure.retention import Proposal, Retention
from desktop_app.services.progress import Progress
from desktop_app.services.trust.office_settings import OfficeSettings
from desktop_app.services.trust.sealing_keys import DAYS_OF_A_KEY, KEYS_KEPT
from desktop_app.services.vault.backups import Backups, Holding
from desktop_app.ui.settings.services import SettingsServices
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs


@dataclass(frozen=True, slots=True)
class PrivacyState:
    """What the page shows. office: it may decide here. holding: copies of this vault that may still
    hold what was erased. incidents: the register, the newest first. signatures: how many office
    laptops have to agree to an erasure. months: how long backups are kept. key_days,
    keys_kept: how long a laptop's key for bundles serves, and how many it keeps. refused: erasures that
    somebody said no to."""

    office: bool
    erasures: tuple[ErasureLine, ...]
    holding: tuple[Holding, ...]
    proposals: tuple[Proposal, ...]
    rules: tuple[Rule, ...]
    incidents: tuple[Incident, ...]
    signatures: int
    months: int
    key_days: int = DAYS_OF_A_KEY
    keys_kept: int = KEYS_KEPT
    refused: tuple[RefusedLine, ...] = ()


MONTH: Final = 30
"""Days of a month, as keys count it."""


def time_in_words(days: int) -> Message:
    """For how long bundles open."""
    if days % MONTH == 0:
        return Message("privacy", "{n} month", {}, "{n} months", days // MONTH)
    return Message("privacy", "{n} day", {}, "{n} days", days)


class PrivacyView(Protocol):
    """The page as its presenter sees it."""

    def show_privacy(self, state: PrivacyState) -> None:
        """Show all of it."""

    def show_dialog_problem(self, words: Message) -> None:
        """Say in the open dialog why it was not saved."""

    def close_dialog(self) -> None:
        """What was asked is saved."""


class PrivacyPresenter:
    """Decides about erasures, old files and the register."""

    def __init__(
        self, view: PrivacyView, services: SettingsServices, jobs: Jobs, door: Door
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._vault = services.vault
        session = self._vault.session
        self._erasures, self._retention = Erasures(session), Retention(session)
        self._incidents, self._settings = Incidents(session), OfficeSettings(session)

    def activate(self) -> None:
        """Ask for everything again."""
        self._jobs.start(
            "privacy",
            lambda progress: self._state(),
            done=self._view.show_privacy,
            failed=self._door.problem,
        )

    def _state(self) -> PrivacyState:
        session = self._vault.session
        if session.trust is None:
            return PrivacyState(False, (), (), (), (), (), 1, 0)
        erasures = tuple(self._erasures.all())
        done = [one for one in erasures if not one.waits_for_signature]
        newest = max((one.at for one in done), default=0)
        holding = tuple(Backups(self._vault).holding(newest)) if newest else ()
        office = session.is_office
        return PrivacyState(
            office,
            erasures,
            holding,
            tuple(self._retention.due()) if office else (),
            tuple(self._retention.rules()) if office else (),
            tuple(self._incidents.all()) if office else (),
            self._settings.signatures(),
            self._settings.months(),
            self._settings.key_days(),
            self._settings.keys_kept(),
            tuple(self._erasures.refused()) if office else (),
        )

    def sign(self, erasure: str) -> None:
        """Sign an erasure that waits for a second office laptop."""

        def work(progress: Progress) -> bool:
            self._erasures.sign(erasure)
            return self._erasures.waits(erasure)

        def done(waits: bool) -> None:
            self._door.done(
                Message(
                    "privacy", "Signed. Nothing is erased before another office laptop signs too."
                )
                if waits
                else Message(
                    "privacy",
                    "Signed. It is erased here; the other laptops do it with their next bundle.",
                )
            )
            self._door.changed()
            self.activate()

        self._jobs.start("privacy work", work, done=done, failed=self._door.problem)

    def drop(self, line: ErasureLine) -> None:
        """Say no to an erasure that waits, or take back that it was asked for here."""
        said = (
            Message(
                "privacy",
                "Withdrawn. If another office laptop has signed it meanwhile, it is carried out all the same.",
            )
            if line.signed_here
            else Message(
                "privacy",
                "Refused: it is not carried out. The other office laptops hear of it with their next bundle.",
            )
        )
        self._do(lambda progress: self._erasures.drop(line.id), said, undo=True)

    def open_file(self, client: str) -> None:
        """Show the file of somebody who would be erased."""
        self._door.go("clients", client)

    def renew(self) -> None:
        """A new backup, and the older ones destroyed."""
        self._do(
            lambda progress: Backups(self._vault).renew(progress),
            Message("privacy", "A new backup is made and checked; the older ones are destroyed."),
        )

    def decide(self, proposals: Sequence[Proposal]) -> None:
        """Carry out these proposals of the rules."""
        erased = any(one.rule.action == "erase" for one in proposals)

        def work(progress: Progress) -> bool:
            self._retention.decide(proposals)
            return erased and self._settings.signatures() == 2

        def done(waits: bool) -> None:
            self._door.done(
                Message(
                    "privacy",
                    "What was to be erased waits for the signature of a second office laptop; the rest is done.",
                )
                if waits
                else Message("privacy", "Done as decided.")
            )
            self._door.changed()
            self.activate()

        self._jobs.start("privacy work", work, done=done, failed=self._door.problem)

    def add_rule(self, values: Mapping[str, Value]) -> None:
        """A new rule of how long files are kept."""
        self._save(
            lambda: self._retention.add_rule(values), Message("privacy", "The rule is added.")
        )

    def drop_rule(self, rule: str) -> None:
        """A rule counts no more."""
        self._do(
            lambda progress: self._retention.drop_rule(rule),
            Message("privacy", "The rule is deleted. Nothing else was changed."),
        )

    def ask_signatures(self, number: int) -> None:
        """So many office laptops have to agree to an erasure from now on."""
        said = (
            Message("privacy", "Erasures need two office laptops from now on.")
            if number == 2
            else Message("privacy", "One office laptop is enough for an erasure from now on.")
        )
        self._set(lambda: self._settings.set_signatures(number), said)

    def keep_backups(self, months: int) -> None:
        """Backups are kept for that many months from now on."""
        said = Message(
            "privacy",
            "Backups are kept for {n} month from now on, here at once and elsewhere with the next bundle.",
            plural="Backups are kept for {n} months from now on, here at once and elsewhere with the next bundle.",
            n=months,
        )
        self._set(lambda: self._settings.set_months(months), said)

    def let_bundles_open(self, days: int, kept: int) -> None:
        """A laptop makes a key after so many days and keeps so many, so that no bundle opens for longer."""
        said = Message(
            "privacy",
            "A forgotten bundle opens for {time} at most from now on, on each laptop that has heard of it.",
            {"time": time_in_words(days * kept)},
        )
        self._set(lambda: self._settings.set_key_life(days, kept), said)

    def change_incident(self, incident: str, values: Mapping[str, Value]) -> None:
        """Complete or correct a line of the register."""
        self._save(
            lambda: self._incidents.set(incident, values),
            Message("privacy", "The incident is changed in the register."),
        )

    def save_register(self, path: Path) -> None:
        """Write the register as a workbook where the person said."""
        language = base_language()

        def done(_: None) -> None:
            self._door.done(
                Message("privacy", "The register is saved. The file is readable by whoever has it.")
            )

        self._jobs.start(
            "save the register",
            lambda progress: self._incidents.save(path, language),
            done=done,
            failed=self._door.problem,
        )

    def add_incident(self, values: Mapping[str, Value]) -> None:
        """A new line of the register."""
        self._save(
            lambda: self._incidents.add(values), Message("privacy", "The incident is registered.")
        )

    def _save(self, write: Callable[[], object], said: Message) -> None:
        def done(_: object) -> None:
            self._view.close_dialog()
            self._door.done(said)
            self._door.changed()
            self.activate()

        self._jobs.start(
            "privacy record",
            lambda progress: write(),
            done=done,
            failed=self._view.show_dialog_problem,
        )

    def register(self) -> None:
        """Print, or save, the register of incidents."""
        language = base_language()
        self._jobs.start(
            "register of incidents",
            lambda progress: self._incidents.file(".pdf", language),
            done=lambda pdf: self._door.print_pdf(
                pdf, Message("incidents", "Register of confidentiality incidents")
            ),
            failed=self._door.problem,
        )

    def _set(self, write: Callable[[], None], said: Message) -> None:
        """Write a setting; refused, the page shows again what counts."""

        def failed(problem: Message) -> None:
            self._door.problem(problem)
            self.activate()

        def done(_: None) -> None:
            self._door.done(said)
            self._door.changed()
            self.activate()

        self._jobs.start("privacy setting", lambda progress: write(), done=done, failed=failed)

    def _do(self, act: Callable[[Progress], object], said: Message, *, undo: bool = False) -> None:
        def work(progress: Progress) -> None:
            act(progress)

        def done(_: None) -> None:
            self._door.done(said, undo=undo)
            self._door.changed()
            self.activate()

        self._jobs.start("privacy work", work, done=done, failed=self._door.problem)
