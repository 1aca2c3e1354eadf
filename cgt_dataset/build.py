"""The pipeline: raw → records → tables → package. The one room that knows both ends."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from . import curation, rules
from .checking import Checked, check
from .findings import Finding
from .package import RULES as PACKAGE_RULES
from .package import publish
from .package.codes import DAMAGED_RELEASE
from .reader import NoPackage
from .release import VERSION
from .texts import Texts

RULES = (*curation.RULES, *rules.RULES, *PACKAGE_RULES)
"""Every rule that records and packages are held to."""


RELEASES = "releases"
"""The folder beside `raw` that holds the archives of earlier releases."""


def build(raw: Path, place: Path, texts: Texts) -> Checked:
    """Check the records below `raw` and, where they are good, put their package in `place`, whole or not at all.

    The package carries what changed since the release before, where that is kept in `releases/` beside `raw`.

    Raises Unreadable when `raw` is no folder that can be listed, NotAPackage when `place` holds something that is no
    package, and OSError when it cannot be written; what is in `place` then stays as it is.
    """
    checked = check(raw, texts)
    if checked.good:
        # Here, because they bring pyarrow, and checking does without.
        from .package.changes import changes_table
        from .package.comparing import changes_between
        from .package.opened import opened, opened_files
        from .package.releases import before, without_place
        from .package.write import described, written
        from .tabular import tables_of

        tables = tables_of(checked.records, checked.tombstones)
        parts = {name: [written(table)] for name, table in tables.items()}
        files = described(parts, tables["sources"])
        earlier = before(raw.parent / RELEASES, VERSION)
        if earlier is not None:
            try:
                parts["changes"] = [written(changes_table(changes_between(opened(earlier), opened_files(files))))]
            except NoPackage as error:
                return replace(checked, findings=(*checked.findings, _damaged(earlier, without_place(error, earlier))))
            files = described(parts, tables["sources"])
        publish(files, place)
    return checked


def _damaged(archive: Path, why: str) -> Finding:
    rule = DAMAGED_RELEASE
    return Finding(str(archive), None, None, rule.code, why, rule.mend)


__all__ = ["RULES", "Checked", "build", "check"]
