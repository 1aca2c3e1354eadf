"""Where the package is that was installed with the library."""

from __future__ import annotations

from pathlib import Path

_LIBRARY = Path(__file__).resolve().parent.parent


def installed() -> Path:
    """The folder of the package: `data/` in an installed library; in a checkout `build/`, as it was last built."""
    packaged = _LIBRARY / "data"
    return packaged if packaged.is_dir() else _LIBRARY.parent / "build"
