"""What can be said of a vault that does not open, or of people who do not get in."""

from __future__ import annotations

from collections.abc import Iterable

from desktop_app.domain.errors import PortageError
from desktop_app.language import Message


class VaultExists(PortageError):
    """The folder is not empty."""

    code = "vault_exists"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "vault",
                "This folder already holds files. Nothing was changed. Choose an empty folder for the new vault.",
            )
        )


class NoVault(PortageError):
    """There is no vault in the folder."""

    code = "no_vault"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "vault",
                "There is no Portage vault in this folder. Nothing was changed. "
                "Choose the folder that holds the file vault.db.",
            )
        )


class WeakPassphrase(PortageError):
    """The passphrase would be guessed."""

    code = "weak_passphrase"


class PersonNeeded(PortageError):
    """Several people work in this vault and it is not said who."""

    code = "person_needed"

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(
            Message(
                "vault",
                "Several people work in this vault: {names}. Say which of them you are.",
                {"names": ", ".join(names)},
            )
        )


class PersonUnknown(PortageError):
    """Nobody of that name has a passphrase for this vault."""

    code = "person_unknown"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "vault",
                "Nobody of that name has a passphrase for this vault. Nothing was changed. "
                "Check the name, or ask a colleague who can open the vault to add you.",
            )
        )


class LastPerson(PortageError):
    """A vault needs somebody who can open it."""

    code = "last_person"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "vault",
                "You are the only person who can open this vault. Nobody was removed. Add another person first.",
            )
        )


class OtherVault(PortageError):
    """The recovery paper belongs to another vault."""

    code = "recovery_other_vault"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "vault",
                "This recovery paper does not open this vault: it belongs to another one, or it was used before. "
                "Nothing was changed. Look for the newest paper of this laptop.",
            )
        )


class VaultInUse(PortageError):
    """Another Portage has this vault open."""

    code = "in_use"

    def __init__(self, host: str, since: str) -> None:
        super().__init__(
            Message(
                "vault",
                "This vault is already open, on {host} since {since}. Nothing was changed. "
                "Go to the Portage that is open, or close it first.",
                {"host": host or "?", "since": since or "?"},
            )
        )
