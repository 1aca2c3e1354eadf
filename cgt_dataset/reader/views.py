"""Ready views for the joins that everybody needs."""

from __future__ import annotations

from typing import NamedTuple


class View(NamedTuple):
    """A query with a name; it reads tables of schema 2 and later."""

    name: str
    table: str
    """The table whose columns it keeps."""
    description: str
    sql: str
    columns: dict[str, str]
    """What each column means that is none of that table."""


_PLACE = {"place_name": "The name of the place.", "country": "The country in which the place lies (ISO 3166-1)."}

VIEWS = (
    View(
        "agreement_overview",
        "agreements",
        "One row an agreement, with its parties, place and events.",
        """
        SELECT a.id, a.title, a.kind, a.status, a.announced_on, a.signed_on, a.effective_on, a.ended_on,
               p.name AS place_name, p.country,
               (SELECT list({'name': coalesce(o.name, x.described_as), 'organization': x.organization,
                             'role': x.role, 'contributes': x.contributes} ORDER BY x.position)
                FROM agreement_parties x LEFT JOIN organizations o ON o.id = x.organization
                WHERE x.agreement = a.id) AS parties,
               (SELECT list(x.technology ORDER BY x.position) FROM agreement_technologies x WHERE x.agreement = a.id)
                   AS technologies,
               a.scope
        FROM agreements a LEFT JOIN places p ON p.id = a.place
        """,
        {
            **_PLACE,
            "parties": "The parties in the order of the record: name or description, id, role, what they bring in.",
            "technologies": "The technologies that it rests on.",
        },
    ),
    View(
        "facility_overview",
        "facilities",
        "One row a facility, with its operator, place and services.",
        """
        SELECT f.id, f.name, f.kind, f.status, f.opened_on, o.name AS operator_name, p.name AS place_name, p.country,
               f.area_comparator, f.area_value, f.area_unit,
               (SELECT list({'kind': x.kind, 'availability': x.availability, 'capacity': x.capacity_as_stated,
                             'audience': x.audience} ORDER BY x.position)
                FROM facility_services x WHERE x.facility = f.id) AS services,
               f.purpose
        FROM facilities f LEFT JOIN organizations o ON o.id = f.operator LEFT JOIN places p ON p.id = f.place
        """,
        {
            "operator_name": "The name of the operator.",
            **_PLACE,
            "services": "The services in the order of the record: kind, availability, capacity as stated, for whom.",
        },
    ),
    View(
        "current_offices",
        "person_offices",
        "One row an office that a person is not known to have left.",
        """
        SELECT x.person, p.name AS person_name, x.title, x.organization,
               coalesce(o.name, x.described_as) AS organization_name, x.as_of
        FROM person_offices x JOIN people p ON p.id = x.person LEFT JOIN organizations o ON o.id = x.organization
        WHERE x.ended_on IS NULL
        """,
        {
            "person_name": "The name of the person.",
            "organization_name": "The name of the body, or how the source describes it.",
        },
    ),
    View(
        "evidence_by_cell",
        "evidence",
        "One row a value, with all that is said of it and where.",
        """
        SELECT e.record, e.pointer, any_value(e."table") AS "table", any_value(e."column") AS "column",
               count(*) FILTER (e.stance = 'supports') AS supports,
               count(*) FILTER (e.stance = 'contradicts') AS contradicts,
               list(DISTINCT e.derivation ORDER BY e.derivation) AS derivations,
               list(DISTINCT e.assertion ORDER BY e.assertion) AS assertions,
               list(DISTINCT coalesce(p.name, o.name, m.text) ORDER BY coalesce(p.name, o.name, m.text))
                   FILTER (coalesce(p.name, o.name, m.text) IS NOT NULL) AS said_by,
               list({'source': e.source, 'url': s.url, 'start': e."start", 'end': e."end"}
                    ORDER BY e.source, e."start", e."end") AS places_in_text
        FROM evidence e JOIN sources s ON s.id = e.source
        LEFT JOIN people p ON p.id = e.asserted_by_person
        LEFT JOIN organizations o ON o.id = e.asserted_by_organization
        LEFT JOIN mentions m ON m.id = e.asserted_by_mention
        GROUP BY e.record, e.pointer
        """,
        {
            "supports": "How many spans bear the value out.",
            "contradicts": "How many spans say otherwise.",
            "derivations": "How the value was got from the words.",
            "assertions": "With what force it is said.",
            "said_by": "Who says it, where the source names or mentions somebody.",
            "places_in_text": "The spans: source, its address, start and end in code points.",
        },
    ),
)
"""The views of `connect` and `query`."""
