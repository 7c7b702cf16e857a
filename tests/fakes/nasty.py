"""Words that break what is careless with words."""

from __future__ import annotations

WORDS = {
    "invisible": "\ud83d\u200b\u2060\ufeff\U000e0041\U000e007f\x00\x07\x1b \u3000\u00a0\u2028\ue000\U000f0000",
    "right-to-left": "\u202eتقرير\u202c \u2067abc",
    "emoji": "😀👨‍👩‍👧‍👦🇨🇳1️⃣",
    "markup": "'; DROP TABLE ticket; -- <script>alert(1)</script>&amp; *a* `c` [d](http://e) ~f~ >g #h |i| \\ {{7*7}}",
    "format": "{0} {text} {number!r} %s %(x)s ${x} {{ }} {",
    "combining": "a" + "\u0301" * 300,
    "long": "很长" * 10_000,
    "command-like": "/ ／ // /report@other /１",
    "number-like": "99999999999999999999999",
}
"""By what they try."""
