"""Which terms of schema.org say what our tables, fields and kinds say; whatever is not here has no such term."""

from __future__ import annotations

TYPES = {
    "organizations": "Organization",
    "regulations": "Legislation",
    "facilities": "Place",
    "places": "Place",
    "people": "Person",
    "products": "Product",
    "events": "Event",
    "sources": "Article",
    "statistics": "Observation",
}
"""The type of the records of a table."""

KINDS = {
    ("organizations", "government_body"): "GovernmentOrganization",
    ("organizations", "regulator"): "GovernmentOrganization",
    ("organizations", "development_zone_authority"): "GovernmentOrganization",
    ("organizations", "hospital"): "Hospital",
    ("organizations", "research_institute"): "ResearchOrganization",
    ("organizations", "university"): "CollegeOrUniversity",
    ("places", "country"): "Country",
    ("places", "province"): "State",
    ("places", "municipality"): "City",
    ("places", "city"): "City",
    ("places", "district"): "AdministrativeArea",
    ("events", "conference"): "BusinessEvent",
    ("events", "fair"): "ExhibitionEvent",
    ("sources", "news"): "NewsArticle",
}
"""The closer type of a record by its `kind`."""

PROPERTIES = {
    ("organizations", "place"): "location",
    ("organizations", "parent"): "parentOrganization",
    ("organizations", "website"): "url",
    ("organizations", "technologies"): "knowsAbout",
    ("organizations", "description"): "description",
    ("agreements", "title"): "name",
    ("regulations", "title"): "name",
    ("regulations", "kind"): "legislationType",
    ("regulations", "document_number"): "legislationIdentifier",
    ("regulations", "issued_on"): "legislationDate",
    ("regulations", "effective_on"): "legislationDateOfApplicability",
    ("regulations", "expires_on"): "expires",
    ("regulations", "issuers"): "legislationPassedBy",
    ("regulations", "applies_in"): "legislationJurisdiction",
    ("regulations", "subject"): "keywords",
    ("facilities", "place"): "containedInPlace",
    ("facilities", "events"): "event",
    ("facilities", "purpose"): "description",
    ("places", "parent"): "containedInPlace",
    ("places", "iso_code"): "identifier",
    ("places", "description"): "description",
    ("products", "description"): "description",
    ("events", "place"): "location",
    ("events", "part_of"): "superEvent",
    ("events", "organizers"): "organizer",
    ("events", "regulations"): "about",
    ("events", "products"): "about",
    ("events", "description"): "description",
    ("sources", "title"): "headline",
    ("sources", "language"): "inLanguage",
    ("sources", "published_on"): "datePublished",
    ("sources", "url"): "url",
    ("statistics", "description"): "description",
    ("relations", "description"): "description",
    ("mentions", "text"): "name",
    ("mentions", "description"): "description",
    **{(table, "name"): "name" for table in ("organizations", "facilities", "places", "people", "products", "events")},
}
"""The property that a field is."""
