"""Tables → a Data Package of Parquet files with checksums; and whether a package on disk is what it says."""

from .codes import RULES
from .publish import NotAPackage, publish
from .verify import verify
from .write import package_files

__all__ = ["RULES", "NotAPackage", "package_files", "publish", "verify"]
