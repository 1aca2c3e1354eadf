"""The block function: a block of JSON Lines → tables, keys for the joins, and what is wrong with the lines that are
refused. It knows the models and the rules; of files, processes and other blocks it knows nothing.
"""

from .reading import Block, read_block
from .slow import judge

__all__ = ["Block", "judge", "read_block"]
