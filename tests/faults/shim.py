"""Building shim.c, which stands between a process and the disk."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

NEEDS_SHIM = [
    pytest.mark.skipif(sys.platform != "linux", reason="The loader of Linux is needed."),
    pytest.mark.skipif(shutil.which("cc") is None, reason="No C compiler is here."),
]


def build_shim(folder: Path, source: str = "shim.c") -> Path:
    """The library made from a C file of this folder."""
    made = folder / source.replace(".c", ".so")
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O1", "-o", made, Path(__file__).with_name(source), "-ldl"],
        check=True,
    )
    return made
