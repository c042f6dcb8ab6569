"""The words of the framework."""

from charter_portal.core.words import Labelled


class VersionStatus(Labelled):
    """Where a framework version stands. Only a draft may change."""

    DRAFT = "draft", "Draft", "Draft", "grey"
    PUBLISHED = "published", "Published", "Published", "green"
    RETIRED = "retired", "Retired", "Retired", "grey"
