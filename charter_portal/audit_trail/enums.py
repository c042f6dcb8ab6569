"""The words of the trail."""

from charter_portal.core.words import Labelled


class ActorKind(Labelled):
    """Who acted: a signed-in person, the portal itself, or somebody who is not signed in."""

    PERSON = "person", "A person"
    PORTAL = "portal", "The portal"
    ANONYMOUS = "anonymous", "Not signed in"


class Outcome(Labelled):
    """Whether the deed was done or refused."""

    OK = "ok", "Done", "", "green"
    DENIED = "denied", "Refused", "", "orange"
