"""What stops a command before it has begun."""


class Usage(Exception):
    """The command cannot be carried out as it was given; the message says why in one line."""
