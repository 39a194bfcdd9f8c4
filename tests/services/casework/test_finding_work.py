"""The one search finds calls, messages and tasks, in either script, and nothing that is gone."""

from __future__ import annotations

from desktop_app.services.casework.finding import find_work
from desktop_app.services.casework.records import Records
from desktop_app.services.casework.tasks import Tasks
from desktop_app.services.clients.clients import Clients
from tests.builders import a_client, an_office


def test_calls_messages_and_tasks_are_found_by_word() -> None:
    office = an_office()
    client, records = a_client(office), Records(office)
    made = records.add(
        "encounter", client,
        {"happened_on": "2026-02-03", "sort": "message", "text": "Le chèque est arrivé",
         "with_whom": "sa sœur Béatrice"},
    )  # fmt: skip
    Tasks(office).add(client, {"title": "ᐅᖃᓕᒫᕐᕕᒃ"})
    found = find_work(office, "cheque arri", 5)
    assert [(one.client, one.kind, str(one.title), one.day) for one in found] == [
        (client, "encounter", "Message", "2026-02-03")
    ]
    assert [one.client for one in find_work(office, "beatrice", 5)] == [client]
    assert [one.kind for one in find_work(office, "uqalima", 5)] == ["task"]
    assert find_work(office, "x", 5) == ()
    records.delete("encounter", made)
    assert find_work(office, "cheque", 5) == ()
    Clients(office).delete(client)
    assert find_work(office, "uqalima", 5) == ()
