"""Laptops of two releases: one of them does not know a kind of record nor a field until its update."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Final

from desktop_app.domain.entities import STANDARD
from desktop_app.domain.fields import Registry
from tests.simulator.checks import require
from tests.simulator.fleet import OFFICE
from tests.simulator.post import Post

UNKNOWN_KIND: Final = "appointment"
UNKNOWN_FIELDS: Final = {"client": ("safety",), "identity": ("pronouns", "birth_date")}

OLDER: Final = Registry(
    tuple(
        replace(
            one,
            fields=tuple(f for f in one.fields if f.name not in UNKNOWN_FIELDS.get(one.name, ())),
        )
        for one in STANDARD
        if one.name != UNKNOWN_KIND
    )
)
"""The declarations of a release before ours."""


class VersionMoves(Post):
    """One laptop begins with an older release, and is updated sooner or later."""

    older: int | None = None

    def begin_with_an_older_release(self, random: Random) -> int:
        """In some histories, one laptop has not been updated; gives the move at which it will be.

        random: of its own, so that the seeds of histories found before mean what they meant.
        """
        if random.random() < 0.3:
            self.older = random.randrange(OFFICE + 1, len(self.devices))
            self._declare(OLDER)
        return random.randrange(self.moves * 2)

    def update(self) -> None:
        """The newer release is installed: what was kept for it takes effect."""
        if self.older is None:
            return
        self._declare(STANDARD)
        device = self.devices[self.older]
        with device.database.reading() as tables:
            require(tables.log.count_unread() == 0, "all is understood", device.name)
        # A form that was open ended with the program.
        self.forms = [form for form in self.forms if form.device != self.older]
        self.older = None
        self.totals.updated += 1

    def _declare(self, registry: Registry) -> None:
        if self.older is not None:
            device = self.devices[self.older]
            device.database.registry = registry
            device.restart()
