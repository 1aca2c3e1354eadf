"""Validation and packaging by the million, beside other tools: `python -m benchmarks.bulk`."""
