"""Why nothing was exported."""


class NotExported(Exception):
    """The tables cannot be exported so, or the place is taken; nothing was changed, the message says why in a line."""
