"""Slots under a passphrase, and which passphrases are let through."""

from __future__ import annotations

import gzip
import hashlib
import random
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.crypto import passphrase as module
from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.passphrase import (
    CEILING,
    DEFAULT,
    FLOOR,
    CostTooLow,
    KeyCost,
    SlotDamaged,
    WrongPassphrase,
    strength,
    suggest,
    unwrap,
    weakness,
    wrap,
)

# Only for these tests, and only because they say so each time.
LITTLE = KeyCost(memory_kib=64, passes=1, lanes=1)
PHRASE = "canoe lantern maple drum"
SECRET = bytes(range(32))
VAULT = b"vault 0190f3"
WORDS = Path(module.__file__).parents[2] / "resources" / "words"
COMMON = Path(__file__).parent / "vectors" / "common-passwords.txt.gz"


def _rewritten(slot: bytes, **changes: object) -> bytes:
    """`slot` with edited parameters and a checksum that fits them again, as a thief would do."""
    names = ["format", "kind", "memory", "passes", "lanes", "salt", "sealed", "checksum"]
    values = decode(slot)
    assert isinstance(values, list)
    fields: dict[str, object] = dict(zip(names, values, strict=True)) | changes
    header = encode([*list(fields.values())[:6], VAULT])
    fields["checksum"] = hashlib.sha256(encode([header, fields["sealed"]])).digest()
    return encode(list(fields.values()))


@settings(max_examples=30)
@given(st.binary(max_size=80), st.text(max_size=40), st.binary(max_size=40))
def test_the_passphrase_gives_the_secret_back(secret: bytes, phrase: str, vault: bytes) -> None:
    slot = wrap(secret, phrase, vault, LITTLE)
    assert unwrap(slot, phrase, vault, floor=LITTLE) == secret
    with pytest.raises(WrongPassphrase) as refused:
        unwrap(slot, phrase + "x", vault, floor=LITTLE)
    assert refused.value.code == "wrong_passphrase"


def test_the_cost_we_write_by_default_is_accepted_by_default() -> None:
    assert unwrap(wrap(SECRET, PHRASE, VAULT), PHRASE, VAULT) == SECRET
    assert KeyCost(64 * 1024, 3, 1) == FLOOR
    assert DEFAULT.memory_kib >= FLOOR.memory_kib
    assert DEFAULT.passes >= FLOOR.passes


def test_the_stretching_is_that_of_rfc_9106() -> None:
    stretcher = Argon2id(
        salt=b"\x02" * 16,
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=32,
        ad=b"\x04" * 12,
        secret=b"\x03" * 8,
    )
    expected = "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
    assert stretcher.derive(b"\x01" * 32).hex() == expected


def test_another_keyboard_may_compose_letters_otherwise() -> None:
    slot = wrap(SECRET, "été à la baie", VAULT, LITTLE)
    assert unwrap(slot, "e\u0301te\u0301 a\u0300 la baie", VAULT, floor=LITTLE) == SECRET


@pytest.mark.parametrize("typed", [" été", "été ", "Été", "ete", "été\n"])
def test_nothing_is_cut_or_forgiven(typed: str) -> None:
    slot = wrap(SECRET, "été", VAULT, LITTLE)
    with pytest.raises(WrongPassphrase):
        unwrap(slot, typed, VAULT, floor=LITTLE)


def test_the_same_passphrase_makes_another_slot_each_time() -> None:
    assert wrap(SECRET, PHRASE, VAULT, LITTLE) != wrap(SECRET, PHRASE, VAULT, LITTLE)


def test_a_slot_of_another_vault_is_damage() -> None:
    with pytest.raises(SlotDamaged):
        unwrap(wrap(SECRET, PHRASE, b"another", LITTLE), PHRASE, VAULT, floor=LITTLE)


def test_five_hundred_damaged_slots_are_told_from_a_wrong_passphrase() -> None:
    slot = wrap(SECRET, PHRASE, VAULT, LITTLE)
    chance = random.Random(18)
    seen = 0
    while seen < 500:
        damaged = bytearray(slot)
        match chance.randrange(4):
            case 0:
                damaged[chance.randrange(len(slot))] ^= 1 << chance.randrange(8)
            case 1:
                del damaged[chance.randrange(len(slot)) :]
            case 2:
                at = chance.randrange(len(slot))
                damaged[at : at + 16] = bytes(16)
            case _:
                damaged += chance.randbytes(chance.randrange(1, 5000))
        if damaged == slot:
            continue
        seen += 1
        with pytest.raises(SlotDamaged) as refused:
            unwrap(bytes(damaged), PHRASE, VAULT, floor=LITTLE)
        assert refused.value.code == "slots_damaged"
    with pytest.raises(WrongPassphrase):
        unwrap(slot, "another phrase", VAULT, floor=LITTLE)


@pytest.fixture
def no_stretching(monkeypatch: pytest.MonkeyPatch) -> None:
    def reached(*_: object, **__: object) -> None:
        raise AssertionError("the passphrase was stretched")

    monkeypatch.setattr(module, "Argon2id", reached)


def _lowered() -> Iterator[Mapping[str, object]]:
    yield from ({"memory": memory} for memory in range(8, FLOOR.memory_kib, 1_400))
    yield from ({"memory": memory} for memory in (0, -1, 1, FLOOR.memory_kib - 1))
    yield from ({"passes": passes} for passes in (2, 1, 0, -1, -(2**63)))
    yield from (
        {"memory": memory, "passes": passes} for memory, passes in product((8, 64, 4096), (1, 2))
    )


def _raised() -> Iterator[Mapping[str, object]]:
    yield from ({"memory": memory} for memory in (CEILING.memory_kib + 1, 100 * 2**20, 2**63 - 1))
    yield from ({"passes": passes} for passes in (CEILING.passes + 1, 10_000, 2**32, 2**63 - 1))
    yield from ({"lanes": lanes} for lanes in (CEILING.lanes + 1, 0, -1, 2**24, 2**63 - 1))


def _other() -> Iterator[Mapping[str, object]]:
    yield from ({"format": number} for number in (0, 2, -1, None, "1", True))
    yield from ({"kind": kind} for kind in ("argon2i", "argon2d", "pbkdf2", "", None, b"argon2id"))
    yield from ({"salt": salt} for salt in (b"", bytes(15), bytes(17), "salt", None))
    yield from ({name: value} for name in ("memory", "passes", "lanes") for value in (None, "3"))
    yield from ({name: True} for name in ("memory", "passes", "lanes"))


def test_a_hundred_edited_headers_are_refused_before_any_work(no_stretching: None) -> None:
    cost = KeyCost(FLOOR.memory_kib, FLOOR.passes, 1)
    slot = encode(
        [1, "argon2id", cost.memory_kib, cost.passes, cost.lanes, bytes(16), bytes(48), 0]
    )
    lowered, raised, other = list(_lowered()), list(_raised()), list(_other())
    assert len(lowered) + len(raised) + len(other) >= 100
    for changes in lowered:
        with pytest.raises(CostTooLow) as refused:
            unwrap(_rewritten(slot, **changes), PHRASE, VAULT)
        assert refused.value.code == "slots_damaged"
    for changes in raised + other:
        with pytest.raises(SlotDamaged):
            unwrap(_rewritten(slot, **changes), PHRASE, VAULT)


def test_parameters_edited_within_the_limits_open_nothing() -> None:
    slot = wrap(SECRET, PHRASE, VAULT, LITTLE)
    for changes in ({"memory": 128}, {"passes": 2}, {"lanes": 2}, {"salt": bytes(16)}):
        with pytest.raises(WrongPassphrase):
            unwrap(_rewritten(slot, **changes), PHRASE, VAULT, floor=LITTLE)


def test_the_hundred_thousand_commonest_passwords_are_refused() -> None:
    common = gzip.decompress(COMMON.read_bytes()).decode().splitlines()
    assert len(common) == 100_000
    assert [entry for entry in common if weakness(entry) is None] == []


def test_common_passwords_dressed_up_are_refused() -> None:
    common = gzip.decompress(COMMON.read_bytes()).decode().splitlines()
    for entry in [one for one in common[:2_000] if one.isascii() and one.isalpha()]:
        for dressed in (f"{entry.title()}2024!", f"{entry}123456789", f"{entry} {entry} {entry}"):
            assert weakness(dressed) is not None, dressed


NAMES = (WORDS / "names.txt").read_text().split()
PLACES = [
    "Trois-Rivières",
    "Saint-Jean-sur-Richelieu",
    "Baie-Comeau",
    "Kuujjuarapik",
    "Sainte-Anne-de-Beaupré",
    "Happy Valley-Goose Bay",
    "Rankin Inlet",
    "Cambridge Bay",
    "Prince George",
    "Fort McMurray",
    "Rouyn-Noranda",
    "Sept-Îles",
    "Medicine Hat",
    "Thunder Bay",
    "Tuktoyaktuk",
    "Iqaluit Nunavut",
    "Whitehorse Yukon",
]
MONTHS = ["January", "February", "août", "décembre", "mars", "juillet"]


def test_names_and_places_with_numbers_are_refused() -> None:
    for name in NAMES + PLACES:
        for number in ("", "1", "123", "1987", "2026", "01021987", "!", "2026!", "#1"):
            for written in (name + number, f"{name.title()} {number}", f"{number}{name.upper()}"):
                assert weakness(written) is not None, written
        assert weakness(f"{name}{name}{name}") is not None
    for first, last in zip(NAMES[::2], NAMES[1::2], strict=False):
        for number in ("1987", "12/04/1987", "12041987"):
            assert weakness(f"{first.title()} {last.title()} {number}") is not None


def test_dates_are_refused() -> None:
    for day, month, year in product((1, 12, 31), (1, 6, 12), (1955, 1987, 2026)):
        for written in (
            f"{day:02d}/{month:02d}/{year}  ",
            f"{day:02d}{month:02d}{year}{day:02d}{month:02d}{year}",
            f"{year}-{month:02d}-{day:02d} {year}-{month:02d}-{day:02d}",
            f"{year}{month:02d}{day:02d}{year}",
            f"le {day} {MONTHS[month % 6]} {year}",
            f"{MONTHS[month % 6]} {day}, {year}",
            f"{MONTHS[month % 6]} {day} {year} {MONTHS[month % 6]}",
        ):
            assert weakness(written) is not None, written


@pytest.mark.parametrize(
    "text",
    [
        "aaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "abcdefghijklmnopqrstuvwxyz",
        "zyxwvutsrqponmlkjihgfedcba",
        "12345678901234567890",
        "98765432109876543210",
        "qwertyuiopasdfghjkl",
        "azertyuiopqsdfghjklm",
        "1qaz2wsx3edc4rfv5tgb",
        "1q2w3e4r5t6y7u8i9o0p",
        "password password password",
        "Motdepasse2026!",
        "P@ssw0rdP@ssw0rd",
        "                    ",
        "!!!!!!!!!!!!!!!!!!!!",
        "je t'aime mon amour",
        "i love you my love",
        "819 555 0123 819 555 0123",
    ],
)
def test_repetitions_and_runs_are_refused(text: str) -> None:
    assert weakness(text) is not None
    assert strength(text) <= 1


@given(st.text(max_size=11))
def test_fewer_than_twelve_characters_are_refused(text: str) -> None:
    message = weakness(text)
    # NFKC may write one character as several; what counts is what will be stretched.
    if len(module.normal(text)) < 12:
        assert message is not None
        assert message.values == {"least": 12}


@given(st.text(max_size=60), st.lists(st.text(max_size=10), max_size=3))
def test_any_text_can_be_judged(text: str, own: list[str]) -> None:
    refused = weakness(text, own)
    assert strength(text, own) in ({0, 1} if refused else {2, 3, 4})
    if refused:
        assert text.strip() == "" or len(text) < 4 or text not in str(refused)


@pytest.mark.parametrize(
    "text",
    [
        PHRASE,
        "correct horse battery staple",
        "Correct-Horse-Battery-Staple",
        "CorrectHorseBatteryStaple",
        "chien bateau nuage tarte",
        "dog boat fog pie",
        "river stone lamp apple",
        "four geese crossed a frozen parking lot",
        "trois outardes mangent sept bleuets gelés",
        "ᐃᓄᒃᑎᑐᑦ ᓄᓇᕗᑦ ᐅᖃᐅᓯᖅ ᑭᓇ",
        "G7kd92Lq0xWz",
        "xkqzvbnrtwplmcdf",
    ],
)
def test_phrases_of_chance_pass(text: str) -> None:
    assert weakness(text) is None
    assert strength(text) >= 2


def test_names_that_anyone_near_would_try_count_for_little() -> None:
    text = "Fernhollow outreach Oakpoint canoe"
    assert weakness(text) is None
    assert weakness(text, ["Fernhollow Outreach", "Oakpoint"]) is not None


def test_more_words_are_stronger() -> None:
    phrases = ["canoe", "canoe lantern maple", PHRASE, PHRASE + " otter", PHRASE + " otter fern"]
    assert [strength(phrase) for phrase in phrases] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("language", "name"), [("en", "en.txt"), ("fr", "fr.txt"), ("fr-CA", "fr.txt")]
)
def test_a_proposed_phrase_passes(language: str, name: str) -> None:
    words = set((WORDS / name).read_text().split())
    for count in (4, 5, 6):
        for _ in range(200):
            phrase = suggest(language, count)
            parts = phrase.split(" ")
            assert len(set(parts)) == count
            assert set(parts) <= words
            assert weakness(phrase) is None
    assert suggest(language) != suggest(language)


def test_another_language_gets_english_words() -> None:
    assert set(suggest("iu").split()) <= set((WORDS / "en.txt").read_text().split())


@pytest.mark.parametrize("name", ["en.txt", "fr.txt"])
def test_the_words_are_short_distinct_and_typed_on_any_keyboard(name: str) -> None:
    words = (WORDS / name).read_text().split("\n")
    assert words.pop() == ""
    assert len(words) >= 1_000
    assert words == sorted(set(words))
    assert all(3 <= len(word) <= 9 and word.isascii() and word.islower() for word in words)
    assert all(word.isalpha() for word in words)
