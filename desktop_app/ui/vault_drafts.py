"""The drafts of an open vault, as every screen is given them; free of Qt."""

from __future__ import annotations

from desktop_app.domain.fields import Value
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.storage.drafts import Draft


class DraftsOf:
    """The drafts of one vault, as a screen wants them."""

    def __init__(self, vault: OpenVault) -> None:
        self._vault = vault

    def save(self, form: str, record: str, field: str, value: Value) -> None:
        """Keep one field as it was left."""
        self._vault.drafts.save(form, record, field, value, self._vault.session.environment.now())

    def find(self, form: str, record: str) -> Draft | None:
        """The unfinished work on that form, if there is some."""
        return next(
            (one for one in self._vault.drafts.all() if (one.form, one.record) == (form, record)),
            None,
        )

    def discard(self, form: str, record: str) -> None:
        """Forget it."""
        self._vault.drafts.discard(form, record)
