"""Bugs planted into merging and exchange, each of which the simulator must catch.

A simulator that finds nothing proves nothing; this shows what it would find. The same histories
without a planted bug are the control.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

import pytest

from desktop_app.domain.fields import DELETED, LIFE, FieldKey, Value
from desktop_app.services import editing
from desktop_app.services.exchange import segments, taking_in
from desktop_app.services.exchange.writing_bundles import BundleWriter, Exported
from desktop_app.services.session import Session
from desktop_app.services.trust import judging
from desktop_app.services.trust.judging import Rejudged
from desktop_app.storage import rows
from desktop_app.storage.connection import Connection
from desktop_app.storage.database import Tables
from desktop_app.storage.exchange import ExchangeTables, Peer
from desktop_app.storage.log import WITHHELD, LogTables
from desktop_app.sync import merge
from desktop_app.sync.clock import time_of
from desktop_app.sync.judging import BEYOND_CUT
from desktop_app.sync.log import Body, decode_body, decode_segment
from desktop_app.sync.merge import FeedRank, LocalDot, LocalEntry, LocalOperation, State
from desktop_app.sync.trust import Trust
from tests.simulator.checks import Broken
from tests.simulator.history import History
from tests.simulator.moves_versions import OLDER

SEEDS: Final = range(20_000, 20_025)
Patch = pytest.MonkeyPatch
Received = Callable[[LocalDot], bool]
genuine_apply = State.apply


def newest_clock_wins(patch: Patch) -> None:
    """Of several values that stand, only the one with the latest time is kept."""

    def apply(state: State, entry: LocalEntry, received: Received, rank: FeedRank) -> None:
        genuine_apply(state, entry, received, rank)
        for key, heads in state.heads.items():
            state.heads[key] = (max(heads, key=lambda head: (head.hlc, rank(head.feed))),)

    patch.setattr(State, "apply", apply)


def old_clock_loses(patch: Patch) -> None:
    """A write whose time is before that of what it replaces does not replace it."""

    def apply(state: State, entry: LocalEntry, received: Received, rank: FeedRank) -> None:
        kept = []
        for one in entry.operations:
            times = {head[:3]: head.hlc for head in state.heads.get(one.key, ())}
            dots = tuple(dot for dot in one.replaces if times.get(dot, 0) <= entry.hlc)
            kept.append(one._replace(replaces=dots))
        genuine_apply(state, entry._replace(operations=tuple(kept)), received, rank)

    patch.setattr(State, "apply", apply)


def marks_forgotten(patch: Patch) -> None:
    """What was replaced before it arrived stands again when it comes."""

    def apply(state: State, entry: LocalEntry, received: Received, rank: FeedRank) -> None:
        genuine_apply(state, entry, received, rank)
        state.marks.clear()

    patch.setattr(State, "apply", apply)


def marks_kept(patch: Patch) -> None:
    """A mark stays although what it waited for has come."""

    def apply(state: State, entry: LocalEntry, received: Received, rank: FeedRank) -> None:
        before = set(state.marks)
        genuine_apply(state, entry, received, rank)
        state.marks |= before

    patch.setattr(State, "apply", apply)


def one_head_replaced(patch: Patch) -> None:
    """An edit of a field in which two values stand replaces one of them."""
    genuine = merge.edit_operations

    def edit_operations(
        state: State,
        values: Mapping[FieldKey, Value],
        rank: FeedRank,
        seen: Mapping[FieldKey, tuple[LocalDot, ...]] | None = None,
    ) -> list[LocalOperation]:
        return [
            one._replace(replaces=one.replaces[:1]) for one in genuine(state, values, rank, seen)
        ]

    patch.setattr(editing, "edit_operations", edit_operations)


def equal_values_contested(patch: Patch) -> None:
    """The same value written twice apart is called a conflict."""

    def contested(state: State) -> list[FieldKey]:
        return [key for key, heads in state.heads.items() if len(heads) > 1 and key != LIFE]

    patch.setattr(State, "contested", contested)


def delete_without_seen(patch: Patch) -> None:
    """A delete does not say what its author had seen."""
    genuine = merge.life_operation

    def life_operation(state: State, live: bool) -> LocalOperation:
        return genuine(state, live)._replace(seen=())

    patch.setattr(editing, "life_operation", life_operation)


def delete_hides_all(patch: Patch) -> None:
    """A delete hides what was changed elsewhere in the meantime."""

    def life(state: State) -> int:
        standing = [head.value for head in state.heads.get(LIFE, ())]
        return merge.HIDDEN if DELETED in standing else merge.SHOWN

    patch.setattr(State, "life", life)


def last_arrival_shown(patch: Patch) -> None:
    """What came last is shown, so laptops differ by the order of their bundles."""

    def shown(state: State, key: FieldKey, rank: FeedRank) -> Value:
        heads = state.heads.get(key)
        return heads[-1].value if heads else None

    patch.setattr(State, "shown", shown)


def local_numbers_break_ties(patch: Patch) -> None:
    """Equal times are told apart by numbers that every laptop gives in its own way."""

    def shown(state: State, key: FieldKey, rank: FeedRank) -> Value:
        heads = state.heads.get(key)
        return max(heads, key=lambda head: (head.hlc, head.feed)).value if heads else None

    patch.setattr(State, "shown", shown)


def open_form_sees_today(patch: Patch) -> None:
    """Saving a form replaces also what came while it was open, unseen."""
    genuine = merge.edit_operations

    def edit_operations(
        state: State,
        values: Mapping[FieldKey, Value],
        rank: FeedRank,
        seen: Mapping[FieldKey, tuple[LocalDot, ...]] | None = None,
    ) -> list[LocalOperation]:
        return genuine(state, values, rank, None)

    patch.setattr(editing, "edit_operations", edit_operations)


def duplicate_not_known(patch: Patch) -> None:
    """A bundle taken in a second time is counted again."""
    patch.setattr(ExchangeTables, "imported", lambda tables, bundle: [])


def received_by_exporting(patch: Patch) -> None:
    """Whoever was sent something is believed to hold it."""
    genuine = BundleWriter.record

    def record(self: BundleWriter, exported: Exported, file_name: str) -> None:
        genuine(self, exported, file_name)
        with self._session.database.writing() as tables:
            for one in exported.recipients:
                known = tables.exchange.peers().get(one.device) or Peer(one.device, 0, {}, 0)
                vector = {**known.vector, **exported.vector}
                tables.exchange.set_peer(replace(known, vector=vector))

    patch.setattr(BundleWriter, "record", record)


def cuts_come_too_late(patch: Patch) -> None:
    """What a lost laptop wrote stays where it had been applied before the loss was known."""
    patch.setattr(taking_in, "rejudge", lambda session, tables, before: Rejudged())


def judged_at_arrival(patch: Patch) -> None:
    """What arrived while it might not count stays aside although the reason is gone."""
    genuine = judging._settle

    def settle(tables: Tables, states: dict[tuple[int, int], tuple[int, bytes]]) -> Rejudged:
        return genuine(tables, {key: told for key, told in states.items() if told[0] == WITHHELD})

    patch.setattr(judging, "_settle", settle)


def rows_not_rebuilt(patch: Patch) -> None:
    """The states of entries change and the records that people see do not."""
    patch.setattr(judging, "rebuild", lambda tables, entities: None)


def cut_by_time(patch: Patch) -> None:
    """What claims to be older than the office's last word counts, wherever the cut lies."""
    genuine = segments._refusals

    def refusals(session: Session, tables: Tables, feed: Any, fresh: Any) -> dict[int, str]:
        told = genuine(session, tables, feed, fresh)
        early = time_of(session.require_trust().beacon + 24 * 3600 * 1000)
        times = {one.seq: one.hlc for one in fresh}
        return {seq: code for seq, code in told.items() if code != BEYOND_CUT or times[seq] > early}

    patch.setattr(segments, "_refusals", refusals)


def admit_ignored(patch: Patch) -> None:
    """The office's word that late work counts is passed over."""
    patch.setattr(Trust, "_take_admit", lambda trust, data: False)


def stopped_halfway(patch: Patch) -> None:
    """An import that is stopped, refused or rehearsed leaves behind what it had done so far."""

    def undo(connection: Connection) -> None:
        if connection.in_transaction:
            connection.run("COMMIT")

    patch.setattr(Connection, "undo", undo)


def gaps_ignored(patch: Patch) -> None:
    """A segment that waits for what is before it is applied at once."""
    genuine = segments.take_segment

    def take_segment(
        session: Session, tables: Tables, content: bytes, *rest: Any, **named: Any
    ) -> None:
        segment = decode_segment(content)
        feed = tables.log.feed(segment.feed)
        if feed is not None and feed.seq and segment.start > feed.seq + 1:
            feed.seq, feed.link = segment.start - 1, segment.base
        genuine(session, tables, content, *rest, **named)

    patch.setattr(taking_in, "take_segment", take_segment)


def dots_of_another_feed(patch: Patch) -> None:
    """The feeds that an operation names are taken for the author's own."""
    genuine = merge.State.apply

    def apply(state: State, entry: LocalEntry, received: Received, rank: FeedRank) -> None:
        operations = tuple(
            one._replace(replaces=tuple((entry.feed, dot[1], dot[2]) for dot in one.replaces))
            for one in entry.operations
        )
        genuine(state, entry._replace(operations=operations), received, rank)

    patch.setattr(State, "apply", apply)


def rebuild_forgets_replacements(patch: Patch) -> None:
    """Rebuilding a record from the log takes every value that was ever written for standing."""
    genuine = merge.fold

    def fold(entries: Any, rank: FeedRank) -> State:
        return genuine(
            [
                one._replace(operations=tuple(op._replace(replaces=()) for op in one.operations))
                for one in entries
            ],
            rank,
        )

    patch.setattr(rows, "fold", fold)


def unknown_fields_dropped(patch: Patch) -> None:
    """What an older release does not know of a record it leaves out, and the update lacks it."""

    def decode(data: bytes) -> Body:
        body = decode_body(data)
        one = OLDER.by_number(body.entity_type)
        known = None if one is None else {field.number for field in one.fields}
        kept = tuple(
            operation
            for operation in body.operations
            if known is None or type(operation.key) is not int or operation.key in {LIFE, *known}
        )
        return body._replace(operations=kept or body.operations)

    patch.setattr(segments, "decode_body", decode)


def pending_forgotten(patch: Patch) -> None:
    """After the update, what waited for it goes on waiting."""
    patch.setattr(LogTables, "read_again", lambda *_: None)


BUGS: Final = (
    unknown_fields_dropped,
    pending_forgotten,
    newest_clock_wins,
    old_clock_loses,
    marks_forgotten,
    marks_kept,
    one_head_replaced,
    equal_values_contested,
    delete_without_seen,
    delete_hides_all,
    last_arrival_shown,
    local_numbers_break_ties,
    open_form_sees_today,
    duplicate_not_known,
    received_by_exporting,
    cuts_come_too_late,
    judged_at_arrival,
    rows_not_rebuilt,
    cut_by_time,
    admit_ignored,
    stopped_halfway,
    gaps_ignored,
    dots_of_another_feed,
    rebuild_forgets_replacements,
)


class ClockHistory(History):
    """A history in which clocks jump as often as somebody writes: what they might decide shows."""

    def offered(self) -> list[tuple[Callable[[], object], int]]:
        return [*super().offered(), (self.change_clock, 30), (self.market_day, 30)]


class FormHistory(History):
    """A history in which forms stay open while others write into the same records."""

    def offered(self) -> list[tuple[Callable[[], object], int]]:
        return [
            *super().offered(),
            (self.open_form, 40),
            (self.save_form, 40),
            (self.market_day, 30),
        ]


SPECIAL: Final[dict[Callable[[Patch], None], type[History]]] = {
    newest_clock_wins: ClockHistory,
    old_clock_loses: ClockHistory,
    cut_by_time: ClockHistory,
    open_form_sees_today: FormHistory,
}
"""Histories that come sooner to what a bug needs."""


MEETS: Final[dict[Callable[[Patch], None], int]] = {
    old_clock_loses: 10, one_head_replaced: 7, last_arrival_shown: 3, local_numbers_break_ties: 13,
    cuts_come_too_late: 3, judged_at_arrival: 4, rows_not_rebuilt: 3, cut_by_time: 11,
    admit_ignored: 4, gaps_ignored: 14,
}  # fmt: skip
"""Which of the histories meets a bug first: it is told first, as the others cost time only."""


def test_without_a_bug_the_same_histories_hold() -> None:
    for seed in SEEDS[:8]:
        for kind in (ClockHistory, FormHistory):
            assert kind(seed).run().histories == 1
    for seed in SEEDS:
        assert History(seed).run().histories == 1


@pytest.mark.parametrize("plant", BUGS, ids=lambda plant: plant.__name__)
def test_a_planted_bug_is_caught(plant: Callable[[Patch], None], monkeypatch: Patch) -> None:
    History(SEEDS[0])  # the fleet is enrolled before the bug is there
    plant(monkeypatch)
    kind, at = SPECIAL.get(plant, History), MEETS.get(plant, 0)
    with pytest.raises(Broken) as caught:
        for seed in (*SEEDS[at:], *SEEDS[:at]):
            kind(seed).run()
    assert str(caught.value)
