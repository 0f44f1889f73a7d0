"""Items by their tags, stocks by their quantities, models and categories found or made."""

import pytest
from sqlalchemy import select

from tests.desk.lists import figures, take_equipment
from tests.trial_office import TrialOffice
from vaetvient.desk.baskets import stock_levels
from vaetvient.desk.thing_row import read_quantity
from vaetvient.domain.equipment import Category, Condition, Equipment, Item, Model, Stock
from vaetvient.domain.errors import InvalidValueError
from vaetvient.storage.queries.exports import category_paths


def paths(office: TrialOffice) -> set[tuple[str, ...]]:
    with office.reading() as session:
        return set(category_paths(session).values())


def level(office: TrialOffice, tag: str) -> tuple[int, int]:
    """How many there are of a stock, and how many are out."""
    key = office.tagged(tag).id
    with office.reading() as session:
        return stock_levels(session, [key])[key]


# ---- what a row says -----------------------------------------------------------------------


def test_everything_an_item_may_say_is_taken(office: TrialOffice) -> None:
    jardins = office.association()
    take_equipment(
        office,
        """
        étiquette;modèle;catégorie;numéro de série;valeur;propriétaire;emplacement;état;couleur
        VID-001;Vidéoprojecteur;Image;S1;1 234,50 €;les jardins d'echirolles;Étagère 2;usure;noir
        """,
    )
    item = office.tagged("VID-001")
    assert isinstance(item, Item)
    assert (item.serial, item.value_cents, item.condition) == ("S1", 123450, Condition.WORN)
    assert (item.location, item.notes) == ("Étagère 2", "couleur : noir")
    assert (item.owner_name, item.owner_member_id) == ("les jardins d'echirolles", jardins)


@pytest.mark.parametrize(
    ("row", "is_stock"),
    [
        ("VID-1;Projecteur;", False),
        ("VID-1;Projecteur;1", False),
        (";Projecteur;", False),
        (";Chaise;200", True),
        (";Chaise;1", True),
        ("CHA-1;Chaise;200", True),
        ("CHA-1;Chaise;0", True),
    ],
)
def test_a_row_is_an_item_or_a_stock(office: TrialOffice, row: str, is_stock: bool) -> None:
    take_equipment(office, f"tag;model;quantity\n{row}\n")
    thing = office.one(select(Equipment))
    assert isinstance(thing, Stock) is is_stock


def test_a_stock_without_a_tag_gets_one_of_its_category(office: TrialOffice) -> None:
    take_equipment(office, "modèle;catégorie;quantité\nChaise;Mobilier;200\nTable;Mobilier;30\n")
    assert level(office, "MOB-001") == (200, 0)
    assert level(office, "MOB-002") == (30, 0)


def test_tags_that_are_given_out_keep_clear_of_those_in_the_file(office: TrialOffice) -> None:
    office.item(tag="MAT-004")
    take_equipment(office, "étiquette;modèle\n;Un\nMAT-009;Deux\n;Trois\n")
    tags = {office.get(Model, t.model_id).name: t.tag for t in every_thing(office)}
    assert (tags["Un"], tags["Trois"]) == ("MAT-010", "MAT-011")


def every_thing(office: TrialOffice) -> list[Equipment]:
    with office.reading() as session:
        found = list(session.scalars(select(Equipment)))
        session.expunge_all()
        return found


@pytest.mark.parametrize(
    ("header", "value"),
    [("valeur", "cher"), ("quantité", "-3"), ("quantité", "1.000"), ("état", "bof")],
)
def test_what_cannot_be_read_is_refused(office: TrialOffice, header: str, value: str) -> None:
    (refused,) = take_equipment(office, f"modèle;{header}\nChaise;{value}\n").refused
    assert (refused.column, refused.value) == (header, value)


@pytest.mark.parametrize(("typed", "read"), [("200", 200), ("1 200", 1200), ("12,0", 12), ("0", 0)])
def test_a_quantity_is_read(typed: str, read: int) -> None:
    assert read_quantity(typed) == read


@pytest.mark.parametrize("typed", ["1,5", "douze", "-1", "9999999999", "²"])
def test_what_is_no_quantity_is_refused(typed: str) -> None:
    with pytest.raises(InvalidValueError):
        read_quantity(typed)


def test_an_items_columns_become_notes_of_a_stock(office: TrialOffice) -> None:
    take_equipment(office, "étiquette;modèle;quantité;état\nCHA-1;Chaise;20;bon\n")
    assert office.tagged("CHA-1").notes == "état : bon"


def test_another_programs_type_is_a_note(office: TrialOffice) -> None:
    take_equipment(office, "étiquette;modèle;type\nA-1;Perceuse;outil\n")
    assert office.tagged("A-1").notes == "type : outil"


# ---- models and categories -------------------------------------------------------------------


def test_rows_of_one_model_share_it(office: TrialOffice) -> None:
    office.model("Vidéoprojecteur")
    take_equipment(office, "étiquette;modèle\nA-1;videoprojecteur\nA-2;VIDÉOPROJECTEUR\n")
    assert office.count("model") == 1


def test_two_brands_are_two_models(office: TrialOffice) -> None:
    take_equipment(office, "étiquette;modèle;marque\nA-1;Sono;Bose\nA-2;Sono;Yamaha\nA-3;Sono;\n")
    assert office.count("model") == 2


@pytest.mark.parametrize("typed", ["Image et son > Projection", "image et son/projection"])
def test_a_path_is_found_in_the_tree_without_case_or_accents(
    office: TrialOffice, typed: str
) -> None:
    office.category("Projection", parent_id=office.category("Image et son"))
    take_equipment(office, f"étiquette;modèle;catégorie\nA-1;X;{typed}\n")
    assert paths(office) == {("Image et son",), ("Image et son", "Projection")}


def test_a_path_that_is_not_there_is_made(office: TrialOffice) -> None:
    take_equipment(office, "étiquette;modèle;catégorie\nA-1;X;Fêtes > Tables\nA-2;Y;Fêtes\n")
    assert paths(office) == {("Fêtes",), ("Fêtes", "Tables")}


def test_a_name_alone_finds_the_one_category_so_called(office: TrialOffice) -> None:
    office.category("Projection", parent_id=office.category("Image et son"))
    take_equipment(office, "étiquette;modèle;catégorie\nA-1;X;projection\n")
    assert office.count("category") == 2


def test_a_name_with_a_slash_that_exists_is_no_path(office: TrialOffice) -> None:
    office.category("Son/Lumière")
    take_equipment(office, "étiquette;modèle;catégorie\nA-1;X;son/lumiere\nA-2;Y;Son/Lumière >\n")
    assert paths(office) == {("Son/Lumière",)}


def test_the_first_row_says_the_category_of_a_model(office: TrialOffice) -> None:
    office.model("Sono", category_id=office.category("Ancienne"))
    text = "étiquette;modèle;catégorie\nA-1;Sono;Nouvelle\nA-2;Sono;Autre\n"
    assert figures(take_equipment(office, text)) == (2, 0, 0, 0)
    assert figures(take_equipment(office, text)) == (0, 0, 2, 0)
    model = office.one(select(Model))
    assert office.get(Category, model.category_id).name == "Nouvelle"
    assert office.tagged("A-2").notes == "catégorie : Autre"


# ---- which thing it is -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "étiquette;modèle;valeur\nVID-001;Vidéoprojecteur;12,5\n",
        "modèle;quantité;emplacement\nChaise;200;Cave\nChaise;50;Grenier\n",
        "modèle;numéro de série\nPerceuse;S-1\nPerceuse;S-2\n",
        "modèle;emplacement\nPerceuse;Cave\nPerceuse;Cave\nPerceuse;Grenier\n",
        "modèle;quantité\nChaise;200\nChaise;30\n",
        "étiquette;modèle\n;Perceuse\nMAT-001;Perceuse\n",
    ],
)
def test_the_same_list_twice_adds_nothing(office: TrialOffice, text: str) -> None:
    first = take_equipment(office, text)
    assert first.refused == ()
    assert figures(take_equipment(office, text)) == (0, 0, first.added, 0)


def test_a_tag_is_read_in_any_case(office: TrialOffice) -> None:
    office.item(tag="VID-001")
    text = "étiquette;modèle\nvid-001;Vidéoprojecteur\n"
    assert figures(take_equipment(office, text)) == (0, 0, 1, 0)


def test_a_row_changes_only_what_it_says(office: TrialOffice) -> None:
    office.item(tag="VID-001", location="Cave", value_cents=5000, serial="S1")
    text = "étiquette;modèle;emplacement;valeur\nVID-001;Vidéoprojecteur;Grenier;\n"
    assert figures(take_equipment(office, text)) == (0, 1, 0, 0)
    item = office.tagged("VID-001")
    assert isinstance(item, Item)
    assert (item.location, item.value_cents, item.serial) == ("Grenier", 5000, "S1")


def test_the_value_a_model_gives_is_no_change(office: TrialOffice) -> None:
    office.item(tag="VID-001", model=office.model(value_cents=5000))
    text = "étiquette;modèle;valeur\nVID-001;Vidéoprojecteur;50,00\n"
    assert figures(take_equipment(office, text)) == (0, 0, 1, 0)


def test_a_stock_counted_anew_gets_a_movement(office: TrialOffice) -> None:
    office.stock(tag="CHA-1", count=200)
    text = "étiquette;modèle;quantité\nCHA-1;Chaise pliante;180\n"
    assert figures(take_equipment(office, text)) == (0, 1, 0, 0)
    assert level(office, "CHA-1") == (180, 0)
    assert office.count("stock_movement") == 2


# ---- what is refused -----------------------------------------------------------------------


def test_a_stock_is_not_counted_below_what_is_out(office: TrialOffice) -> None:
    office.lend(office.person(), (office.stock(tag="CHA-1", count=200), 30))
    text = "étiquette;modèle;quantité\nCHA-1;Chaise pliante;20\n"
    (refused,) = take_equipment(office, text).refused
    assert (refused.column, refused.value) == ("quantité", "20")
    assert level(office, "CHA-1") == (200, 30)


def test_several_units_of_one_tag_are_refused_where_it_is_an_item(office: TrialOffice) -> None:
    office.item(tag="VID-001")
    text = "étiquette;modèle;quantité\nVID-001;Vidéoprojecteur;3\n"
    (refused,) = take_equipment(office, text).refused
    assert refused.column == "quantité"


@pytest.mark.parametrize(
    ("header", "row", "same"),
    [("étiquette;modèle", "A-1;X", "a-1;Y"), ("numéro de série;modèle", "S1;X", "s1;X")],
)
def test_the_same_one_twice_is_refused_with_its_first_line(
    office: TrialOffice, header: str, row: str, same: str
) -> None:
    (refused,) = take_equipment(office, f"{header}\n{row}\n{same}\n").refused
    assert refused.line == 3
    assert "ligne 2" in refused.reason


def test_a_new_thing_without_a_model_is_refused(office: TrialOffice) -> None:
    (refused,) = take_equipment(office, "étiquette;modèle\nA-1;\n").refused
    assert refused.column == "modèle"
