"""What of the article texts has been put into records, for those who hold the texts; how well the cells are proved."""

from .cells import TableCells, cells_of
from .page import page
from .texts import SourceCoverage, Stretch, coverage_of

__all__ = ["SourceCoverage", "Stretch", "TableCells", "cells_of", "coverage_of", "page"]
