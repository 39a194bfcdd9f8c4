"""What to know of a person before meeting them: safety, wishes about privacy, money, technology."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop_app.domain.casework.meeting_ways import Way, fitting_ways
from desktop_app.domain.people.people import MODES
from desktop_app.language import Message
from desktop_app.services.casework.told import choice_words
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.people import PeopleTables


@dataclass(frozen=True, slots=True)
class BeforeMeeting:
    """What the file says that changes how somebody is met. money: words, "" where not asked.
    ways: by telephone and by video, empty where nothing about technology was asked.
    """

    safety: str
    wishes: str
    money: Message | str
    ways: tuple[Way, ...]

    @property
    def lines(self) -> tuple[Message, ...]:
        """Everything but safety, each as a sentence of its own."""
        found = []
        if self.wishes:
            found.append(Message("privacy", "Privacy: {wishes}", {"wishes": self.wishes}))
        if self.money:
            found.append(Message("privacy", "Money: {how}", {"how": self.money}))
        return (*found, *(words for one in self.ways if (words := way_words(one)) is not None))


def way_words(way: Way) -> Message | None:
    """One way of meeting as a sentence; None where nobody asked."""
    mode = next((one.label for one in MODES if one.value == way.mode), way.mode)
    values = {"mode": mode, "why": way.why}
    if way.fits is None:
        return None
    if way.fits and way.why is None:
        return Message("privacy", "Fits: {mode}", values)
    if way.fits:
        return Message("privacy", "Fits: {mode}, {why}", values)
    return Message("privacy", "Does not fit: {mode}, {why}", values)


def before_meetings(
    tables: Tables, session: Session, clients: Iterable[bytes]
) -> dict[str, BeforeMeeting]:
    """By the id of the client, 32 hexadecimal digits; those of whom there is nothing to say are
    left out.
    """
    kind = session.registry["client"]
    found = {}
    shown = PeopleTables(tables.connection, session.registry).by_ids(sorted(set(clients)))
    for raw, row in shown.items():
        said = {one.name: str(row.client.get(one.number) or "") for one in kind.fields}
        technology = (said["device"], said["connection"], said["skill"])
        money = said["money_comfort"]
        one = BeforeMeeting(
            said["safety"],
            said["privacy_wishes"],
            choice_words(kind, "money_comfort", money) if money else "",
            fitting_ways(*technology) if any(technology) else (),
        )
        if one.safety or one.lines:
            found[raw.hex()] = one
    return found
