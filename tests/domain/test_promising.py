"""What is refused of several things alike is said once."""

from vaetvient.domain.dossier import DocumentKind
from vaetvient.domain.errors import told_once
from vaetvient.domain.promising import DocumentMissingError, NotFreeError, TooFarAheadError


def missing(label: str, day: str = "5 décembre 2026") -> DocumentMissingError:
    return DocumentMissingError(
        label=label,
        document="une attestation d'assurance",
        day=day,
        rule="Fontaine",
        kind=DocumentKind.INSURANCE,
        word="",
    )


def test_the_same_paper_missing_for_four_things_is_one_refusal() -> None:
    names = ("Barnum", "Table", "Chaise", "Sono")
    (one,) = told_once([missing(name) for name in names])
    assert one.sentence.startswith("Barnum et 3 autres : il manque une attestation d'assurance")
    (of_kit,) = told_once([missing(name) for name in names], "Fête de quartier")
    assert of_kit.sentence.startswith("Fête de quartier : il manque")


def test_what_differs_is_said_apart_in_its_place() -> None:
    errors = [
        missing("Barnum"),
        NotFreeError(label="Sono", free=1, total=2, asked=2, why="", first=""),
        missing("Table", day="6 décembre 2026"),
    ]
    assert told_once(errors) == errors
    far = [TooFarAheadError(label=x, most=3, rule="R", day="1er mai") for x in ("Sono", "Table")]
    assert told_once(far) == far, "« A et B ne se réserve » would not be French"


def test_one_and_several_are_said_as_french_says_them() -> None:
    few = NotFreeError(label="Sono", free=1, total=2, asked=2, why="", first="")
    none = NotFreeError(label="Chaise", free=50, total=200, asked=1, why="", first="")
    assert few.sentence == "Sono : 1 libre sur 2 à ces dates, 2 demandés."
    assert none.sentence == "Chaise : 50 libres sur 200 à ces dates, 1 demandé."
