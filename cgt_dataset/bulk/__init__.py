"""Records by the million: blocks of JSON Lines, held to the same rules as the records of curators, whole columns at a
time. Whatever the columns do not settle is read as one record, by its model and the rules; that verdict is final.
"""

from .block import Block, judge, read_block
from .block.lines import LINE_LIMIT

__all__ = ["LINE_LIMIT", "Block", "judge", "read_block"]
