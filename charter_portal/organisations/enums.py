"""The words of organisations."""

from charter_portal.core.words import Labelled


class MemberRole(Labelled):
    """What a person may do for an organisation."""

    LEAD = "lead", "Lead"
    CONTRIBUTOR = "contributor", "Contributor"
    SPONSOR = "sponsor", "Sponsor (signs off)"
    VIEWER = "viewer", "Viewer"


class OrganisationKind(Labelled):
    """The kind of body an organisation is."""

    NHS_TRUST = "nhs_trust", "NHS trust"
    PRISON_HEALTHCARE = "prison_healthcare", "Prison healthcare provider"
    CHARITY = "charity", "Charity"
    CIC = "cic", "Community interest company"
    COUNCIL = "council", "Council"
    ICS = "ics", "Integrated care system"
    POLICE_OR_PROBATION = "police_or_probation", "Police or probation"
    PRIVATE_PROVIDER = "private_provider", "Private provider"
    OTHER = "other", "Another kind of organisation"


class Region(Labelled):
    """NHS England regions, and the other nations."""

    EAST_OF_ENGLAND = "east_of_england", "East of England"
    LONDON = "london", "London"
    MIDLANDS = "midlands", "Midlands"
    NORTH_EAST_YORKSHIRE = "north_east_yorkshire", "North East and Yorkshire"
    NORTH_WEST = "north_west", "North West"
    SOUTH_EAST = "south_east", "South East"
    SOUTH_WEST = "south_west", "South West"
    NATIONAL = "national", "More than one region"
    WALES = "wales", "Wales"
    SCOTLAND = "scotland", "Scotland"
    NORTHERN_IRELAND = "northern_ireland", "Northern Ireland"


class Setting(Labelled):
    """Where a service works."""

    LIAISON_AND_DIVERSION = "liaison_and_diversion", "Liaison and Diversion"
    RECONNECT = "reconnect", "RECONNECT"
    PRISON = "prison", "Prison"
    YOUNG_OFFENDER_INSTITUTION = "yoi", "Young offender institution"
    SECURE_CHILDRENS_HOME = "secure_childrens_home", "Secure children's home"
    SECURE_HOSPITAL = "hospital", "Hospital"
    POLICE_CUSTODY = "police_custody", "Police custody"
    PROBATION = "probation", "Probation"
    COMMUNITY = "community", "Community"
    CORPORATE = "corporate", "Corporate team"
    OTHER = "other", "Another setting"
