"""The form that takes a note of a training day into the barrier log."""

from __future__ import annotations

from collections.abc import Sequence

from charter_portal.barriers.models import BarrierKind
from charter_portal.core.forms import BaseForm, NeedsText
from charter_portal.organisations.models import Service
from charter_portal.workforce.forms.choices import RecordField


class TakeOverForm(BaseForm):
    """Which service a note is about, and which kind of barrier it is."""

    service = RecordField("Service", [NeedsText("Choose the service it is about.")])
    kind = RecordField("Kind of barrier", [NeedsText("Choose the kind that fits best.")])

    def offer(
        self, services: Sequence[Service], kinds: Sequence[BarrierKind], code: str | None
    ) -> TakeOverForm:
        """Offer these, with the kind that the trainers chose filled in; returns the form."""
        self.service.offer([("", [(each.id, each.name, each) for each in services])])
        self.kind.offer([("", [(each.id, each.title, each) for each in kinds])])
        if not self.is_submitted():
            self.kind.data = next((each.id for each in kinds if each.code == code), None)
            self.service.data = services[0].id if len(services) == 1 else None
        return self
