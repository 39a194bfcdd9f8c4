"""New feeds for a device whose old ones went on elsewhere: after a restore, or in a copy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from desktop_app.storage.database import Tables

STEP: Final = 1024
"""Two copies of one vault shall not choose the same number, so each takes a step by chance."""


def open_incarnation(
    tables: Tables, beyond: int = 0, random: Callable[[int], bytes] | None = None
) -> None:
    """Go on in new feeds: what was written in the old ones elsewhere comes back from peers.

    beyond: the highest incarnation remembered outside the vault. A vault restored twice from one
    copy would otherwise use a number again, and others would take its new word for an old one.
    random: gives so many bytes of chance; without it the next number is taken.
    """
    for feed in tables.log.feeds().values():
        if feed.own and not feed.closed:
            tables.log.close_feed(feed)
    last = max(tables.facts.number("incarnation"), beyond)
    step = 1 if random is None else 1 + int.from_bytes(random(2), "big") % STEP
    tables.facts.set_number("incarnation", last + step)
