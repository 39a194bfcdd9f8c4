"""The papers of a client: lists that services and benefits ask for, ticked, printed, and whether a
client is ready for a session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from desktop_app.domain.casework.documents import (
    IN_HAND,
    NEEDED,
    NOT_NEEDED,
    Paper,
    still_missing,
)
from desktop_app.domain.fields import Value
from desktop_app.domain.record_values import Item, items_by_list
from desktop_app.language import Message, base_language
from desktop_app.reports import documents_paper
from desktop_app.reports.documents_paper import DocumentsPaper, ListedPaper
from desktop_app.services.casework.plan_papers import call_whom, paper_languages, printed_now
from desktop_app.services.casework.records import Record, Records
from desktop_app.services.casework.reference_person import ReferencePerson, read_reference
from desktop_app.services.clients.client_fields import id_in
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.clients.client_values import records_of
from desktop_app.services.editing import Editor, derived_id
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row


@dataclass(frozen=True, slots=True)
class ListLine:
    """A list of documents that can be asked for. items: the names and reasons by item."""

    id: str
    name_en: str
    name_fr: str
    service: str
    benefit: str
    items: tuple[Item, ...]

    @property
    def name(self) -> str:
        """Its name in the language of the screen."""
        return in_language(self.name_en, self.name_fr)


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One paper of a client. name, why: in the language of the screen. names: in every language.
    attachment: the id of an attached file, or empty. expires: its last day, or empty; over: it has passed."""

    record: Record
    name: str
    names: tuple[str, ...]
    why: str
    why_names: tuple[str, ...]
    checklist: str
    state: str
    on: str
    attachment: str
    remark: str
    expires: str = ""
    over: bool = False

    @property
    def missing(self) -> bool:
        """It is still to be brought, or what is in hand is not valid any more."""
        return self.state == NEEDED or (self.over and self.state == IN_HAND)


@dataclass(frozen=True, slots=True)
class ClientDocuments:
    """The papers of a client: those to bring first. lists: those that can be asked for."""

    client: str
    documents: tuple[DocumentLine, ...]
    lists: tuple[ListLine, ...]
    reference: ReferencePerson

    @property
    def missing(self) -> int:
        """How many papers are still to be brought."""
        return sum(one.missing for one in self.documents)


class Documents:
    """Reads and writes the papers of clients. zone: whose clock the foot of a page shows.

    Raises NotHere, NotAllowed, ValueRefused as `Records` does.
    """

    def __init__(self, session: Session, zone: str = "UTC") -> None:
        self._session, self._zone = session, zone
        self._records = Records(session)

    def of(self, client: str) -> ClientDocuments:
        """The papers of a client."""
        with self._session.database.reading() as tables:
            lists = read_lists(tables, self._session)
            return ClientDocuments(
                client,
                read_documents(tables, self._session, client, lists),
                lists,
                read_reference(tables, self._session, client),
            )

    def lists(self) -> tuple[ListLine, ...]:
        """Every list of documents, by name."""
        with self._session.database.reading() as tables:
            return read_lists(tables, self._session)

    def ask_for(self, client: str, checklist: str) -> int:
        """Put the papers of a list into a client's file; gives how many were not there yet.

        A paper has one record for each client and line of the list, whichever laptop wrote it.
        """
        session = self._session
        with session.database.writing() as tables:
            line = next(one for one in read_lists(tables, session) if one.id == checklist)
            editor = Editor(session, tables)
            editor.begin_act()
            kind, added = session.registry["document"], 0
            for item in line.items:
                made = derived_id(id_in(client) or bytes(16), f"document {item.id}")
                if tables.rows.get(kind, made) is not None:
                    added += self._records.revive(tables, editor, "document", made)
                    continue
                name = in_language(item.text("name_en"), item.text("name_fr"))
                told: dict[str, Value] = {
                    "name": name,
                    "state": NEEDED,
                    "on": today_of(session).isoformat(),
                    "checklist": checklist,
                    "item": item.id,
                }
                self._records.write_new(tables, editor, "document", client, told, made)
                added += 1
            editor.flush()
            return added

    def add(self, client: str, values: Mapping[str, Value]) -> str:
        """A paper outside of any list; gives its id."""
        today = today_of(self._session).isoformat()
        return self._records.add("document", client, {"state": NEEDED, "on": today, **values})

    def tick(self, document: str, state: str) -> None:
        """A paper is in hand, sent on, not needed or to be brought, as of today."""
        today = today_of(self._session).isoformat()
        self._records.change("document", document, {"state": state, "on": today})

    def change(self, record: Record, values: Mapping[str, Value]) -> tuple[str, ...]:
        """Change a paper as it was shown; gives the paths that changed."""
        told = dict(values)
        if "state" in told and "on" not in told:
            told["on"] = today_of(self._session).isoformat()
        return self._records.change("document", record.id, told, record.seen)

    def delete(self, record: Record) -> None:
        """Take a paper out of the list; it can be brought back."""
        self._records.delete("document", record.id)

    def paper(self, client: str) -> bytes:
        """The list to take home as a PDF, in the client's language and in that of the screen: what
        to bring with a box to tick and why, then what is in hand. Raises NotHere.
        """
        session = self._session
        found = self.of(client)
        with session.database.reading() as tables:
            row = records_of(tables, session, client).rows["client"]
            spoken = str(row.value("language") or "")
        first, second = paper_languages(spoken)
        french = (first.startswith("fr"), second.startswith("fr"))
        listed = [
            ListedPaper(_both(one.names, french), _both(one.why_names, french), not one.missing)
            for one in found.documents
            if one.state != NOT_NEEDED
        ]
        paper = DocumentsPaper(
            organisation=Organisation(session).name(),
            day=today_of(session),
            papers=tuple(listed),
            call=call_whom(found.reference),
        )
        return documents_paper.render(paper, printed_now(session, self._zone), first, second)


@dataclass(frozen=True, slots=True)
class Ready:
    """Whether a client has the papers for a session. asked: how many; missing: their names."""

    asked: int
    missing: tuple[str, ...]

    @property
    def yes(self) -> bool:
        """Everything that is asked for is at hand."""
        return self.asked > 0 and not self.missing


def readiness(
    tables: Tables,
    session: Session,
    client: str,
    asked: Sequence[str],
    service: str,
    lists: Sequence[ListLine],
) -> Ready:
    """Which of the papers for a session are missing.

    asked: what the appointment says to bring, or what its service asks for. The lists of the
    service count too where they were asked for in this file. What stands in the file as still to
    be brought for that service counts whether the appointment names it or not, and a paper that is not
    valid any more is missing. lists: every list,
    as `read_lists` gives them.
    """
    papers = read_documents(tables, session, client, lists)
    own = {one.id for one in lists if one.service and one.service == service}
    wanted: list[tuple[str, ...]] = [(name,) for name in asked]
    for paper in papers:
        if paper.checklist in own and not any(set(paper.names) & set(names) for names in wanted):
            wanted.append(paper.names)
    missing = still_missing(
        wanted, [Paper(one.names, NEEDED if one.missing else one.state) for one in papers]
    )
    shown = [in_language(wanted[number][0], wanted[number][-1]) for number in missing]
    return Ready(len(wanted), tuple(shown))


def read_lists(tables: Tables, session: Session) -> tuple[ListLine, ...]:
    """Every list of documents, by name."""
    kind = session.registry["checklist"]
    lines = [_list(row) for row in tables.rows.select(kind, "WHERE life = 1 ORDER BY id")]
    return tuple(sorted(lines, key=lambda one: (one.name, one.id)))


def read_documents(
    tables: Tables, session: Session, client: str, lists: Sequence[ListLine]
) -> tuple[DocumentLine, ...]:
    """The papers of a client, those to bring first, then by name. lists: every list there is."""
    items = {item.id: item for line in lists for item in line.items}
    today = today_of(session).isoformat()
    lines = [
        _document(record, items.get(record.text("item")), today)
        for record in Records(session).read_of(tables, client, "document")
    ]
    return tuple(
        sorted(lines, key=lambda one: (not one.missing, one.name.casefold(), one.record.id))
    )


def in_language(english: str, french: str) -> str:
    """The words in the language of the screen, or those that there are."""
    first, second = (french, english) if base_language() == "fr" else (english, french)
    return first or second


def ready_words(ready: Ready) -> Message:
    """The readiness as a sign says it."""
    if ready.yes:
        return Message("today", "Ready: every document in hand")
    return Message(
        "today", "{n} document to bring", {}, "{n} documents to bring", len(ready.missing)
    )


def _list(row: Row) -> ListLine:
    items = items_by_list(row.type, row.values).get("documents", ())
    return ListLine(
        row.id.hex(),
        str(row.value("name_en") or ""),
        str(row.value("name_fr") or ""),
        str(row.value("service") or ""),
        str(row.value("benefit") or ""),
        tuple(sorted(items, key=lambda item: item.id)),
    )


def _document(record: Record, item: Item | None, today: str) -> DocumentLine:
    typed = record.text("name")
    names = [typed] if item is None else [item.text("name_en"), item.text("name_fr")]
    whys = [] if item is None else [item.text("why_en"), item.text("why_fr")]
    name = typed if item is None else in_language(*names) or typed
    return DocumentLine(
        record,
        name,
        tuple(one for one in names if one) or (typed,),
        in_language(whys[0], whys[1]) if whys else "",
        tuple(whys),
        record.text("checklist"),
        record.text("state"),
        record.text("on"),
        record.text("attachment"),
        record.text("remark"),
        record.text("expires_on"),
        "" < record.text("expires_on") < today,
    )


def _both(names: Iterable[str], french: tuple[bool, bool]) -> tuple[str, ...]:
    """The words for a paper in two languages, French or English as each wants; once where they are
    the same."""
    english, second = ([*names, "", ""])[:2]
    said = [(second or english) if one else (english or second) for one in french]
    return tuple(dict.fromkeys(one for one in said if one))
