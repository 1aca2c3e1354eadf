"""The command `cgt-dataset`: arguments, progress and printing; the work is done by the rooms."""

from .main import main

__all__ = ["main"]
