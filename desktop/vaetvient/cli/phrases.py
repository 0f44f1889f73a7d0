"""What argparse says by itself, in the program's language."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from vaetvient.language import N_, _

_PHRASES = {
    "usage: ": N_("usage : "),
    "positional arguments": N_("à donner"),
    "options": N_("options"),
    "show this help message and exit": N_("dire ceci et s'arrêter là"),
    "argument %(argument_name)s: %(message)s": N_("%(argument_name)s : %(message)s"),
    "the following arguments are required: %s": N_("il manque : %s"),
    "unrecognized arguments: %s": N_("je ne comprends pas : %s"),
    "expected one argument": N_("il manque une valeur"),
    "expected at most one argument": N_("une valeur au plus"),
    "expected at least one argument": N_("il manque au moins une valeur"),
    "expected %s argument": N_("il faut %s valeur"),
    "expected %s arguments": N_("il faut %s valeurs"),
    "invalid choice: %(value)r (choose from %(choices)s)": N_(
        "%(value)r n'est pas possible (au choix : %(choices)s)"
    ),
    "invalid %(type)s value: %(value)r": N_("%(value)r n'est pas possible ici (%(type)s attendu)"),
    "not allowed with argument %s": N_("ne va pas avec %s"),
    "ignored explicit argument %r": N_("ne prend pas de valeur (%r)"),
    "ambiguous option: %(option)s could match %(matches)s": N_(
        "%(option)s peut vouloir dire %(matches)s"
    ),
    "one of the arguments %s is required": N_("il faut l'un de : %s"),
}


def _say(phrase: str) -> str:
    """A phrase of argparse in the language now spoken; as it is where it is not known."""
    return _(_PHRASES[phrase]) if phrase in _PHRASES else phrase


def _say_so_many(one: str, many: str, n: int) -> str:
    return _say(one if n == 1 else many)


@contextmanager
def own_phrases() -> Iterator[None]:
    """Let argparse speak as the program does, within the block.

    It looks its phrases up under these two names at each use, and offers no other way in.
    """
    names = vars(argparse)
    before = names["_"], names["ngettext"]
    names["_"], names["ngettext"] = _say, _say_so_many
    try:
        yield
    finally:
        names["_"], names["ngettext"] = before
