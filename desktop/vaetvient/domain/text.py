"""Words compared the way people compare them: without case, accents, hyphens or ligatures.

Used alike for the search index, for recognising duplicates and for reading headers, so that
« École Jean-Jaurès », « ecole jean jaures » and « JEAN JAURES, École » are one (invariant 6).
"""

from __future__ import annotations

import re
import unicodedata

_PLAIN = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "’": "'", "ʼ": "'", "‐": "-"}
)
_SAINT = {"st": "saint", "ste": "sainte", "sts": "saints"}
_JOINED = re.compile(r"\w+(?:[-'`]\w+)+")
_ELIDED = re.compile(r"\w+(?:['`]\w+)+")
_WORD = re.compile(r"\w+")
_UNJOINED = str.maketrans("", "", "-'`")


class _Folded(dict[int, str]):
    """What each character becomes, worked out when it is first met: none depends on another."""

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFKD", chr(code).replace("´", "'"))
        base = "".join(c for c in decomposed if not unicodedata.combining(c))
        self[code] = folded = base.casefold().translate(_PLAIN)
        return folded


_FOLDED = _Folded()


def fold(text: str) -> str:
    """`text` in small letters without accents or ligatures; spaces and punctuation stay.

    Every sort of apostrophe and hyphen becomes the plain one. Folding again changes nothing.
    """
    return text.lower() if text.isascii() else text.translate(_FOLDED)


def words(text: str) -> list[str]:
    """The folded words of a query, « st » read as « saint » when more than one word is typed."""
    found = _WORD.findall(fold(text).replace("_", " "))
    if len(found) == 1:
        return found
    return [_SAINT.get(word, word) for word in found]


def index_words(*texts: str | None) -> str:
    """The folded words under which a record is found, as one line for the search index.

    Words joined by a hyphen or an apostrophe also stand there in one piece, and what an
    apostrophe alone joins too: « Martin-d'Hères » gives « martin d heres martindheres dheres ».
    """
    out: list[str] = []
    for text in texts:
        if not text:
            continue
        if text.isascii():  # quickly what most texts are: a word, or a tag as « VP-012 »
            word = text.lower()
            if word.isalnum():
                out.append(word)
                if word in _SAINT:
                    out.append(_SAINT[word])
                continue
            series, _dash, number = word.partition("-")
            if number.isdecimal() and series.isalpha() and series not in _SAINT:
                out += (series, number, series + number)
                continue
        folded = fold(text).replace("_", " ")
        found = _WORD.findall(folded)
        if _SAINT.keys().isdisjoint(found):
            out += found
        else:
            out += (said for word in found for said in (word, _SAINT.get(word, word)))
        elided = "'" in folded or "`" in folded
        if elided or "-" in folded:
            out += [joined.translate(_UNJOINED) for joined in _JOINED.findall(folded)]
        if elided:
            out += [joined.translate(_UNJOINED) for joined in _ELIDED.findall(folded)]
    return " ".join(dict.fromkeys(out))


def same_name(left: str, right: str) -> bool:
    """Whether two names are the same to a reader: folded words, in any order."""
    return sorted(words(left)) == sorted(words(right))


def one_line(text: str | None) -> str:
    """`text` without control characters, its white space folded and its ends trimmed."""
    if not text:
        return ""
    if text.isprintable():  # the usual case: none of the categories below
        if "  " not in text and text[0] != " " and text[-1] != " ":
            return text
        return " ".join(text.split())
    visible = "".join(
        " " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c
        for c in text
        if unicodedata.category(c) != "Cs"
    )
    return " ".join(visible.split())


def many_lines(text: str | None) -> str:
    """`text` line by line as `one_line`, empty ends removed."""
    if not text:
        return ""
    if text.isprintable():  # one line
        return one_line(text)
    return "\n".join(one_line(line) for line in text.splitlines()).strip()
