"""What the office settles for the whole organisation: signatures of erasures, months of
backups, days and number of the keys that open bundles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Registry, Scope
from desktop_app.domain.roles import Role
from desktop_app.language import Message
from desktop_app.services.editing import Editor, derived_id
from desktop_app.services.erasure.erasure import (
    SIGNATURES_SETTING,
    NobodyElseSigns,
    signatures_asked,
)
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.trust.sealing_keys import (
    DAYS_MOST,
    DAYS_SETTING,
    KEPT_LEAST,
    KEPT_MOST,
    KEPT_SETTING,
    days_of_a_key,
    keys_kept,
)
from desktop_app.services.vault.backups import MONTHS_MOST, MONTHS_SETTING, months_kept
from desktop_app.storage.database import Tables
from desktop_app.storage.log import APPLIED
from desktop_app.sync.clock import milliseconds_of
from desktop_app.sync.log import decode_body, decode_header


class PapersAskForTwo(PortageError):
    """The papers of the organisation ask for more signatures than the setting shall."""

    code = "papers_ask_for_two"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "erasure",
                "The papers of your organisation ask for two signatures, and no setting changes that. "
                "Nothing was changed. Whoever keeps the papers can make new ones that ask for one.",
            )
        )


class MonthsWrong(PortageError):
    """So many months are not offered."""

    code = "months_wrong"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "erasure",
                "Backups are kept for at least one month and at most {n} months. Nothing was changed.",
                {"n": MONTHS_MOST},
            )
        )


class KeysWrong(PortageError):
    """So many days or keys are not offered."""

    code = "keys_wrong"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "exchange",
                "A key serves for one to {days} days, and {least} to {most} keys are kept. "
                "Nothing was changed.",
                {"days": DAYS_MOST, "least": KEPT_LEAST, "most": KEPT_MOST},
            )
        )


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One time that something was settled. at: UTC milliseconds. person: a name."""

    at: int
    person: str
    value: str


class OfficeSettings:
    """Settings that travel in bundles to every laptop; the office alone changes them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def signatures(self) -> int:
        """How many office laptops have to agree to an erasure: 1 or 2."""
        with self._session.database.reading() as tables:
            return max(
                signatures_asked(tables, self._session.registry),
                self._session.require_trust().root.erasing.signatures,
            )

    def months(self) -> int:
        """For how many months backups are kept."""
        with self._session.database.reading() as tables:
            return months_kept(tables, self._session.registry)

    def set_signatures(self, number: int) -> None:
        """Ask for the agreement of one office laptop, or of two (any number but 1).

        Raises NotAllowed, NobodyElseSigns, PapersAskForTwo.
        """
        if number < self._session.require_trust().root.erasing.signatures:
            raise PapersAskForTwo
        if number != 1 and len(self._session.require_trust().devices(Role.OFFICE)) < 2:
            raise NobodyElseSigns
        self._set(SIGNATURES_SETTING, "1" if number == 1 else "2")

    def set_months(self, number: int) -> None:
        """Keep backups for that many months. Raises NotAllowed, MonthsWrong."""
        if not 1 <= number <= MONTHS_MOST:
            raise MonthsWrong
        self._set(MONTHS_SETTING, str(number))

    def key_days(self) -> int:
        """For how many days a laptop's key for opening bundles is its newest."""
        with self._session.database.reading() as tables:
            return days_of_a_key(tables, self._session.registry)

    def keys_kept(self) -> int:
        """How many of its keys for opening bundles a laptop keeps."""
        with self._session.database.reading() as tables:
            return keys_kept(tables, self._session.registry)

    def set_key_life(self, days: int, kept: int) -> None:
        """Let a laptop make a new key after so many days and keep so many of its keys: a bundle that
        lay for both multiplied opens no more. Raises NotAllowed, KeysWrong."""
        if not 1 <= days <= DAYS_MOST or not KEPT_LEAST <= kept <= KEPT_MOST:
            raise KeysWrong
        self._set_all({DAYS_SETTING: str(days), KEPT_SETTING: str(kept)})

    def set_text(self, name: str, value: str) -> None:
        """Settle something by its name; "" takes it away. Raises NotAllowed outside of the office."""
        self._set(name, value)

    def history(self, name: str) -> tuple[SettingChange, ...]:
        """Who settled it, when and how, the newest first."""
        session = self._session
        kind = session.registry["setting"]
        number = kind.field("value").number
        found = []
        with session.database.reading() as tables:
            for row in tables.rows.select(kind, "WHERE f_name = ?", (name,)):
                for stored in tables.log.entries_of(row.id):
                    if stored.state != APPLIED or stored.body is None:
                        continue
                    person = session.person_called(decode_header(stored.header).actor)
                    found += [
                        SettingChange(milliseconds_of(stored.hlc), person, str(one.value or ""))
                        for one in decode_body(stored.body).operations
                        if one.key == number
                    ]
        return tuple(sorted(found, key=lambda one: -one.at))

    def _set(self, name: str, value: str) -> None:
        self._set_all({name: value})

    def _set_all(self, settled: Mapping[str, str]) -> None:
        """Write each into every record of that name, in one act; two offices that begin at once make
        the same."""
        session = self._session
        if not session.is_office:
            raise NotAllowed
        with session.database.writing() as tables:
            editor = Editor(session, tables)
            editor.begin_act()
            for name, value in settled.items():
                write_setting(session, tables, editor, name, value)
            editor.flush()


def write_setting(session: Session, tables: Tables, editor: Editor, name: str, value: str) -> None:
    """Write what the office settles, inside a transaction; the caller has checked that it may."""
    kind = session.registry["setting"]
    scope = session.scope(tables, Scope.ORGANISATION)
    known = list(tables.rows.select(kind, "WHERE life = 1 AND f_name = ?", (name,)))
    for row in known:
        editor.edit(kind, row.id, scope, {"value": value})
    if not known:
        made = derived_id(session.require_trust().organisation[:16], f"setting {name}")
        editor.edit(kind, made, scope, {"name": name, "value": value})


def setting_text(tables: Tables, registry: Registry, name: str) -> str:
    """What the office settled under that name; "" where it settled nothing. Of several records of
    one name, made apart, the oldest stands, so that every laptop reads the same."""
    rows = tables.rows.select(
        registry["setting"], "WHERE life = 1 AND f_name = ? ORDER BY id LIMIT 1", (name,)
    )
    return next((str(row.value("value") or "") for row in rows), "")
