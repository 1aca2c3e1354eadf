"""Synthetic records for rehearsals, tests and benchmarks: as many as wanted, in the shape of the real ones.

Everything is derived from the models; nothing is true of anybody. The faults that are planted on request stand in a
manifest, each with the code and place of the one finding that it leads to.
"""

from .plan import Impossible, Plan
from .writing import generate

__all__ = ["Impossible", "Plan", "generate"]
