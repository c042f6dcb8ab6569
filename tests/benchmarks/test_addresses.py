"""Addresses are remembered, and always those that Flask itself would write."""

from __future__ import annotations

import pytest
from flask import Flask, url_for

ASKED = [
    ("applications.staff_show", {"application_id": 7}),
    ("applications.statement", {"application_id": 7, "code": "1.1"}),
    ("applications.statement", {"application_id": 7, "code": "ü/?#&"}),
    ("awards.register", {"page": 2, "sort": "-level", "search": None}),
    ("awards.register", {"page": True}),
    ("home.help", {"_anchor": "ask"}),
    ("home.help", {"_external": True}),
    ("static", {"filename": "css/portal.css"}),
]


@pytest.mark.parametrize(("endpoint", "values"), ASKED)
def test_it_writes_what_flask_writes(app, endpoint, values):
    with app.test_request_context("https://portal.test/"):
        plain = Flask.url_for(app, endpoint, **values)
        assert [url_for(endpoint, **values) for _ in range(2)] == [plain, plain]


def test_one_and_true_are_not_taken_for_each_other(app):
    with app.test_request_context("https://portal.test/"):
        assert url_for("awards.register", page=1) == "/awards?page=1"
        assert url_for("awards.register", page=True) == "/awards?page=True"
        assert url_for("awards.register", page="1") == "/awards?page=1"


def test_a_leading_dot_means_the_slice_of_this_page(app):
    with app.test_request_context("https://portal.test/applications/7/evidence"):
        assert url_for(".library", application_id=7) == "/applications/7/evidence"
    with app.test_request_context("https://portal.test/awards"):
        assert url_for(".register") == "/awards"


def test_each_place_the_portal_is_mounted_at_has_its_own(app):
    with app.test_request_context("/", base_url="https://portal.test/"):
        assert url_for("home.help") == "/help"
    with app.test_request_context("/", base_url="https://portal.test/charter"):
        assert url_for("home.help") == "/charter/help"


def test_outside_a_request_it_still_refuses_to_guess(app):
    with app.app_context(), pytest.raises(RuntimeError):
        url_for("home.help")
