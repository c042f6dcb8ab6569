"""Charts: everything in its place, nothing hidden drawn to scale, every figure written and in the table."""

from __future__ import annotations

import re
from typing import Any

import html5lib
import pytest
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as some

from charter_portal.core.charts import Chart, Figure, bars, line, stacked_bars, steps
from charter_portal.core.charts.shapes import Box, Dot, Stroke, Words, ticks
from charter_portal.core.disclosure import Shown, shown_count
from tests.support.browser import axe_violations
from tests.support.words import long_sentences, visible_text

STAR = shown_count(3)
PAGE = """{% from "_macros/charts.html" import chart %}<!doctype html>
<html lang="en-GB"><head><title>Charts</title><meta name="viewport" content="width=device-width"></head>
<body><main><h1>Charts</h1><h2>All</h2>
{% for each in charts %}
{{ chart(each, "Chart <b>" ~ loop.index, "chart-" ~ loop.index, words="On 31 March.", table=table) }}
{% endfor %}</main></body></html>"""

EXAMPLES = [
    bars([("Volunteer", shown_count(62)), ("Peer supporter", STAR), ("None yet", 0), ("مرحبا <i>", 2.5)]),
    bars([("Vetting", 31), ("References", STAR)], before=[22, None], names=("This year", "Last year")),
    stacked_bars([("North", [10, STAR, 0]), ("Wales", [30, 25, 10])], ["A", "B", "C"], totals=[STAR, 65]),
    line(["Jan", "Feb", "Mar"], [("Median", [40, STAR, 12.5])], unit=" days"),
    line([f"{number} May" for number in range(1, 30)], [(f"L{n}", [n * 5] * 29) for n in range(4)]),
    steps([("Interest", 120), ("Applied", 80), ("Started", STAR)], notes=["median 6 days", ""]),
    bars([]),
    line([], [("Median", [])]),
]


def figures() -> some.SearchStrategy[Figure]:
    return some.one_of(
        some.integers(0, 10**6),
        some.floats(0, 1e6).map(lambda number: round(number, 2)),
        some.integers(0, 400).map(shown_count),
        some.none(),
    )


def all_charts(values: list[Figure]) -> list[Chart]:
    named = [(f"Label number {number}", value) for number, value in enumerate(values)]
    return [
        bars(named),
        bars(named, before=values[::-1]),
        steps(named),
        stacked_bars([(name, [value, *values[:3]]) for name, value in named], "abcd"),
        line([name for name, _ in named], [("One", values), ("Two", values[::-1])]),
    ]


@given(some.lists(figures(), min_size=4, max_size=12))
def test_everything_stays_within_the_drawing(values: list[Figure]) -> None:
    for chart in all_charts(values):
        for shape in chart.shapes:
            if isinstance(shape, Stroke):
                places = [(shape.x1, shape.y1), (shape.x2, shape.y2)]
            else:
                places = [(shape.x, shape.y)]
            if isinstance(shape, Box):
                wide = 0 if shape.fixed else shape.width
                places.append((shape.x + wide, shape.y + shape.height))
            for x, y in places:
                assert -0.01 <= x <= 100.01 and 0 <= y <= chart.height, shape


@given(some.lists(some.integers(1, 10**6), min_size=2, max_size=9))
def test_bars_are_as_long_as_their_numbers(values: list[int]) -> None:
    chart = bars([("x", value) for value in values])
    drawn = [shape.width for shape in chart.shapes if isinstance(shape, Box)]
    for width, value in zip(drawn, values, strict=True):
        assert width == pytest.approx(max(drawn) * value / max(values), abs=0.002)


@given(some.integers(1, 7), some.integers(8, 400))
def test_a_hidden_figure_is_never_drawn_to_scale(few: int, many: int) -> None:
    def charts(count: int) -> list[Chart]:
        hidden = shown_count(count)
        rows = [("a", [hidden, many]), ("b", [many, many])]
        return [
            *(bars([("a", hidden), ("b", many)]), steps([("a", many), ("b", hidden)])),
            *(stacked_bars(rows, ["x", "y"]), line(["1", "2"], [("a", [hidden, many])])),
        ]

    for chart, same in zip(charts(few), charts(1), strict=True):
        assert chart == same
        assert chart.hides_some
        assert "*" in [shape.text for shape in chart.shapes if isinstance(shape, Words)]
        assert "hidden" in chart.spoken or chart.spoken.startswith(("Bars in parts", "Line"))


def test_a_hidden_figure_breaks_its_line() -> None:
    chart = line(["1", "2", "3", "4"], [("a", [10, 20, STAR, 40])])
    drawn = [shape for shape in chart.shapes if isinstance(shape, Stroke) and shape.kind == "line-1"]
    assert len(drawn) == 1
    assert len([shape for shape in chart.shapes if isinstance(shape, Dot)]) == 3


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (1, [0, 1]),
        (3, [0, 1, 2, 3]),
        (7, [0, 2, 4, 6, 8]),
        (60, [0, 20, 40, 60]),
        (61, [0, 20, 40, 60, 80]),
        (100, [0, 25, 50, 75, 100]),
        (0.4, [0, 0.1, 0.2, 0.3, 0.4]),
        (1_000_000, [0, 250_000, 500_000, 750_000, 1_000_000]),
    ],
)
def test_a_scale_has_round_numbers(most: float, expected: list[float]) -> None:
    assert ticks(most) == expected


@given(some.floats(0.001, 1e9))
def test_a_scale_reaches_its_largest_number(most: float) -> None:
    marks = ticks(most)
    assert marks[0] == 0 and marks[-1] >= most * 0.999999 and 2 <= len(marks) <= 6
    assert marks == sorted(set(marks))


def test_steps_say_how_many_went_on_where_that_may_be_told() -> None:
    chart = steps([("a", 100), ("b", 60), ("c", STAR), ("d", 0), ("e", 5)], notes=["6 days", "", "", ""])
    assert chart.header == ("Step", "Now", "From the step before")
    assert [row[2] for row in chart.rows] == ["", "60% went on · 6 days", "", "", ""]


def test_tables_hold_every_figure() -> None:
    chart = stacked_bars([("North", [10, STAR])], ["A", "B"], totals=[Shown(15)])
    assert (chart.header, chart.rows) == (("What", "A", "B", "Total"), (("North", "10", "*", "15"),))
    chart = bars([("a", 1)], before=[2], unit=" days", names=("2027", "2026"), label="Year")
    assert (chart.header, chart.rows) == (("Year", "2027", "2026"), (("a", "1 days", "2 days"),))
    assert chart.legend == (("now", "2027"), ("before", "2026"))


def test_long_labels_are_folded_and_long_lists_are_told_in_part() -> None:
    chart = bars([("a label of very many words that would never fit on a small phone", 1)] * 20)
    texts = [shape.text for shape in chart.shapes if isinstance(shape, Words)]
    assert max(map(len, texts)) <= 34
    assert chart.spoken.endswith("; and 8 more.")


def test_what_does_not_fit_together_is_a_slip_of_the_caller() -> None:
    for wrong in (
        lambda: bars([("a", 1)], before=[]),
        lambda: stacked_bars([("a", [1])], ["x", "y"]),
        lambda: stacked_bars([("a", [1] * 7)], list("abcdefg")),
        lambda: line(["1"], [("a", [])]),
        lambda: line(["1"], [("a", [1])] * 5),
    ):
        with pytest.raises(ValueError):
            wrong()


def page(app: Flask, table: str = "folded") -> str:
    with app.test_request_context("/"):
        return render_template_string(PAGE, charts=EXAMPLES, table=table)


@pytest.mark.parametrize("table", ["folded", "open", "none"])
def test_the_page_is_sound(app: Flask, table: str) -> None:
    html = page(app, table)
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree: Any = parser.parse(html)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", html)) <= set(ids)
    assert not re.search(r"\sstyle=|<style", html)
    assert "<b>" not in html and "<i>" not in html
    assert len(list(tree.iter("table"))) == (0 if table == "none" else 6)
    assert not long_sentences(visible_text(html))


def test_each_drawing_has_a_name_and_is_told_in_words(app: Flask) -> None:
    html = page(app)
    drawings = re.findall(r'<svg class="chart__drawing".*?</svg>', html, re.DOTALL)
    assert len(drawings) == 6
    for drawing in drawings:
        name, words = re.search(r'role="img" aria-labelledby="(\S+) (\S+)"', drawing).groups()  # type: ignore[union-attr]
        assert f'<title id="{name}">Chart &lt;b&gt;' in drawing
        assert f'<desc id="{words}">' in drawing
    assert html.count("There is nothing to show yet.") == 2


def test_the_star_is_explained_where_there_is_one(app: Flask) -> None:
    assert page(app).count("* stands for 1 to 7 people") == sum(chart.hides_some for chart in EXAMPLES) == 5


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_a_browser_finds_room_for_everything(app: Flask, chromium: Any, width: int) -> None:
    sheet = (app.static_folder or "") + "/css/portal.css"
    window = chromium.new_page(viewport={"width": width, "height": 800})
    try:
        window.set_content(page(app, "open"))
        window.add_style_tag(path=sheet)
        assert window.evaluate("document.documentElement.scrollWidth") == width
        assert [str(each) for each in axe_violations(window)] == []
        beyond = """() => [...document.querySelectorAll('.chart')].flatMap(chart => {
            const edge = chart.getBoundingClientRect();
            return [...chart.querySelectorAll('text, rect, line, circle')]
                .filter(each => each.getBoundingClientRect().right > edge.right
                    || each.getBoundingClientRect().left < edge.left)
                .map(each => each.textContent || each.outerHTML)
        })"""
        assert window.evaluate(beyond) == []
    finally:
        window.close()
