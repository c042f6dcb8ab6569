"""The charter as everybody reads it."""

from charter_portal.framework.queries import charter_of, current_version


def test_the_matrix_links_every_statement(session, page):
    charter = charter_of(current_version().id)
    shown = page().page("/charter")
    assert shown.title == "The charter – Charter portal"
    links = set(shown.links)
    assert {f"/charter/statements/{s.code}" for s in charter.statements} <= links
    assert charter.sample_notice in shown.text


def test_a_statement_shows_every_criterion(session, page):
    charter = charter_of(current_version().id)
    statement = charter.statements[3]
    shown = page().page(f"/charter/statements/{statement.code}")
    for text in statement.criteria.values():
        assert " ".join(text.split()) in shown.text


def test_a_value_shows_its_statements_only(session, page):
    charter = charter_of(current_version().id)
    value = charter.values[1]
    shown = page().page(f"/charter/values/{value.key}")
    titles = {s.title for s in charter.statements if f"/charter/statements/{s.code}" in shown.links}
    assert titles == {s.title for s in charter.statements if s.value.key == value.key}


def test_unknown_parts_are_not_found(session, page):
    page().page("/charter/values/none", status=404)
    page().page("/charter/statements/9.9", status=404)
