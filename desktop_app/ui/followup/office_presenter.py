"""What the office settles about follow-up, and the hours of help with technology; free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Protocol

from desktop_app.domain.casework.alerts import Thresholds
from desktop_app.domain.casework.technical_help import HelpMonth
from desktop_app.domain.fields import EntityType, Field, Kind, Scope
from desktop_app.language import Message, base_language
from desktop_app.services.casework.technical_help import TechnicalHelp
from desktop_app.services.casework.thresholds import AlertSettings
from desktop_app.ui.shared.asking import Asker, Asking, AskingView, Told
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.drafting import DraftBox
from desktop_app.ui.shared.jobs import Jobs

_NUMBERS: Final = Message("purpose", "So that all laptops of the organisation work alike.")

THRESHOLDS: Final = EntityType(
    0,
    "thresholds",
    Message("follow-up", "From when on"),
    Scope.ORGANISATION,
    fields=(
        Field(1, "quiet_weeks", Kind.INTEGER, Message("follow-up", "Weeks without contact"), _NUMBERS),
        Field(2, "no_news_days", Kind.INTEGER, Message("follow-up", "Days without news"), _NUMBERS),
        Field(4, "signs", Kind.INTEGER, Message("follow-up", "Weak signs that add up"), _NUMBERS),
        Field(
            5, "signs_days", Kind.INTEGER,
            Message("follow-up", "Days in which weak signs are counted"), _NUMBERS,
        ),
    ),
)  # fmt: skip
"""No kind of record: the form over the numbers of `domain.casework.alerts.Thresholds`."""


@dataclass(frozen=True, slots=True)
class FollowUpOffice:
    """What is shown. may_change: whether the numbers can be changed here."""

    thresholds: Thresholds
    may_change: bool
    help: tuple[HelpMonth, ...]


@dataclass(frozen=True, slots=True)
class OfficeServices:
    """The services behind it."""

    settings: AlertSettings
    help: TechnicalHelp
    is_office: Callable[[], bool]


class OfficeView(AskingView, Protocol):
    """The page as its presenter sees it."""

    def show_office(self, shown: FollowUpOffice, called: Callable[[str], Message | str]) -> None:
        """Show the numbers and the hours. called: what a kind of help is called."""


class OfficePresenter:
    """The numbers and the hours."""

    def __init__(
        self,
        view: OfficeView,
        services: OfficeServices,
        drafts: DraftBox,
        jobs: Jobs,
        door: Door,
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self.asker = Asker(view, drafts, jobs, door, self.activate)
        self._shown: FollowUpOffice | None = None

    def activate(self) -> None:
        """Ask for everything again."""
        services = self._services

        def ask() -> FollowUpOffice:
            return FollowUpOffice(
                services.settings.thresholds(), services.is_office(), services.help.months()
            )

        self._jobs.start(
            "follow up office",
            lambda progress: ask(),
            done=self._opened,
            failed=self._door.problem,
        )

    def _opened(self, shown: FollowUpOffice) -> None:
        self._shown = shown
        self._view.show_office(shown, self._services.help.words)

    def change(self) -> None:
        """Ask for other numbers."""
        if self._shown is None:
            return

        def save(values: Told) -> None:
            # An emptied number switches its rule off, as 0 does.
            self._services.settings.set(
                {name: value if isinstance(value, int) else 0 for name, value in values.items()}
            )

        self.asker.ask(
            Asking(
                "thresholds", "", THRESHOLDS,
                Message("follow-up", "From when on a file asks to be looked at"),
                Message("follow-up", "Settle it for everybody"),
                Message("follow-up", "It is settled, and goes out with the next bundles."),
                save,
                tuple(one.name for one in THRESHOLDS.fields),
                known=asdict(self._shown.thresholds),
                hint=Message("follow-up", "0 switches a rule off."),
            )
        )  # fmt: skip

    def save_help(self, path: Path) -> None:
        """Write the hours as a workbook where the person said."""
        language = base_language()
        self._jobs.start(
            "save help hours",
            lambda progress: self._services.help.save(path, language),
            done=lambda nothing: self._door.done(
                Message("follow-up", "The hours are saved. There is no name in them.")
            ),
            failed=self._door.problem,
        )
