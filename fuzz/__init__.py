"""Inputs that nobody wrote, for the readers of what strangers write: `make fuzz`, or `python -m fuzz TARGET`."""
