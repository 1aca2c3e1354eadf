"""DuckDB runs a script that is made beforehand: `nested`, `tables`, `sorted` or, before anything is timed, `csv`."""

from __future__ import annotations

import duckdb

from . import asked, tell


def main() -> None:
    """Copy the records."""
    place, out, script = asked()
    statements = place.script(script).read_text("utf-8").format(records=place.records, out=out)
    with duckdb.connect() as connection:
        connection.execute(f"SET temp_directory = '{out}/spilled'")
        copied = 0
        for statement in statements.splitlines():
            result = connection.execute(statement).fetchall()
            copied += result[0][0] if statement.startswith("COPY") else 0
    tell(copied, 0)


if __name__ == "__main__":
    main()
