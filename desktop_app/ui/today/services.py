"""What the screen of today is made with; free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop_app.services.casework.alerts import Alerts
from desktop_app.services.casework.tasks import Tasks
from desktop_app.services.schedule.today import Today
from desktop_app.services.schedule.visit_papers import VisitPapers
from desktop_app.services.unfinished import UnfinishedWork
from desktop_app.ui.shared.drafting import DraftBox


@dataclass(frozen=True, slots=True)
class TodayServices:
    """The services behind the screen of today.

    now: UTC milliseconds. zone: the IANA name of the clock where the person works. communities:
    the names of those whose people this laptop holds. worker: whose appointments are shown, ""
    for everybody's. last_copy: when the vault was last copied to a second medium, UTC
    milliseconds, None or 0 for never. unfinished: what was typed and not saved; discard: forgets one of
    these, by form and record.
    """

    today: Today
    papers: VisitPapers
    now: Callable[[], int]
    zone: Callable[[], str]
    communities: Callable[[], tuple[str, ...]]
    worker: Callable[[], str]
    last_copy: Callable[[], int | None]
    tasks: Tasks
    alerts: Alerts
    drafts: DraftBox
    unfinished: Callable[[], Sequence[UnfinishedWork]]
    discard: Callable[[str, str], None]
