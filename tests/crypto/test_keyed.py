"""Keys that follow from a secret: as RFC 5869 says, so that a reader in twenty years finds them too."""

from __future__ import annotations

from desktop_app.crypto.keyed import derived_secret


def test_derived_secrets_are_hkdf_of_rfc_5869() -> None:
    """Its third test case, without salt and info; ours are the first 32 of its 42 bytes."""
    derived = derived_secret(b"\x0b" * 22, "")
    assert derived.hex() == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
