"""The user's face: loads what was built. It reads the package and nothing else; what it needs more it imports late."""

from .dataset import Dataset
from .describe import ColumnDescription, TableDescription
from .errors import Merged, MissingExtra, NoPackage, QueryError, UnknownField, UnknownRecord, UnknownTable
from .evidence import Support
from .place import installed

__all__ = [
    "ColumnDescription",
    "Dataset",
    "Merged",
    "MissingExtra",
    "NoPackage",
    "QueryError",
    "Support",
    "TableDescription",
    "UnknownField",
    "UnknownRecord",
    "UnknownTable",
    "installed",
]
