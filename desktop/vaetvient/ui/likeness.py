"""How well a name answers to a few typed words: beginnings of words, slips forgiven.

For the short tables the window holds in memory (commands, settings); records are found by the
index of `storage.search`.
"""

from __future__ import annotations

from vaetvient.domain.text import words

_SMALL = frozenset(
    {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou"}
    | {"of", "par", "pour", "sur", "the", "to", "un", "une"}
)
_SHORTEST_SLIP, _LONG = 4, 8
_SLIPPED, _ASIDE = 0.6, 0.75


def likeness(typed: str, title: str, synonyms: str = "") -> float:
    """From 0 (not at all) to 1: every word typed must begin a word of the title or a synonym.

    A word found only after forgiving a slip, or only among the synonyms, counts for less.
    """
    asked = words(typed)
    telling = [word for word in asked if word not in _SMALL] or asked
    if not telling:
        return 0.0
    named, aside = words(title), words(synonyms)
    total = 0.0
    for place, word in enumerate(telling):
        unfinished = place == len(telling) - 1
        best = max(
            max((_alike(word, known, unfinished) for known in named), default=0.0),
            _ASIDE * max((_alike(word, known, unfinished) for known in aside), default=0.0),
        )
        if best == 0.0:
            return 0.0
        total += best
    score = total / len(telling)
    if " ".join(named).startswith(" ".join(asked)):
        return score
    return 0.9 * score


def _alike(word: str, known: str, unfinished: bool) -> float:
    if known == word:
        return 1.0
    if known.startswith(word):
        return 0.95
    if len(word) < _SHORTEST_SLIP or any(c.isdigit() for c in word):
        return 0.0
    from rapidfuzz.distance import OSA

    slips = 1 if len(word) < _LONG else 2
    if OSA.distance(word, known, score_cutoff=slips) <= slips:
        return _SLIPPED
    if unfinished and known[0] == word[0]:
        for end in (len(word), len(word) + 1, len(word) - 1):
            if OSA.distance(word, known[:end], score_cutoff=slips) <= slips:
                return 0.9 * _SLIPPED
    return 0.0
