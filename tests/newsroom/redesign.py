"""Another look: what a publication's pages become when it changes its publishing system. The words stay the same."""

import re

_CLASSES = re.compile(r"(class=)([\"'])([^\"']*)\2")
_NAME = re.compile(r"[^\s]+")
TABLES = (
    ('<TD VALIGN=top><FONT FACE="Georgia" SIZE=5><B>', '<TD VALIGN=top><DIV ID=top><H2><FONT FACE="Arial">'),
    ("</B></FONT><BR>", "</FONT></H2></DIV>"),
    ('<FONT FACE="Times" SIZE=3>', "<DIV ID=story>"),
    ('</FONT><HR><A NAME="comments">', '</DIV><HR><A NAME="comments">'),
)


def redesign(text):
    """The page in the new look: other class names, one more wrapper; tables get named parts."""
    if "<TABLE WIDTH=780 CELLPADDING" in text:
        for old, new in TABLES:
            text = text.replace(old, new, 1)
        return text
    text = _CLASSES.sub(lambda m: m[1] + m[2] + _NAME.sub(lambda n: "c-" + n[0], m[3]) + m[2], text)
    text = re.sub(r"(<body[^>]*>)", r'\1<div class="c-shell">', text, count=1)
    return text.replace("</body>", "</div></body>", 1)
