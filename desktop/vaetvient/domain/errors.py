"""What can be refused, in words a volunteer understands.

Every expected error carries a stable `code` for scripts, the facts of the case, a sentence
that says what is wrong and, where there is one, the way out. Texts are French source strings,
translated when shown.
"""

from __future__ import annotations

from typing import Any, ClassVar

from vaetvient.language import N_, _


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
        words = _(self.text).format(**self.facts)
        hint = self.hint
        return f"{words} {hint}" if hint else words

    @property
    def sentence(self) -> str:
        """What is wrong, alone."""
        return _(self.text).format(**self.facts)

    @property
    def hint(self) -> str:
        """The way out, alone; empty where there is none."""
        return _(self.way_out).format(**self.facts) if self.way_out else ""


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
