"""The lines that `make bench` prints, and the aims they are held against."""

from __future__ import annotations

from dataclasses import dataclass, field

LISTS = {
    "staff-list",
    "staff-list-filtered",
    "staff-list-last",
    "assessor-queue",
    "training-list",
    "training-register",
}
CPU_AIM = 2.0
GROWTH_AIM = 1.7
REPORT_KIB = {"national-report": 12.0}
"""A report of five charts, each with its tables, may weigh more than a page of a list."""
HTML_KIB, ASSETS_KIB, FONTS_KIB = 8.0, 50.0, 60.0
CERTIFICATES_AIM, CERTIFICATE_GROWTH_MB = 15.0, 10.0
WORKERS_MB = 200.0
QUERIES = dict.fromkeys(LISTS, 8) | {
    "application-detail": 12,
    "application-home": 12,
    "statement-page": 12,
    "submit-score": 10,
    "save-response": 10,
    "public-register": 6,
    "training-list": 8,
    "training-book": 20,
    "training-register": 8,
    "csv-export": 4,
    "national-report": 8,
    "workforce-dashboard": 18,
    "upload-10mb": 8,
}
TOO_MANY_WARNINGS = 3
"""Processor time on a shared machine is noisy, so one miss is a warning; so many together are a failure."""


@dataclass
class Report:
    """Collects lines and misses. Statements of a list, weights and memory are certain, all else a warning."""

    certain: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def passes(self) -> bool:
        """True when no count or weight is past its aim, and few times are."""
        return not self.certain and len(self.warnings) < TOO_MANY_WARNINGS

    def scenario(self, name: str, ratio: float, queries: int, kib: float, *, is_page: bool) -> None:
        """One page or write beside the floor."""
        print(f"bench {name} {ratio:.2f} {queries} {kib:.1f}", flush=True)
        self._time(f"{name}: processor time beside the floor", ratio, CPU_AIM)
        judge = self._sure if name in LISTS else self._time
        judge(f"{name}: statements", queries, QUERIES[name])
        if is_page:
            self._sure(f"{name}: KiB of HTML", kib, REPORT_KIB.get(name, HTML_KIB))

    def milliseconds(self, name: str, best: dict[str, float]) -> None:
        """The figures behind the ratios; they say more of this machine than of the portal."""
        shown = ", ".join(f"{who} {seconds * 1000:.1f} ms" for who, seconds in best.items())
        print(f"  {name}: {shown}", flush=True)

    def growth(self, name: str, ratio: float, small: int, large: int, *, judged: bool) -> None:
        """The same page with few and with many applications."""
        print(f"bench growth {name} {ratio:.2f} {small} {large}", flush=True)
        if judged:
            self._time(f"{name}: processor time at 10,000 beside 200", ratio, GROWTH_AIM)
        if small != large:
            self.certain.append(f"{name}: {small} statements at 200, {large} at 10,000")

    def certificates(self, per_second: float, growth_mb: float, memory_mb: float) -> None:
        """Two hundred certificates in one worker."""
        print(
            f"bench certificates-200 {per_second:.1f}/s/core {growth_mb:+.1f} MB ({memory_mb:.0f} MB)",
            flush=True,
        )
        if per_second < CERTIFICATES_AIM:
            self.warnings.append(f"certificates: {per_second:.1f} a second, aim {CERTIFICATES_AIM:g}")
        self._sure("certificates: growth in MB", growth_mb, CERTIFICATE_GROWTH_MB)

    def assets(self, styles_and_scripts: float, fonts: float) -> None:
        """What a first visit loads besides its page."""
        print(f"bench assets css+js {styles_and_scripts:.1f} fonts {fonts:.1f}", flush=True)
        self._sure("assets: KiB of css and js", styles_and_scripts, ASSETS_KIB)
        self._sure("assets: KiB of fonts", fonts, FONTS_KIB)

    def memory(self, portal_mb: float, floor_mb: float) -> None:
        """Two web workers and their master, after all of that work."""
        print(f"bench memory portal {portal_mb:.0f} MB floor {floor_mb:.0f} MB", flush=True)
        self._sure("memory of two web workers in MB", portal_mb, WORKERS_MB)

    def close(self) -> None:
        """Say which aims were not met."""
        for words in self.certain:
            print(f"past its aim: {words}")
        for words in self.warnings:
            print(f"short of its aim: {words}")
        if not self.certain and not self.warnings:
            print("every aim is met")

    def _time(self, what: str, found: float, aim: float) -> None:
        if found > aim:
            self.warnings.append(f"{what}: {found:.4g}, aim {aim:g}")

    def _sure(self, what: str, found: float, aim: float) -> None:
        if found > aim:
            self.certain.append(f"{what}: {found:.4g}, aim {aim:g}")
