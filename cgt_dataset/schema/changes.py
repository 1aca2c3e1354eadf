"""The table in which a package carries what changed since the release before."""

from __future__ import annotations

from .table import Column, Table

CHANGES = Table(
    "changes",
    "What changed since the release before, one row a change; empty in the first release. A row of a list that only "
    "moved is no change, nor is evidence that is only numbered anew.",
    (
        Column(
            name="number",
            type="integer",
            description="Place of the change, from 0: in the order of the tables, then of their rows.",
            required=True,
            constraints={"minimum": 0},
        ),
        Column(
            name="change",
            type="string",
            description="What happened. A cell is always `changed`: it held something else before, or nothing.",
            required=True,
            constraints={"enum": ["added", "removed", "changed"]},
        ),
        Column(
            name="what",
            type="string",
            description="What it happened to. A table is `changed` where its primary key is; all its rows are then "
            "removed and added. A column is `changed` where its type is.",
            required=True,
            constraints={"enum": ["table", "column", "row", "cell"]},
        ),
        Column(name="table", type="string", description="The table.", required=True),
        Column(
            name="record",
            type="string",
            description="The record that the row belongs to, as TABLE/ID. Null: it belongs to none, or the change is "
            "not of a row.",
        ),
        Column(
            name="row",
            type="string",
            description="The primary key of the row as a JSON array; that of a removed row in the release before, else "
            "in this one. Null: the change is not of a row.",
        ),
        Column(
            name="column", type="string", description="The column. Null: the change is of a whole table or a whole row."
        ),
        Column(
            name="before",
            type="string",
            description="What was there, as JSON: of a cell its value; of a row an object of its cells that hold "
            "something; of a column its type and how many values it held; of a table its primary key and how many rows "
            "it had. Null: nothing was there.",
        ),
        Column(
            name="after", type="string", description="What is there now, as in `before`. Null: nothing is there now."
        ),
    ),
    ("number",),
)
"""The table in which a package carries what changed since the release before."""
