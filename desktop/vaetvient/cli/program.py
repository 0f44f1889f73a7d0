"""From what was typed to an exit status: language, arguments, command, and all that can fail."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from vaetvient.cli.arguments import UsageError, parser, said_beforehand
from vaetvient.cli.call import Call
from vaetvient.cli.output import Output, speak_any_character
from vaetvient.cli.phrases import own_phrases
from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import LANGUAGES, _, as_language, speak
from vaetvient.paths import DATABASE_NAME, LOG_NAME, data_folder
from vaetvient.storage.peek import stored_setting

DONE, REFUSED, MISUSED, INTERRUPTED = 0, 1, 2, 130
LANGUAGE_VARIABLE = "VAETVIENT_LANGUAGE"

_PATHS = frozenset({"data", "eml", "file", "folder", "pdf"})
_COMMANDS = {
    "": "window:open_window",
    "status": "state:status",
    "doctor": "state:doctor",
    "demo": "state:demo",
    "backup": "state:backup",
    "catalogue": "whole_office:catalogue",
    "archive": "whole_office:archive",
    "restore": "whole_office:restore",
    "history": "past:history",
    "undo": "past:undo",
    "tour": "window:tour",
    "office": "offices:office",
    "import": "lists:take_list_in",
    "export": "lists:give_list_out",
    "feed": "feeds:feed",
    "find": "finding:find",
    "lend": "counter:lend",
    "return": "counter:bring_back",
    "extend": "counter:extend",
    "cancel": "counter:cancel",
    "agreement": "papers:agreement",
    "receipt": "papers:receipt",
    "renew": "dues:renew",
    "network": "network:network",
    "exchange": "exchange:exchange",
    "conflict": "conflict:conflict",
    "transfer": "between_offices:transfer",
    "request": "between_offices:request",
    "set": "fields:change",
    "person": "people:person",
    "availability": "reservations:availability",
    "reserve": "reservations:reserve",
    "reservation": "reservations:reservation",
    "rule": "lending_rules:rule",
    "kit": "kits:kit",
    "calendar": "calendars:calendar",
    "cash": "cash:cash",
    "reminders": "reminders:reminders",
    "planning": "planning:planning",
    "day": "planning:day",
}
"""The module of this package and the function for each command; imported when it is asked for,
since what one command needs would slow the others."""


def run(argv: Sequence[str] | None = None) -> int:
    """Do what `argv` asks; the exit status. Never raises."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    speak_any_character()
    said_folder = said_beforehand(arguments, "--data")
    folder = Path(said_folder) if said_folder else data_folder()
    out = Output(as_json="--json" in arguments)
    speak(as_language(_language(arguments, folder)))
    try:
        status = _obey(arguments, folder, out)
        sys.stdout.flush()
    except UsageError as error:
        if error.usage:
            out.remark(error.usage.rstrip())
        out.refuse("usage", error.message)
        status = MISUSED
    except VaEtVientError as error:
        out.refuse(_code(error), error.message)
        status = REFUSED
    except KeyboardInterrupt:
        out.refuse("interrupted", _("Interrompu : rien n'a été fait à moitié."))
        status = INTERRUPTED
    except BrokenPipeError:  # whoever read us has left: « vaetvient find x | head »
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = REFUSED
    except Exception as error:  # noqa: BLE001  (never a traceback: it goes to the log)
        out.refuse("unexpected", _logged(error, folder))
        status = REFUSED
    return status


def _obey(arguments: Sequence[str], folder: Path, out: Output) -> int:
    typed = _parsed(arguments)
    if typed is None:
        return DONE
    if getattr(typed, "data", None) == "":  # a script's empty variable is no wish for ours
        raise UsageError(_("--data : dites quel dossier."), "")
    _make_plain(typed)
    module, function = _COMMANDS[typed.command or ""].split(":")
    obey: Callable[[Call], int] = getattr(import_module(f"vaetvient.cli.{module}"), function)
    call = Call(typed, folder, out)
    try:
        return obey(call)
    finally:
        call.leave()


def _parsed(arguments: Sequence[str]) -> Namespace | None:
    """What was typed; None when it was answered already: help, version. Raises UsageError."""
    with own_phrases():
        try:
            return parser().parse_args(arguments)
        except SystemExit:
            return None


def _make_plain(typed: Namespace) -> None:
    """Replace what is no text in what was typed (bytes of another encoding), paths apart."""
    for name, value in vars(typed).items():
        if name in _PATHS:
            continue
        if isinstance(value, str):
            setattr(typed, name, _plain(value))
        elif isinstance(value, list):
            setattr(typed, name, [_plain(one) for one in value])


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _code(error: VaEtVientError) -> str:
    """The code of an error; of the one refusal where a basket was refused for a single one."""
    refusals: Sequence[Any] = getattr(error, "refusals", ())
    code: str = refusals[0].error.code if len(refusals) == 1 else error.code
    return code


def _logged(error: Exception, folder: Path) -> str:
    """Write an unexpected error down; what to say of it."""
    import tempfile
    import traceback

    report = "".join(traceback.format_exception(error))
    for place in (folder, Path(tempfile.gettempdir())):
        path = place / LOG_NAME
        try:
            with path.open("a", encoding="utf-8") as log:
                log.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} ERROR vaetvient.cli {report}")
        except OSError:
            continue
        said = _("Une erreur inattendue est survenue. Le détail est dans {path}.").format(path=path)
        break
    else:
        said = _("Une erreur inattendue est survenue : {error}.").format(error=type(error).__name__)
    return " ".join([said, *getattr(error, "__notes__", ())])


def _language(arguments: Sequence[str], folder: Path) -> str | None:
    """What was asked for, else the environment's wish, else the installation's setting."""
    wishes = said_beforehand(arguments, "--language"), os.environ.get(LANGUAGE_VARIABLE)
    for wish in wishes:
        if wish in LANGUAGES:
            return wish
    kept = stored_setting(folder / DATABASE_NAME, "language")
    return kept if isinstance(kept, str) else None
