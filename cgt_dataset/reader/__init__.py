"""The user's face: loads what was built. It reads the package and nothing else; what it needs more it imports late."""

from .dataset import Dataset
from .describe import ColumnDescription, TableDescription, TableList
from .errors import Merged, MissingExtra, NoPackage, QueryError, UnknownField, UnknownRecord, UnknownStyle, UnknownTable
from .evidence import Support, Supports
from .place import installed
from .room import Room

__all__ = [
    "ColumnDescription",
    "Dataset",
    "Merged",
    "MissingExtra",
    "NoPackage",
    "QueryError",
    "Room",
    "Support",
    "Supports",
    "TableDescription",
    "TableList",
    "UnknownField",
    "UnknownRecord",
    "UnknownStyle",
    "UnknownTable",
    "installed",
]
