"""Which records are worth comparing, without a pass over all pairs and in bounded memory.

Every record has some keys that two records of one person would share in spite of one or two
mistakes. Records that share two keys are compared when one of the two is rare; sharing only what
many share, as people of one village do, takes three or more. A key that more than `LARGEST` records
share is refined: they are put in order, once by name and once by birth date, and each meets its
neighbours in both. So the work grows with the number of records, and no block is skipped.

Keys are kept as numbers of 40 bits, eight bytes a key, and are sorted in parts. Two keys that get
one number cost a comparison and change nothing else.
Rule: sorted neighbourhoods within blocks (Hernández and Stolfo 1995; Christen, Data Matching, 2012).
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Final

LARGEST: Final = 40
"""Largest group of records sharing one key of which all meet all."""

NEIGHBOURS: Final = 10
"""In a larger group, how many neighbours on each side a record meets at least."""

RARE: Final = 5
"""Largest group of records whose key is rare."""

OF_RARE: Final = 4
OF_USUAL: Final = 2
OF_REFINED: Final = 1
"""For how much sharing a key counts, by how many others share it too."""

ENOUGH: Final = 6
"""For how much the keys count in all that two records share when they are worth comparing."""

SHARED: Final = 2
"""The same for a few records beside a whole table, of which nobody counts how rare its keys are."""

_INDEX_BITS: Final = 24
_INDEX_MASK: Final = (1 << _INDEX_BITS) - 1
_PARTS: Final = 256
_CODE_LETTERS: Final = 12


def key_number(key: tuple[str, ...]) -> int:
    """A number of 40 bits for a key, the same in every run."""
    said = "\x1f".join(key).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(said, digest_size=5).digest(), "big")


def order_code(first: str, second: str) -> int:
    """A number that puts records in the order of two folded words, as far as 12 letters tell."""
    half = _CODE_LETTERS // 2
    letters = (first[:half].ljust(half, "\x00") + second[:half].ljust(half, "\x00")).encode(
        "ascii", "replace"
    )
    code = 0
    for letter in letters:
        code = code << 5 | (letter & 31)
    return code


class Blocks:
    """Takes the keys of every record in order, then tells whom each one meets.

    enough: for how much the keys of two records count that meet; less than usual where records leave
    few keys, as those of organisations.
    """

    def __init__(self, enough: int = ENOUGH) -> None:
        self._enough = enough
        self._parts = [array("Q") for _ in range(_PARTS)]
        self._names = array("Q")
        self._births = array("I")

    def __len__(self) -> int:
        return len(self._names)

    def add(self, keys: Iterable[tuple[str, ...]], name: int, birth: int) -> None:
        """The next record. name: see `order_code`. birth: as a number such as 19500203, 0 unknown."""
        index = len(self._names)
        if index > _INDEX_MASK:
            raise ValueError("more records than can be numbered")
        for number in {key_number(key) for key in keys}:
            self._parts[number >> 32].append(number << _INDEX_BITS | index)
        self._names.append(name)
        self._births.append(birth)

    def meetings(self) -> Iterator[tuple[int, list[int]]]:
        """For each record, in order, those after it that share enough keys; forgets the keys."""
        members, ends, counts = array("I"), array("I"), bytearray()
        for run, count in self._runs():
            end = len(members) + len(run)
            members.extend(run)
            ends.extend([end] * len(run))
            counts.extend([count] * len(run))
        size = len(self._names)
        starts = array("I", bytes(4 * (size + 1)))
        for index in members:
            starts[index + 1] += 1
        for index in range(size):
            starts[index + 1] += starts[index]
        at = array("I", starts)
        places = array("I", bytes(4 * len(members)))
        for place, index in enumerate(members):
            places[at[index]] = place
            at[index] += 1
        for index in range(size):
            met: Counter[int] = Counter()
            for place in places[starts[index] : starts[index + 1]]:
                later = members[place + 1 : ends[place]]
                for _ in range(counts[place]):
                    met.update(later)
            found = [other for other, count in met.items() if count >= self._enough]
            if found:
                yield index, sorted(found)

    def _runs(self) -> Iterator[tuple[Sequence[int], int]]:
        """(the records that share a key, in order; what that counts), of keys that several share."""
        for part in range(_PARTS):
            ordered = sorted(self._parts[part])
            self._parts[part] = array("Q")
            first, last = 0, len(ordered)
            while first < last:
                key = ordered[first] >> _INDEX_BITS
                end = first + 1
                while end < last and ordered[end] >> _INDEX_BITS == key:
                    end += 1
                if end - first > 1:
                    run = [one & _INDEX_MASK for one in ordered[first:end]]
                    if len(run) > LARGEST:
                        for near in self._refined(run):
                            yield near, OF_REFINED
                    else:
                        yield run, OF_RARE if len(run) <= RARE else OF_USUAL
                first = end

    def _refined(self, run: list[int]) -> Iterator[list[int]]:
        """Overlapping runs of neighbours: any two at most `NEIGHBOURS` apart are in one of them."""
        names, births = self._names, self._births
        for ordered in (
            sorted(run, key=lambda one: (names[one], births[one], one)),
            sorted(run, key=lambda one: (births[one], names[one], one)),
        ):
            for first in range(0, max(1, len(ordered) - NEIGHBOURS), NEIGHBOURS):
                yield sorted(ordered[first : first + 2 * NEIGHBOURS])


class Few:
    """The keys of a few records, to be met by any number of others as they stream by."""

    def __init__(self) -> None:
        self._holders: dict[int, list[int]] = {}
        self._large: set[int] = set()
        self._keys: list[list[tuple[str, ...]]] = []

    def add(self, keys: Iterable[tuple[str, ...]]) -> None:
        """The next of the few."""
        self._keys.append(list(dict.fromkeys(keys)))

    def settle(self, refinements: Sequence[Sequence[str]]) -> None:
        """All have been added. refinements: for each of the few what tells it from the others."""
        for index, keys in enumerate(self._keys):
            for key in keys:
                self._holders.setdefault(key_number(key), []).append(index)
        self._large = {key for key, held in self._holders.items() if len(held) > LARGEST}
        for number in self._large:
            del self._holders[number]
        for index, keys in enumerate(self._keys):
            for key in keys:
                if key_number(key) in self._large:
                    for more in refinements[index]:
                        number = key_number((*key, more))
                        self._holders.setdefault(number, []).append(index)
        self._keys = []

    def met_by(self, keys: Iterable[tuple[str, ...]], refinements: Sequence[str]) -> list[int]:
        """Those of the few that share enough keys with a record."""
        met: Counter[int] = Counter()
        for key in dict.fromkeys(keys):
            number = key_number(key)
            held = self._holders.get(number)
            if held is not None:
                met.update(held)
            elif number in self._large:
                for more in refinements:
                    met.update(self._holders.get(key_number((*key, more)), ()))
        return sorted(index for index, count in met.items() if count >= SHARED)
