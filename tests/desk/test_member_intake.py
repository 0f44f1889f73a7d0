"""A row is recognised among the members who are there, and writes only what it says."""

import pytest
from sqlalchemy import select

from tests.desk.lists import figures, take_members
from tests.trial_office import TrialOffice
from vaetvient.desk.merging import merge_members
from vaetvient.domain.entities import Office
from vaetvient.domain.member import Association, Member, MemberKind, Person


def named(office: TrialOffice, label: str) -> Member:
    found: Member = office.one(select(Member).where(Member.label == label))
    return found


# ---- what a row says -----------------------------------------------------------------------


def test_everything_a_person_may_say_is_taken(office: TrialOffice) -> None:
    take_members(
        office,
        """
        number,type,last_name,first_name,email,phone,birth_date,address,postal_code,commune,card
        12,person,Lefèvre,Zoé,Zoe@Exemple.org,0476010203,12/03/1980,r. X,38400,st martin d heres,C9
        """,
    )
    zoe = named(office, "Lefèvre Zoé")
    assert isinstance(zoe, Person)
    assert (zoe.number, zoe.card, zoe.phone) == ("12", "C9", "+33476010203")
    assert (zoe.postal_code, zoe.commune_name) == ("38400", "Saint-Martin-d'Hères")
    assert zoe.birth_date is not None
    assert zoe.birth_date.isoformat() == "1980-03-12"


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (";;Les Jardins", MemberKind.ASSOCIATION),
        (";Martin;", MemberKind.PERSON),
        ("association;Les Jardins;", MemberKind.ASSOCIATION),
        ("personne;;Paul Martin", MemberKind.PERSON),
        ("person;Martin;", MemberKind.PERSON),
    ],
)
def test_a_row_is_a_person_or_an_association(
    office: TrialOffice, row: str, kind: MemberKind
) -> None:
    take_members(office, f"type;nom;dénomination\n{row}\n")
    assert office.one(select(Member)).kind is kind


def test_a_number_of_associations_makes_one(office: TrialOffice) -> None:
    take_members(office, "nom;rna\nLes Jardins;W381001234\n")
    assert isinstance(named(office, "Les Jardins"), Association)


def test_a_type_that_is_neither_is_refused(office: TrialOffice) -> None:
    (refused,) = take_members(office, "type;nom\nrobot;X\n").refused
    assert (refused.column, refused.value) == ("type", "robot")


def test_a_row_without_a_name_is_refused(office: TrialOffice) -> None:
    (refused,) = take_members(office, "nom;courriel\n;a@exemple.org\n").refused
    assert refused.column == "nom"


def test_what_a_kind_has_no_column_for_becomes_a_note(office: TrialOffice) -> None:
    take_members(
        office,
        """
        type;dénomination;nom;prénom;date de naissance
        association;Les Jardins;Lefèvre;Zoé;12/03/1980
        """,
    )
    notes = named(office, "Les Jardins").notes.splitlines()
    assert notes == ["nom : Lefèvre", "prénom : Zoé", "date de naissance : 1980-03-12"]


def test_new_members_get_the_numbers_that_nobody_has(office: TrialOffice) -> None:
    office.person("Déjà", "Là", number="7")
    take_members(office, "numéro;nom\n;Un\n8;Deux\n;Trois\n")
    numbers = {label: named(office, label).number for label in ("Un", "Deux", "Trois")}
    assert numbers == {"Un": "9", "Deux": "8", "Trois": "10"}


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("courriel", "x"),
        ("téléphone", "12"),
        ("siret", "1" * 14),
        ("rna", "W1"),
        ("né le", "31/02/1980"),
    ],
)
def test_what_cannot_be_read_is_refused(office: TrialOffice, header: str, value: str) -> None:
    (refused,) = take_members(office, f"nom;{header}\nMartin;{value}\n").refused
    assert (refused.column, refused.value) == (header, value)


def test_a_postal_code_gets_back_the_zero_a_spreadsheet_took(office: TrialOffice) -> None:
    take_members(office, "nom;code postal;commune\nMartin;1000;Bourg-en-Bresse\n")
    assert named(office, "Martin").postal_code == "01000"


def test_a_place_abroad_stays_as_typed(office: TrialOffice) -> None:
    take_members(office, "nom;code postal;commune\nMartin;1000;Bruxelles\n")
    martin = named(office, "Martin")
    assert (martin.postal_code, martin.commune_name) == ("1000", "Bruxelles")


# ---- who it is -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("numéro;nom;prénom", "12;Lefebvre;Zoé"),
        ("carte;nom;prénom", "C-1;Lefebvre;Zoé"),
        ("courriel;nom;prénom", "zoe@exemple.org;Lefebvre;Zoé"),
        ("date de naissance;nom;prénom;mobile", "12/03/1980;lefevre;zoe;0612345678"),
        ("commune;nom;prénom;mobile", "grenoble;LEFEVRE;Zoé;0612345678"),
        ("téléphone;nom;prénom;mobile", "0476010203;Lefèvre;Zoé;0612345678"),
        ("nom;prénom;mobile", "Lefèvre;Zoé;0612345678"),
    ],
)
def test_a_person_is_recognised(office: TrialOffice, header: str, row: str) -> None:
    office.person(
        number="12",
        card="C-1",
        email="zoe@exemple.org",
        birth_date="12/03/1980",
        commune="Grenoble",
        phone="0476010203",
    )
    assert figures(take_members(office, f"{header}\n{row}\n")) == (0, 1, 0, 0)


@pytest.mark.parametrize(
    ("header", "value"),
    [("rna", "W381001234"), ("siret", "73282932000074"), ("courriel", "jardins@exemple.org")],
)
def test_an_association_is_recognised(office: TrialOffice, header: str, value: str) -> None:
    office.association(rna="W381001234", siret="73282932000074", email="jardins@exemple.org")
    text = f"dénomination;{header};sigle\nLes Jardins d'Echirolles;{value};LJE\n"
    assert figures(take_members(office, text)) == (0, 1, 0, 0)


@pytest.mark.parametrize(
    "row",
    [
        "Durand;Paul;zoe@exemple.org;;",  # a family shares its address
        "Lefèvre;Zoé;;01/01/2001;",  # a namesake
        "Lefèvre;Zoé;;;Claix",
    ],
)
def test_a_stranger_is_not_taken_for_someone_else(office: TrialOffice, row: str) -> None:
    office.person(email="zoe@exemple.org", birth_date="12/03/1980", commune="Grenoble")
    text = f"nom;prénom;courriel;date de naissance;commune\n{row}\n"
    assert figures(take_members(office, text)) == (1, 0, 0, 0)


def test_namesakes_with_numbers_of_their_own_are_two(office: TrialOffice) -> None:
    text = "numéro;nom;prénom;commune\n1;Martin;Jean;Grenoble\n2;Martin;Jean;Grenoble\n"
    assert figures(take_members(office, text)) == (2, 0, 0, 0)
    assert figures(take_members(office, text)) == (0, 0, 2, 0)


def test_namesakes_told_apart_by_their_addresses_are_two(office: TrialOffice) -> None:
    text = """
        nom;prénom;commune;courriel
        Martin;Jean;Grenoble;jean1@exemple.org
        Martin;Jean;Grenoble;jean2@exemple.org
        """
    assert figures(take_members(office, text)) == (2, 0, 0, 0)
    assert figures(take_members(office, text)) == (0, 0, 2, 0)


def test_empty_cells_erase_nothing(office: TrialOffice) -> None:
    office.person(number="12", email="zoe@exemple.org", address="1 rue X", commune="Grenoble")
    take_members(office, "numéro;nom;prénom;courriel;adresse;commune\n12;Lefèvre;Zoé;;;\n")
    zoe = named(office, "Lefèvre Zoé")
    assert (zoe.email, zoe.address, zoe.commune_name) == ("zoe@exemple.org", "1 rue X", "Grenoble")


def test_a_commune_said_again_keeps_its_postal_code(office: TrialOffice) -> None:
    office.person(number="12", commune="Grenoble", postal_code="38100")
    text = "numéro;nom;prénom;commune\n12;Lefèvre;Zoé;grenoble\n"
    assert figures(take_members(office, text)) == (0, 0, 1, 0)
    assert named(office, "Lefèvre Zoé").postal_code == "38100"


def test_a_number_alone_is_enough_for_someone_known(office: TrialOffice) -> None:
    office.association(number="12")
    take_members(office, "numéro;téléphone\n12;0476010203\n")
    assert named(office, "Les Jardins d'Échirolles").phone == "+33476010203"


def test_the_number_of_an_entry_that_was_merged_leads_to_the_one_kept(office: TrialOffice) -> None:
    kept = office.person("Lefèvre", "Zoé", number="1")
    merge_members(office.desk, kept, office.person("Lefevre", "Zoe", number="2"))
    text = "numéro;nom;prénom;mobile\n2;Lefèvre;Zoé;0612345678\n"
    assert figures(take_members(office, text)) == (0, 1, 0, 0)
    assert office.get(Member, kept).number == "1"
    assert office.get(Member, kept).mobile == "+33612345678"


# ---- what is refused -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "first", "second"),
    [
        ("numéro;nom", "1;Martin", "1;Durand"),
        ("carte;nom", "C-1;Martin", "C-1;Durand"),
        ("rna;dénomination", "W381001234;Un", "W381001234;Deux"),
        ("commune;nom", "Grenoble;Martin", "Grenoble;Martin"),
    ],
)
def test_the_same_one_twice_is_refused_with_its_first_line(
    office: TrialOffice, header: str, first: str, second: str
) -> None:
    (refused,) = take_members(
        office, f"{header}\n{first}\n;Autre\n{second}\n", keep_going=True
    ).refused
    assert refused.line == 4
    assert "ligne 2" in refused.reason


def test_a_card_that_is_someone_elses_is_refused(office: TrialOffice) -> None:
    office.person("Lefèvre", "Zoé", number="1", card="C-1")
    office.person("Martin", "Paul", number="2")
    (refused,) = take_members(office, "numéro;nom;prénom;carte\n2;Martin;Paul;C-1\n").refused
    assert (refused.column, refused.value) == ("carte", "C-1")
    assert "Lefèvre Zoé" in refused.reason


def test_a_card_of_another_office_is_refused_too(office: TrialOffice) -> None:
    theirs = office.person("Lefèvre", "Zoé", number="1", card="C-1")
    with office.desk.database.writing() as session:
        there = Office(name="Échirolles", code="ECH")
        session.add(there)
        session.flush()
        session.get_one(Member, theirs).office_id = there.id
    report = take_members(
        office, "nom;prénom;carte\nMartin;Paul;C-1\nRoux;Anne;C-2\n", keep_going=True
    )
    assert [refused.line for refused in report.refused] == [2]
    assert "Lefèvre Zoé" in report.refused[0].reason
    assert report.added == 1


def test_a_person_does_not_become_an_association(office: TrialOffice) -> None:
    office.person(number="1")
    (refused,) = take_members(office, "numéro;type;dénomination\n1;association;X\n").refused
    assert refused.column == "type"
    assert "personne" in refused.reason


def test_a_row_is_known_however_far_above_it_stands(office: TrialOffice) -> None:
    rows = [
        f"Martin{n};Paul;m{n}@exemple.org;06{n:08};1980-01-{n % 28 + 1:02};Claix"
        for n in range(1100)
    ]
    again = [
        rows[3],
        "Martin4;Paul;;;1980-01-05;",  # by the birth date
        "Martin5;Paul;;0600000005;;",  # by the telephone
        "Martin6;Paul;;;;Claix",  # by the commune
        "Martin7 Paul;;;;;",  # by the name alone
        "Marten8;Paul;m8@exemple.org;;;",  # by the address, with a slip in the name
    ]
    text = "\n".join(["nom;prénom;courriel;téléphone;date de naissance;commune", *rows, *again, ""])
    report = take_members(office, text, keep_going=True)
    assert figures(report) == (1100, 0, 0, 6)
    assert [row.line for row in report.refused] == [1102 + n for n in range(6)]
    for n, row in zip(range(5, 11), report.refused, strict=True):
        assert f"ligne {n} " in row.reason
    assert figures(take_members(office, text, keep_going=True)) == (0, 0, 1100, 6)
