"""`portage conflicts`: what waits for a decision."""

from __future__ import annotations

import argparse

from desktop_app.cli.opening import opened
from desktop_app.cli.output import Output, read_json
from desktop_app.language import Message
from desktop_app.services.conflicts.conflicts import Conflicts
from desktop_app.sync.clock import moment_of, time_of


def list_conflicts(arguments: argparse.Namespace, out: Output) -> int:
    """Each field with its values, who wrote them and where."""
    with opened(arguments, out) as vault:
        found = Conflicts(vault.session).list(arguments.limit, arguments.after)
    documents = [
        {
            "id": one.id,
            "entity": one.entity,
            "type": one.entity_type,
            "name": one.name,
            "field": one.field,
            "reviewers": list(one.reviewer.names),
            "provisional": one.provisional,
            "both": one.both is not None,
            "changed": [str(label) for label in one.changed],
            "values": [
                {
                    "value": value.value,
                    "author": value.author,
                    "device": value.device,
                    "at": moment_of(time_of(value.at)).isoformat(timespec="milliseconds"),
                    "clock_wrong": value.clock_wrong,
                }
                for value in one.values
            ],
        }
        for one in found
    ]
    lines = []
    for one in found:
        lines.append(f"{one.id}  {one.name}, {one.label}")
        lines += [
            f"  {at}. {value.value} ({value.author}, {value.device})"
            for at, value in enumerate(one.values, 1)
        ]
        if one.changed:
            fields = ", ".join(str(label) for label in one.changed)
            lines.append(f"  {Message('conflicts', 'Changed: {fields}', {'fields': fields})}")
    out.result({"conflicts": documents}, *lines)
    return 0


def resolve(arguments: argparse.Namespace, out: Output) -> int:
    """Settle one, with one of its values or another."""
    value = read_json().get("value") if arguments.value_stdin else None
    with opened(arguments, out) as vault:
        conflicts = Conflicts(vault.session)
        if arguments.take is not None:
            conflicts.resolve(arguments.id, index=arguments.take - 1)
        elif arguments.both:
            conflicts.keep_both(arguments.id)
        else:
            conflicts.resolve(arguments.id, value)
    out.result({"resolved": arguments.id}, str(Message("cli", "The conflict is settled.")))
    return 0
