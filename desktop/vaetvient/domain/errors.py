"""What can be refused, in words a volunteer understands.

Every expected error carries a stable `code` for scripts, the facts of the case, a sentence
that says what is wrong and, where there is one, the way out. Texts are French source strings,
translated when shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar

from vaetvient.language import N_, _, ngettext, well_set


class VaEtVientError(Exception):
    """An expected error: said in a bar or beside a field, never as a traceback."""

    code: ClassVar[str] = "error"
    text: ClassVar[str] = N_("Une erreur est survenue.")
    way_out: ClassVar[str] = ""

    def __init__(self, *, field: str = "", **facts: Any) -> None:
        self.field = field
        self.facts = facts
        super().__init__(self.code)

    def __str__(self) -> str:
        return self.message

    @property
    def message(self) -> str:
        """The sentence, and the way out where there is one."""
        words, hint = self.sentence, self.hint
        return f"{words} {hint}" if hint else words

    @property
    def sentence(self) -> str:
        """What is wrong, alone."""
        return well_set(_(self.text).format(**self.told()))

    @property
    def hint(self) -> str:
        """The way out, alone; empty where there is none."""
        return well_set(_(self.way_out).format(**self.told())) if self.way_out else ""

    def told(self) -> dict[str, Any]:
        """The facts as the sentences take them."""
        return self.facts


class RefusedError(VaEtVientError):
    """A rule of the domain says no."""

    code = "refused"


class InvalidValueError(VaEtVientError):
    """A typed value that cannot be what its field asks for; `field` names the field."""

    code = "invalid_value"
    text = N_("« {value} » n'est pas une valeur possible.")


class NotFoundError(VaEtVientError):
    """Nothing answers to what was typed or scanned."""

    code = "not_found"
    text = N_("Rien ne correspond à « {what} ».")


class EnvironmentFaultError(VaEtVientError):
    """The machine, the disk or a file is at fault, not the program nor the person."""

    code = "environment"


class ChangedElsewhereError(RefusedError):
    """The record was changed since the form was opened."""

    code = "changed_elsewhere"
    text = N_("Cette fiche a été modifiée entre-temps par {who}.")
    way_out = N_("Rechargez-la, ou gardez votre version.")


_E = TypeVar("_E", bound=VaEtVientError)
_OF_A_THING = "{label} : "
"""How a sentence begins that can be said of several things at once."""


def told_once(errors: Sequence[_E], together: str = "") -> list[_E]:
    """Errors that are the same but for the thing they are about, said once: of `together`, or of
    the first thing « et 3 autres ».

    Each keeps the place of the first of its like; one that has none is given back itself.
    """
    alike: dict[object, list[_E]] = {}
    for error in errors:
        facts = sorted((name, repr(f)) for name, f in error.facts.items() if name != "label")
        of_a_thing = error.text.startswith(_OF_A_THING)
        key = (type(error), error.field, tuple(facts)) if of_a_thing else id(error)
        alike.setdefault(key, []).append(error)
    return [_said_of_all(like, together) for like in alike.values()]


def _said_of_all(alike: Sequence[_E], together: str) -> _E:
    first, n = alike[0], len(alike) - 1
    if not n:
        return first
    others = ngettext("{what} et {n} autre", "{what} et {n} autres", n)
    label = together or others.format(what=first.facts["label"], n=n)
    return type(first)(field=first.field, **first.facts | {"label": label})
