"""A button, and nothing else."""

from __future__ import annotations

from charter_portal.core.forms import BaseForm


class EmptyForm(BaseForm):
    """Nothing but the token that proves the page is ours."""
