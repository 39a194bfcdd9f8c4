"""The carry from the field to the office and back, walked in words on fictional data."""

from __future__ import annotations

from pathlib import Path

from desktop_app.cli.opening import direction_to, today
from desktop_app.cli.output import Output, clean
from desktop_app.domain.roles import Role
from desktop_app.language import Message
from desktop_app.services.clients.clients import Clients
from desktop_app.services.conflicts.conflicts import Conflicts
from desktop_app.services.exchange.bundle_words import sentence_of
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.exchange.media import Written, export_to
from desktop_app.services.fiction import demo
from desktop_app.services.processes.reader import ProcessBundleReader
from desktop_app.services.vault import vaults
from desktop_app.services.vault.checking import check
from desktop_app.services.vault.vaults import OpenVault


def walk(folder: Path, clients: int, out: Output) -> None:
    """Register somebody in the north, carry the bundle to the office, and bring the news back."""
    made = demo.make(folder, clients)
    stick = folder / "stick"
    stick.mkdir()
    _tell(Message("walk", "Three vaults with {n} fictional people are ready.", {"n": made.clients}))
    with (
        vaults.open_vault(made.north, made.passphrase) as north,
        vaults.open_vault(made.office, made.passphrase) as office,
    ):
        person = _register(north)
        written = _carry(north, office, stick)
        _tell(_size(written))
        _again(office, written)
        _quarrel(north, office, person)
        _carry(office, north, stick)
        _carry(north, office, stick)
        _carry(office, north, stick)
        for vault in (north, office):
            _tell_conflicts(vault)
        file = Clients(north.session).show(person)
        _tell(
            Message(
                "walk",
                "On the laptop, the file of {name} now says: {state}.",
                {"name": file.title, "state": file.shared.state.value},
            )
        )
        for vault in (north, office):
            report = check(vault)
            if report.ok:
                _tell(
                    Message(
                        "walk",
                        "The vault {name} is whole: {entries} changes proven.",
                        {"name": vault.slots.name, "entries": report.entries},
                    )
                )
            else:
                for problem in report.problems:
                    out.say(problem.message)


def _tell(words: Message) -> None:
    print(f"  {clean(str(words))}")


def _register(north: OpenVault) -> str:
    clients = Clients(north.session)
    community = clients.page(limit=1)[0].community_id
    person = clients.add(
        {
            "given": "Jeanne",
            "family": "Exemple-Démo",
            "birth_date": "~1951",
            "telephone": "867-555-0142",
            "community": community,
            "language": "iu",
        },
        note="Premier contact à la descente de l'avion.",
    )
    file = clients.show(person)
    _tell(
        Message(
            "walk",
            "{author} registers {name} on the laptop of the north: {state}.",
            {
                "author": north.session.person_name,
                "name": file.title,
                "state": file.shared.state.value,
            },
        )
    )
    return person


def _carry(sender: OpenVault, receiver: OpenVault, stick: Path) -> Written:
    trust = sender.session.require_trust()
    recipients = (
        trust.devices(Role.OFFICE)
        if not sender.session.is_office
        else [one for one in trust.devices() if one.device == receiver.session.device]
    )
    written = export_to(
        Exchange(sender.session), recipients, stick, direction_to(recipients), today()
    )
    imported = Exchange(receiver.session).take_in(ProcessBundleReader(written.path))
    _tell(
        Message(
            "walk",
            "{sender} writes {file}; {receiver} takes it in. {result}",
            {
                "sender": sender.slots.name,
                "file": f"{written.path.parent.name}/{written.path.name}",
                "receiver": receiver.slots.name,
                "result": sentence_of(imported),
            },
        )
    )
    return written


def _size(written: Written) -> Message:
    return Message(
        "walk",
        "It carries {entries} changes in {bytes} sealed and signed bytes.",
        {"entries": written.exported.entries, "bytes": written.exported.bytes},
    )


def _again(office: OpenVault, written: Written) -> None:
    imported = Exchange(office.session).take_in(ProcessBundleReader(written.path))
    _tell(Message("walk", "The same file once more: {result}", {"result": sentence_of(imported)}))


def _quarrel(north: OpenVault, office: OpenVault, person: str) -> None:
    Clients(north.session).set(person, {"telephone": "867-555-0143"})
    Clients(office.session).set(person, {"telephone": "867-555-0144"})
    _tell(
        Message(
            "walk", "Both change the telephone of the same person without knowing of each other."
        )
    )


def _tell_conflicts(vault: OpenVault) -> None:
    for one in Conflicts(vault.session).list():
        values = " / ".join(f"{value.value} ({value.author})" for value in one.values)
        _tell(
            Message(
                "walk",
                "{vault} keeps both and asks: {name}, {field}: {values}",
                {"vault": vault.slots.name, "name": one.name, "field": one.label, "values": values},
            )
        )
