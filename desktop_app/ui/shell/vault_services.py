"""What the window asks of an open vault; free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from desktop_app.crypto.passphrase import WrongPassphrase
from desktop_app.domain.roles import Role
from desktop_app.language import Message
from desktop_app.services.casework.finding import find_work
from desktop_app.services.clients.client_lines import ClientLine
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.interests import closed_words
from desktop_app.services.conflicts.conflicts import Conflicts
from desktop_app.services.directory.directory import Directory
from desktop_app.services.duplicates.likely_pairs import waiting
from desktop_app.services.exchange.sharing import Sharing
from desktop_app.services.schedule.today import Today
from desktop_app.services.undo import NothingToUndo, Undo
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.settings import SettingsFile
from desktop_app.ui.shared.hits import Group, Hit
from desktop_app.ui.shell.places import EXCHANGE, TODAY
from desktop_app.ui.shell.presenter import Look, Standing, Waits

_PEOPLE_SHOWN = 8
_PLACES_SHOWN = 6
_WORK_SHOWN = 6


class VaultShellServices:
    """Joins the window to the services of one vault. zone: the IANA name of the clock here."""

    def __init__(
        self, vault: OpenVault, settings: SettingsFile, undo: Undo, zone: Callable[[], str]
    ) -> None:
        self._vault, self._settings, self._undo, self._zone = vault, settings, undo, zone
        self._session = vault.session
        self._clients, self._directory = Clients(vault.session), Directory(vault.session)
        self._today, self._conflicts = Today(vault.session), Conflicts(vault.session)

    def standing(self) -> Standing:
        """How the vault stands now."""
        session = self._session
        trust = session.trust
        with session.database.reading() as tables:
            waiting = Sharing(tables, session).waiting()
            peers = tables.exchange.peers()
        offices = (
            {} if trust is None else {one.device: one.name for one in trust.devices(Role.OFFICE)}
        )
        heard = [one for one in peers.values() if session.is_office or one.device in offices]
        latest = max(heard, key=lambda one: one.heard_at, default=None)
        database = Path(self._vault.folder) / "vault.db"
        log = database.with_name("vault.db-wal")
        saved = max(path.stat().st_mtime for path in (database, log) if path.exists())
        return Standing(
            datetime.fromtimestamp(saved, UTC),
            None if latest is None else datetime.fromtimestamp(latest.heard_at / 1000, UTC),
            "" if latest is None else session.device_called(latest.device),
            None if session.is_office else waiting.entries,
        )

    def badges(self) -> Mapping[str, Waits]:
        """How many things wait in each place."""
        view = self._today.view(self._session.environment.now(), self._zone())
        with self._session.database.reading() as tables:
            only_here = Sharing(tables, self._session).waiting().entries
            doubles = waiting(tables)
        if self._session.is_office:
            exchange = Waits(self._conflicts.count() + doubles)
        else:
            said = Message("shell", "{n} change only here", {}, "{n} changes only here", only_here)
            exchange = Waits(only_here, said)
        # As many as the line under the day's date says.
        waits = sum(one.count for one in view.waiting) + sum(one.counts for one in view.actions)
        return {
            place: one for place, one in ((TODAY, Waits(waits)), (EXCHANGE, exchange)) if one.count
        }

    def find(self, words: str) -> Sequence[Hit]:
        """People, organisations, services and work that match, the best first in each group."""
        hits = [person_hit(one) for one in self._clients.find(words, _PEOPLE_SHOWN)]
        for line in self._directory.find(words, limit=_PLACES_SHOWN):
            beside = line.organisation if line.organisation != line.name else line.place
            hits.append(
                Hit(
                    line.id,
                    Group.ORGANISATIONS,
                    line.name,
                    beside or (line.why[0] if line.why else ""),
                    "building-2" if line.kind == "organisation" else "map-pinned",
                )
            )
        hits += [
            Hit(
                one.client,
                Group.WORK,
                one.title,
                " · ".join(part for part in (one.name, one.day, one.text) if part),
                "copy-check" if one.kind == "task" else "messages-square",
            )
            for one in find_work(self._session, words, _WORK_SHOWN)
        ]
        return hits

    def undo(self) -> Message | None:
        """Take the last act of this session back; what it was, or None."""
        try:
            return self._undo.undo_last().title
        except NothingToUndo:
            return None

    def passphrase_fits(self, passphrase: str) -> bool:
        """Whether that is the passphrase of the person at work."""
        try:
            self._vault.check_passphrase(passphrase)
        except WrongPassphrase:
            return False
        return True

    def remember_look(self, look: Look) -> None:
        """Keep the look for the next start."""
        self._settings.change(
            lambda kept: replace(
                kept, palette=look.palette, text_percent=look.text_percent, language=look.language
            )
        )


def person_hit(line: ClientLine) -> Hit:
    """A client as the one search shows them; of a file that is closed, only that it is."""
    if line.closed:
        return Hit(line.id, Group.PEOPLE, line.name, closed_words(), "lock", closed=True)
    # Namesakes are told apart by where they live and their year of birth, which say no more than that.
    year = line.birth_date.removeprefix("~")[:4]
    facts = (line.community, year, *(str(one) for one in line.why[:1]))
    told = " · ".join(one for one in facts if one)
    return Hit(line.id, Group.PEOPLE, line.name, told, "user")
