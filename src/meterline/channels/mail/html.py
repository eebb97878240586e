"""A letter's HTML to the text that its reader sees; quoted letters get «>» before each line."""

import re

from lxml import etree
from lxml import html as markup

LINES = frozenset(
    {"p", "div", "br", "li", "tr", "table", "ul", "ol", "hr", "h1", "h2", "h3", "h4", "pre"}
)
CELLS = frozenset({"td", "th"})
UNSEEN = frozenset({"script", "style", "head", "title", "noscript", "template"})
QUOTE = re.compile(r"\b(gmail_quote|yahoo_quoted|moz-cite-prefix|protonmail_quote)\b")


def text_of(source: str) -> str:
    """The text of a page; raises ValueError where it is none."""
    # A declaration of an encoding contradicts text that is decoded already.
    source = re.sub(r"<\?xml[^>]*\?>", "", source)
    if not source.strip():
        return ""
    try:
        page = markup.document_fromstring(source, parser=markup.HTMLParser(huge_tree=False))
    except etree.ParserError as failure:
        raise ValueError("no HTML") from failure
    return "\n".join(" ".join(line.split()) for line in _text(page).split("\n")).strip()


def _text(root: etree._Element) -> str:
    """Walks without recursion: letters nest thousands of elements."""
    pieces: list[str] = []
    quotes = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            quotes += _quotes(node)
            pieces.append(_opening(node, quotes))
        else:
            quotes -= _quotes(node)
            pieces.append(_closing(node, quotes))
    return "".join(pieces)


def _opening(node: etree._Element, quotes: int) -> str:
    if not isinstance(node.tag, str) or _hidden(node):
        return ""
    return _start(node.tag, quotes) + _words(node.text)


def _closing(node: etree._Element, quotes: int) -> str:
    if _hidden(node.getparent()):
        return ""
    ends = isinstance(node.tag, str) and (node.tag in LINES - {"br"} or _quotes(node))
    return (_line(quotes) if ends else "") + _words(node.tail)


def _start(tag: str, quotes: int) -> str:
    if tag in CELLS:
        return " "
    return _line(quotes) if tag in LINES or tag == "blockquote" else ""


def _line(quotes: int) -> str:
    return "\n" + "> " * quotes


def _words(text: str | None) -> str:
    return " ".join(("." + (text or "") + ".").split())[1:-1]


def _quotes(node: etree._Element) -> bool:
    return node.tag == "blockquote" or bool(QUOTE.search(node.get("class") or ""))


def _hidden(node: etree._Element | None) -> bool:
    return node is not None and node.tag in UNSEEN
