"""The office's own words are printed from now on; what was printed before keeps its own."""

import pytest
from sqlalchemy import select

from tests.trial_office import TrialOffice
from vaetvient.desk import office_texts, papers
from vaetvient.desk.office_texts import ArticleWithoutTitleError
from vaetvient.desk.sample_paper import KINDS, sample_agreement
from vaetvient.desk.undo import undo
from vaetvient.domain.agreement import AgreementContent
from vaetvient.domain.entities import OfficeText
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.office_text import UnknownTextFieldError, check_text
from vaetvient.language import Language
from vaetvient.storage.clauses import OwnTexts, own_texts


def agreement(office: TrialOffice, tag: str) -> AgreementContent:
    lent = office.lend(office.person(), office.item(tag=tag))
    content = papers.agreement_of(office.desk, lent.loan_id).content
    assert isinstance(content, AgreementContent)
    return content


def words(content: AgreementContent) -> str:
    return "\n".join("\n".join((c.title, *c.paragraphs)) for c in content.clauses)


def test_what_is_written_is_printed_and_what_was_printed_stays(office: TrialOffice) -> None:
    first = office.lend(office.person(), office.item(tag="A"))
    before = papers.agreement_of(office.desk, first.loan_id)
    office_texts.write_text(office.desk, "fr", "use", "Rien que pour {borrower}.")
    assert "Rien que pour Zoé Lefèvre." in words(agreement(office, "B"))
    assert papers.agreement_of(office.desk, first.loan_id) == before


def test_as_shipped_again_is_one_gesture_and_so_is_its_undo(office: TrialOffice) -> None:
    office_texts.write_text(office.desk, "fr", "use", "À nous.")
    office_texts.write_text(office.desk, "fr", "use", None)
    assert "À nous." not in words(agreement(office, "A"))
    undo(office.desk, None)  # of the loan's paper is none: of the loan
    with office.reading() as session:
        assert own_texts(session, office.desk.office_id, "fr") == OwnTexts()


def test_an_article_of_the_offices_own_comes_last(office: TrialOffice) -> None:
    slot = office_texts.write_article(office.desk, "fr", "Confettis", "Pas de confettis.")
    content = agreement(office, "A")
    assert content.clauses[-1].paragraphs == ("Pas de confettis.",)
    office_texts.write_article(office.desk, "fr", "Confettis", "Balayez.", "room", slot)
    assert "Balayez" not in words(agreement(office, "B"))
    office_texts.drop_article(office.desk, "fr", slot)
    with office.reading() as session:
        assert own_texts(session, office.desk.office_id, "fr") == OwnTexts()


def test_each_language_has_its_own(office: TrialOffice) -> None:
    office_texts.write_text(office.desk, "en", "use", "Ours.")
    assert "Ours." not in words(agreement(office, "A"))


def test_an_unknown_field_is_said_with_those_there_are(office: TrialOffice) -> None:
    with pytest.raises(UnknownTextFieldError) as caught:
        office_texts.write_text(office.desk, "fr", "use", "Prêté à {emprunteur}.")
    assert caught.value.sentence == "« {emprunteur} » n'est pas un champ connu."
    assert "{borrower}, {due}" in caught.value.message
    assert office.count("office_text") == 0


@pytest.mark.parametrize("text", ["{", "}", "a } b { c", "", "100 % {due}"])
def test_a_lone_brace_is_only_a_brace(text: str) -> None:
    assert check_text(text) == text


def test_what_is_not_there_cannot_be_written(office: TrialOffice) -> None:
    with pytest.raises(NotFoundError):
        office_texts.write_text(office.desk, "fr", "nulle-part", "Oui.")
    with pytest.raises(NotFoundError):
        office_texts.drop_article(office.desk, "fr", "use")
    with pytest.raises(ArticleWithoutTitleError):
        office_texts.write_article(office.desk, "fr", " ", "Texte")


def test_two_posts_of_the_office_write_the_same_row(office: TrialOffice) -> None:
    office_texts.write_text(office.desk, "fr", "use", "Un.")
    office_texts.write_text(office.desk, "fr", "use", "Deux.")
    assert office.one(select(OfficeText)).body == "Deux."


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_sample_shows_what_is_printed_for_each_kind(
    office: TrialOffice, language: Language, kind: str
) -> None:
    own = OwnTexts({"use": "Pour {borrower}, {email}."})
    with office.reading() as session:
        content = sample_agreement(session, office.desk, language, own, kind=kind)
    assert "{" not in words(content)
    assert content.lines[0].kind == kind
    assert office.count("loan") == 0
