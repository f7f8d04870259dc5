"""A captured HTML page → the page as it replays: every address leads into the archive, all else stays as it was. Pure.

One pass over the source, token by token (`tokens.py`); what is not an address is copied byte for byte, so the page's tree
is the one that readers got. Scripts stay as they are and inert: the reply's policy forbids them. What could reach out
without a script (prefetching, refreshes, pings, a policy of the page's own) is renamed to `data-archived-…`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from archive.charset import Decoded
from archive.replay.rewrite import tokens
from archive.replay.rewrite.attributes import changed_attributes
from archive.replay.rewrite.css import rewrite_css, rewrite_css_of
from archive.replay.rewrite.urls import UrlRewriter

_RAW = frozenset(["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"])
_AMBIGUOUS = frozenset(["svg", "math", "select", "frameset"])
"""Inside these a browser may read raw-text elements as markup, depending on what is open around them."""

_MARKUP = re.compile(r"<(?=[A-Za-z!/?])")
_STYLESHEET = re.compile(r"""href\s*=\s*(["'])(.*?)\1""", re.DOTALL)
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>|<!--|-->")


@dataclass(slots=True)
class HtmlRewriter:
    """Rewrites one document. `depth` counts documents inside `srcdoc` attributes."""

    page: Decoded
    rewrite: UrlRewriter
    depth: int = 0
    xml: bool = False
    _out: list[str] = field(default_factory=list)
    _ambiguous: bool = False
    _based: bool = False

    def run(self, footer: str = "") -> str:
        """The rewritten source; `footer` (our banner, ASCII) is put where a browser will read it as markup."""
        text, out, position = self.page.text, self._out, 0
        while found := tokens.TOKEN.search(text, position):
            out.append(text[position : found.start()])
            if found["start"]:
                position = self._start_tag(text, found)
            elif found["open"]:
                position = len(text)
            else:
                position = self._other(text, found)
        out.append(text[position:])
        out.append(footer)
        return "".join(out)

    def _other(self, text: str, found: re.Match[str]) -> int:
        """Comments are copied and closed; odd end tags lose what they carry; `<![CDATA[` is read two ways, so it goes."""
        start = found.start()
        if self.xml and found["bogus"]:
            return self._xml_other(text, start)
        if found["comment"]:
            end = tokens.comment_end(text, found.end())
            closed = text.endswith("-->", start + 4, end) or end < len(text)
            self._out.append(text[start:end] if closed else "")
        elif found["end"]:
            end = tokens.end_tag_end(text, found.end())
            self._out.append(f"</{found['end']}>" if end < len(text) or text.endswith(">") else "")
        else:
            end = tokens.bogus_end(text, found.end())
            cdata = text.startswith("<![CDATA[", start)
            self._out.append("" if cdata or not text.endswith(">", start, end) else text[start:end])
        return end

    def _xml_other(self, text: str, start: int) -> int:
        """XML's own: CDATA sections are copied whole, `<?xml-stylesheet href?>` is rewritten (XML 1.0, 2.6 and 2.7)."""
        if text.startswith("<![CDATA[", start):
            end = text.find("]]>", start) + 3
            self._out.append(text[start:end] if end > 2 else "")
            return end if end > 2 else len(text)
        end = tokens.bogus_end(text, start)
        source = text[start:end]
        if source.startswith("<?xml-stylesheet"):
            source = _STYLESHEET.sub(
                lambda m: f'href="{tokens.escape(self.rewrite(self.value(m[2]), "cs_"))}"', source
            )
        self._out.append(source)
        return end

    def _start_tag(self, text: str, found: re.Match[str]) -> int:
        name, source, end = found["start"].lower(), found["attributes"], found.end()
        if (
            name == "plaintext" and not self.xml
        ):  # everything behind it is text, our banner included: shown as <pre> instead
            self._out.append("<pre>" + tokens.escape(text[end:]) + "</pre>")
            return len(text)
        if source and not source.isspace():
            source = self._attributes(name, source)
        self._out.append(f"<{found['start']}{source}>")
        if self.xml:
            return self._raw(text, end, name) if name == "style" and not source.endswith("/") else end
        self._ambiguous = self._ambiguous or name in _AMBIGUOUS
        return self._raw(text, end, name) if name in _RAW else end

    def _attributes(self, name: str, source: str) -> str:
        """The tag's attributes with those replaced that `attributes.py` wants changed."""
        if name == "base":
            self._set_base(source)
        pieces: list[str] = []
        last = 0
        for start, end, text in changed_attributes(name, source, self):
            pieces += (source[last:start], text)
            last = end
        return "".join((*pieces, source[last:])) if pieces else source

    def _set_base(self, source: str) -> None:
        """The first `<base href>` counts (HTML standard, 4.2.3)."""
        for attribute, value, _, _ in tokens.attributes(source):
            if attribute == "href" and not self._based:
                self._based = True
                self.rewrite.set_base(self.rewrite.absolute(self.value(value)))

    def value(self, raw: str) -> str:
        """An attribute's value as characters."""
        return tokens.unescape(self.page.real(raw))

    def css(self, value: str) -> str:
        """A style attribute's value: addresses only, the rest untouched."""
        return rewrite_css(value, self.rewrite)

    def document(self, raw: str) -> str:
        """A whole document in a `srcdoc`; three levels deep at most, then nothing."""
        if self.depth >= 3:
            return ""
        inner = Decoded(self.value(raw), "utf-8", False)
        rewrite = UrlRewriter(self.rewrite.url, self.rewrite.timestamp)
        rewrite.set_base(self.rewrite.base)
        return HtmlRewriter(inner, rewrite, self.depth + 1).run()

    def _raw(self, text: str, start: int, name: str) -> int:
        """Copies the content of a raw-text element, style sheets rewritten."""
        end = tokens.raw_end(text, start, name)
        content = text[start:end]
        if name == "iframe":
            content = ""  # shown by no browser of this century
        elif name == "style":
            content = rewrite_css_of(self.page, content, self.rewrite)
        if self._ambiguous and _MARKUP.search(content):
            content = _unmistakable(content, name)
        self._out.append(content)
        if end == len(text):  # never closed: so that our footer is not swallowed
            self._out.append(f"</{name}>")
        return end


def _unmistakable(content: str, name: str) -> str:
    """Raw text in a form that holds no markup however it is read."""
    if name == "script":
        return _MARKUP.sub(r"\\u003c", content)
    content = _CDATA.sub("", content) if name == "style" else content
    return _MARKUP.sub(r"\\3c " if name == "style" else "&lt;", content)


def rewrite_html(page: Decoded, rewrite: UrlRewriter, *, footer: str = "", xml: bool = False) -> str:
    """The page's text with its addresses rewritten; see the module's docstring. `xml` is for XHTML and SVG."""
    return HtmlRewriter(page, rewrite, xml=xml).run(footer)
