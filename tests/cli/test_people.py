"""`vaetvient person`, as a person and as a script type it."""

from __future__ import annotations

from tests.cli.conftest import CommandLine
from tests.trial_office import TrialOffice
from vaetvient.cli.exchange_arguments import CONSENT_MEANS, CONSENT_SUBJECTS
from vaetvient.domain.consent import ConsentMeans, ConsentSubject


def test_someone_is_erased_where_there_is_no_network(stocked: CommandLine) -> None:
    answer = stocked("person", "erase", "1")
    assert answer.status == 0, answer.err
    assert "Fiche effacée" in answer.out
    assert "sauvegarde" in answer.out
    assert stocked("find", "Lefèvre").out.strip() != "Lefèvre Zoé"
    assert stocked.json("person", "erase", "1")["error"]["code"] == "not_found"


def test_a_consent_is_noted_and_withdrawn(stocked: CommandLine) -> None:
    typed = ("person", "consent", "1", "--subject", "news", "--means", "email")
    (given,) = stocked.json(*typed, "--wording", "Oui à la lettre", "--given", "20/11/2026")
    assert (given["wording"], given["given_on"]) == ("Oui à la lettre", "2026-11-20")
    assert "par e-mail" in stocked("person", "consent", "1").out
    (gone,) = stocked.json("person", "consent", "1", "--withdraw", "news")
    assert gone["withdrawn_on"] == "2026-11-23"


def test_the_words_that_can_be_typed_are_those_that_there_are() -> None:
    assert tuple(ConsentSubject) == CONSENT_SUBJECTS
    assert tuple(ConsentMeans) == CONSENT_MEANS


def test_the_review_lists_the_silent_and_decides_of_them(
    call: CommandLine, office: TrialOffice
) -> None:
    office.later(days=-5 * 365)
    office.person("Silencieux", "Paul", dues=False)
    office.person("Silencieuse", "Rose", dues=False)
    office.person("Muette", "Anne", dues=False)
    found = call.json("person", "review")
    assert found["years"] == 3
    assert [one["number"] for one in found["members"]] == ["3", "2", "1"]
    assert call("person", "review", "1").status == 2
    assert call.json("person", "review", "1", "--keep") == {"done": 1, "left": []}
    assert call.json("person", "review", "2", "--erase") == {"done": 1, "left": []}
    assert "1 fiche sans nouvelles depuis le 23/11/2023" in call("person", "review").out
    assert call.json("office", "set", "--retention-years", "8")["retention_years"] == 8
    assert call.json("person", "review")["members"] == []
    refused = call.json("office", "set", "--retention-years", "0")
    assert refused["error"]["code"] == "bad_retention"
