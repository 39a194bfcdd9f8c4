"""Erasures that wait for a signature or were refused, in words: for the screen and the command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from desktop_app.domain.words.calendar_words import partial_date
from desktop_app.language import Message
from desktop_app.services.erasure.erasure import ErasureLine, RefusedLine
from desktop_app.services.erasure.erasure_files import FileAsked
from desktop_app.services.erasure.erasure_request import ErasureRequest
from desktop_app.services.exchange.bundle_words import kinds_in_words
from desktop_app.sync.erasing import Basis, ErasureKind

BASIS_WORDS: Final = {
    Basis.ASKED: Message("erasure", "The person asked for it"),
    Basis.RETENTION: Message("erasure", "It was kept long enough"),
    Basis.MISTAKE: Message("erasure", "It should never have been kept"),
    Basis.COURT: Message("erasure", "A court ordered it"),
}

_NAMES: Final = 3


def names_in_words(files: Sequence[FileAsked]) -> Message | str:
    """The names of people, the first few where there are many."""
    names = ", ".join(one.name for one in files[:_NAMES])
    if len(files) <= _NAMES:
        return names
    return Message(
        "erasure",
        "{names} and {n} other person",
        {"names": names},
        "{names} and {n} other people",
        len(files) - _NAMES,
    )


def what_waits(line: ErasureLine) -> Message:
    """What an erasure that waits would do, with a name where this laptop knows it."""
    request = line.request
    if request is None or not (request.files or request.known):
        return Message("erasure", "To erase: somebody whose file is not on this laptop")
    told = {"names": names_in_words(request.files), "day": ", ".join(request.notes)}
    if line.kind is ErasureKind.REDACT:
        if request.notes and all(request.notes):
            return Message("erasure", "To remove: a note of {day} about {names}", told)
        return Message("erasure", "To remove: a note about {names}", told)
    if not request.files:
        return Message("erasure", "To erase: what is left of people who were erased before")
    return Message("erasure", "To erase: {names}", told)


def what_was_refused(line: RefusedLine) -> Message:
    """What was not erased, with a name where this laptop knows it."""
    request = line.request
    if request is None or not request.files:
        return Message("erasure", "Refused, and not erased")
    told = {"names": names_in_words(request.files)}
    if line.kind is ErasureKind.REDACT:
        return Message("erasure", "Refused: to remove a note about {names}", told)
    return Message("erasure", "Refused: to erase {names}", told)


def who_refused(line: RefusedLine) -> Message:
    """Who said no, where and when."""
    told = {"who": line.person or "?", "laptop": line.laptop or "?", "day": day_of(line.refused_at)}
    return Message(
        "erasure",
        "Refused by {who} on {laptop}, {day}. Nothing was erased. Whoever wants it after all asks again.",
        told,
    )


def who_asked(line: ErasureLine | RefusedLine) -> Message:
    """On which laptops somebody asked for it, when and why."""
    asked = () if line.request is None else line.request.asked_on
    told = {
        "laptop": ", ".join(asked), "day": day_of(line.at), "reason": BASIS_WORDS[line.basis],
    }  # fmt: skip
    if not asked:
        return Message("erasure", "Asked on {day}. Reason: {reason}.", told)
    return Message("erasure", "Asked on {laptop}, {day}. Reason: {reason}.", told)


def file_in_words(birth_date: str, community: str, records: int = 0) -> str:
    """What tells two people of one name apart. records: how many the file holds, 0 to leave that out."""
    facts = [community]
    if birth_date:
        born = Message("clients", "born {date}", {"date": partial_date(birth_date)})
        facts.insert(0, str(born))
    if records:
        facts.append(str(Message("erasure", "{n} record", {}, "{n} records", records)))
    return " · ".join(one for one in facts if one)


def facts_of(line: ErasureLine) -> list[Message]:
    """What whoever shall sign has to know, a sentence each."""
    request, facts = line.request, [who_asked(line)]
    if request is None:
        return facts
    told = {"laptop": ", ".join(request.asked_on) or "?"}
    if request.known:
        facts.append(
            Message(
                "erasure", "This would go: {what}.",
                {"what": kinds_in_words(request.records.items())},
            )
        )  # fmt: skip
        facts += _missing(request)
    else:
        facts.append(
            Message(
                "erasure",
                "This laptop holds nothing of what would go, so it cannot show what that is. Ask who sits "
                "at {laptop} before you sign.",
                told,
            )
        )
    if request.beside:
        names = names_in_words(request.beside)
        facts.append(
            Message(
                "erasure",
                "Records of {names} would go too, though they are not said to be erased. Ask who sits at "
                "{laptop} why before you sign.",
                {**told, "names": names},
            )
        )
    if request.held:
        facts.append(
            Message("erasure", "Must be kept: {reason}.", {"reason": request.held})
            if line.basis is Basis.COURT
            else Message(
                "erasure",
                "Must be kept: {reason}. As long as that stands in the file, nobody can sign.",
                {"reason": request.held},
            )
        )
    return facts


def day_of(at: int) -> str:
    """The day of a moment in UTC milliseconds."""
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d}"


def _missing(request: ErasureRequest) -> list[Message]:
    if not request.missing:
        return []
    return [
        Message(
            "erasure",
            "{n} more record is named that this laptop does not hold.",
            {},
            "{n} more records are named that this laptop does not hold.",
            request.missing,
        )
    ]
