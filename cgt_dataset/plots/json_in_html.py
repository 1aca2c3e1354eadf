"""JSON that can stand in a script of a page."""

from __future__ import annotations

import json
from typing import Any

_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def as_json(content: Any) -> str:
    r"""The content as JSON in which nothing ends the script, whatever the texts are.

    >>> print(as_json("</script>"))
    "\u003c/script\u003e"
    """
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).translate(_UNSAFE)
