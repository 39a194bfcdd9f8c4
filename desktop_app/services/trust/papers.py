"""The papers that come out of a vault: recovery papers and the card of digits."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from desktop_app.crypto.recovery import RecoveryCode
from desktop_app.domain.errors import PortageError
from desktop_app.domain.words.calendar_words import long_date, short_date, time_of_day
from desktop_app.language import Message, current_language
from desktop_app.reports import enrolment_card
from desktop_app.reports.pdf import Printed
from desktop_app.reports.recovery_paper import escrow_paper, organisation_paper, vault_paper
from desktop_app.services.trust.keepers import ESCROW, Keepers
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.storage.files import write_whole


class PaperKind(StrEnum):
    """Which recovery paper: that of one vault, or the organisation's."""

    VAULT = "vault"
    ORGANISATION = "organisation"


class NoRoot(PortageError):
    """The organisation's secret is not on this laptop."""

    code = "no_root"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "recovery",
                "The recovery kit of the organisation cannot be printed here: its secret is kept on paper only, "
                "or on the laptop where the organisation was started. Nothing was changed.",
            )
        )


@dataclass(frozen=True, slots=True)
class PaperState:
    """Where a recovery paper stands.

    here: it can be printed on this laptop. printed_at: UTC milliseconds, 0 as long as the paper
    that opens today was not printed.
    """

    kind: PaperKind
    here: bool
    printed_at: int


class Papers:
    """The papers of one open vault. They are made in memory and never written by Portage itself."""

    def __init__(self, vault: OpenVault) -> None:
        self._vault = vault
        self._organisation = Organisation(vault.session)

    def recovery(self, kind: PaperKind) -> bytes:
        """A recovery paper as a PDF, in the language of the screen. Raises NoRoot."""
        code = self._code(kind)
        if code is None:
            raise NoRoot
        now = self._now()
        lines = tuple(code.text.splitlines())
        made_on, person = long_date(now.date()), self._vault.session.person_name
        name, language = self._organisation.name(), current_language()
        if kind is PaperKind.ORGANISATION:
            return self.keeper(1)
        digits = self._organisation.digits() if self._vault.session.trust is not None else ""
        return vault_paper(
            lines,
            code.qr_text,
            name,
            self._vault.slots.name,
            made_on,
            person,
            self._printed(),
            language,
            digits,
        )

    def keeper(self, number: int) -> bytes:
        """The paper of one keeper of the organisation, or (number ESCROW) that for forgotten
        passphrases, as a PDF. Raises PaperNotOfToday when its secret is not here any more.
        """
        keepers = Keepers(self._vault.session)
        code, state = keepers.code(number), keepers.state()
        told = (
            tuple(code.text.splitlines()),
            code.qr_text,
            self._organisation.name(),
            self._organisation.digits(),
            long_date(self._now().date()),
            self._vault.session.person_name,
            self._printed(),
            current_language(),
        )
        if number == ESCROW:
            return escrow_paper(*told)
        return organisation_paper(*told, (number, state.keepers, state.threshold))

    def of_laptop(self, code: RecoveryCode, laptop: str) -> bytes:
        """The recovery paper of another laptop's vault, whose passphrase was forgotten, as a PDF."""
        return vault_paper(
            tuple(code.text.splitlines()),
            code.qr_text,
            self._organisation.name(),
            laptop,
            long_date(self._now().date()),
            self._vault.session.person_name,
            self._printed(),
            current_language(),
            self._organisation.digits(),
        )

    def card(self, telephone: str = "") -> bytes:
        """The card of the organisation's digits as a PDF. Raises NotEnrolled."""
        return enrolment_card.render(
            self._organisation.name(),
            self._organisation.digits().split(),
            telephone,
            self._printed(),
            current_language(),
        )

    def save(self, kind: PaperKind, path: Path) -> None:
        """Write a recovery paper where the person said. Raises NoRoot, DiskFull, ReadOnly."""
        write_whole(path, self.recovery(kind))
        self.note_printed(kind)

    def note_printed(self, kind: PaperKind) -> None:
        """Remember that the paper of today's secret was printed or saved."""
        code = self._code(kind)
        if code is None:
            raise NoRoot
        session = self._vault.session
        note = f"{_mark(code)} {session.environment.now()}"
        with session.database.writing() as tables:
            tables.facts.set_text(f"paper/{kind.value}", note)

    def states(self) -> tuple[PaperState, ...]:
        """Where both papers stand; a paper of an earlier key counts as not printed."""
        return tuple(self._state(kind) for kind in PaperKind)

    def _state(self, kind: PaperKind) -> PaperState:
        code = self._code(kind)
        with self._vault.session.database.reading() as tables:
            mark, _, at = tables.facts.text(f"paper/{kind.value}").partition(" ")
        if code is None:
            return PaperState(kind, False, int(at or 0))
        return PaperState(kind, True, int(at) if at and mark == _mark(code) else 0)

    def _code(self, kind: PaperKind) -> RecoveryCode | None:
        if kind is PaperKind.VAULT:
            return self._vault.recovery_code()
        return self._organisation.root_code() if self._vault.session.trust is not None else None

    def _printed(self) -> Printed:
        now = self._now()
        when = f"{short_date(now.date())} {time_of_day(now)}"
        return Printed(self._vault.session.person_name, when, now.astimezone(UTC))

    def _now(self) -> datetime:
        at = self._vault.session.environment.now() / 1000
        return datetime.fromtimestamp(at, UTC).astimezone()


def _mark(code: RecoveryCode) -> str:
    """Tells the papers of two secrets apart without telling the secret."""
    return hashlib.sha256(b"portage paper printed 1" + code.secret).hexdigest()[:16]
