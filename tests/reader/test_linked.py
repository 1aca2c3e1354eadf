"""The JSON-LD view, judged by two processors that know nothing of us and fetch nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import rdflib
from pyld import jsonld
from rdflib.compare import graph_diff
from rdflib.namespace import PROV, RDF, XSD
from whole_records import MAKER

from cgt_dataset import Dataset, UnknownField
from cgt_dataset.reader.linked import json_ld
from cgt_dataset.reader.linked_terms import KINDS, PROPERTIES, TYPES
from cgt_dataset.schema import RECORDS, fields_of

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own use of itself
SCHEMA = rdflib.Namespace("https://schema.org/")
OA = rdflib.Namespace("http://www.w3.org/ns/oa#")
BASE = "urn:cgt-dataset:"
FIELD = rdflib.Namespace(f"{BASE}field/")
TERM = rdflib.Namespace(f"{BASE}term/")
EDTF = rdflib.URIRef("http://id.loc.gov/datatypes/edtf/EDTF")


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("the document needs the network")

    monkeypatch.setattr(jsonld, "load_document", refuse)
    monkeypatch.setattr("socket.socket.connect", refuse)


def graph(document: dict[str, Any]) -> rdflib.Graph:
    return rdflib.Graph().parse(data=json.dumps(document), format="json-ld")


def iri(pointer: str) -> rdflib.URIRef:
    return rdflib.URIRef(f"{BASE}record/{pointer}")


def _pointers(dataset: Dataset) -> Iterator[str]:
    for record in RECORDS:
        for identifier in dataset.load(record.table).column("id").to_pylist():
            yield f"{record.table}/{identifier}"


def test_two_processors_read_the_same_and_drop_nothing(invented: Dataset) -> None:
    for pointer in _pointers(invented):
        document = json_ld(invented, pointer)
        normal = jsonld.normalize(document, {"algorithm": "URDNA2015", "format": "application/n-quads"})
        read = graph(document)
        _, one, other = graph_diff(rdflib.Graph().parse(data=normal, format="nt"), read)
        assert (len(one), len(other)) == (0, 0), pointer
        assert len(read) == len(normal.splitlines()) == len(_statements(document)), pointer
        assert all(str(term).startswith(("http://", "https://", "urn:")) for term in read.predicates()), pointer


def _statements(node: dict[str, Any]) -> set[tuple[str, str, str]]:
    """What the document says, each once: a subject, a property and a value; a node without a name is its place."""
    said = set()
    for name, held in node.items():
        for one in held if isinstance(held, list) else [held]:
            if name not in ("@context", "@id"):
                said.add(
                    (node.get("@id", str(id(node))), name, one.get("@id", str(one)) if isinstance(one, dict) else one)
                )
                said |= _statements(one) if isinstance(one, dict) and "@value" not in one else set()
    return said


def test_terms_of_schema_org_are_used_where_there_are_any(invented: Dataset) -> None:
    read = graph(json_ld(invented, "organizations/maker"))
    maker = iri("organizations/maker#this")
    assert set(read.objects(maker, RDF.type)) == {rdflib.URIRef(f"{BASE}table/organizations"), SCHEMA.Organization}
    assert read.value(maker, SCHEMA.location) == iri("places/port-zone#this")
    assert read.value(iri("places/port-zone#this"), SCHEMA.name) == rdflib.Literal("Port Zone")
    assert read.value(maker, SCHEMA.url) == rdflib.URIRef("https://example.org/maker")
    assert read.value(maker, FIELD["organizations/kind"]) == TERM["organization_kind/company"]
    assert read.value(iri("organizations/maker"), SCHEMA.mainEntity) == maker
    assert set(graph(json_ld(invented, "places/cn")).objects(iri("places/cn#this"), RDF.type)) >= {SCHEMA.Country}
    event = graph(json_ld(invented, "events/forum"))
    assert event.value(iri("events/forum#this"), SCHEMA.startDate) == rdflib.Literal("2023-05-04", datatype=XSD.date)
    assert event.value(iri("events/forum#this"), SCHEMA.endDate) == rdflib.Literal("2023-05-06", datatype=XSD.date)


def test_names_keep_their_languages(invented: Dataset) -> None:
    read = graph(json_ld(invented, "organizations/maker"))
    maker = iri("organizations/maker#this")
    assert read.value(maker, SCHEMA.name) == rdflib.Literal("Maker", lang="en")
    assert read.value(maker, SCHEMA.alternateName) == rdflib.Literal("製造", lang="zh-hant")
    second = iri("organizations/maker#/names/1")
    assert read.value(second, RDF.value) == rdflib.Literal("製造", lang="zh-hant")
    assert read.value(second, FIELD["organization_names/kind"]) == TERM["name_kind/as_stated"]
    assert read.value(iri("sources/news#this"), SCHEMA.headline) == rdflib.Literal(
        "Leiden 🧬 plant opens", lang="zh-hans"
    )
    mention = graph(json_ld(invented, "mentions/six-firms"))
    assert mention.value(iri("mentions/six-firms#this"), SCHEMA.name) == rdflib.Literal("six firms", lang="en")


def test_dates_and_amounts_keep_their_precision(invented: Dataset) -> None:
    deal = graph(json_ld(invented, "agreements/deal"))
    signed = deal.value(iri("agreements/deal#this"), FIELD["agreements/signed_on"])
    assert signed == rdflib.Literal("2021-34", datatype=EDTF)
    plant = graph(json_ld(invented, "facilities/plant"))
    opened = plant.value(iri("facilities/plant#this"), FIELD["facilities/opened_on"])
    assert opened == rdflib.Literal("2020-02-29", datatype=XSD.date)
    area = iri("facilities/plant#/area")
    assert plant.value(iri("facilities/plant#this"), FIELD["facilities/area"]) == area
    assert [str(plant.value(area, SCHEMA[one])) for one in ("minValue", "maxValue", "unitText")] == [
        "0.1",
        "20000",
        "L",
    ]
    capacity = iri("facilities/plant#/services/1/capacity")
    assert (str(plant.value(capacity, SCHEMA.maxValue)), plant.value(capacity, SCHEMA.value)) == ("200", None)
    assert plant.value(capacity, FIELD["facility_services/capacity_comparator"]) == TERM["comparator/le"]


def test_each_evidence_item_is_an_annotation_of_a_span_with_the_values_as_bodies(invented: Dataset) -> None:
    read = graph(json_ld(invented, "agreements/deal/title"))
    notes = list(read.subjects(RDF.type, OA.Annotation))
    assert len(notes) == 3
    spans = set()
    for note in notes:
        target = read.value(note, OA.hasTarget)
        assert read.value(target, OA.hasSource) == iri("sources/news#this")
        selector = read.value(target, OA.hasSelector)
        assert read.value(selector, RDF.type) == OA.TextPositionSelector
        spans.add(tuple(int(str(read.value(selector, end))) for end in (OA.start, OA.end)))
        bodies = list(read.objects(note, OA.hasBody))
        assert [read.value(body, OA.hasSource) for body in bodies] == [iri("agreements/deal")]
        pointer = read.value(bodies[0], OA.hasSelector)
        assert read.value(pointer, RDF.value) == rdflib.Literal("/title")
        conforms = read.value(pointer, rdflib.DCTERMS.conformsTo)
        assert conforms == rdflib.URIRef("http://tools.ietf.org/rfc/rfc6901")
    assert spans == {(10, 20), (12, 18), (50, 60)}


def test_what_contradicts_is_annotated_but_nothing_is_derived_from_it(invented: Dataset) -> None:
    read = graph(json_ld(invented, "agreements/deal/title"))
    against = iri("agreements/deal#/evidence/3")
    assert read.value(against, FIELD["evidence/says"]) == rdflib.Literal("something <else>")
    assert read.value(against, FIELD["evidence/stance"]) == TERM["stance/contradicts"]
    derivations = set(read.objects(iri("agreements/deal"), PROV.qualifiedDerivation))
    assert derivations == {iri("agreements/deal#/evidence/0"), iri("agreements/deal#/evidence/1")}
    for one in derivations:
        assert (one, RDF.type, PROV.Derivation) in read
        assert read.value(one, PROV.entity) == iri("sources/news#this")
    assert (against, RDF.type, PROV.Derivation) not in read
    assert list(read.objects(iri("agreements/deal"), PROV.wasDerivedFrom)) == [iri("sources/news#this")]


def test_who_says_it_is_a_record(invented: Dataset) -> None:
    read = graph(json_ld(invented, "people/chair-li"))
    bearer = iri("people/chair-li#/evidence/2")
    assert read.value(bearer, FIELD["evidence/asserted_by_organization"]) == iri("organizations/maker#this")


def test_a_part_is_the_record_with_that_part_only(invented: Dataset) -> None:
    document = json_ld(invented, "agreements/deal/parties/0/role")
    assert document["@id"] == "record:agreements/deal"
    entity = document["schema:mainEntity"]
    assert entity.keys() == {"@id", "@type", "field:agreements/parties"}
    assert entity["field:agreements/parties"] == {
        "@id": "record:agreements/deal#/parties/0",
        "@type": ["table:agreement_parties"],
        "field:agreement_parties/role": {"@id": "term:party_role/licensor"},
    }
    bodies = [body["oa:hasSelector"]["rdf:value"] for one in document["field:evidence"] for body in one["oa:hasBody"]]
    assert set(bodies) == {"/parties/0/role"}
    with pytest.raises(UnknownField, match="did you mean 'parties/0/role'"):
        json_ld(invented, "agreements/deal/parties/0/rol")


def test_fields_are_those_of_the_data_dictionary(invented: Dataset) -> None:
    columns = {f"{name}/{column.name}" for name in invented.tables() for column in invented.describe(name).columns}
    fields = {f"{record.table}/{spec.name}" for record in RECORDS for spec in fields_of(record)}
    amounts = {column.removesuffix("_as_stated") for column in columns if column.endswith("_as_stated")}
    for pointer in _pointers(invented):
        for term in graph(json_ld(invented, pointer)).predicates():
            if str(term).startswith(str(FIELD)):
                assert str(term).removeprefix(str(FIELD)) in columns | fields | amounts | {"evidence"}, term


def test_terms_of_schema_org_are_of_fields_and_kinds_that_exist() -> None:
    fields = {(record.table, spec.name): spec for record in RECORDS for spec in fields_of(record)}
    assert PROPERTIES.keys() <= fields.keys()
    assert TYPES.keys() <= {record.table for record in RECORDS}
    assert all(term in list(fields[table, "kind"].type) for table, term in KINDS)


@pytest.mark.parametrize(
    ("descriptor", "base"),
    [
        ({"homepage": "https://example.org/data/"}, "https://example.org/data/"),
        ({"homepage": "https://example.org/d ata"}, "https://example.org/d%20ata/"),
        ({"homepage": None, "name": "Other People's_records"}, "urn:other-people-s-records:"),
        ({"homepage": "javascript:alert(1)", "name": "文"}, "urn:dataset:"),
    ],
)
def test_iris_follow_from_the_descriptor(
    published: Callable[..., Dataset], descriptor: dict[str, Any], base: str
) -> None:
    read = graph(json_ld(published(**descriptor), "agreements/deal"))
    assert (rdflib.URIRef(f"{base}record/agreements/deal"), RDF.type, PROV.Entity) in read


def test_a_web_address_that_is_no_iri_is_written_as_its_bytes(published: Callable[..., Dataset]) -> None:
    dataset = published({**MAKER, "website": 'https://example.org/a"b<c>{d}|e\\f^g`h%20i'})
    read = graph(json_ld(dataset, "organizations/maker"))
    url = read.value(iri("organizations/maker#this"), SCHEMA.url)
    assert str(url) == "https://example.org/a%22b%3Cc%3E%7Bd%7D%7Ce%5Cf%5Eg%60h%20i"
