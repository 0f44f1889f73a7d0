"""`vaetvient person`, as a person and as a script type it."""

from __future__ import annotations

import json
from pathlib import Path

import pypdf

from tests.cli.conftest import CommandLine
from tests.trial_office import TrialOffice
from vaetvient.cli.exchange_arguments import CONSENT_MEANS, CONSENT_SUBJECTS, DOCUMENT_KINDS
from vaetvient.domain.consent import ConsentMeans, ConsentSubject
from vaetvient.domain.dossier import DocumentKind


def test_someone_is_given_all_that_is_known(stocked: CommandLine, tmp_path: Path) -> None:
    stocked("renew", "1", "--amount", "12")
    typed = ("--purpose", "Fête de l'école", "--deposit", "150", "--pdf", tmp_path / "c.pdf")
    assert stocked("lend", "--member", "1", "--item", "VID-001", *typed).status == 0
    stocked("return", "VID-001", "--remarks", "câble abîmé")
    stocked("person", "consent", "1", "--subject", "news", "--means", "email")
    stocked("set", "members", "1", "notes=Aime les kakis")
    told = stocked.json("person", "export", "1", tmp_path / "zoe.json")
    assert told["entries"]["loan"] == 1
    known = json.loads((tmp_path / "zoe.json").read_text(encoding="utf-8"))
    assert known["member"][0]["email"] == "zoe@exemple.org"
    assert known["membership"][0]["amount_cents"] == 1200
    assert known["loan"][0]["purpose"] == "Fête de l'école"
    assert known["loan_line"][0]["tag"] == "VID-001"
    assert known["line_return"][0]["remarks"] == "câble abîmé"
    assert known["deposit"][0]["amount_cents"] == 15_000
    assert known["paper"][0]["content"]["borrower"]["name"] == "Zoé Lefèvre"
    assert known["consent"][0]["subject"] == "news"
    assert "Accord de Lefèvre Zoé : recevoir des nouvelles" in str(known["history"])
    assert stocked("person", "export", "1", tmp_path / "zoe.pdf").status == 0
    with pypdf.PdfReader(tmp_path / "zoe.pdf") as paper:
        words = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    for said in ("Aime les kakis", "zoe@exemple.org", "câble abîmé", "CNIL", "par e-mail"):
        assert said in words
    assert stocked("person", "export", "1", tmp_path / "zoe.doc").status == 2


def test_someone_is_erased_where_there_is_no_network(stocked: CommandLine) -> None:
    answer = stocked("person", "erase", "1")
    assert answer.status == 0, answer.err
    assert "Fiche effacée" in answer.out
    assert "sauvegarde" in answer.out
    assert stocked("find", "Lefèvre").out.strip() != "Lefèvre Zoé"
    assert stocked.json("person", "erase", "1")["error"]["code"] == "not_found"


def test_the_register_says_the_office_s_own_facts_in_either_language(
    stocked: CommandLine, tmp_path: Path
) -> None:
    stocked("office", "set", "--retention-years", "5", "--register-annex", "Photos : non.")
    for language, said in (("fr", ("5 ans", "1 association")), ("en", ("5 years", "1 person"))):
        file = tmp_path / f"{language}.pdf"
        assert stocked("person", "register", file, "--in", language).status == 0
        with pypdf.PdfReader(file) as paper:
            words = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
        for text in (*said, "Photos"):
            assert text in words, (language, text)
    assert stocked("person", "register", tmp_path / "x.doc").status == 2


def test_a_consent_is_noted_and_withdrawn(stocked: CommandLine) -> None:
    typed = ("person", "consent", "1", "--subject", "news", "--means", "email")
    (given,) = stocked.json(*typed, "--wording", "Oui à la lettre", "--given", "20/11/2026")
    assert (given["wording"], given["given_on"]) == ("Oui à la lettre", "2026-11-20")
    assert "par e-mail" in stocked("person", "consent", "1").out
    (gone,) = stocked.json("person", "consent", "1", "--withdraw", "news")
    assert gone["withdrawn_on"] == "2026-11-23"


def test_a_document_is_noted_with_its_last_day(stocked: CommandLine) -> None:
    assert stocked.json("person", "document", "1") == []
    assert "dernier jour" in stocked("person", "document", "1", "--kind", "insurance").err
    typed = ("--kind", "insurance", "--reference", "MAIF 123", "--until", "31/12/2027")
    (noted,) = stocked.json("person", "document", "1", *typed)
    assert (noted["kind"], noted["valid_until"]) == ("insurance", "2027-12-31")
    assert (
        "attestation d'assurance  MAIF 123  jusqu'au 31/12/2027"
        in stocked("person", "document", "1").out
    )


def test_the_words_that_can_be_typed_are_those_that_there_are() -> None:
    assert set(DOCUMENT_KINDS) == set(DocumentKind)
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
