"""The pure rules: codes, clocks, order, history, rungs, the map, periods, and the files people write."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter_portal.core.places import PACKAGE
from charter_portal.workforce.enums import CheckKind, PostKind, Rung, WorkRole
from charter_portal.workforce.enums import MilestoneKind as M
from charter_portal.workforce.rules.clock import Clock, add_months, months_between
from charter_portal.workforce.rules.codes import code_key, problem_with
from charter_portal.workforce.rules.history import Span, cut, faults
from charter_portal.workforce.rules.ladder import draw, lanes_for
from charter_portal.workforce.rules.order import CHAIN, Step, doubts
from charter_portal.workforce.rules.periods import Period, asked_months, months_up_to
from charter_portal.workforce.rules.profiles_file import ProfileFileProblems, read_profiles
from charter_portal.workforce.rules.rungs import missing, rung_of
from charter_portal.workforce.rules.sheets import Unreadable, amount_of, answer_of, day_of, whole_of, word_of

TODAY = date(2026, 11, 25)
DAYS = st.dates(min_value=date(1999, 1, 1), max_value=date(2060, 1, 1))


class TestCodes:
    @pytest.mark.parametrize("code", ["PW-014", "rb-01", "A1", "7", "V-12-B", "LW101", "100"])
    def test_plain_codes_are_taken(self, code):
        assert (problem_with(code) is None) == (len(code) >= 3)

    @pytest.mark.parametrize(
        ("code", "words"),
        [
            ("9434765919", "NHS number"),
            ("943-476-5919", "NHS number"),
            ("AB123456C", "National Insurance"),
            ("A1234BC", "prison number"),
            ("04-123456X", "police reference"),
            ("07700900123", "phone"),
            ("24-12-1987", "date"),
            ("1987-12-24", "date"),
            ("SMITH1", "name"),
            ("JOANNA-2", "name"),
            ("JOHN7", "name"),
            ("7-anna", "name"),
            ("JO-HN7", "name"),
            ("PW-SAM-01", "name"),
            ("ABC", "digit"),
            ("JB-1987", "year of birth"),
            ("two words 1", "Write a code"),
            ("P\u00c91", "Write a code"),
            ("a" * 21, "Write a code"),
            ("", "Write a code"),
            ("PW--1", "Write a code"),
        ],
    )
    def test_what_could_say_who_somebody_is_is_refused(self, code, words):
        assert words in (problem_with(code) or "")

    def test_names_on_the_list_are_short_and_sorted(self):
        listed = (PACKAGE / "workforce" / "short_names.txt").read_text("utf-8").splitlines()[2:]
        names = [name for line in listed for name in line.split()]
        assert names == sorted(set(names)) and {len(name) for name in names} == {3, 4}

    @given(st.text(max_size=30))
    def test_any_text_gets_an_answer(self, text):
        found = problem_with(text)
        assert found is None or found.endswith(".")

    def test_spelling_makes_no_difference(self):
        assert code_key("pw-014") == code_key("PW014")


class TestClock:
    def test_the_end_of_a_short_month(self):
        assert add_months(date(2024, 8, 31), 6) == date(2025, 2, 28)
        assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)

    @given(DAYS, st.integers(0, 60))
    def test_months_there_are_months_between(self, day, months):
        assert months_between(day, add_months(day, months)) in {months, months - 1}
        assert months_between(day, add_months(day, months) + timedelta(days=3)) == months

    @pytest.mark.parametrize(
        ("passed", "due"), [(0, None), (11, None), (12, 6), (14, 6), (15, 3), (17, 1), (18, None), (30, None)]
    )
    def test_reminders_at_12_15_and_17_months_of_18(self, passed, due):
        clock = Clock(add_months(TODAY, -passed), 18)
        assert clock.reminder_due(TODAY) == due
        assert clock.is_over(TODAY) == (passed >= 18)

    def test_a_short_limit_is_not_reminded_before_it_begins(self):
        assert Clock(TODAY, 3).reminder_due(TODAY) is None
        assert Clock(add_months(TODAY, -2), 3).reminder_due(TODAY) == 1


def step(kind: M, days_ago: int, check: CheckKind | None = None) -> Step:
    return Step(kind, TODAY - timedelta(days=days_ago), check)


class TestOrder:
    def test_the_usual_way_raises_no_doubt(self):
        way: list[Step] = []
        for place, kind in enumerate(CHAIN):
            check = CheckKind.DBS if kind in (M.CHECKS_STARTED, M.CHECKS_CLEARED) else None
            new = step(kind, 300 - 10 * place, check)
            assert doubts(new, way, TODAY) == []
            way.append(new)
        for kind, days in ((M.DAYS_90, 130), (M.QUALIFICATION, 50), (M.PROMOTION, 40), (M.MOVED_ON, 3)):
            assert doubts(step(kind, days), way, TODAY) == []

    @pytest.mark.parametrize(
        ("new", "way", "firm"),
        [
            (step(M.APPLIED, -1), [], True),
            (step(M.APPLIED, 6000), [], True),
            (step(M.APPLIED, 5), [step(M.APPLIED, 5)], True),
            (step(M.MONTHS_6, 5), [step(M.STARTED, 100)], True),
            (step(M.DAYS_90, 5), [], True),
            (step(M.PROMOTION, 5), [], True),
            (step(M.APPLIED, 5), [step(M.OFFERED, 20)], False),
            (step(M.OFFERED, 20), [step(M.APPLIED, 5)], False),
            (step(M.CHECKS_CLEARED, 5, CheckKind.DBS), [], False),
            (
                step(M.CHECKS_RECONSIDERED, 5, CheckKind.DBS),
                [step(M.CHECKS_STARTED, 9, CheckKind.DBS)],
                False,
            ),
            (step(M.MONTHS_6, 5), [step(M.STARTED, 300), step(M.LEFT, 100)], False),
        ],
    )
    def test_what_cannot_be_and_what_is_unusual(self, new, way, firm):
        found = doubts(new, way, TODAY)
        assert [doubt.firm for doubt in found[:1]] == [firm]
        assert all(doubt.message.endswith(".") for doubt in found)

    def test_a_second_round_begins_after_a_start_or_an_end(self):
        way = [step(M.APPLIED, 400), step(M.STARTED, 300), step(M.MOVED_ON, 100)]
        assert doubts(step(M.APPLIED, 50), way, TODAY) == []
        assert doubts(step(M.STARTED, 20), [*way, step(M.APPLIED, 50)], TODAY) == []

    def test_checks_of_different_kinds_do_not_hold_each_other_up(self):
        way = [step(M.CHECKS_STARTED, 50, CheckKind.DBS), step(M.CHECKS_CLEARED, 40, CheckKind.DBS)]
        assert doubts(step(M.CHECKS_STARTED, 30, CheckKind.PRISON_VETTING), way, TODAY) == []


class TestHistory:
    SPANS = (Span(date(2024, 1, 1), date(2025, 1, 1)), Span(date(2025, 1, 1), None))

    def test_a_change_cuts_the_span_it_falls_into(self):
        found = cut(self.SPANS, date(2024, 6, 1))
        assert found is not None and (found.place, found.splits, found.until) == (0, True, date(2025, 1, 1))

    def test_the_first_day_of_a_span_corrects_it(self):
        found = cut(self.SPANS, date(2025, 1, 1))
        assert found is not None and (found.place, found.splits) == (1, False)

    def test_before_the_post_there_is_nothing_to_change(self):
        assert cut(self.SPANS, date(2023, 1, 1)) is None

    @given(st.lists(DAYS, min_size=1, max_size=8, unique=True), DAYS)
    def test_a_history_without_gaps_has_one_answer_for_each_day(self, days, asked):
        days.sort()
        spans = [Span(day, later) for day, later in zip(days, [*days[1:], None], strict=True)]
        assert faults(spans) == []
        holding = [span for span in spans if span.holds(asked)]
        assert len(holding) == (asked >= days[0])

    def test_two_claims_to_a_day_are_a_fault(self):
        assert faults([Span(date(2024, 1, 1), date(2024, 3, 1)), Span(date(2024, 2, 1), None)])
        assert faults([Span(date(2024, 1, 1), None), Span(date(2024, 2, 1), None)])


class TestRungs:
    def test_terms_come_before_role(self):
        assert rung_of(PostKind.VOLUNTEER, WorkRole.PEER_SUPPORTER) is Rung.VOLUNTEERING
        assert rung_of(PostKind.APPRENTICE, WorkRole.PEER_SUPPORTER) is Rung.APPRENTICESHIP
        assert rung_of(PostKind.PAID, WorkRole.VOLUNTEER) is Rung.PEER_SUPPORT

    def test_every_kind_and_role_has_a_rung(self):
        assert {rung_of(kind, role) for kind in PostKind for role in WorkRole} == set(Rung)

    def test_gaps_and_a_way_to_lead(self):
        assert missing(set()) == []
        assert missing({Rung.VOLUNTEERING, Rung.PRACTICE}) == [
            Rung.PEER_SUPPORT,
            Rung.SUPPORT_WORK,
            Rung.MANAGEMENT,
        ]
        assert missing({Rung.VOLUNTEERING, Rung.STRATEGY})[-1] is Rung.MANAGEMENT
        assert missing(set(Rung)) == []


MOVES = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda move: move[0] < move[1]), max_size=12
)


class TestMap:
    @given(MOVES)
    def test_moves_that_pass_the_same_height_have_their_own_lanes(self, moves):
        lanes = lanes_for(moves)
        for one, (low, high) in enumerate(moves):
            for other, (bottom, top) in enumerate(moves[:one]):
                if lanes[one] == lanes[other]:
                    assert high <= bottom or top <= low

    @given(MOVES)
    def test_everything_lies_inside_the_drawing(self, moves):
        drawing = draw(8, moves)
        assert all(arc.badge_x + 12 <= drawing.width for arc in drawing.arcs)
        assert all(0 < arc.badge_y < drawing.height for arc in drawing.arcs)
        assert all(box.y >= 0 and box.y + box.height <= drawing.height for box in drawing.boxes)

    def test_volunteering_stands_at_the_foot(self):
        boxes = draw(3, []).boxes
        assert boxes[0].y > boxes[1].y > boxes[2].y

    def test_only_upwards(self):
        with pytest.raises(ValueError, match="upwards"):
            lanes_for([(2, 2)])


class TestPeriods:
    @given(DAYS, st.integers(0, 800))
    def test_the_one_before_is_as_long_and_ends_the_day_before(self, day, length):
        period = Period(day, day + timedelta(days=length))
        assert abs(period.before().days - period.days) <= 3, "Whole months differ in length."
        assert period.before().until == day - timedelta(days=1)

    def test_a_year_up_to_today(self):
        assert months_up_to(TODAY) == Period(date(2025, 11, 26), TODAY)

    def test_only_offered_lengths(self):
        assert [asked_months(text) for text in (None, "6", "24", "7", "x", "-6")] == [12, 6, 24, 12, 12, 12]

    def test_never_backwards(self):
        with pytest.raises(ValueError, match="ends"):
            Period(TODAY, TODAY - timedelta(days=1))


class TestProfilesFile:
    def test_the_shipped_file_has_every_role(self):
        profiles = read_profiles((PACKAGE / "workforce" / "role_profiles.yaml").read_text("utf-8"))
        assert {profile.role for profile in profiles} == set(WorkRole)
        assert (min(p.level_low for p in profiles), max(p.level_high for p in profiles)) == (2, 8)
        assert sum(profile.role is WorkRole.SPECIALIST for profile in profiles) == 4

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("profiles: [", "not YAML"),
            ("- a", "profiles"),
            ("profiles: []", "at least one"),
            ("profiles: [x]", "profile 1: write key"),
            ("profiles: [{key: A, name: N, role: volunteer, levels: 2}]", "small letters"),
            ("profiles: [{key: a1, name: '', role: volunteer, levels: 2}]", "write a name"),
            ("profiles: [{key: a1, name: N, role: boss, levels: 2}]", "choose a role"),
            ("profiles: [{key: a1, name: N, role: volunteer, levels: [4, 3]}]", "levels"),
            ("profiles: [{key: a1, name: N, role: volunteer, levels: true}]", "levels"),
            ("profiles: [{key: a1, name: N, role: volunteer, levels: 2, pay: 3}]", "take away pay"),
            (
                "profiles: [{key: a1, name: N, role: volunteer, levels: 2}, "
                "{key: a1, name: N, role: volunteer, levels: 2}]",
                "profile 2: the key",
            ),
        ],
    )
    def test_each_mistake_is_named(self, text, words):
        with pytest.raises(ProfileFileProblems, match=words):
            read_profiles(text)


class TestCells:
    @pytest.mark.parametrize(
        "text", ["2027-03-31", "31/03/2027", "31.3.2027", "31 Mar 2027", "31 March 2027"]
    )
    def test_days(self, text):
        assert day_of(text) == date(2027, 3, 31)

    @pytest.mark.parametrize("text", ["31/02/2027", "tomorrow", "2027-13-01", "03/31/2027"])
    def test_what_is_no_day(self, text):
        with pytest.raises(Unreadable, match="real day"):
            day_of(text)

    def test_empty_is_nothing_unless_needed(self):
        assert day_of("") is None
        with pytest.raises(Unreadable):
            day_of("", needed=True)
        assert word_of("", M) is None
        with pytest.raises(Unreadable, match="Choose one of"):
            word_of("", M, needed=True)

    def test_words_by_label_or_stored_form(self):
        assert word_of("moved up to another POST", M) is M.PROMOTION
        assert word_of("promotion", M) is M.PROMOTION

    def test_numbers_and_answers(self):
        assert (whole_of("3"), whole_of("", usual=1), str(amount_of("0,5"))) == (3, 1, "0.50")
        assert [answer_of(text) for text in ("Yes", "no", "")] == [True, False, None]
        for reading, text in ((whole_of, "2.5"), (amount_of, "NaN"), (amount_of, "x"), (answer_of, "maybe")):
            with pytest.raises(Unreadable):
                reading(text)
