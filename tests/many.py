"""Many members at once, for tests of long lists: made in bulk, indexed, without gestures."""

from sqlalchemy import insert

from tests.trial_office import TrialOffice
from vaetvient.domain.entities import Association
from vaetvient.domain.member import MemberKind
from vaetvient.domain.records import new_id
from vaetvient.storage import search_index

FIRST_WORDS = ("Échirolles", "Étoile", "Amis", "Zodiaque", "École", "Jardins", "œuvre", "Vélo")


def many_members(office: TrialOffice, count: int) -> None:
    """`count` associations, whose names do not come in the order of their numbers."""
    rows = [
        {
            "id": new_id(),
            "office_id": office.desk.office_id,
            "kind": MemberKind.ASSOCIATION,
            "number": str(number + 1),
            "label": f"{FIRST_WORDS[number * 7 % 8]} {number:05}",
            "name": f"{FIRST_WORDS[number * 7 % 8]} {number:05}",
        }
        for number in range(count)
    ]
    with office.desk.database.writing() as session:
        session.execute(insert(Association), rows)
        search_index.rebuild(session)
    office.desk.database.lexicon.forget()
