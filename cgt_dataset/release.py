"""Which release this is. The package, the wheel and the citation all take it from here."""

VERSION = "1.0.0"
"""Version of the Python package and of the data (SemVer)."""
DATE = "2026-11-22"
"""Day of the release; the only date that the built package carries of itself."""
