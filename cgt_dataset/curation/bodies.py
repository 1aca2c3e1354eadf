"""A first guess at where an article begins and ends in its text, each with the reason; the curator decides."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEAD_LINES = 8
_SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’」』)）]*$")
_BREADCRUMB = re.compile(r"^home\b|.{1,40}\s*[>»›]\s*.{1,40}$", re.IGNORECASE)
_DATE = re.compile(r"\b(?:19|20)\d\d\b|(?:19|20)\d\d\s*年|^(?:updated|published|posted|by|source)\b", re.IGNORECASE)
_CAPTION = re.compile(r"\[(?:photo|image|picture)|^(?:photo|image|picture)\b.{0,40}:|^图[:：]", re.IGNORECASE)
_FURNITURE = re.compile(
    r"(?:media|press|investor) contacts?\b|contacts?:|company name:|categories:|tags?:|no comments\b|\d+ comments?\b"
    r"|(?:contact|contacts|contact us|contact information|about us|comments|print|top|back to top|advertisement)$"
    r"|(?:share|tweet|facebook|twitter|linkedin|whatsapp|follow us|sign up|newsletter|kontakt|teilen)[.!:]?$"
    r"|(?:tel|phone|telephone|fax|mobile|e-?mail)\b[.:]|\+?[(]?\d[\d ()/.-]{6,}\d$|\S+@\S+\.\w+[.]?$"
    r"|(?:we use|this (?:web)?site uses|accept (?:all )?) ?cookies\b|cookie (?:policy|notice|settings)\b"
    r"|privacy (?:policy|notice)\b|terms of (?:use|service)\b|all rights reserved\b"
    r"|related (?:articles?|news|posts|stories|content)\b"
    r"|(?:read|see) (?:more|also)\b[^.]*$|more (?:news|stories)\b[^.]*$"
    r"|(?:previous|next) (?:article|post)\b|leave a (?:comment|reply)\b|follow us on\b"
    r"|share (?:this|on)\b|subscribe\b|copyright\b|©|###|(?:-+ *)?end(?: *-+)?[.]?$|[,(]?https?://\S+$"
    r"|登录|相关内容|相关阅读|相关推荐|责任编辑|版权|扫码|联系我们|联系方式|联系电话|电话[:：]|邮箱[:：]|上一篇|下一篇|返回顶部|分享到",
    re.IGNORECASE,
)
_SHORT = {"title": 200, "date": 80, "furniture": 120}


@dataclass(frozen=True)
class Body:
    """Where an article begins and ends, and why there."""

    start: int
    end: int
    before: tuple[str, ...]
    """What was taken for page furniture before it, a reason a line."""
    after: str | None
    """The line that was taken for the beginning of the furniture after it; None where it ends with the text."""


def proposed_body(text: str) -> Body:
    r"""The body of an article: after breadcrumb, title, date and caption at the head, before the first line that reads
    like page furniture (contacts, telephone, cookies, categories, comments, a bare address, "End", 登录, 相关内容).

    >>> text = "Home > News\nA title\n2024-05-06\nIt was said.\nMore.\nMedia Contact\nBob"
    >>> body = proposed_body(text)
    >>> text[body.start : body.end], body.before, body.after
    ('It was said.\nMore.', ('breadcrumb', 'title', 'date'), 'Media Contact')
    """
    lines = [(match.start(), match.group()) for match in re.finditer(r"\S[^\n]*", text)]
    before: list[str] = []
    title = ""
    for _, line in lines[:_HEAD_LINES]:
        why = _head(line.strip(), title)
        if why is None:
            break
        title = line.strip() if why == "title" else title
        before.append(why)
    if len(before) == len(lines):
        before = []  # nothing but short lines: it is all body, for all that can be said
    end, after = len(text.rstrip()), None
    for at, line in lines[len(before) + 1 :]:
        if len(line.strip()) <= _SHORT["furniture"] and _FURNITURE.match(line.strip()):
            end, after = len(text[:at].rstrip()), line.strip()
            break
    return Body(lines[len(before)][0] if lines else 0, end, tuple(before), after)


def _head(line: str, title: str) -> str | None:
    """What a line at the head is, unless the article begins with it."""
    if len(line) <= _SHORT["date"] and _BREADCRUMB.match(line) and not _SENTENCE_END.search(line):
        return "breadcrumb"
    if len(line) <= _SHORT["date"] and _DATE.search(line) and not _SENTENCE_END.search(line):
        return "date"
    if _CAPTION.search(line):
        return "caption"
    if title and line.startswith(title):
        return "title again"
    if not title and len(line) <= _SHORT["title"] and not _SENTENCE_END.search(line):
        return "title"
    return None
