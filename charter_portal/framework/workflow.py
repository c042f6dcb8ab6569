"""The life of a framework version: draft, published and frozen, retired."""

from charter_portal.core.workflow import Step, Workflow
from charter_portal.framework import permissions as can
from charter_portal.framework.enums import VersionStatus as S

framework_workflow = Workflow(
    "framework.version",
    Step("publish", before=(S.DRAFT,), after=S.PUBLISHED, allowed=can.publish),
    Step("retire", before=(S.PUBLISHED,), after=S.RETIRED, allowed=can.retire),
)
