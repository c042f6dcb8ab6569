"""Every page that shows words of the sample charter says that it is a sample."""

from __future__ import annotations

import pytest

from charter_portal.framework.queries import charter_of, current_version
from tests.permissions.conftest import Stage
from tests.permissions.policy import read_policy
from tests.permissions.test_matrix import address_of, browser_of

NO_CHARTER = {
    *("reporting.console", "reporting.trail", "home.dashboard"),
    *("applications.index", "assessment.queue"),
}
"""Lists that name tiers or titles of applications, and no words of the charter."""


@pytest.mark.parametrize("role", ["stranger", "lead", "assessor reading", "officer"])
def test_pages_of_the_sample_say_so(stage: Stage, role: str) -> None:
    stage.reset()
    with stage.app.app_context():
        charter = charter_of(current_version().id)  # type: ignore[union-attr]
    notice, titles = charter.sample_notice, [statement.title for statement in charter.statements]
    client = browser_of(stage, role)
    silent, spoken = [], 0
    for (endpoint, method), row in read_policy().items():
        if method != "GET" or row[role] != "yes" or endpoint in NO_CHARTER:
            continue
        answer = client.get(address_of(stage, endpoint))
        text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        if any(title in text for title in titles):
            spoken += 1
            if notice not in text:
                silent.append(endpoint)
    assert not silent, ", ".join(silent)
    assert spoken, "No page showed the charter, so nothing was checked."
