"""Published test vectors, for each primitive that Portage calls.

They are read from the folder that `PORTAGE_TEST_VECTORS` names, or from the data beside the checkout:
`cctv/` (C2SP CCTV, the age and ed25519 folders) and `wycheproof/` (C2SP Wycheproof, testvectors_v1).
Without them these tests are skipped. HKDF has its vector in `test_keyed.py`; PBKDF2 nothing calls.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from desktop_app.crypto.sealing import (
    NotABundle,
    NotForUs,
    SealBroken,
    SealingKey,
    TooManyRecipients,
    unseal,
)
from desktop_app.crypto.signing import is_genuine
from desktop_app.domain.errors import PortageError

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data" / "vectors"
VECTORS = Path(os.environ.get("PORTAGE_TEST_VECTORS", BESIDE))
AGE = sorted((VECTORS / "cctv" / "age" / "testdata").glob("*"))
ED25519 = VECTORS / "cctv" / "ed25519" / "ed25519vectors.json"

pytestmark = pytest.mark.skipif(
    not VECTORS.is_dir(), reason="the published vectors are not beside the checkout"
)

# What `is_genuine` answers to the 914 vectors, in their order: the same on every system.
VERDICTS = "292af787"


def _wycheproof(name: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    content = json.loads((VECTORS / "wycheproof" / f"{name}_test.json").read_text())
    pairs = [(group, test) for group in content["testGroups"] for test in group["tests"]]
    assert len(pairs) == content["numberOfTests"]
    return pairs


def test_ed25519_wycheproof() -> None:
    for group, test in _wycheproof("ed25519"):
        public = bytes.fromhex(group["publicKey"]["pk"])
        message, signature = bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"])
        assert is_genuine(message, signature, public) is (test["result"] == "valid"), test["tcId"]


def test_ed25519_edge_cases_get_one_verdict() -> None:
    vectors = json.loads(ED25519.read_text())
    assert len(vectors) == 914
    verdicts = ""
    for vector in vectors:
        flags = set(vector["flags"] or ())
        genuine = is_genuine(
            vector["msg"].encode(), bytes.fromhex(vector["sig"]), bytes.fromhex(vector["key"])
        )
        if flags & {"low_order_A", "non_canonical_A", "non_canonical_R"}:
            assert not genuine, vector["number"]
        verdicts += "1" if genuine else "0"
    assert hashlib.sha256(verdicts.encode()).hexdigest()[:8] == VERDICTS


def test_x25519_wycheproof() -> None:
    for _, test in _wycheproof("x25519"):
        private = X25519PrivateKey.from_private_bytes(bytes.fromhex(test["private"]))
        public = X25519PublicKey.from_public_bytes(bytes.fromhex(test["public"]))
        if "ZeroSharedSecret" in test["flags"]:
            with pytest.raises(ValueError, match=r".*"):
                private.exchange(public)
        else:
            assert private.exchange(public).hex() == test["shared"], test["tcId"]


def test_chacha20_poly1305_wycheproof() -> None:
    for group, test in _wycheproof("chacha20_poly1305"):
        cipher = ChaCha20Poly1305(bytes.fromhex(test["key"]))
        nonce, aad, plain = (bytes.fromhex(test[name]) for name in ("iv", "aad", "msg"))
        sealed = bytes.fromhex(test["ct"] + test["tag"])
        if test["result"] == "valid":
            assert cipher.encrypt(nonce, plain, aad) == sealed, test["tcId"]
            assert cipher.decrypt(nonce, sealed, aad) == plain, test["tcId"]
        else:
            assert group["ivSize"] != 96 or group["tagSize"] == 128
            with pytest.raises((InvalidTag, ValueError)):
                cipher.decrypt(nonce, sealed, aad)


def test_hmac_sha256_wycheproof() -> None:
    for group, test in _wycheproof("hmac_sha256"):
        made = hmac.digest(bytes.fromhex(test["key"]), bytes.fromhex(test["msg"]), "sha256")
        tag = made[: group["tagSize"] // 8].hex()
        assert (tag == test["tag"]) is (test["result"] == "valid"), test["tcId"]


def test_all_files_of_the_age_kit_are_there() -> None:
    assert len(AGE) == 143


@pytest.mark.parametrize("path", AGE, ids=lambda path: path.name)
def test_age_kit(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    head, _, sealed = path.read_bytes().partition(b"\n\n")
    facts: dict[str, list[str]] = {}
    for line in head.decode().splitlines():
        name, _, value = line.partition(": ")
        facts.setdefault(name, []).append(value)
    if facts.get("compressed") == ["zlib"]:
        sealed = zlib.decompress(sealed)
    keys = [
        SealingKey.from_secret(identity)
        for identity in facts.get("identity", [])
        if identity.startswith("AGE-SECRET-KEY-1")
    ]
    expected = facts["expect"][0]
    plain = BytesIO()
    # What age allows and Portage does without: armour, passphrases, other kinds of keys.
    ours = "armored" not in facts and "passphrase" not in facts and bool(keys)
    if expected == "success" and ours:
        unseal(BytesIO(sealed), plain, keys)
        assert hashlib.sha256(plain.getvalue()).hexdigest() == facts["payload"][0]
        return
    with pytest.raises(PortageError) as refused:
        unseal(BytesIO(sealed), plain, keys)
    assert capfd.readouterr().err == ""
    kind = type(refused.value)
    if "armored" in facts:
        assert kind is NotABundle
    elif not ours:
        assert kind in {NotForUs, SealBroken, NotABundle, TooManyRecipients}
    elif expected == "no match":
        assert kind is NotForUs
    elif expected == "header failure":
        assert kind in {SealBroken, NotABundle, NotForUs}
    else:
        assert kind is SealBroken
