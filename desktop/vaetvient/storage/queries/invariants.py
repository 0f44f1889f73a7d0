"""The invariants of the domain as questions to the tables: each row of an answer is a breach.

Plain SQL, so that what a bulk load, another program or a fault did past the mapped classes is
seen as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from vaetvient.domain.personal_data import HIDDEN_SINCE
from vaetvient.language import N_


@dataclass(frozen=True, slots=True)
class Invariant:
    """A rule that data can break: its name for scripts, the rows that break it, and what is said
    of such a row (filled with its columns)."""

    check: str
    sql: str
    said: str


_AMOUNTS = (
    ("deposit", "amount_cents"),
    ("deposit", "kept_cents"),
    ("membership", "amount_cents"),
    ("category", "deposit_cents"),
    ("model", "value_cents"),
    ("model", "deposit_cents"),
    ("equipment", "value_cents"),
    ("loan_line", "value_cents"),
    ("maintenance", "cost_cents"),
)

INVARIANTS: tuple[Invariant, ...] = (
    # 1. An item is on at most one open loan; a quantity lent never exceeds what is there.
    Invariant(
        "item_lent_once",
        """SELECT e.tag, count(*) AS n FROM loan_line l JOIN equipment e ON e.id = l.equipment_id
        WHERE l.kind = 'item' AND l.state = 'out' AND NOT l.disputed
        GROUP BY e.id, e.tag HAVING count(*) > 1""",
        N_("{tag} est sur {n} prêts en cours à la fois."),
    ),
    Invariant(
        "stock",
        """SELECT e.tag, COALESCE(m.total, 0) AS total, COALESCE(o.lent, 0) AS lent
        FROM equipment e
        LEFT JOIN (SELECT stock_id, sum(delta) AS total FROM stock_movement GROUP BY stock_id) m
            ON m.stock_id = e.id
        LEFT JOIN (SELECT equipment_id, sum(quantity - returned_quantity - lost_quantity) AS lent
            FROM loan_line WHERE kind = 'stock' AND state = 'out' GROUP BY equipment_id) o
            ON o.equipment_id = e.id
        WHERE e.kind = 'stock' AND (COALESCE(m.total, 0) < 0
            OR COALESCE(o.lent, 0) > COALESCE(m.total, 0))""",
        N_("{tag} : il y en a {total}, et {lent} en prêt."),
    ),
    Invariant(
        "kinds",
        """SELECT l.tag, o.number FROM loan_line l JOIN equipment e ON e.id = l.equipment_id
        JOIN loan o ON o.id = l.loan_id WHERE l.kind <> e.kind""",
        N_("{tag} n'est pas, sur le prêt {number}, ce qu'il est dans le matériel."),
    ),
    # 2. Only the office that keeps a thing lends it.
    Invariant(
        "custody",
        """SELECT l.tag, o.number FROM loan_line l JOIN equipment e ON e.id = l.equipment_id
        JOIN loan o ON o.id = l.loan_id
        WHERE l.state = 'out' AND e.custody_office_id <> o.office_id""",
        N_("{tag} est prêté par un bureau qui ne le garde pas ({number})."),
    ),
    # 3. Numbers have no gap, are used once, and outlive the loan.
    Invariant(
        "numbers",
        """SELECT l.number, l.number_year AS year, l.number_sequence + 1 AS missing FROM loan l
        WHERE l.number_sequence > 0
        AND l.number_sequence < (SELECT max(m.number_sequence) FROM loan m
            WHERE m.office_id = l.office_id AND m.number_year = l.number_year)
        AND NOT EXISTS (SELECT 1 FROM loan n WHERE n.office_id = l.office_id
            AND n.number_year = l.number_year AND n.number_sequence = l.number_sequence + 1)""",
        N_("Le numéro {missing} de {year} manque, après {number}."),
    ),
    Invariant(
        "numbers",
        """SELECT number_year AS year, min(number_sequence) AS first FROM loan
        WHERE number IS NOT NULL AND number_sequence > 0
        GROUP BY office_id, number_year HAVING min(number_sequence) <> 1""",
        N_("La série de {year} commence à {first}."),
    ),
    Invariant(
        "numbers",
        """SELECT min(number) AS number, count(*) AS n FROM loan WHERE number IS NOT NULL
        GROUP BY upper(number) HAVING count(*) > 1 UNION ALL
        SELECT min(number), count(*) FROM loan WHERE number IS NOT NULL
        GROUP BY office_id, number_year, number_sequence HAVING count(*) > 1""",
        N_("{n} prêts portent le numéro {number}."),
    ),
    Invariant(
        "numbers",
        """SELECT number FROM loan WHERE number IS NOT NULL AND number_sequence > 0
        AND number NOT LIKE '%-' || number_year || '-%' || number_sequence""",
        N_("Le numéro {number} n'est pas celui de sa place dans l'année."),
    ),
    # 4. Money is integer cents; what comes after does not come before.
    *(
        Invariant(
            "money",
            f"""SELECT '{table}' AS place, {column} AS amount FROM {table}
            WHERE {column} IS NOT NULL
            AND ({column} < 0 OR CAST({column} AS INTEGER) <> {column})""",
            N_("{place} : « {amount} » n'est pas un montant en centimes."),
        )
        for table, column in _AMOUNTS
    ),
    Invariant(
        "dates",
        """SELECT number FROM loan WHERE due_on < substr(handed_out_at, 1, 10)
        OR closed_at < handed_out_at""",
        N_("Le prêt {number} finit avant de commencer."),
    ),
    Invariant(
        "dates",
        """SELECT o.number, l.tag FROM loan_line l JOIN loan o ON o.id = l.loan_id
        WHERE l.returned_at < o.handed_out_at""",
        N_("{tag} est revenu avant de partir ({number})."),
    ),
    Invariant(
        "dates",
        """SELECT m.label FROM membership s JOIN member m ON m.id = s.member_id
        WHERE s.valid_to < s.valid_from""",
        N_("Une adhésion de {label} finit avant de commencer."),
    ),
    # 5. Outside a gesture, nothing is being recorded.
    Invariant(
        "gesture",
        "SELECT id FROM current_gesture WHERE gesture_id IS NOT NULL",
        N_("Un geste est resté ouvert."),
    ),
    # A loan's life.
    Invariant(
        "loan_state",
        """SELECT o.number FROM loan o WHERE o.state = 'out' AND NOT EXISTS
        (SELECT 1 FROM loan_line l WHERE l.loan_id = o.id AND l.state = 'out')""",
        N_("Le prêt {number} est en cours et tout en est revenu."),
    ),
    Invariant(
        "loan_state",
        """SELECT o.number, o.state, l.tag FROM loan o JOIN loan_line l ON l.loan_id = o.id
        WHERE (o.state <> 'out' AND l.state = 'out')
        OR (o.state IN ('out', 'returned') AND l.state = 'draft')
        OR (o.state = 'draft' AND l.state <> 'draft')
        OR (o.state = 'cancelled' AND l.state IN ('returned', 'lost'))""",
        N_("Le prêt {number} ({state}) a une ligne qui ne va pas avec : {tag}."),
    ),
    Invariant(
        "loan_state",
        """SELECT COALESCE(number, '?') AS number FROM loan
        WHERE (state IN ('out', 'returned') AND (number IS NULL OR borrower_id IS NULL
            OR due_on IS NULL OR handed_out_at IS NULL))
        OR (state IN ('returned', 'cancelled') AND closed_at IS NULL)
        OR (state IN ('draft', 'out') AND closed_at IS NOT NULL)
        OR (state = 'cancelled' AND trim(cancel_reason) = '')""",
        N_("Il manque au prêt {number} ce que dit son état : emprunteur, dates ou raison."),
    ),
    Invariant(
        "line_state",
        """SELECT o.number, l.tag FROM loan_line l JOIN loan o ON o.id = l.loan_id
        WHERE (l.state = 'out' AND l.returned_quantity + l.lost_quantity >= l.quantity)
        OR (l.state IN ('returned', 'lost') AND (l.returned_at IS NULL
            OR l.returned_quantity + l.lost_quantity <> l.quantity))
        OR (l.state = 'lost' AND l.returned_quantity > 0)
        OR (l.state IN ('draft', 'cancelled') AND l.returned_quantity + l.lost_quantity <> 0)""",
        N_("{tag} ({number}) : l'état de la ligne ne va pas avec ce qui est revenu."),
    ),
    Invariant(
        "line_counts",
        """SELECT o.number, l.tag FROM loan_line l JOIN loan o ON o.id = l.loan_id
        WHERE l.quantity < 1 OR l.returned_quantity < 0 OR l.lost_quantity < 0
        OR l.returned_quantity + l.lost_quantity > l.quantity
        OR (l.kind = 'item' AND l.quantity <> 1)""",
        N_("{tag} ({number}) : les quantités sont impossibles."),
    ),
    Invariant(
        "line_counts",
        """SELECT o.number, l.tag, l.returned_quantity + l.lost_quantity AS counted,
        COALESCE(r.noted, 0) AS noted
        FROM loan_line l JOIN loan o ON o.id = l.loan_id
        LEFT JOIN (SELECT line_id, sum(quantity) AS back, sum(lost) AS lost,
            sum(quantity + lost) AS noted FROM line_return GROUP BY line_id) r ON r.line_id = l.id
        WHERE l.state <> 'cancelled' AND (l.returned_quantity <> COALESCE(r.back, 0)
            OR l.lost_quantity <> COALESCE(r.lost, 0))""",
        N_("{tag} ({number}) : {counted} comptés revenus, {noted} notés."),
    ),
    Invariant(
        "line_counts",
        """SELECT o.number, p.name FROM line_part p JOIN loan_line l ON l.id = p.line_id
        JOIN loan o ON o.id = l.loan_id
        WHERE p.quantity < 1 OR p.missing < 0 OR p.missing > p.quantity""",
        N_("« {name} » ({number}) : il en manque plus qu'il n'en est parti."),
    ),
    Invariant(
        "deposit",
        """SELECT o.number FROM deposit d JOIN loan o ON o.id = d.loan_id
        WHERE d.amount_cents <= 0 OR d.kept_cents < 0 OR d.kept_cents > d.amount_cents
        OR (d.state = 'held' AND (d.kept_cents <> 0 OR d.settled_at IS NOT NULL))
        OR (d.state = 'returned' AND (d.kept_cents <> 0 OR d.settled_at IS NULL))
        OR (d.state = 'kept' AND (d.kept_cents = 0 OR d.settled_at IS NULL))
        OR (d.state = 'held' AND o.state = 'cancelled') OR o.state = 'draft'""",
        N_("La caution du prêt {number} se contredit."),
    ),
    # What is put away is not out.
    Invariant(
        "archived_lent",
        """SELECT l.tag, o.number FROM loan_line l JOIN equipment e ON e.id = l.equipment_id
        JOIN loan o ON o.id = l.loan_id WHERE l.state = 'out' AND e.archived_at IS NOT NULL""",
        N_("{tag} est retiré du matériel et en prêt ({number})."),
    ),
    Invariant(
        "archived_lent",
        """SELECT m.label, o.number FROM loan o JOIN member m ON m.id = o.borrower_id
        WHERE o.state = 'out' AND m.archived_at IS NOT NULL
        AND m.id NOT IN (SELECT change_row FROM sync_ghost WHERE change_table = 'member')""",
        N_("{label} est archivé et emprunte encore ({number})."),
    ),
    # Members and their numbers.
    Invariant(
        "members",
        """SELECT min(label) AS label, number AS same, count(*) AS n FROM member
        GROUP BY office_id, number HAVING count(*) > 1 UNION ALL
        SELECT min(label), card, count(*) FROM member WHERE card IS NOT NULL
        GROUP BY card HAVING count(*) > 1""",
        N_("{n} adhérents, dont {label}, ont le même numéro ou la même carte : {same}."),
    ),
    Invariant(
        "members",
        """SELECT number FROM member WHERE trim(label) = '' OR trim(number) = ''
        OR (merged_into_id IS NOT NULL AND (archived_at IS NULL OR merged_into_id = id))""",
        N_("L'adhérent {number} n'a pas de nom, ou est réuni à lui-même."),
    ),
    Invariant(
        "members",
        """SELECT a.label FROM representative r JOIN member a ON a.id = r.association_id
        JOIN member p ON p.id = r.person_id
        WHERE a.kind <> 'association' OR p.kind <> 'person'""",
        N_("{label} est représenté par autre chose qu'une personne."),
    ),
    Invariant(
        "tags",
        """SELECT min(tag) AS tag, count(*) AS n FROM equipment GROUP BY tag
        HAVING count(*) > 1 OR trim(min(tag)) = ''""",
        N_("{n} choses portent l'étiquette « {tag} »."),
    ),
    # 6. Search finds everything, under its present name. Keys are cast so that the index on them
    # serves: SQLite takes BINARY for numeric.
    Invariant(
        "search_index",
        f"""SELECT m.label AS name FROM member m
        LEFT JOIN search_entry s ON s.ref = CAST(m.id AS BLOB)
        WHERE m.merged_into_id IS NULL AND m.archived_at IS NOT '{HIDDEN_SINCE}'
            AND (s.ref IS NULL OR s.number <> m.number OR s.label <> m.label) UNION ALL
        SELECT e.tag FROM equipment e JOIN model d ON d.id = e.model_id
        LEFT JOIN search_entry s ON s.ref = CAST(e.id AS BLOB)
        WHERE s.ref IS NULL OR s.number <> e.tag OR s.label <> d.name UNION ALL
        SELECT o.number FROM loan o LEFT JOIN search_entry s ON s.ref = CAST(o.id AS BLOB)
        WHERE o.number IS NOT NULL AND (s.ref IS NULL OR s.number <> o.number
            OR s.label <> o.borrower_name)""",
        N_("La recherche ne trouve pas {name}, ou sous un ancien nom."),
    ),
    Invariant(
        "search_index",
        f"""SELECT s.number AS name FROM search_entry s WHERE NOT EXISTS
        (SELECT 1 FROM member m WHERE m.id = s.ref AND m.merged_into_id IS NULL
            AND m.archived_at IS NOT '{HIDDEN_SINCE}')
        AND NOT EXISTS (SELECT 1 FROM equipment e WHERE e.id = s.ref)
        AND NOT EXISTS (SELECT 1 FROM loan o WHERE o.id = s.ref AND o.number IS NOT NULL)""",
        N_("La recherche trouve encore {name}, qui n'existe plus."),
    ),
)
