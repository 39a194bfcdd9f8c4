"""What one transaction changed, for whoever is told after its commit."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Changes:
    """What one transaction changed, announced after its commit. records: (type name, id)."""

    records: set[tuple[str, bytes]] = field(default_factory=set)
    everything: bool = False
