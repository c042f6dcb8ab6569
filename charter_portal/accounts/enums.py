"""The words of accounts."""

from charter_portal.core.words import Labelled


class Role(Labelled):
    """A role that Career Matters gives to a person; organisations have roles of their own."""

    ADMINISTRATOR = "administrator", "Administrator"
    OFFICER = "officer", "Programme officer"
    COMMISSIONER = "commissioner", "Commissioner (reads only)"
    ASSESSOR = "assessor", "Assessor"


class LinkPurpose(Labelled):
    """What a one-time link in a mail is good for."""

    CONFIRM_ADDRESS = "confirm_address", "Confirm an address"
    RESET_PASSWORD = "reset_password", "Choose a new password"
    CHANGE_ADDRESS = "change_address", "Change the address"
