"""Scripts and other active content in a page: refused, because a policy has no need of it."""

import re

from knowledge.importers.rows import RefusedFile

_ACTIVE = re.compile(
    r"<\s*(?P<tag>script|iframe|frame|object|embed|applet|portal)\b"
    r"|<[^<>]{0,2000}?[\s\"'/](?P<handler>on[a-z]{3,30})\s*="
    r"|(?:href|src|action|formaction|xlink:href)\s*=\s*[\"']?[\s\x00-\x20]*(?P<link>(?:java|vb)script\s*:|data:text/html)"
    r"|<\s*meta[^<>]{0,200}?http-equiv\s*=\s*[\"']?\s*(?P<refresh>refresh)",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"<!ENTITY|<!DOCTYPE[^<>]{0,500}\[", re.IGNORECASE)


def refuse_active(name: str, markup: str) -> None:
    """Refuse what a browser would run, load or follow by itself, and declarations of entities.

    Raises:
        RefusedFile: naming the line and what stands there.
    """
    found = _ENTITY.search(markup)
    if found:
        raise _refusal(name, markup, found.start(), "declares entities")
    found = _ACTIVE.search(markup)
    if found:
        kind = found.lastgroup
        what = {"tag": f"<{(found['tag'] or '').casefold()}>", "refresh": "a page that moves on by itself"}
        raise _refusal(name, markup, found.start(), f"carries {what.get(kind or '', 'a script')}")


def _refusal(name: str, markup: str, place: int, what: str) -> RefusedFile:
    line = markup.count("\n", 0, place) + 1
    return RefusedFile(
        f"{name}, line {line}: the page {what}, which a policy never needs. "
        "Save it without (in a browser: “web page, HTML only”, or print it to PDF)."
    )
