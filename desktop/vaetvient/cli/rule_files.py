"""`vaetvient rule export | import`: the rules of an office as a file."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from vaetvient.cli.asking import Said
from vaetvient.cli.rule_writing import data_of, touched_lines
from vaetvient.desk.desk import Desk
from vaetvient.desk.rule_sets import foresee_rules, rules_to_give, take_rules, taken_words
from vaetvient.exchange.rules_file import read_rules, write_rules
from vaetvient.language import ngettext


def given(desk: Desk, typed: Namespace) -> Said:
    """Write the rules in force to a file."""
    with desk.database.reading() as session:
        rules = rules_to_give(session, desk)
    path = Path(typed.file)
    write_rules(path, rules)
    n = len(rules.rules)
    words = ngettext("{n} règle écrite : {file}", "{n} règles écrites : {file}", n)
    return Said({"file": str(path), "rules": n}, (words.format(n=n, file=path),))


def taken(desk: Desk, typed: Namespace) -> Said:
    """Take the rules of a file; with `--dry-run`, say what it would change and whom it touches."""
    rules = read_rules(Path(typed.file)).rules
    found = foresee_rules(desk, rules, replace=typed.replace)
    if not typed.dry_run and found.does_something:
        take_rules(desk, rules, replace=typed.replace)
    data = {
        "new": list(found.new),
        "changed": list(found.changed),
        "same": list(found.same),
        "dropped": list(found.dropped),
        "left_out": [{"rule": one.name, "why": one.why} for one in found.left_out],
        "touched": [data_of(one) for one in found.touched],
    }
    return Said(data, (*taken_words(found), *touched_lines(found.touched)))
