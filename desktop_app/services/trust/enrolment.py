"""Joining an organisation: taking in the office's answer to this laptop's request."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from desktop_app.crypto.signing import payload_of
from desktop_app.domain.errors import PortageError
from desktop_app.language import Message
from desktop_app.services.exchange.exchange import REFUSED, BundleReader, Exchange, Frame, Imported
from desktop_app.services.session import Session
from desktop_app.sync import bundle as files
from desktop_app.sync import statements as trusted
from desktop_app.sync.roots import organisation_digits, organisation_id
from desktop_app.sync.trust import Trust


class AnswerRefused(PortageError):
    """The answer does not let this laptop in."""

    code = "answer_refused"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "enrolment",
                "This file does not let this laptop in. Nothing was changed. "
                "Ask the office for the answer to this laptop's own request.",
            )
        )


class DigitsDiffer(PortageError):
    """The organisation's digits are not those on the printed card."""

    code = "digits_differ"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "enrolment",
                "The digits are not the same. This laptop did not join, and nothing was changed. "
                "Do not use this file; call the office by a number that you already know.",
            )
        )


class _Replay:
    """Frames that were already read to look at the organisation's digits, and those to come."""

    def __init__(self, read: Sequence[Frame], rest: Iterator[Frame]) -> None:
        self._read, self._rest = read, rest

    def frames(self, keys: object) -> Iterator[Frame]:
        yield from self._read
        yield from self._rest


def accept(
    session: Session, reader: BundleReader, agree: Callable[[str], bool] = lambda digits: True
) -> Imported:
    """Join the organisation whose answer this is, and take in what it brings.

    agree: is shown the organisation's digits and says whether they are those on its card.
    Raises AnswerRefused, DigitsDiffer, or what opening a bundle raises.
    """
    with session.database.reading() as tables:
        keys = session.sealing_keys(tables)
    rest = reader.frames(keys)
    try:
        # No more is held than what is shown: whoever wrote the file could have made it long.
        read = list(islice(rest, 2))
        return _accept(session, read, rest, agree)
    finally:
        close = getattr(rest, "close", None)
        if close is not None:
            close()


def _accept(
    session: Session, frames: list[Frame], rest: Iterator[Frame], agree: Callable[[str], bool]
) -> Imported:
    if not frames or frames[0][0] != "manifest":
        raise AnswerRefused
    manifest = files.decode_manifest(payload_of(frames[0][1]))
    if (
        manifest.kind != files.ENROLMENT
        or session.device not in manifest.recipients
        or len(frames) < 2
    ):
        raise AnswerRefused
    if session.trust is not None and session.trust.organisation != manifest.organisation:
        raise AnswerRefused
    statements = files.decode_trust(frames[1][1][1])
    roots = [data for kind, data in statements if kind == trusted.ROOT]
    first = next((one for one in roots if organisation_id(one) == manifest.organisation), None)
    if first is None:
        raise AnswerRefused
    if not agree(organisation_digits(manifest.organisation)):
        raise DigitsDiffer
    fresh = session.trust is None
    if fresh:
        _begin(session, first, statements)
    imported = Exchange(session).take_in(_Replay(frames, rest))
    if imported.outcome == REFUSED and fresh:
        _forget(session)
    return imported


def _begin(session: Session, root: bytes, statements: list[tuple[str, bytes]]) -> None:
    session.trust = Trust.begin(root)
    try:
        with session.database.writing() as tables:
            tables.facts.set("root", root)
            tables.trust.add(trusted.ROOT, session.trust.organisation, 1, root)
            session.keep_statements(tables, statements)
            own = session.trust.certificate(session.device)
            if own is None or own.signing != session.signing_key(tables).public:
                raise AnswerRefused
    except BaseException:
        session.trust = None
        raise


def _forget(session: Session) -> None:
    session.trust = None
    with session.database.writing() as tables:
        tables.facts.remove("root")
        tables.trust.clear()
