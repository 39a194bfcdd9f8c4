"""New feeds for a device whose old ones went on elsewhere: after a restore, or in a copy."""

from __future__ import annotations

from desktop_app.storage.database import Tables


def open_incarnation(tables: Tables, beyond: int = 0) -> None:
    """Go on in new feeds: what was written in the old ones elsewhere comes back from peers.

    beyond: the highest incarnation remembered outside the vault. A vault restored twice from one
    copy would otherwise use a number again, and others would take its new word for an old one.
    """
    for feed in tables.log.feeds().values():
        if feed.own and not feed.closed:
            tables.log.close_feed(feed)
    last = max(tables.facts.number("incarnation"), beyond)
    tables.facts.set_number("incarnation", last + 1)
