"""A name as it is kept: on one line, without signs that nobody sees.

Signs that show nothing and signs that turn the direction of reading are not part of a name: two that differ in these
alone look the same, and one that is made of these alone looks like none. The two joiners stay where a letter of a
script that needs them stands before.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["BIDI", "JOINERS", "NOTHING", "plain_line"]

#: The characters with the Unicode property Bidi_Control (PropList.txt).
BIDI: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
#: Characters that show nothing (Unicode: Default_Ignorable_Code_Point without variation selectors).
NOTHING: Final = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0"
    "\U000e0000-\U000e007f"
)
JOINERS: Final = "\u200c\u200d"
_UNSEEN: Final = re.compile(
    f"[{BIDI}{NOTHING}\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]"
    f"|(?:^|(?<=[\x00-\u058f]))[{JOINERS}]|[{JOINERS}]+$"
)
_BREAKS: Final = re.compile("[\t-\r\x1c-\x1f\x85\u2028\u2029]")
_SPACES: Final = re.compile("  +")
#: Blanks, of which none is a name.
_BLANK: Final = " \u00a0\u1680\u202f\u205f\u2800\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


def plain_line(text: str) -> str:
    """A name as it is kept; "" where nothing of it is seen. Spaces that do not break a line stay what they are.

    >>> [plain_line(t) for t in ("\\ufeff Child\\u200b Line\\r\\nof Malawi ", "\\u202eilaM", "\\u200b", "क्\\u200dष")]
    ['Child Line of Malawi', 'ilaM', '', 'क्\\u200dष']
    """
    if not (text.isascii() and text.isprintable()):
        text = _UNSEEN.sub("", _BREAKS.sub(" ", unicodedata.normalize("NFC", text)))
    return _SPACES.sub(" ", text).strip() if text.strip(_BLANK) else ""
