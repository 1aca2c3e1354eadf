"""What stays of a record whose id was released once and which is no longer there."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ..base import Identity, Model
from ..value_types import Id, Prose


class Tombstone(Model):
    """What stays, under its own id and in its own table, of a record that was merged into another or withdrawn."""

    schema_: Annotated[Literal["tombstone/2"], Field(alias="schema"), Identity]
    """The model that reads this record."""
    id: Annotated[Id, Identity]
    """The id that the record had; the stem of the file."""
    merged_into: Id | None = None
    """The record of the same table that now says what it said. Null: it was withdrawn."""
    reason: Prose
    """Why, in the curators' own words."""
