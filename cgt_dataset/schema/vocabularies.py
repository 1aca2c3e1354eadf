"""The closed vocabularies of schema 1: each term says what it means, what it excludes and which sibling to use."""

from __future__ import annotations

from .base import Mapping, Vocabulary


def _exact(standard: str, target: str) -> Mapping:
    return Mapping("exact", standard, target)


def _close(standard: str, target: str) -> Mapping:
    return Mapping("close", standard, target)


def _broad(standard: str, target: str) -> Mapping:
    return Mapping("broad", standard, target)


class OrganizationKind(Vocabulary):
    """What sort of body an organization is, by its main activity."""

    company = (
        "company",
        "A business that makes or sells for itself. A contract developer or manufacturer is `cdmo`.",
        _exact("ROR", "company"),
    )
    cdmo = (
        "cdmo",
        "An organization that develops and manufactures for others under contract, for profit or not. A company that "
        "also makes its own products first of all is `company`.",
    )
    hospital = (
        "hospital",
        "A body that treats patients and is named for it. One that is first of all a research body is "
        "`research_institute`.",
        _close("ROR", "healthcare"),
    )
    research_institute = (
        "research_institute",
        "A body whose main work is research, an institute of an academy or a university included; not the university "
        "itself.",
        _close("ROR", "facility"),
    )
    university = (
        "university",
        "A body that teaches and grants degrees.",
        _close("ROR", "education"),
    )
    regulator = (
        "regulator",
        "A public body that authorizes, inspects or sets binding rules for medical products, its centres included. "
        "Other public bodies are `government_body`.",
        _broad("ROR", "government"),
    )
    government_body = (
        "government_body",
        "A ministry, commission, bureau or other public administration that is no regulator of medical products.",
        _close("ROR", "government"),
    )
    development_zone_authority = (
        "development_zone_authority",
        "The body that runs a development zone, where the source lets the zone itself act. The zone as a location is "
        "no organization.",
        _broad("ROR", "government"),
    )
    industry_association = (
        "industry_association",
        "A membership body of an industry or profession with statutes. A looser league is `industry_alliance`.",
        _broad("ROR", "nonprofit"),
    )
    industry_alliance = (
        "industry_alliance",
        "A league of organizations for a shared aim of an industry. One that is only proposed is an agreement.",
        _broad("ROR", "other"),
    )
    service_platform = (
        "service_platform",
        "A body that acts as a shared service to an industry. The place or plant in which it works is a facility.",
        _broad("ROR", "other"),
    )


class ProfitStatus(Vocabulary):
    """Whether an organization distributes profit, where a source says so."""

    for_profit = ("for_profit", "Said to work for profit.")
    non_profit = (
        "non_profit",
        "Said to be non-profit or not-for-profit, of whatever legal form.",
    )
    public_sector = ("public_sector", "Said to be part of the state or run by it.")


class Ownership(Vocabulary):
    """Who owns an organization, only where a source says so: a foreign name proves nothing."""

    foreign_invested = (
        "foreign_invested",
        "Said to be foreign-invested or foreign-funded.",
    )
    state_owned = ("state_owned", "Said to be owned by a state.")
    publicly_listed = ("publicly_listed", "Said to have shares listed on an exchange.")
    university_owned = ("university_owned", "Said to be owned by a university.")


class AgreementKind(Vocabulary):
    """What the parties of an agreement bind themselves to."""

    strategic_collaboration = (
        "strategic_collaboration",
        "A cooperation called strategic, or of broad scope without one deliverable. Research alone is "
        "`research_collaboration`.",
    )
    platform_co_establishment = (
        "platform_co_establishment",
        "Setting up a shared platform or facility together.",
    )
    alliance_initiative = (
        "alliance_initiative",
        "A call to found an alliance or association. The body, once founded, is an organization.",
    )
    licence = ("licence", "Rights to technology or a product are granted.")
    manufacturing_services = (
        "manufacturing_services",
        "One party makes for the other under contract.",
    )
    supply = ("supply", "Goods or materials are delivered.")
    joint_venture = (
        "joint_venture",
        "The parties found a company that they own together.",
    )
    equity_investment = (
        "equity_investment",
        "One party buys shares of another without taking it over.",
    )
    acquisition = ("acquisition", "One party takes over another or its assets.")
    research_collaboration = (
        "research_collaboration",
        "The parties do research together, and no more is stated.",
    )
    memorandum = (
        "memorandum",
        "A declaration of intent called memorandum or letter of intent.",
    )


class AgreementStatus(Vocabulary):
    """How far an agreement has come by the words of the source; silence never ends one."""

    proposed = ("proposed", "Called for or suggested; nobody has agreed yet.")
    announced = (
        "announced",
        "The parties say that they agree; no signature is stated.",
    )
    signed = ("signed", "Signed or entered into.")
    in_force = ("in_force", "Said to be in effect, or carried out already.")
    ended = ("ended", "Said to be ended, terminated or expired.")


class PartyRole(Vocabulary):
    """The part that a party plays in an agreement (FIBO: party in role)."""

    partner = ("partner", "One of equals, or no other part is stated.")
    technology_provider = (
        "technology_provider",
        "Brings technology, products or solutions to the other side.",
    )
    technology_recipient = (
        "technology_recipient",
        "Uses the technology, products or solutions of the other side.",
    )
    service_provider = ("service_provider", "Works for the other side under contract.")
    client = ("client", "Has the other side work for it.")
    licensor = ("licensor", "Grants rights.")
    licensee = ("licensee", "Receives rights.")
    initiator = ("initiator", "Launches the agreement or calls for it.")
    convenor = (
        "convenor",
        "Brings the parties together without calling for the agreement itself.",
    )
    host = ("host", "Gives the place, infrastructure or legal home.")


class RegulationKind(Vocabulary):
    """The form of a public act (ELI, schema.org legislationType)."""

    law = (
        "law",
        "An act of a legislature or a government regulation with the force of law.",
        _close("ELI", "law"),
    )
    notice = (
        "notice",
        "A circular, notice or announcement of administrations that orders or permits something.",
        _close("schema.org", "legislationType"),
    )
    pilot_programme = (
        "pilot_programme",
        "A trial of other rules, limited to places, bodies or time.",
    )
    negative_list = (
        "negative_list",
        "A list of the sectors in which investment or access is restricted or prohibited.",
    )
    action_plan = (
        "action_plan",
        "A published plan of measures, with aims and often a target year.",
    )
    policy_measure = (
        "policy_measure",
        "A stated measure or priority of an authority without a named document.",
    )
    guideline = ("guideline", "Advice on how rules are met, not binding as such.")
    standard = ("standard", "A technical norm of a standards body.")


class RegulationEffect(Vocabulary):
    """What a regulation chiefly does to those whom it addresses."""

    permits = ("permits", "Allows what was not allowed, or not to them.")
    prohibits = ("prohibits", "Forbids.")
    restricts = ("restricts", "Allows only within limits.")
    requires = ("requires", "Imposes a duty.")
    promotes = ("promotes", "Supports or encourages with means, without a duty.")
    plans = ("plans", "Sets aims and intended measures.")


class RegulationStatus(Vocabulary):
    """The legal force of a regulation by the words of the source (schema.org LegalForceStatus)."""

    proposed = (
        "proposed",
        "A draft or a call; not adopted.",
        _close("schema.org", "NotInForce"),
    )
    issued = ("issued", "Published or issued; whether it is in force is not stated.")
    in_force = ("in_force", "Said to apply now.", _exact("schema.org", "InForce"))
    expired = ("expired", "Its time is over.", _close("schema.org", "NotInForce"))
    repealed = (
        "repealed",
        "Withdrawn by a later act.",
        _close("schema.org", "NotInForce"),
    )
    granted = ("granted", "An act on one case that has been given.")


class FacilityKind(Vocabulary):
    """What a facility is built or run for."""

    gmp_facility = (
        "gmp_facility",
        "A plant in which medicines are made under good manufacturing practice.",
    )
    cdmo_platform = (
        "cdmo_platform",
        "A shared platform that offers contract development and manufacturing, where no plant of one operator is "
        "described.",
    )
    industry_park = ("industry_park", "An estate or park developed for an industry.")
    logistics_centre = (
        "logistics_centre",
        "A centre for the import, export, storage or clearance of goods.",
    )
    biobank = (
        "biobank",
        "A collection of biological material for research and development (ISO 20387 excludes therapeutic use).",
        _close("ISO", "20387"),
    )
    testing_laboratory = (
        "testing_laboratory",
        "A laboratory that tests products or materials.",
    )
    hospital_site = ("hospital_site", "A site of a hospital.")


class FacilityStatus(Vocabulary):
    """How far a facility has come by the words of the source."""

    announced = ("announced", "Made known; no plan or date of construction is stated.")
    planned = ("planned", "Intended or planned.")
    under_construction = ("under_construction", "Being built or set up.")
    opened = (
        "opened",
        "Established, opened or put in place; whether it works yet is not stated.",
    )
    operating = ("operating", "Said to be at work.")
    closed = ("closed", "Said to be closed.")


class ServiceKind(Vocabulary):
    """What a facility does for others, or within its own walls."""

    process_development = (
        "process_development",
        "Development of a manufacturing process.",
    )
    gmp_manufacturing = (
        "gmp_manufacturing",
        "Manufacture of medicines under good manufacturing practice.",
    )
    quality_control = (
        "quality_control",
        "Testing of materials and products against their specification (QC).",
    )
    quality_assurance = (
        "quality_assurance",
        "The system that assures quality (QA); the tests are `quality_control`.",
    )
    qp_release = (
        "qp_release",
        "Certification by a Qualified Person (QP) under the law of the European Union only.",
    )
    cleanroom_rental = ("cleanroom_rental", "Cleanrooms let to others.")
    import_export_logistics = (
        "import_export_logistics",
        "Import, export and customs clearance of goods.",
    )
    testing = ("testing", "Tests for others, outside the release of own products.")
    cell_banking = (
        "cell_banking",
        "Cells stored in banks for later manufacture or use.",
    )


class Availability(Vocabulary):
    """Whether a service can be had."""

    planned = ("planned", "Announced for the future.")
    offered = ("offered", "Offered now.")
    ended = ("ended", "No longer offered.")


class NameKind(Vocabulary):
    """What sort of name a name is (ROR name types, extended)."""

    official = (
        "official",
        "The full name by which the body calls itself.",
        _close("ROR", "label"),
    )
    short = ("short", "A shortened form of the name.", _close("ROR", "alias"))
    abbreviation = ("abbreviation", "Initials or an acronym.", _exact("ROR", "acronym"))
    translation = (
        "translation",
        "The name in another language, by the source or by the curators.",
    )
    transliteration = ("transliteration", "The name in another script.")
    former = ("former", "A name of the past.", _close("ROR", "alias"))
    as_stated = (
        "as_stated",
        "The name as the source writes it, where nothing says which sort it is, or misspelt.",
    )


class SourceKind(Vocabulary):
    """What sort of publication a source is."""

    news = (
        "news",
        "An article for the general public, or one of which no more is known.",
    )
    press_release = (
        "press_release",
        "A text put out by or for an organization that it is about.",
    )
    government_site = ("government_site", "A page of a public administration.")
    trade_press = ("trade_press", "A publication for those who work in the field.")
    law_text = ("law_text", "The text of an act itself.")
    filing = ("filing", "A document filed with an authority or exchange.")
    company_site = ("company_site", "A page of a company about itself.")


class DateBasis(Vocabulary):
    """How the date of publication of a source is known."""

    dateline = ("dateline", "It is printed with the article.")
    web_address = (
        "web_address",
        "It stands in the web address of the article; no date is printed.",
    )


class Modality(Vocabulary):
    """The sort of therapy or of cell technology; a class of advanced therapy in law is never inferred from it."""

    car_t = (
        "car_t",
        "T cells with a chimeric antigen receptor.",
        _close("NCIT", "C126102"),
    )
    car = ("car", "Chimeric antigen receptors, the sort of cell not stated.")
    ipsc = ("ipsc", "Induced pluripotent stem cells.", _exact("EFO", "EFO:0004905"))
    dendritic_cell = ("dendritic_cell", "Dendritic cells.", _exact("CL", "CL:0000451"))
    stem_cell = (
        "stem_cell",
        "Stem cells, the sort not stated. Induced pluripotent ones are `ipsc`.",
        _exact("CL", "CL:0000034"),
    )
    immune_cell = (
        "immune_cell",
        "Immune cells, the sort not stated.",
        _broad("CL", "CL:0000738"),
    )
    gene_therapy = (
        "gene_therapy",
        "Genes or gene editing as therapy.",
        _exact("NCIT", "C15238"),
    )
    cell_therapy = ("cell_therapy", "Cells as therapy, the sort not stated.")
    viral_vector = ("viral_vector", "Viruses that carry genes.")
    tissue_engineered = ("tissue_engineered", "Engineered tissue.")


class PlaceKind(Vocabulary):
    """What sort of place a place is."""

    country = ("country", "A state.", _exact("ISO", "3166-1"))
    province = (
        "province",
        "A province or another first-level part of a country that is no municipality.",
        _close("ISO", "3166-2"),
    )
    municipality = (
        "municipality",
        "A city that is itself a first-level part of its country.",
        _close("ISO", "3166-2"),
    )
    city = ("city", "A city or town that is no municipality.")
    district = ("district", "A district of a city or municipality.")
    development_zone = (
        "development_zone",
        "An area set apart for economic development.",
    )
    free_trade_zone = ("free_trade_zone", "An area with customs rules of its own.")
    science_park = ("science_park", "A park or cluster of research and companies.")
    venue = ("venue", "A building in which an event takes place.")


class Comparator(Vocabulary):
    """How the true amount stands to the stated number."""

    eq = ("eq", "Equal; the number is stated plainly.")
    gt = ("gt", "Greater: more than, over, above.")
    ge = ("ge", "Greater or equal: at least.")
    lt = ("lt", "Less: under, fewer than, nearly.")
    le = ("le", "Less or equal: up to, at most.")
    approx = ("approx", "Near: about, around, some.")
    between = ("between", "From the number to the upper number, both included.")


class Unit(Vocabulary):
    """Units of measure, as UCUM codes."""

    one = ("1", "A count.", _exact("UCUM", "1"))
    m2 = ("m2", "Square metre.", _exact("UCUM", "m2"))
    litre = ("L", "Litre.", _exact("UCUM", "L"))
    week = ("wk", "Week.", _exact("UCUM", "wk"))
    month = ("mo", "Month.", _exact("UCUM", "mo"))
    year = ("a", "Year.", _exact("UCUM", "a"))


class Derivation(Vocabulary):
    """How a value was got from the words that support it."""

    verbatim = ("verbatim", "It stands there.")
    normalised = (
        "normalised",
        "Put into our form: a unit, a date, a spelling, a code, a term.",
    )
    translated = ("translated", "Translated.")
    computed = ("computed", "Arithmetic on stated values; the note says which.")
    inferred = ("inferred", "Resolved from context; the note says how.")


class Assertion(Vocabulary):
    """Who says it, and with what force."""

    stated = ("stated", "The source's own plain statement.")
    quoted = ("quoted", "Somebody's words, quoted or reported.")
    claimed = (
        "claimed",
        "Somebody's claim, or promotional; null bearer where nobody is named.",
    )
    planned = ("planned", "A plan: not done.")
    expected = ("expected", "An expectation.")
    conditional = ("conditional", "True only if a condition is met.")
    hedged = (
        "hedged",
        "Said with reserve: it is understood, reportedly, nearly always.",
    )


def schemes(module: str) -> dict[str, type[Vocabulary]]:
    """The vocabularies that a module declares, by scheme name: OrganizationKind → `organization_kind`."""
    named = {}
    for vocabulary in Vocabulary.__subclasses__():
        if vocabulary.__module__ == module:
            scheme = "".join(f"_{c.lower()}" if c.isupper() else c for c in vocabulary.__name__).lstrip("_")
            named[scheme] = vocabulary
    return named


VOCABULARIES: dict[str, type[Vocabulary]] = schemes(__name__)
"""Every vocabulary of schema 1 by its scheme name, in the order of declaration."""
