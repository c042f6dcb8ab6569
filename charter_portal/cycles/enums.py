"""The words of cycles."""

from charter_portal.core.words import Labelled


class Phase(Labelled):
    """Where a cycle stands; computed from its dates, never stored."""

    PLANNED = "planned", "Opens later", "Opens later", "grey"
    OPEN = "open", "Open for applications", "Open for applications", "green"
    CLOSED = "closed", "Closed, before assessment", "Closed to new submissions", "grey"
    ASSESSMENT = "assessment", "Assessment", "Assessment", "blue"
    PANEL = "panel", "Panel and decisions", "Panel and decisions", "purple"
    RELEASED = "released", "Results shared", "Results shared", "teal"
