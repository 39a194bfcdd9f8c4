"""What the screen of laptops decides; free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

from desktop_app.domain.fields import Value
from desktop_app.language import Message
from desktop_app.services.trust.cut_offs import CutOff, Found
from desktop_app.services.trust.devices import CutPreview, DeviceLine, DeviceStatus, may_hold_others
from desktop_app.ui.devices.services import DevicesServices
from desktop_app.ui.devices.words import Act, done_words
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs

EXCHANGE: Final = "exchange"


class DevicesView(Protocol):
    """The screen as its presenter sees it."""

    def show_list(self, lines: Sequence[DeviceLine], chosen: int, may_cut_off: bool) -> None:
        """List these and choose that row; -1 when there are none."""

    def show_device(self, line: DeviceLine, may_cut_off: bool, choices: Sequence[str] = ()) -> None:
        """Show what is known of this one. choices: the communities that it can be let hold."""

    def show_request(self, file: str, digits: str) -> None:
        """This laptop's request lies in that file; its digits are compared at the office."""

    def show_choice(self, lines: Sequence[DeviceLine]) -> None:
        """Let the person say which laptop was lost."""

    def show_preview(self, preview: CutPreview) -> None:
        """First step: what the laptop may hold, and how it was when it was lost."""

    def show_consequences(self, preview: CutPreview, found: Found) -> None:
        """Second step: what cutting it off does."""

    def show_aftermath(self, preview: CutPreview, cut: CutOff) -> None:
        """Third step: it is cut off; what remains to be done."""

    def incident_written(self) -> None:
        """The incident stands in the register; the question for it goes."""

    def incident_refused(self, words: Message) -> None:
        """The incident was not written; what was typed stays."""

    def leave_path(self) -> None:
        """Back to the list."""


class DevicesPresenter:
    """The list, and the guided way from 'it is gone' to 'it is cut off, and this remains'."""

    def __init__(
        self, view: DevicesView, services: DevicesServices, jobs: Jobs, door: Door
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._lines: list[DeviceLine] = []
        self._chosen = ""
        self._may = False
        self._communities: tuple[str, ...] = ()
        self._preview: CutPreview | None = None
        self._found = Found.UNKNOWN

    def show(self, detail: str) -> None:
        """Choose the laptop of that id; "stolen" begins the guided way, "stolen/<id>" that of one laptop."""
        word, _, device = detail.partition("/")
        if word == "stolen":
            self.activate()
            self.begin(device)
        elif detail:
            self._chosen = detail

    def activate(self) -> None:
        """Ask again how things stand; the chosen laptop stays chosen."""
        services = self._services
        self._jobs.start(
            "laptops",
            lambda progress: (
                services.devices.list(),
                services.may_cut_off(),
                services.devices.communities(),
            ),
            done=lambda found: self._show_all(*found),
            failed=self._door.problem,
        )

    def _show_all(
        self, lines: list[DeviceLine], may_cut_off: bool, communities: tuple[str, ...]
    ) -> None:
        self._lines, self._may, self._communities = lines, may_cut_off, communities
        at = next((n for n, one in enumerate(lines) if one.device == self._chosen), 0)
        self._view.show_list(lines, at if lines else -1, may_cut_off)
        if lines:
            self._chosen = lines[at].device
            self._show_device(lines[at])

    def choose(self, device: str) -> None:
        """Show what is known of that laptop."""
        for line in self._lines:
            if line.device == device:
                self._chosen = device
                self._show_device(line)

    def _show_device(self, line: DeviceLine) -> None:
        several = len(self._communities) > 1 and may_hold_others(line)
        self._view.show_device(line, self._may, self._communities if self._may and several else ())

    def hold(self, communities: Sequence[str]) -> None:
        """The chosen laptop holds these communities, and no others."""
        line = next((one for one in self._lines if one.device == self._chosen), None)
        if line is None:
            return
        self._jobs.start(
            "communities of a laptop",
            lambda progress: self._services.devices.hold(line.device, communities),
            done=lambda issued: self._decided(
                Message(
                    "devices",
                    "{name} holds {communities} from now on. The next bundles tell the others.",
                    {"name": line.name, "communities": ", ".join(communities)},
                )
            ),
            failed=self._door.problem,
        )

    def ask_anew(self, folder: Path) -> None:
        """This laptop can open nothing any more: write its request there, to join once more."""
        self._jobs.start(
            "ask to join once more",
            lambda progress: self._services.write_request(folder),
            done=lambda written: self._view.show_request(written[0].name, written[1]),
            failed=self._door.problem,
        )

    def decide(self, act: Act) -> None:
        """What the office decides about the chosen laptop."""
        line = next((one for one in self._lines if one.device == self._chosen), None)
        if line is None:
            return
        devices = self._services.devices
        work: dict[Act, Callable[[], object]] = {
            Act.ADMIT_LATE: lambda: devices.admit_late(line.device),
            Act.LEAVE_LATE: lambda: devices.leave_late(line.device),
            Act.JOIN_HISTORIES: lambda: devices.join_histories(line),
            Act.FORGET_COPIES: lambda: devices.forget_copies(line.device),
        }
        self._jobs.start(
            "decide about a laptop",
            lambda progress: work[act](),
            done=lambda number: self._decided(done_words(act, line, number)),
            failed=self._door.problem,
        )

    def _decided(self, words: Message) -> None:
        self._door.done(words)
        self._door.changed()
        self.activate()

    # The guided way

    def begin(self, device: str) -> None:
        """It is gone. device: which one; "" lets the person say it first."""
        if device:
            self.preview(device)
            return
        self._view.show_choice(
            [one for one in self._lines if not one.own and one.status is not DeviceStatus.CUT_OFF]
        )

    def preview(self, device: str) -> None:
        """That one: look at what it holds."""
        self._jobs.start(
            "preview of a cut",
            lambda progress: self._services.devices.preview_cut(device),
            done=self._previewed,
            failed=self._door.problem,
        )

    def _previewed(self, preview: CutPreview) -> None:
        self._preview, self._chosen = preview, preview.device
        self._view.show_preview(preview)

    def say_found(self, found: Found) -> None:
        """How it was when it was lost."""
        self._found = found
        if self._preview is not None:
            self._view.show_consequences(self._preview, found)

    def cut_off(self) -> None:
        """The person has read what it means: cut it off."""
        preview = self._preview
        if preview is None:
            return
        self._jobs.start(
            "cut off",
            lambda progress: self._services.cut_off(preview.device, self._found),
            done=self._cut,
            failed=self._door.problem,
        )

    def _cut(self, cut: CutOff) -> None:
        self._door.changed()
        if self._preview is not None:
            self._view.show_aftermath(self._preview, cut)

    def remaining(self, device: str) -> None:
        """What remains to be done about a laptop that was cut off, now or earlier."""
        services = self._services
        self._jobs.start(
            "what remains",
            lambda progress: (services.devices.preview_cut(device), services.cut_of(device)),
            done=lambda both: self._remains(*both),
            failed=self._door.problem,
        )

    def _remains(self, preview: CutPreview, cut: CutOff) -> None:
        self._preview, self._chosen = preview, preview.device
        self._view.show_aftermath(preview, cut)

    def write_incident(self, values: Mapping[str, Value]) -> None:
        """Put the incident of the laptop that was cut off into the register."""
        preview = self._preview
        if preview is None:
            return

        def written(nothing: object) -> None:
            self._view.incident_written()
            self._door.done(Message("privacy", "The incident is registered."))
            self._door.changed()
            self.remaining(preview.device)

        self._jobs.start(
            "incident of a laptop",
            lambda progress: self._services.write_incident(preview.device, values),
            done=written,
            failed=self._view.incident_refused,
        )

    def go_back(self) -> None:
        """One step back on the guided way."""
        if self._preview is not None:
            self._view.show_preview(self._preview)
        else:
            self.leave_path()

    def leave_path(self) -> None:
        """Back to the list, whatever was done."""
        self._preview = None
        self._view.leave_path()
        self.activate()

    def write(self) -> None:
        """Write the bundles that tell the others; what remains stands here afterwards."""
        self._door.go(EXCHANGE, "write")

    def leave(self) -> None:
        """Back to the exchange."""
        self._door.go(EXCHANGE)
