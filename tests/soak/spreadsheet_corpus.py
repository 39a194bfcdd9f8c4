"""Reads every file of a folder of broken and hostile spreadsheets, each in a capped process.

    python tests/soak/spreadsheet_corpus.py FOLDER [--megabytes 300] [--seconds 10]

Each file must be read or refused with a code within the limits; anything else is listed and the
exit code is 1. Apache POI's `test-data/spreadsheet` is one such folder.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent.parent
READER: Final = """
import resource, sys
from pathlib import Path
from desktop_app.domain.errors import PortageError
from desktop_app.interchange.spreadsheet import read_table
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), int(sys.argv[2])))
try:
    table = read_table(Path(sys.argv[1]))
except PortageError as refused:
    assert str(refused)
    print("refused", refused.code)
except MemoryError:
    print("memory")
else:
    print("read", "rows_left_out" if table.refused else "whole")
"""


def outcome(path: Path, megabytes: int, seconds: int) -> str:
    """What became of one file: `read …`, `refused CODE`, or `FAULT …` for what must not happen."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", READER, str(path), str(megabytes * 1024 * 1024)],
            capture_output=True,
            text=True,
            timeout=seconds,
            cwd=ROOT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "FAULT too slow"
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no trace"])[-1]
        return f"FAULT ended with {done.returncode}: {last}"
    return f"FAULT {done.stdout.strip()}" if "memory" in done.stdout else done.stdout.strip()


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--megabytes", type=int, default=300)
    arguments.add_argument("--seconds", type=int, default=10)
    chosen = arguments.parse_args()
    files = sorted(path for path in chosen.folder.rglob("*") if path.is_file())
    counts: Counter[str] = Counter()
    for path in files:
        told = outcome(path, chosen.megabytes, chosen.seconds)
        counts[told.split(":")[0]] += 1
        if told.startswith("FAULT"):
            print(f"{path.name}: {told}")
    for told, count in counts.most_common():
        print(f"{count:6}  {told}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"{len(files)} files, at most {used} MiB resident")
    return 1 if any(told.startswith("FAULT") for told in counts) else 0


if __name__ == "__main__":
    sys.exit(main())
