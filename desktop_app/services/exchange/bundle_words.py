"""What is said of bundles, on the screen and in the terminal alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from desktop_app.language import Message
from desktop_app.services.exchange.bundle_undo import BundleUndone
from desktop_app.services.exchange.exchange import DUPLICATE, PARKED, PARTIAL, Imported

PEOPLE: Final = "people"
DIRECTORY: Final = "directory"
OTHER: Final = "other"

_GROUPS: Final[Mapping[str, str]] = {
    "identity": PEOPLE,
    "client": PEOPLE,
    "organisation": DIRECTORY,
    "service": DIRECTORY,
    "location": DIRECTORY,
    "service_at_location": DIRECTORY,
    "taxonomy_term": DIRECTORY,
}
"""Kinds of record that a person counts as one kind of thing."""

_ORDER: Final = (
    PEOPLE, "note", "encounter", "appointment", "task", "goal", "plan_step", "application",
    "document", "referral", "agreement", "triage", "case", "answers", "consent", "household", "household_member",
    "relationship", DIRECTORY, "proposal", "attachment", "community", "setting", OTHER,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """Several facts, one after the other, in the language of whoever reads."""

    facts: tuple[Message, ...]

    def __str__(self) -> str:
        return ", ".join(str(fact) for fact in self.facts)


@dataclass(frozen=True, slots=True)
class Sentences:
    """Whole sentences, one after the other, in the language of whoever reads."""

    told: tuple[Message | None, ...]

    def __str__(self) -> str:
        return " ".join(str(one) for one in self.told if one is not None)


def sentence_of(imported: Imported, office: bool = False) -> Message:
    """What became of one bundle, in a sentence. office: it is told at the office."""
    if imported.message is not None:
        return imported.message
    if imported.carried and not imported.bundle:
        return Message(
            "bundle",
            "Nothing in this file is for this laptop. {n} sealed bundle for others is carried along.",
            {},
            "Nothing in this file is for this laptop. {n} sealed bundles for others are carried along.",
            imported.carried,
        )
    if imported.untried and not imported.bundle:
        return index_words(False, imported.untried)[0]
    if imported.outcome == DUPLICATE:
        return Message("bundle", "This bundle was imported before. Nothing changed.")
    if imported.outcome == PARKED:
        return Message(
            "bundle",
            "This bundle waits for an earlier one of the same laptop, which has not come yet. It is kept safely.",
        )
    if imported.outcome == PARTIAL:
        return Message(
            "bundle",
            "Part of this bundle was taken in: {new} new and {changed} changed records. {reason}",
            {
                "new": imported.new,
                "changed": imported.changed,
                "reason": Sentences(
                    (
                        held_back(imported.reason or ""),
                        whom_to_tell(imported.withheld, office, imported.sender_name),
                    )
                ),
            },
        )
    if imported.deleted:
        return Message(
            "bundle",
            "Taken in: {new} new, {changed} changed and {deleted} deleted records, {conflicts} to decide.",
            {
                "new": imported.new,
                "changed": imported.changed,
                "deleted": imported.deleted,
                "conflicts": imported.conflicts,
            },
        )
    return Message(
        "bundle",
        "Taken in: {new} new and {changed} changed records, {conflicts} to decide.",
        {"new": imported.new, "changed": imported.changed, "conflicts": imported.conflicts},
    )


def written_words(kinds: Iterable[tuple[str, int, int, int]], contested: int = 0) -> list[Message]:
    """What somebody made new, changed and deleted. kinds: (kind of record, new, changed, deleted).
    contested: of how many fields in these somebody has to decide."""
    rows = list(kinds)
    new = [(kind, number) for kind, number, _, _ in rows if number]
    changed = [(kind, number) for kind, _, number, _ in rows if number]
    gone = [(kind, number) for kind, _, _, number in rows if number]
    told = []
    if new:
        told.append(Message("exchange", "New: {what}", {"what": kinds_in_words(new)}))
    if changed:
        told.append(Message("exchange", "Changed: {what}", {"what": kinds_in_words(changed)}))
    if gone:
        told.append(Message("exchange", "Deleted: {what}", {"what": kinds_in_words(gone)}))
    if contested:
        told.append(Message("exchange", "{n} to decide", {}, "{n} to decide", contested))
    return told


def undone_words(done: BundleUndone, *, again: bool) -> list[Message]:
    """What taking an import back did, or bringing it in again, each thing in a sentence."""
    if again:
        told = [Message("bundle", "The import stands again.")]
    elif done.gone or done.as_before:
        told = [Message("bundle", "Taken back.")]
    else:
        told = [Message("bundle", "Nothing could be taken back.")]
    if done.gone and not again:
        told.append(Message("bundle", "Deleted: {what}.", {"what": kinds_in_words(done.gone)}))
    if done.as_before and not again:
        told.append(
            Message("bundle", "As before: {what}.", {"what": kinds_in_words(done.as_before)})
        )
    if done.kept:
        kinds = Counter(one.kind for one in done.kept)
        told.append(
            Message(
                "bundle",
                "{what} stays; why is said below.",
                {"what": kinds_in_words(kinds.items())},
                "{what} stay; why is said below.",
                len(done.kept),
            )
        )
    return told


def copy_words(forked: Iterable[str], twice: Iterable[str]) -> list[Message]:
    """What a bundle showed of laptops that exist twice. forked, twice: their names."""
    told = [
        Message(
            "bundle",
            "{name} wrote two different histories: it was copied or put back. "
            "Both are kept, and the office decides. Nothing is lost.",
            {"name": name},
        )
        for name in forked
    ]
    told += [
        Message(
            "bundle",
            "{name} seems to exist twice: two copies of its vault are in use. "
            "Find the second one. It has to become a laptop of its own, or be put away.",
            {"name": name},
        )
        for name in twice
    ]
    return told


def paper_words(back: Iterable[str], other_papers: bool) -> list[Message]:
    """What a bundle showed of the papers of the organisation. See `taking_in.Imported`."""
    told = []
    if other_papers:
        told.append(
            Message(
                "bundle",
                "A bundle changed who speaks for your organisation in Portage, by means of an older paper. It "
                "may be a fraud. Call the office by a number that you already know. If the office did not do "
                "it itself, take in nothing more and write no bundle.",
            )
        )
    told += [
        Message(
            "bundle",
            "{name} was cut off or removed before, and is in again: the papers that count now come from an "
            "office that did not know of it. Nothing was lost. The office has to do it once more.",
            {"name": name},
        )
        for name in back
    ]
    return told


def index_words(altered: bool, untried: int) -> list[Message]:
    """What has to be said of the index of a file for several laptops. See `taking_in.Source`."""
    told = []
    if altered:
        told.append(
            Message(
                "bundle",
                "The list at the beginning of this file was changed on its way, so that this laptop would "
                "miss what is for it. It was found all the same. Ask who had the file in their hands.",
            )
        )
    if untried:
        told.append(
            Message(
                "bundle",
                "{n} part of this file was not looked into, because there was too much to open. Ask the "
                "sender for a file for this laptop alone.",
                {},
                "{n} parts of this file were not looked into, because there was too much to open. Ask the "
                "sender for a file for this laptop alone.",
                untried,
            )
        )
    return told


def held_back(reason: str) -> Message:
    """Why a part of a bundle was not taken in. reason: a code of `services.exchange.segments`, or `gap`."""
    return _HELD.get(reason, _HELD["other"])


_HELD: Final[Mapping[str, Message]] = {
    "gap": Message(
        "bundle",
        "The rest waits for an earlier bundle of the same laptop. It is kept safely; ask for that bundle.",
    ),
    "scope_not_ours": Message(
        "bundle",
        "A part belongs to a community that this laptop does not hold. It was kept aside unread.",
    ),
    "scope_not_held": Message(
        "bundle",
        "A part was written by a laptop that does not hold that community. It was kept aside.",
    ),
    "unknown_device": Message(
        "bundle",
        "A part was written by a laptop that is not known here. "
        "It was kept aside; the next bundle from the office may explain it.",
    ),
    "unknown_person": Message(
        "bundle",
        "A part was written by somebody whom the office has not listed. "
        "It was kept aside; ask the office who it is.",
    ),
    "misplaced": Message(
        "bundle",
        "A part settles something that is not settled there, such as what only the office may change. "
        "It was kept aside and does not count.",
    ),
    "bad_signature": Message(
        "bundle",
        "A part was changed after it was signed. It was kept aside and does not count.",
    ),
    "bad_chain": Message(
        "bundle",
        "A part does not follow from what came before it. It was kept aside and does not count.",
    ),
    "fork": Message(
        "bundle",
        "A laptop wrote two different histories, as happens after a copy of it was put back. "
        "This part was kept aside.",
    ),
    "beyond_cut": Message(
        "bundle",
        "A part was written after that laptop was cut off, or about a community that it holds no more. "
        "It was kept aside, and counts only if the office says so.",
    ),
    "malformed_entry": Message(
        "bundle",
        "A part is not written as changes should be. It was kept aside.",
    ),
    "body_missing": Message(
        "bundle",
        "A part has lost its content on the way, and nothing says that it was erased. "
        "It was kept aside; ask its author's laptop for a bundle.",
    ),
    "too_many_feeds": Message(
        "bundle",
        "A part names more laptops than can exist. It was kept aside.",
    ),
    "too_many_begun": Message(
        "bundle",
        "A laptop began more histories than any laptop needs. What goes beyond was left out, and nothing "
        "else was touched.",
    ),
    "role_may_not_write": Message(
        "bundle",
        "A part was written by a laptop whose role does not allow it. It was kept aside.",
    ),
    "person_may_not_write": Message(
        "bundle",
        "A part was written by somebody whose role does not allow it. It was kept aside.",
    ),
    "other": Message(
        "bundle",
        "A part could not be taken in. It was kept aside.",
    ),
}

_TO_TELL: Final = frozenset(
    (
        "bad_chain",
        "bad_signature",
        "beyond_cut",
        "fork",
        "malformed_entry",
        "misplaced",
        "other",
        "person_may_not_write",
        "role_may_not_write",
        "scope_not_held",
        "too_many_begun",
        "too_many_feeds",
    )
)
"""The reasons that the office has to look after."""


def whom_to_tell(reasons: Iterable[str], office: bool, laptop: str = "") -> Message | None:
    """What to do about parts that were held back for these reasons; None where nothing is to be done.

    office: said at the office, which cannot be told to tell the office. laptop: whose bundle it is.
    """
    if not any(one in _TO_TELL or one not in _HELD for one in reasons):
        return None
    if not office:
        return Message("bundle", "Tell the office.")
    if not laptop:
        return Message("bundle", "Open Laptops and look for the laptop that wrote it.")
    return Message(
        "bundle", "Open Laptops and choose {laptop}, or call who uses it.", {"laptop": laptop}
    )


def refused_before(reason: str) -> Message:
    """What is still known of a file that was refused earlier, when its own sentence was not kept."""
    return Message(
        "bundle",
        "This file was refused ({reason}). Nothing was imported. Drop it again to read why.",
        {"reason": reason},
    )


def grouped(kinds: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Counts of records as people count things: (group, number), the usual order, none with 0.

    The names and the file of one person are two records and count once. So do several bare
    counts of one kind, which are added.
    """
    plain: Counter[str] = Counter()
    for kind, count in kinds:
        plain[kind] += count
    found: Counter[str] = Counter()
    for kind, count in plain.items():
        group = _GROUPS.get(kind, kind if kind in _ORDER else OTHER)
        if group == PEOPLE:
            found[group] = max(found[group], count)
        else:
            found[group] += count
    return [(group, found[group]) for group in _ORDER if found[group]]


def kinds_in_words(kinds: Iterable[tuple[str, int]]) -> Listed:
    """Counts of records in words: "9 people, 22 notes, 7 appointments"."""
    return Listed(tuple(counted(group, count) for group, count in grouped(kinds)))


def counted(group: str, n: int) -> Message:
    """So many of one kind of thing. group: as `grouped` gives it."""
    match group:
        case "people":
            return Message("bundle", "{n} person", {}, "{n} people", n)
        case "note":
            return Message("bundle", "{n} note", {}, "{n} notes", n)
        case "appointment":
            return Message("bundle", "{n} appointment", {}, "{n} appointments", n)
        case "consent":
            return Message("bundle", "{n} consent", {}, "{n} consents", n)
        case "household":
            return Message("bundle", "{n} household", {}, "{n} households", n)
        case "household_member":
            return Message("bundle", "{n} place in a household", {}, "{n} places in households", n)
        case "directory":
            return Message("bundle", "{n} directory entry", {}, "{n} directory entries", n)
        case "proposal":
            return Message("bundle", "{n} proposal", {}, "{n} proposals", n)
        case "attachment":
            return Message("bundle", "{n} attachment", {}, "{n} attachments", n)
        case "community":
            return Message("bundle", "{n} community", {}, "{n} communities", n)
        case "setting":
            return Message("bundle", "{n} setting", {}, "{n} settings", n)
        case _:
            return _counted_work(group, n)


def _counted_work(group: str, n: int) -> Message:
    """So many of one kind of what is done for a client."""
    match group:
        case "encounter":
            return Message("bundle", "{n} contact", {}, "{n} contacts", n)
        case "task":
            return Message("bundle", "{n} task", {}, "{n} tasks", n)
        case "goal":
            return Message("bundle", "{n} goal", {}, "{n} goals", n)
        case "plan_step":
            return Message("bundle", "{n} step of a plan", {}, "{n} steps of plans", n)
        case "application":
            return Message("bundle", "{n} application", {}, "{n} applications", n)
        case "document":
            return Message("bundle", "{n} document", {}, "{n} documents", n)
        case "referral":
            return Message("bundle", "{n} referral", {}, "{n} referrals", n)
        case "agreement":
            return Message("bundle", "{n} agreement", {}, "{n} agreements", n)
        case "triage":
            return Message("bundle", "{n} triage", {}, "{n} triages", n)
        case "case":
            return Message("bundle", "{n} journey", {}, "{n} journeys", n)
        case "answers":
            return Message("bundle", "{n} filled form", {}, "{n} filled forms", n)
        case "relationship":
            return Message("bundle", "{n} family tie", {}, "{n} family ties", n)
        case _:
            return Message("bundle", "{n} other record", {}, "{n} other records", n)
