"""The vocabularies that schema 2 adds or widens; the others are those of schema 1."""

from __future__ import annotations

from .. import vocabularies as v1
from ..base import Mapping, Vocabulary
from ..vocabularies import schemes


class RegulationKind(Vocabulary):
    """The form of a public act (ELI, schema.org legislationType)."""

    law = (
        "law",
        "An act of a legislature or a government regulation with the force of law.",
        Mapping("close", "ELI", "law"),
    )
    notice = (
        "notice",
        "A circular, notice or announcement of administrations that orders or permits something.",
        Mapping("close", "schema.org", "legislationType"),
    )
    pilot_programme = ("pilot_programme", "A trial of other rules, limited to places, bodies or time.")
    negative_list = (
        "negative_list",
        "A list of the sectors in which investment or access is restricted or prohibited.",
    )
    action_plan = ("action_plan", "A published plan of measures, with aims and often a target year.")
    policy_measure = (
        "policy_measure",
        "A stated measure or priority of an authority without a named document.",
    )
    guideline = ("guideline", "Advice on how rules are met, not binding as such.")
    standard = ("standard", "A technical norm of a standards body.")
    marketing_approval = (
        "marketing_approval",
        "An act by which a regulator admits a product to a market. Other acts on one product are `designation`.",
    )
    designation = (
        "designation",
        "An act by which a regulator gives one product a special standing, such as breakthrough therapy.",
    )


class Stance(Vocabulary):
    """How the words of a source stand to a value."""

    supports = ("supports", "They bear it out.")
    contradicts = ("contradicts", "They say something else; what, stands in `says`.")


class Ground(Vocabulary):
    """Why a record keeps its value against words that contradict it."""

    first_hand = ("first_hand", "The value comes from those whom it concerns, the words from others.")
    later = ("later", "The value comes from a later source.")
    more_exact = ("more_exact", "The value is more exact than the words, which are a looser form of it.")
    body_over_title = ("body_over_title", "The value stands in the body of the article, the words in its title.")
    judgement = ("judgement", "The curators hold it to be right; the note says why.")


class ProductKind(Vocabulary):
    """What sort of product a product is."""

    therapy = ("therapy", "A medicine or a treatment for patients, candidates included.")
    instrument = ("instrument", "A device or machine.")
    solution = ("solution", "A package of instruments, methods or services that is offered as one.")
    platform = ("platform", "A product line or system of several components that is named as one.")


class ProductStage(Vocabulary):
    """How far a therapy has come by the words of the source."""

    preclinical = ("preclinical", "Before trials in humans.")
    phase_1 = ("phase_1", "In trials of phase 1.", Mapping("exact", "NCIT", "C15600"))
    phase_2 = ("phase_2", "In trials of phase 2.", Mapping("exact", "NCIT", "C15601"))
    phase_3 = ("phase_3", "In trials of phase 3.", Mapping("exact", "NCIT", "C15602"))
    conditionally_approved = ("conditionally_approved", "Admitted to a market under conditions.")
    approved = ("approved", "Admitted to a market.")


class EventKind(Vocabulary):
    """What sort of event an event is."""

    conference = ("conference", "A meeting with talks: a forum, congress, summit or industry week.")
    fair = ("fair", "An exhibition of products.")
    launch = ("launch", "The public start of an initiative, body, product or service.")
    signing = ("signing", "The signing or conclusion of an agreement.")
    announcement = ("announcement", "Something is made known, and no more is stated of the occasion.")
    opening = ("opening", "A facility is opened or put in place.")
    change_of_business_scope = (
        "change_of_business_scope",
        "Companies change the scope of business that they are registered for.",
    )
    grant = ("grant", "An authority grants an approval or a designation.")
    trial_milestone = ("trial_milestone", "A clinical trial reaches a phase.")


class EventStatus(Vocabulary):
    """Whether an event has taken place by the words of the source."""

    planned = ("planned", "It is to take place.")
    under_way = ("under_way", "It has begun and goes on.")
    took_place = ("took_place", "It has taken place.")
    cancelled = ("cancelled", "It was called off.")


class ParticipantRole(Vocabulary):
    """The part that somebody plays at an event; who holds it is an organizer."""

    speaker = ("speaker", "Speaks, gives an address or is quoted as having spoken there.")
    keynote_speaker = ("keynote_speaker", "Gives a talk that the source calls a keynote.")
    exhibitor = ("exhibitor", "Shows products.")
    signatory = ("signatory", "Signs or enters into an agreement.")
    subject = ("subject", "It is about them: the companies that change, the one that is granted something.")
    attendee = ("attendee", "Is there, and no other part is stated.")


class StatisticBasis(Vocabulary):
    """What a figure rests on."""

    observed = ("observed", "Counted or measured, as the source has it.")
    capability = ("capability", "What can be done, not what is done.")
    target = ("target", "What is aimed at.")
    expected = ("expected", "What is expected or forecast.")
    conditional = ("conditional", "What would be true if a condition were met.")


class RelationKind(Vocabulary):
    """How an organization stands to another, or to a place or facility, without an agreement."""

    part_of = ("part_of", "It is a unit of the other.", Mapping("close", "schema.org", "parentOrganization"))
    subsidiary_of = (
        "subsidiary_of",
        "The other owns or controls it as a company of its own.",
        Mapping("close", "schema.org", "parentOrganization"),
    )
    member_of = ("member_of", "It is a member of the other.", Mapping("exact", "schema.org", "memberOf"))
    administers = ("administers", "It runs the place or facility as its authority.")
    located_in = ("located_in", "It has settled or works in the place, besides the place of its record.")
    receives_technology_from = (
        "receives_technology_from",
        "It takes technology over from the other, without an agreement that is named.",
    )
    uses_services_of = ("uses_services_of", "It uses services of the other or of the facility.")
    represents = ("represents", "It acts or speaks for the other.")


class OmissionReason(Vocabulary):
    """Why nothing of a stretch of an article is recorded."""

    opinion = ("opinion", "An opinion, a hope or praise without a fact.")
    background = ("background", "General knowledge or history without a bearer in this dataset.")
    furniture = ("furniture", "Part of the page and not of the article: a caption, a byline, a heading.")
    repetition = ("repetition", "It says again what another place of the article says better.")
    connective = ("connective", "Words that join others and state nothing by themselves.")


class MentionKind(Vocabulary):
    """What is mentioned as a set, or without a name."""

    organizations = ("organizations", "Companies, authorities or other bodies.")
    people = ("people", "Persons.")
    products = ("products", "Products.")
    facilities = ("facilities", "Facilities.")
    places = ("places", "Places.")
    regulations = ("regulations", "Public acts and documents.")
    events = ("events", "Events.")


VOCABULARIES: dict[str, type[Vocabulary]] = {**v1.VOCABULARIES, **schemes(__name__)}
"""Every vocabulary of schema 2 by its scheme name; one that is widened keeps its place."""
