"""Tables → a Data Package of Parquet files with checksums; and whether a package on disk is what it says.

What reads and writes Parquet is in `write` and `verify`, imported where it is needed: it brings pyarrow.
"""

from .codes import RULES
from .publish import NotAPackage, publish

__all__ = ["RULES", "NotAPackage", "publish"]
