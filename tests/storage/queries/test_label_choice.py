"""Labels are for what was chosen: a place in any spelling, a category with those below it, what is
new, what was scanned."""

from tests.trial_office import TrialOffice
from vaetvient.desk import equipment
from vaetvient.desk.kits import PartForm, write_kit
from vaetvient.desk.labelling import note_labelled
from vaetvient.documents.label_formats import label_formats
from vaetvient.storage.queries.label_choice import (
    LabelChoice,
    LabelsOf,
    ToLabel,
    labelled_up_to,
    things_to_label,
)
from vaetvient.storage.queries.prints import label_sheet


def meant(office: TrialOffice, choice: LabelChoice) -> ToLabel:
    with office.reading() as session:
        return things_to_label(session, office.desk.office_id, choice)


def test_what_is_new_is_what_came_after_the_last_labels(office: TrialOffice) -> None:
    first, second = office.items(2, "Sono", "SON-001")
    assert set(meant(office, LabelChoice(LabelsOf.NEW)).keys) == {first, second}
    note_labelled(office.desk, [first, second])
    assert meant(office, LabelChoice(LabelsOf.NEW)).keys == ()
    third = office.item("Sono", "SON-000")
    assert meant(office, LabelChoice(LabelsOf.NEW)).keys == (third,)
    assert meant(office, LabelChoice(LabelsOf.EVERYTHING)).keys == (third, first, second)


def test_older_labels_printed_again_make_nothing_new(office: TrialOffice) -> None:
    first, second = office.items(2, "Sono", "SON-001")
    note_labelled(office.desk, [second])
    note_labelled(office.desk, [first])
    note_labelled(office.desk, [])
    with office.reading() as session:
        assert labelled_up_to(session) == second


def test_what_was_withdrawn_needs_no_label_unless_named(office: TrialOffice) -> None:
    sono = office.item("Sono", "SON-001")
    equipment.archive_equipment(office.desk, sono)
    assert meant(office, LabelChoice(LabelsOf.NEW)).keys == ()
    assert meant(office, LabelChoice(LabelsOf.EVERYTHING)).keys == ()
    assert meant(office, LabelChoice(LabelsOf.CHOSEN, (sono,))).keys == (sono,)
    assert meant(office, LabelChoice(LabelsOf.TYPED, typed=("son-001",))).keys == (sono,)


def test_a_place_and_a_category_are_gone_through(office: TrialOffice) -> None:
    sound = office.category("Son")
    below = office.category("Micros", parent_id=sound)
    sono = office.item("Sono", "SON-001", model=office.model("Sono", category_id=sound))
    mike = office.item("Micro", "MIC-001", model=office.model("Micro", category_id=below))
    chair = office.item("Chaise", "CHA-001", location="Réserve")
    assert meant(office, LabelChoice(LabelsOf.PLACE, place="reserve")).keys == (chair,)
    assert meant(office, LabelChoice(LabelsOf.CATEGORY, category_id=sound)).keys == (mike, sono)
    assert meant(office, LabelChoice(LabelsOf.CATEGORY)).keys == ()


def test_scanned_twice_is_one_label_and_what_is_unknown_is_told(office: TrialOffice) -> None:
    sono = office.item("Sono", "SON-001")
    found = meant(office, LabelChoice(LabelsOf.TYPED, typed=("SON-001", "XYZ", "son-001")))
    assert found == ToLabel((sono,), ("XYZ",))


def test_a_kit_that_can_be_scanned_has_its_label_among_the_others(office: TrialOffice) -> None:
    chair = office.item("Chaise", "CHA-001", model=(model := office.model("Chaise")))
    kit = write_kit(office.desk, "Fête de quartier", (PartForm(model),), tag="KIT-01")
    write_kit(office.desk, "Sans étiquette", (PartForm(model),))
    assert meant(office, LabelChoice(LabelsOf.KITS)).keys == (kit,)
    assert meant(office, LabelChoice(LabelsOf.EVERYTHING)).keys == (chair, kit)
    typed = LabelChoice(LabelsOf.TYPED, typed=("kit-01", "CHA-001", "Sans étiquette"))
    assert meant(office, typed) == ToLabel((kit, chair), ("Sans étiquette",))
    with office.reading() as session:
        sheet = label_sheet(
            *(session, office.desk.office_id, (kit, chair), label_formats()[0]),
            language="fr",
            made_on=office.today(),
        )
    assert [(one.tag, one.label) for one in sheet.labels] == [
        ("KIT-01", "Fête de quartier"),
        ("CHA-001", "Chaise"),
    ]
    note_labelled(office.desk, meant(office, LabelChoice(LabelsOf.NEW)).keys)
    assert meant(office, LabelChoice(LabelsOf.NEW)).keys == ()
