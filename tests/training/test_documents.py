"""The certificate of attendance and the list for the door, on paper: tagged, whole, printed once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pypdfium2 as pdfium
import pytest

from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.pdf import PdfNotMade, close_press
from charter_portal.core.storage import storage
from charter_portal.jobs.enums import JobState
from charter_portal.jobs.models import Job
from charter_portal.jobs.services import run_due
from charter_portal.training.models import Place
from charter_portal.training.services import certificates, door
from charter_portal.training.services.registers import close_register
from tests.factories.accounts import an_officer
from tests.factories.organisations import an_organisation
from tests.factories.training import a_booking, a_day, a_delegate, a_room, a_trainer
from tests.factories.training_days import a_begun_day, marked, moved_to, places_of

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture(scope="module", autouse=True)
def _press_ends() -> Iterator[None]:
    yield
    close_press()


class Paper:
    """What a reader finds in a PDF."""

    def __init__(self, data: bytes) -> None:
        document = pdfium.PdfDocument(data)
        self.pages, self.size = len(document), document[0].get_size()
        self.title, self.author = document.get_metadata_value("Title"), document.get_metadata_value("Author")
        self.text = " ".join(" ".join(p.get_textpage().get_text_range() for p in document).split())
        self.tagged = document.is_tagged()
        document.close()


def a_certified_place(name="Noor Jansen", *, title="Charter training day", body="Riverbend NHS Trust"):
    day = a_day(title=title, trainers=(a_trainer("Tess Trainer"),), room=a_room("Garden Room"))
    a_booking(day, an_organisation(body), delegates=(a_delegate(name),))
    return places_of(a_held_like(day))[0]


def a_held_like(day):
    """The same day, everybody there and its register closed."""
    moved_to(day, now() - timedelta(hours=1))
    by = an_officer()
    for place in places_of(day):
        marked(place)
    with unit_of_work():
        close_register(day, by=by)
    return day


class TestCertificate:
    def test_says_who_took_part_in_what_and_when(self):
        place = a_certified_place()
        paper = Paper(certificates.printed_certificate(place))
        for words in ("Certificate of attendance", "Noor Jansen", "Riverbend NHS Trust"):
            assert words in paper.text
        assert "Charter training day" in paper.text and "Garden Room" in paper.text
        assert "Tess Trainer" in paper.text and place.booking.reference in paper.text
        assert place.email not in paper.text

    def test_is_one_tagged_page_of_a4_with_its_title(self):
        paper = Paper(certificates.printed_certificate(a_certified_place()))
        assert (paper.pages, paper.tagged) == (1, True)
        assert [round(side) for side in paper.size] == [595, 842]
        assert paper.title == "Certificate of attendance: Noor Jansen"
        assert paper.author == "Charter portal"

    @pytest.mark.parametrize(
        "name", ["W" * 200, "O’Neill-Ŵyn ŷ Szczęsny", "مريم عبد الله", "Ж" * 90, "<b>&amp;</b>"]
    )
    def test_every_name_fits_on_one_page(self, name):
        place = a_certified_place(name, title="T" * 150, body="B" * 200)
        assert Paper(certificates.printed_certificate(place)).pages == 1

    def test_is_printed_once_by_the_worker(self, monkeypatch):
        printed = []

        def printing(place):
            printed.append(place)
            return b"%PDF"

        monkeypatch.setattr(certificates, "printed_certificate", printing)
        place = a_certified_place()
        assert run_due(5) == 1
        kept = db.session.get_one(Place, place.id)
        assert storage().open(kept.certificate_file.key).read() == b"%PDF"
        assert kept.certificate_file.name == f"attendance-{place.booking.reference}.pdf"
        certificates.request_certificate(kept, by=None)
        assert db.session.query(Job).count() == 1 == len(printed)

    def test_when_the_press_is_down_it_is_tried_again(self, monkeypatch):
        def down(_place):
            raise PdfNotMade("no press")

        monkeypatch.setattr(certificates, "printed_certificate", down)
        place = a_certified_place()
        run_due()
        job = db.session.query(Job).one()
        assert job.state is JobState.WAITING and job.attempts == 1
        assert db.session.get_one(Place, place.id).certificate_file is None


class TestDoorList:
    def test_names_and_no_needs_or_addresses(self):
        day = a_day()
        a_booking(day, delegates=(a_delegate("Noor Jansen", access="A ramp", dietary="Vegan"),))
        paper = Paper(door.printed_door_list(day, with_needs=False))
        assert "Noor Jansen" in paper.text and paper.tagged
        for word in ("ramp", "Vegan", "@"):
            assert word not in paper.text

    def test_needs_when_asked_for(self):
        day = a_day()
        a_booking(day, delegates=(a_delegate("Noor Jansen", access="A ramp", dietary="Vegan"),))
        paper = Paper(door.printed_door_list(day, with_needs=True))
        assert "Access: A ramp" in paper.text and "Food: Vegan" in paper.text
        assert "destroy it after the day" in paper.text

    def test_nobody_and_everybody(self):
        assert "Nobody is booked yet." in Paper(door.printed_door_list(a_day(), with_needs=True)).text
        day = a_begun_day(*(an_organisation() for _ in range(8)), each=5, capacity=40)
        paper = Paper(door.printed_door_list(day, with_needs=False))
        assert all(place.name in paper.text for place in places_of(day)) and paper.pages > 1
