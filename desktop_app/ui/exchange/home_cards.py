"""The cards at the side of the first page: what is to be decided, what is only here, what goes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from desktop_app.language import Message
from desktop_app.services.exchange.bundle_words import kinds_in_words
from desktop_app.services.exchange.exchange_lines import Overview, Watched
from desktop_app.services.trust.cut_offs import untold_sentence
from desktop_app.ui.exchange import words
from desktop_app.ui.shared.lists import Card

CONFLICTS: Final = "conflicts"
DUPLICATES: Final = "duplicates"
WATCH: Final = " watch"
RECEIVED: Final = "received/"
"""Keys of cards begin with the page that they lead to, or with a space where they lead to none."""


def decide_cards(overview: Overview) -> list[Card]:
    """What asks for somebody; where nothing does, that."""
    cards = []
    held_up = [one for one in overview.received if one.brake is not None]
    if held_up:
        cards.append(
            Card(
                f"{RECEIVED}{held_up[0].key} held up",
                Message(
                    "exchange",
                    "{n} bundle waits for your answer",
                    {},
                    "{n} bundles wait for your answer",
                    len(held_up),
                ),
                words.sender_line(held_up[0]),
                icon="triangle-alert",
                icon_ink="waits",
                action=Message("exchange", "Decide"),
            )
        )
    asked = overview.deciding
    if asked.mine:
        cards.append(
            Card(
                CONFLICTS,
                Message(
                    "exchange", "{n} decision to make", {}, "{n} decisions to make", asked.mine
                ),
                Message("exchange", "Two different values for one field"),
                icon="git-compare-arrows",
                icon_ink="waits",
                action=Message("exchange", "Decide"),
            )
        )
    if asked.others:
        cards.append(
            Card(
                f"{CONFLICTS} others",
                words.others_decide(asked),
                Message("exchange", "Two different values for one field"),
                icon="git-compare-arrows",
                icon_ink="ink_second",
                action=Message("exchange", "See"),
            )
        )
    if overview.doubles:
        cards.append(
            Card(
                DUPLICATES,
                Message(
                    "exchange",
                    "{n} possible duplicate",
                    {},
                    "{n} possible duplicates",
                    overview.doubles,
                ),
                Message("exchange", "Two files that look like one person"),
                icon="git-merge",
                icon_ink="waits",
                action=Message("exchange", "Decide"),
            )
        )
    for laptop, missing in words.missing(overview.gaps).items():
        cards.append(
            Card(
                f"write gap {laptop}",
                words.missing_words(laptop, missing),
                Message(
                    "exchange",
                    "Nothing is lost. The next file prepared here asks for what is missing.",
                ),
                icon="package-x",
                icon_ink="waits",
                action=Message("exchange", "Prepare"),
            )
        )
    for peer in overview.silent:
        cards.append(
            Card(
                f"devices/{peer.device} silent",
                peer.name,
                words.silent_words(peer),
                icon="laptop",
                icon_ink="ink_second",
            )
        )
    if overview.held_back:
        held = next((one for one in overview.received if one.held), None)
        cards.append(
            Card(
                f"{RECEIVED}{held.key} held" if held is not None else " held",
                Message(
                    "exchange",
                    "{n} part was held back",
                    {},
                    "{n} parts were held back",
                    overview.held_back,
                ),
                Message(
                    "exchange", "It does not count. Open the file that it came with to read why."
                ),
                icon="shield-alert",
                icon_ink="danger",
                action=None if held is None else Message("exchange", "See"),
            )
        )
    if overview.unread:
        cards.append(
            Card(
                " unread",
                Message(
                    "exchange",
                    "{n} change needs a newer Portage",
                    {},
                    "{n} changes need a newer Portage",
                    overview.unread,
                ),
                Message("exchange", "Kept whole and passed on; shown as soon as it is installed."),
                icon="package-plus",
                icon_ink="waits",
            )
        )
    if not cards:
        cards.append(
            Card(
                " nothing",
                Message("exchange", "Nothing waits for a decision."),
                icon="circle-check",
                icon_ink="done",
                quiet=True,
            )
        )
    return cards


def here_cards(overview: Overview) -> list[Card]:
    """On a laptop: what would be lost with it."""
    waiting = overview.only_here
    if not waiting.entries:
        return [
            Card(
                " all",
                *words.all_sent_words(overview),
                icon="package-check",
                icon_ink="done",
                quiet=True,
            )
        ]
    return [
        Card(
            "only-here",
            Message(
                "exchange",
                "{n} change is not known to be at the office",
                {},
                "{n} changes are not known to be at the office",
                waiting.entries,
            ),
            kinds_in_words(waiting.by_type.items()).__str__,
            icon="hard-drive",
            icon_ink="waits",
            action=Message("exchange", "List"),
        )
    ]


def carried_cards(overview: Overview) -> list[Card]:
    """What is carried, sealed, for others."""
    carried = overview.carried
    if not carried:
        return []
    names = ", ".join(dict.fromkeys(name for one in carried for name in one.names))
    size = words.size_words(sum(one.size for one in carried))

    def said() -> str:
        bound = Message("exchange", "For {laptops}; unopened", {"laptops": names})
        return words.joined((bound, size))

    return [
        Card(
            " carried",
            words.carried_words(len(carried)),
            said,
            icon="package",
            icon_ink="ink_second",
            quiet=True,
        )
    ]


def watched_cards(watched: Sequence[Watched]) -> list[Card]:
    """The folders that are watched, or the offer to watch one."""
    cards = [
        Card(
            str(one.folder),
            one.folder.name or str(one.folder),
            _watched_words(one),
            icon="folder-open",
            icon_ink="done" if one.there else "waits",
            action=Message("exchange", "Stop watching"),
            # Only the button ends it: nobody expects that of Enter on the name of a folder.
            quiet=True,
        )
        for one in watched
    ]
    return cards or [
        Card(
            WATCH,
            Message("exchange", "No folder is watched."),
            Message(
                "exchange",
                "What comes into a watched folder is taken in by itself, and PCs of an office keep "
                "in step through it.",
            ),
            icon="folder-open",
            icon_ink="ink_second",
            action=Message("exchange", "Watch a folder"),
            quiet=True,
        )
    ]


def _watched_words(one: Watched) -> Message:
    if not one.there:
        return Message("exchange", "It cannot be reached now. It is looked for again by itself.")
    if one.partners:
        return Message(
            "exchange",
            "What comes is taken in by itself. This PC keeps in step with {n} other through it.",
            {},
            "What comes is taken in by itself. This PC keeps in step with {n} others through it.",
            one.partners,
        )
    return Message("exchange", "What comes is taken in by itself.")


def return_cards(overview: Overview) -> list[Card]:
    """At the office: for whom there is something to write."""
    told = [
        Card(
            f"write {one.device}",
            untold_sentence(one),
            Message(
                "exchange", "Take the next file to {laptops}", {"laptops": ", ".join(one.behind)}
            ),
            icon="shield-alert",
            icon_ink="waits",
            action=Message("exchange", "Prepare the file"),
        )
        for one in overview.untold
    ]
    cards = told + [
        Card(
            f"write {number}",
            ", ".join(one.names),
            words.outgoing_words(one),
            icon="laptop",
            icon_ink="accent" if one.entries else "ink_second",
        )
        for number, one in enumerate(overview.outgoing)
    ]
    return cards or [
        Card(
            " nobody",
            Message("exchange", "No other laptop has joined yet."),
            Message("exchange", "Let one in from the settings."),
            icon="laptop",
            icon_ink="ink_second",
            quiet=True,
        )
    ]
