"""Pages taken apart, strictly: what is not nested as it was written is a fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "link", "input", "img", "source", "br"}


@dataclass
class Element:
    """An element of a page."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def all(self, tag: str | None = None, **attributes: str) -> list[Element]:
        """The elements below it, in their order, with that tag and those attributes; `class_` names one class."""
        return [one for one in self._below() if one._fits(tag, attributes)]

    def one(self, tag: str | None = None, **attributes: str) -> Element:
        """The only such element."""
        (found,) = self.all(tag, **attributes)
        return found

    @property
    def text(self) -> str:
        """The text in it."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def _below(self) -> Iterator[Element]:
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child._below()

    def _fits(self, tag: str | None, attributes: dict[str, str]) -> bool:
        if tag is not None and self.tag != tag:
            return False
        own = {**self.attributes, "class_": self.attributes.get("class", "")}
        return all(
            wanted in own[name].split() if name == "class_" else own.get(name) == wanted
            for name, wanted in attributes.items()
        )


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(made)
        if tag not in _VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> ends <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def parsed(html: str) -> Element:
    """The tree of a page or a fragment; its ids are unique."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert builder.open == [builder.root], [one.tag for one in builder.open]
    ids = [one.attributes["id"] for one in builder.root.all() if "id" in one.attributes]
    assert len(ids) == len(set(ids)), sorted(ids)
    return builder.root


def shape(element: Element) -> list[object]:
    """The elements with the names of their attributes, without any text."""
    inner = [shape(child) for child in element.children if isinstance(child, Element)]
    return [element.tag, sorted(element.attributes), inner]
