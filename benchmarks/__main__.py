"""`python -m benchmarks [scenario …]`: everything, or only the named scenarios."""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.printing import print_certificates
from benchmarks.racing import BATCHES, Answer, Runner
from benchmarks.report import Report
from benchmarks.scenarios import SCENARIOS, Maker, Scenario, Site
from benchmarks.sides import FloorSide, PortalSide
from benchmarks.weights import assets

FEW, MANY = 200, 10_000
WARM = 6
"""Requests before the first batch, so that both workers have read templates and charter."""

Side = tuple[Runner, Site]


def main(wanted: list[str]) -> int:
    """Run, print, and answer 0 when the aims are met."""
    logging.disable(logging.INFO)
    started = time.monotonic()
    chosen = [each for each in SCENARIOS if not wanted or each.name in wanted]
    report = Report()
    with tempfile.TemporaryDirectory(prefix="charter-bench-") as name, ExitStack() as servers:
        folder = Path(name)
        print(f"Seeding {FEW:,} and {MANY:,} applications", flush=True)
        few, many = PortalSide(folder / "few", FEW), PortalSide(folder / "many", MANY)
        floor = FloorSide(folder / "floor", many)
        for side in (few, many, floor):
            servers.enter_context(side.server)
        sides = few.runner(), many.runner(), floor.runner()
        for scenario in chosen:
            measure(scenario, *sides, report)
        if not wanted:
            report.memory(many.server.memory_kib() / 1024, floor.server.memory_kib() / 1024)
            report.assets(assets().styles_and_scripts, assets().fonts)
            printed = print_certificates(many)
            report.certificates(printed.per_second, printed.memory_growth_mb, printed.memory_mb)
    report.close()
    print(f"Took {time.monotonic() - started:.0f} seconds")
    return 0 if report.passes else 1


def measure(scenario: Scenario, few: Side, many: Side, floor: Side, report: Report) -> None:
    """Portal and floor in turn, batch by batch, so that whatever disturbs one disturbs the other."""
    makers = [scenario.portal(few[1]), scenario.portal(many[1]), scenario.floor(floor[1])]
    runners = [few[0], many[0], floor[0]]
    for runner, make in zip(runners, makers, strict=True):
        for _ in range(WARM):
            runner.ask(scenario.who, make())
    for _ in range(BATCHES):
        for runner, make in zip(runners, makers, strict=True):
            runner.batch(scenario.name, scenario.who, make, scenario.times)
    in_few, in_many, _ = (counted(*pair, scenario) for pair in zip(runners, makers, strict=True))
    best = {runner.name: runner.best(scenario.name) for runner in runners}
    is_page = in_many.media_type.startswith("text/html")
    ratio = best[many[0].name] / best[floor[0].name]
    report.scenario(scenario.name, ratio, in_many.queries, in_many.kib_gzip, is_page=is_page)
    report.milliseconds(scenario.name, best)
    growth = best[many[0].name] / best[few[0].name]
    report.growth(scenario.name, growth, in_few.queries, in_many.queries, judged=scenario.grows)


def counted(runner: Runner, make: Maker, scenario: Scenario) -> Answer:
    """One more answer with its statements; the fewest of three, because one worker may still be cold."""
    answers = [runner.ask(scenario.who, make(), count=True) for _ in range(3)]
    return min(answers, key=lambda answer: answer.queries)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
