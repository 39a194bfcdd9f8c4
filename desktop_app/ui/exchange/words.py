"""How the exchange is said: files, gaps, laptops, places. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from desktop_app.domain.words.calendar_words import long_date, number, time_of_day
from desktop_app.language import Message
from desktop_app.services.conflicts.reviewers import Deciding
from desktop_app.services.exchange.brake import Held, not_meant_words
from desktop_app.services.exchange.bundle_undo import BundleUndone
from desktop_app.services.exchange.bundle_words import held_back, kinds_in_words, whom_to_tell
from desktop_app.services.exchange.bundle_words import undone_words as undo_told
from desktop_app.services.exchange.exchange_lines import (
    Fate,
    Gap,
    Outgoing,
    Overview,
    PeerLine,
    Place,
    Received,
    RecordLine,
    Sent,
)
from desktop_app.ui.shared.folders import folder_words

DOT: Final = " · "
Local = Callable[[int], datetime]
"""A moment in milliseconds UTC on the clock of this place."""

_KILOBYTE: Final = 1000
_MEGABYTE: Final = 1_000_000
_GIGABYTE: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Sign:
    """A state in a word, a shape and a colour. tone: one of the states of a sign."""

    tone: str
    words: Message
    icon: str


_WORST: Final = (Fate.REFUSED, Fate.PARTIAL, Fate.WAITING, Fate.IMPORTED, Fate.KNOWN)


def joined(parts: Iterable[object]) -> str:
    """Facts beside one another; those that are empty are left out, and the stop that a sentence ends
    with where something follows it."""
    facts = [said for part in parts if (said := str(part))]
    return DOT.join([*(one.removesuffix(".") for one in facts[:-1]), *facts[-1:]])


def sign_of(received: Received) -> Sign:
    """What became of a file, as a sign."""
    if received.undone_at is not None:
        return Sign("neutral", Message("exchange", "taken back"), "undo-2")
    if received.brake is not None:
        return Sign("waits", Message("exchange", "waits for you"), "triangle-alert")
    match received.fate:
        case Fate.IMPORTED:
            return Sign("done", Message("exchange", "imported"), "circle-check")
        case Fate.PARTIAL:
            return Sign("waits", Message("exchange", "in part"), "circle-dashed")
        case Fate.WAITING:
            return Sign("waits", Message("exchange", "waits"), "circle-dashed")
        case Fate.KNOWN:
            return Sign("info", Message("exchange", "known"), "copy-check")
    return Sign("danger", Message("exchange", "refused"), "ban")


def icon_of(received: Received) -> tuple[str, str]:
    """The icon in front of a file, and the token of its colour."""
    if received.brake is not None:
        return "triangle-alert", "waits"
    match received.fate:
        case Fate.IMPORTED:
            return "package-check", "done"
        case Fate.PARTIAL | Fate.WAITING:
            return "package", "waits"
        case Fate.KNOWN:
            return "copy-check", "ink_second"
    return "shield-alert", "danger"


def sender_line(received: Received) -> Callable[[], str]:
    """From which laptop and whom a file came, or what it is called when that is not known."""

    def said() -> str:
        people = received.people
        if received.brake is not None:
            people = tuple(name for name, _ in received.brake.people)
        if not received.laptop:
            name = received.file or str(Message("exchange", "without a name"))
            return str(Message("exchange", "File {name}", {"name": name}))
        if len(people) > 2:
            who = str(Message("exchange", "{n} person", {}, "{n} people", len(people)))
        else:
            who = ", ".join(people)
        return joined((received.laptop, who))

    return said


def says_what_came(received: Received) -> bool:
    """Whether there is something to say of what it brought: not where all of it waits or lies aside."""
    return bool(received.entries) or not (received.waiting or received.held)


def changes_words(received: Received) -> Message:
    """What a bundle brought, by kind. A client counts once, with the name that is kept beside it."""
    if not received.entries and received.carried:
        return carried_words(received.carried)
    if not received.entries:
        return only_receipt()
    if received.gone and not any(number for _, number in received.kinds):
        return Message("exchange", "Deleted: {what}", {"what": kinds_in_words(received.gone)})
    if received.gone:
        return Message(
            "exchange",
            "{n} change: {what}. Deleted: {gone}",
            {"what": kinds_in_words(received.kinds), "gone": kinds_in_words(received.gone)},
            "{n} changes: {what}. Deleted: {gone}",
            sum(number for _, number in received.kinds),
        )
    return Message(
        "exchange",
        "{n} change: {what}",
        {"what": kinds_in_words(received.kinds)},
        "{n} changes: {what}",
        sum(number for _, number in received.kinds) or received.entries,
    )


def received_line(received: Received, local: Local, today: date) -> Callable[[], str]:
    """What became of a file, in a line."""

    def said() -> str:
        day = local(received.at).date()
        # A date is not broken at the end of a line.
        when = "" if day == today else long_date(day).replace(" ", "\u00a0")
        if received.fate is Fate.REFUSED:
            return joined((received.message or "", when))
        if received.fate is Fate.KNOWN:
            return known_words(received, local)
        parts: list[object] = []
        if says_what_came(received):
            parts.append(changes_words(received))
        if received.waiting:
            parts.append(waits_words(received.waiting))
        if received.held and not received.entries and not received.waiting:
            parts.append(held_words(received)[0])
        elif received.held:
            parts.append(
                Message(
                    "exchange",
                    "{n} part was held back",
                    {},
                    "{n} parts were held back",
                    len(received.held),
                )
            )
        if received.conflicts:
            parts.append(
                Message("exchange", "{n} to decide", {}, "{n} to decide", received.conflicts)
            )
        return joined((*parts, when))

    return said


def worst_first(files: Sequence[Received]) -> list[Received]:
    """What needs somebody stands above what went well; otherwise the newest first."""
    return sorted(files, key=lambda one: (_WORST.index(one.fate), -one.at))


def anyway_words(held: Held) -> Message:
    """The verb that takes in what the brake held up, with what it will do."""
    if held.papers:
        return Message("exchange", "The office confirmed: take it in")
    if held.erased:
        return Message(
            "exchange",
            "Take it in and erase {n} client",
            {},
            "Take it in and erase {n} clients",
            held.erased,
        )
    if held.kinds:
        return Message("exchange", "Take it in and delete all that")
    if held.joined > held.hidden:
        return Message("exchange", "Take it in and show them as one")
    if held.hidden:
        return Message(
            "exchange",
            "Take it in and delete {n} client",
            {},
            "Take it in and delete {n} clients",
            held.hidden,
        )
    return Message(
        "exchange",
        "Take it in and settle {n} decision",
        {},
        "Take it in and settle {n} decisions",
        held.decided,
    )


def held_up_title(held: Held) -> Message:
    """What is said above the clients whom a bundle would take away."""
    if held.erased:
        return Message("exchange", "Who would be erased")
    if held.joined > held.hidden:
        return Message("exchange", "Who would be shown as one with another")
    return Message("exchange", "Who would be deleted")


def left_words(received: Received) -> str:
    """What to do when what the brake held up was not meant, and what happens meanwhile."""
    not_meant = None if received.brake is None else not_meant_words(received.brake)
    again = (
        Message(
            "exchange",
            "As long as you do not take it in, nothing changes here. The next bundles from {laptop} "
            "ask the same question again.",
            {"laptop": received.laptop},
        )
        if received.laptop
        else Message(
            "exchange",
            "As long as you do not take it in, nothing changes here. The next bundles ask the same question again.",
        )
    )
    return " ".join(str(one) for one in (not_meant, again) if one is not None)


def undone_words(moment: datetime) -> Callable[[], str]:
    """That an import was taken back, and when."""

    def said() -> str:
        return str(
            Message(
                "exchange",
                # Translators: {date} brings its own article in French ("le 19 novembre 2026").
                "This import was taken back on {date} at {time}. The other laptops learn of it with the next bundle.",
                {"date": long_date(moment.date()), "time": time_of_day(moment)},
            )
        )

    return said


def undo_outcome(done: BundleUndone, *, again: bool) -> str:
    """What taking an import back did, or bringing it in again."""
    return " ".join(str(one) for one in undo_told(done, again=again))


def known_words(received: Received, local: Local) -> str:
    """Since when a bundle is known that came again."""
    if received.known_since is None:
        return str(Message("exchange", "Imported before, nothing new"))
    # Translators: {date} brings its own article in French ("le 19 novembre 2026").
    return str(
        Message(
            "exchange",
            "Already imported on {date}, nothing new",
            {"date": long_date(local(received.known_since).date())},
        )
    )


def missing(gaps: Iterable[Gap]) -> dict[str, int]:
    """How many changes of which laptop have not come; the laptops in the order of the gaps."""
    found: dict[str, int] = {}
    for gap in gaps:
        found[gap.device] = found.get(gap.device, 0) + gap.end - gap.start + 1
    return found


def missing_words(laptop: str, number: int) -> Message:
    """That so many changes of a laptop have not come."""
    return Message(
        "exchange",
        "{n} change from {laptop} is missing",
        {"laptop": laptop},
        "{n} changes from {laptop} are missing",
        number,
    )


def gap_words(laptop: str, number: int) -> Message:
    """The same of a bundle that waits for them, with what becomes of it and what to do."""
    return Message(
        "exchange",
        "{n} change from {laptop} is missing. Nothing is lost: what came after it is kept safely and counts as "
        "soon as it is here. The next file prepared here asks for it; you may also ask for a new bundle.",
        {"laptop": laptop},
        "{n} changes from {laptop} are missing. Nothing is lost: what came after them is kept safely and counts "
        "as soon as they are here. The next file prepared here asks for them; you may also ask for a new bundle.",
        number,
    )


def all_sent_words(overview: Overview) -> tuple[Message, Message | str]:
    """That the office has what was written here; what is carried for others may lie nowhere else."""
    return (
        Message("exchange", "The office has everything that was written here."),
        ""
        if overview.carried
        else Message("exchange", "Nothing would be lost with this laptop today."),
    )


def only_receipt() -> Message:
    """Of a bundle that carries no change: it says what has arrived, and nothing else."""
    return Message("exchange", "Nothing new: only a receipt.")


def waits_words(gaps: Sequence[Gap]) -> str:
    """For whose earlier bundle a bundle waits, laptop by laptop."""
    laptops = dict.fromkeys(gap.device for gap in gaps)
    return joined(
        Message(
            "exchange",
            "waits for an earlier bundle from {laptop}",
            {"laptop": one},
        )
        for one in laptops
    )


def held_words(received: Received) -> tuple[Message, ...]:
    """Why parts of a bundle were held back, each reason once."""
    return tuple(held_back(code) for code in dict.fromkeys(received.held))


def held_to_do(received: Received) -> list[Message]:
    """What to do about the parts that were held back."""
    told = whom_to_tell(received.held, received.at_office, received.laptop)
    return [] if told is None else [told]


def silent_words(peer: PeerLine) -> Message:
    """How long a laptop has not been heard from."""
    return Message(
        "exchange",
        "Not heard from for {n} day. Ask for a bundle from it.",
        {},
        "Not heard from for {n} days. Ask for a bundle from it.",
        peer.silent_days or 0,
    )


def size_words(free: int) -> Message:
    """A size in the unit that people read on a stick. free: bytes."""
    if free >= _GIGABYTE:
        return Message("exchange", "{size} GB", {"size": number(round(free / _GIGABYTE))})
    if free >= _MEGABYTE:
        return Message("exchange", "{size} MB", {"size": number(round(free / _MEGABYTE))})
    if free >= _KILOBYTE:
        return Message("exchange", "{size} kB", {"size": number(round(free / _KILOBYTE))})
    return Message("exchange", "{size} bytes", {"size": number(free)})


def place_line(place: Place) -> Callable[[], str]:
    """How a place stands: what it is, the room on it, whether it can be written to."""

    def said() -> str:
        kind = Message("exchange", "Memory stick or drive")
        if not place.stick:
            kind = Message("exchange", "Folder used before")
        parts: list[object] = [kind]
        if place.read_only:
            parts.append(Message("exchange", "it cannot be written to: slide its lock"))
        elif place.free is not None:
            parts.append(Message("exchange", "{size} free", {"size": size_words(place.free)}))
        # The name of a stick is its title; folders of the same name are told apart by where they lie.
        return joined(parts if place.stick else (*parts, folder_words(place.folder)))

    return said


def carried_words(number: int) -> Message:
    """How many sealed bundles for others go along."""
    return Message(
        "exchange",
        "{n} sealed bundle for others goes along",
        {},
        "{n} sealed bundles for others go along",
        number,
    )


def outgoing_words(outgoing: Outgoing) -> Message:
    """How much a bundle would carry."""
    if outgoing.asked:
        return Message(
            "exchange",
            "{n} change to bring, with those that it is missing",
            {},
            "{n} changes to bring, with those that it is missing",
            outgoing.entries,
        )
    if not outgoing.entries:
        return only_receipt()
    return Message(
        "exchange",
        "{n} change to bring",
        {},
        "{n} changes to bring",
        outgoing.entries,
    )


def receivers_words(names: Sequence[str]) -> Message | str:
    """For whom a bundle is."""
    return Message("exchange", "For {names}", {"names": ", ".join(names)}) if names else ""


def sent_sign(sent: Sent) -> Sign:
    """Whether a bundle that was written has arrived, as far as its receiver has said so."""
    if sent.received is None:
        return Sign("neutral", Message("exchange", "only a receipt"), "minus")
    if not sent.received:
        return Sign("waits", Message("exchange", "not confirmed yet"), "clock")
    if sent.to_office:
        return Sign("done", Message("exchange", "received by the office"), "package-check")
    return Sign("done", Message("exchange", "received"), "package-check")


def sent_line(sent: Sent, local: Local) -> Callable[[], str]:
    """How much a bundle carried, when it was written, and what its file is called."""

    def said() -> str:
        carried = Message("exchange", "{n} change", {}, "{n} changes", sent.entries)
        if sent.received is None:
            carried = only_receipt()
        file = sent.file.rpartition("/")[2]
        return joined((carried, moment_words(local(sent.at)), file))

    return said


def moment_words(moment: datetime) -> str:
    """A day and a time."""
    return joined((moment.date().isoformat(), time_of_day(moment)))


def record_line(line: RecordLine, local: Local) -> Callable[[], str]:
    """What of a record was written, by whom and when, and what of that is deleted since."""

    def said() -> str:
        lost = Message("exchange", "deleted: {what}", {"what": kinds_in_words(line.lost)})
        facts = (line.kinds, ", ".join(line.people), moment_words(local(line.at)))
        return joined((*facts, lost) if line.lost else facts)

    return said


def others_decide(asked: Deciding) -> Message:
    """How many decisions wait for others, and for whom."""
    if not asked.names:
        return Message(
            "exchange",
            "{n} decision waits for the office",
            {},
            "{n} decisions wait for the office",
            asked.others,
        )
    return Message(
        "exchange",
        "{n} decision waits for {names}",
        {"names": ", ".join(asked.names)},
        "{n} decisions wait for {names}",
        asked.others,
    )
