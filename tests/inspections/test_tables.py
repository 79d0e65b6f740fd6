"""T1, T2 and T3 worked by hand for awkward places equal the system's; how each method behaves at its edge."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction

from civcenter.inspections import methods, ranking, scoring
from civcenter.inspections.models import Indicator, RoundRule, Template

pytestmark = pytest.mark.django_db

# code: the figures of its parts in order, (numerator, denominator) or a number; None: nobody has told.
JIA = {
    "A1": [1, 1], "A2": [1], "A3": [2], "B1": [1, 1, 0], "B2": [1, 1, 1, 0, 0], "B3": [(7, 9)], "B4": [3],
    "C1": [(41, None)], "C2": [(10, 12), (5, 5), (0, 0), (12, 10), (0, 4)], "C3": [(30, 100)], "C4": [0, (0, 0)],
    "D1": [(4, 6)], "D2": [5], "D3": [(0, 0)], "D4": [(10, 20)],
    "E1": [(19, 20)], "E2": [(3, 5)], "E3": [(90, 100)], "E4": [(31, 40)], "E5": [(11, 20), (89, 100)],
    "F1": [(17, 20)], "F2": [1, 0], "F3": [(2, 3)], "G1": [(1, 3)], "G2": [(29, 40)], "G3": [3],
}  # fmt: skip
JIA_SCORES = {
    "A1": "4.00", "A2": "2.00", "A3": "2.64", "B1": "2.00", "B2": "2.40", "B3": "2.33", "B4": "0.00",
    "C1": None, "C2": "4.25", "C3": "1.60", "C4": "0.00", "D1": "4.00", "D2": "4.00", "D3": None, "D4": "0.00",
    "E1": "5.00", "E2": "0.00", "E3": "3.00", "E4": "2.00", "E5": "2.00",
    "F1": "1.50", "F2": "1.50", "F3": "0.00", "G1": "1.00", "G2": "1.50", "G3": "2.00",
}  # fmt: skip
JIA_GROUPS = {"A": "8.64", "B": "6.73", "C": "8.36", "D": "10.00", "E": "12.00", "F": "3.00", "G": "4.50"}
FULL = {
    "A1": [1, 1], "A2": [2], "A3": [3], "B1": [1, 1, 1], "B2": [1, 1, 1, 1, 1], "B3": [(9, 9)], "B4": [0],
    "C1": [(13, 100)], "C2": [(5, 5)] * 5, "C3": [(60, 100)], "C4": [1, (80, 100)],
    "D1": [(6, 6)], "D2": [5], "D3": [(4, 4)], "D4": [(20, 20)],
    "E1": [(95, 100)], "E2": [(95, 100)], "E3": [(90, 100)], "E4": [(95, 100)], "E5": [(80, 100), (98, 100)],
    "F1": [(9, 9)], "F2": [1, 1], "F3": [(1, 1)], "G1": [(9, 9)], "G2": [(95, 100)], "G3": [2],
}  # fmt: skip
QUIET = FULL | {
    "C1": [(65, 1000)], "C2": [(0, None)] * 5, "C4": [3, (4, 10)], "D1": [(0, 6)], "D2": [0], "D3": [(1, 4)],
    "D4": [(15, 20)], "E1": [(0, 0)], "E2": [(0, 0)], "E3": [(0, 0)], "E4": [(0, 0)], "E5": [(0, 0), (0, 0)],
    "F1": [(0, 0)], "F2": [1, 0], "F3": [(0, 0)], "G1": [(0, 9)], "G2": [(0, 0)], "G3": [0],
}  # fmt: skip
VILLAGE = {
    "a1": [1, 1], "a2": [1], "a3": [1, 0], "b1": [1, 7], "b2": [(65, 1000)], "b3": [(3, 4)],
    "c1": [(5, 12)], "c2": [3], "c3": [(40, None)], "d1": [2], "d2": [(0, 0)], "d3": [(98, 100)],
    "e1": [1, 0], "f1": [1, 0, (0, 0)],
}  # fmt: skip
EMPTY = {
    "a1": [0, 0], "a2": [0], "a3": [0, 0], "b1": [0, 0], "b2": [(0, None)], "b3": [(0, None)],
    "c1": [(0, 12)], "c2": [0], "c3": [(0, None)], "d1": [0], "d2": [(3, 5)], "d3": [(0, 0)],
    "e1": [0, 0], "f1": [0, 0, (0, 0)],
}  # fmt: skip
BEST = {
    "a1": [1, 2], "a2": [1], "a3": [1, 1], "b1": [2, 12], "b2": [(13, 100)], "b3": [(4, 4)],
    "c1": [(12, 12)], "c2": [5], "c3": [(30, 100)], "d1": [4], "d2": [(95, 100)], "d3": [(98, 100)],
    "e1": [1, 1], "f1": [1, 1, (95, 100)],
}  # fmt: skip
SQUAD = {
    "t1": [1, 0, 1], "t2": [(35, 70), (8, 10)], "t3": [4], "t4": [(2, 10)], "t5": [4, 1], "t6": [(0, 0)],
    "t7": [(2, 3), (0, 0)], "t8": [(300, 24)], "t9": [1], "t10": [1],
}  # fmt: skip
HONOURS = {"nation": 2, "province": 2, "city": 1}


def sheet(level, figures, **more):
    """The sheet of a place with these figures, whoever's hand they come by."""
    template = scoring.lines_of(Template.objects.get(county="", level=level))
    known = scoring.Known(**more)
    for indicator, parts in template:
        for part, said in zip(parts, figures.get(indicator.code, []), strict=False):
            numerator, denominator = said if isinstance(said, tuple) else (said, None)
            row = SimpleNamespace(numerator=numerator, denominator=denominator, is_not_applicable=False)
            if part.measure:
                known.figures[part.measure] = row
            else:
                known.marks[part.pk] = row
    return scoring.sheet(template, known)


def scores(found):
    return {one.indicator.code: None if one.points is None else str(one.points) for one in found.lines}


def test_a_branch_with_awkward_figures_equals_the_hand_worked_sheet():
    found = sheet("branch", JIA, honours=HONOURS)
    assert scores(found) == JIA_SCORES
    assert {group["code"]: group["got"] for group in found.groups} == JIA_GROUPS
    assert (found.bonus, found.total) == (Decimal("10.00"), Decimal("63.23")), "11 points of honours, 10 at most"
    assert not found.is_waiting


def test_all_is_a_hundred_at_the_exact_thresholds_and_a_veto_fails_it():
    template = Template.objects.get(county="", level="branch")
    lie = template.indicators.get(role="veto").parts.first()
    found = sheet("branch", FULL, marks={lie.pk: SimpleNamespace(numerator=1, is_not_applicable=False)})
    assert (found.total, found.is_vetoed) == (Decimal("100.00"), True)
    rule = RoundRule.objects.get(county="")
    graded = ranking.grades({"a": found.total, "b": Decimal(60)}, {"a"}, set(), rule)
    assert graded == {"a": "fail", "b": "pass"}


def test_what_cannot_be_computed_weighs_elsewhere_and_is_never_full_marks():
    found = sheet("branch", QUIET)
    groups = {group["code"]: (group["got"], group["left_out"]) for group in found.groups}
    assert groups["E"] == (None, ["E1", "E2", "E3", "E4", "E5"])
    assert groups["C"] == ("14.29", ["C2"]) and groups["F"] == ("4.00", ["F1", "F3"]) and groups["G"][0] == "0.00"
    assert found.total == Decimal("57.86")


@pytest.mark.parametrize(("figures", "total"), [(VILLAGE, "62.84"), (EMPTY, "0.00"), (BEST, "100.00")])
def test_stations_equal_the_hand_worked_sheet(figures, total):
    assert sheet("station", figures).total == Decimal(total)


def test_a_village_line_by_line():
    assert scores(sheet("station", VILLAGE)) == {
        "a1": "6.00", "a2": "4.00", "a3": "4.00", "b1": "6.80", "b2": "4.00", "b3": "6.00", "c1": "5.60", "c2": "3.60",
        "c3": None, "d1": "3.00", "d2": None, "d3": "6.00", "e1": "3.00", "f1": "3.00",
    }  # fmt: skip


def test_a_team_equals_the_hand_worked_sheet():
    found = sheet("team", SQUAD)
    assert scores(found) == {
        "t1": "6.00", "t2": "8.57", "t3": "12.00", "t4": "0.00", "t5": "8.00", "t6": None, "t7": "2.67", "t8": "4.00",
        "t9": "2.00", "t10": "1.32",
    }  # fmt: skip
    assert found.total == Decimal("50.64")


def test_a_sheet_waits_until_somebody_looked():
    found = sheet("branch", {code: said for code, said in FULL.items() if code != "B1"})
    assert found.is_waiting and scores(found)["B1"] is None


def test_rounding_is_half_up_and_only_once():
    assert [str(methods.rounded(Decimal(x))) for x in ("0.005", "1.345", "2.344999")] == ["0.01", "1.35", "2.34"]
    third = methods.Formula("share", Decimal(1))
    assert methods.indicator_score(3, [(1, methods.part_points(third, 1, 3))] * 3) == Decimal("1.00")


def test_ties_share_a_rank_and_the_quota_is_never_exceeded():
    ranks = methods.ranked({"a": 95, "b": 95, "c": 90, "d": None, "e": 80})
    assert ranks == {"a": 1, "b": 1, "c": 3, "e": 4}
    ten = {str(n): total for n, total in enumerate([99, 98, 97, 97, 96, 95, 94, 93, 92, 91])}
    assert methods.within_quota(methods.ranked(ten), 30) == {"0", "1"}, "the tie at the edge would make four of ten"


def test_advice_names_what_wins_most():
    best = scoring.advice(sheet("branch", JIA).lines)
    assert [(one.code, str(gain)) for one, _, gain in best] == [("D4", "6.00"), ("C4", "4.00"), ("E2", "4.00")]
    assert best[0][1] == ("完成的计划", 10, "件") and best[2][1] == ("按时派单", 2, "单")


def test_a_year_is_made_of_its_halves_and_its_stations():
    rule = RoundRule.objects.get(county="")
    of = ranking.year_of
    assert of(Decimal(80), Decimal(90), [Decimal(70), Decimal(60), None], rule) == Decimal("81.80")
    assert of(None, Decimal(90), [], rule) == Decimal("90.00"), "a half that was not inspected weighs nothing"
    assert of(None, None, [Decimal(70)], rule) is None


def test_like_is_compared_with_like():
    totals = {
        "big1": Decimal(90),
        "big2": Decimal(80),
        "mid1": Decimal(70),
        "mid2": Decimal(70),
        "low1": Decimal(60),
        "low2": Decimal(50),
    }
    size = {"big1": 900, "big2": 900, "mid1": 500, "mid2": 500, "low1": 100, "low2": 100}
    found = ranking.normal(totals, {key: {"residents": n} for key, n in size.items()})
    assert found == {
        "big1": Decimal("75.00"),
        "big2": Decimal("65.00"),
        "mid1": Decimal("70.00"),
        "mid2": Decimal("70.00"),
        "low1": Decimal("75.00"),
        "low2": Decimal("65.00"),
    }
    assert ranking.most_improved({"a": Decimal(3), "b": Decimal(-1), "c": None}) == "a"


def test_a_template_comes_into_force_only_whole_and_then_stays():
    """On every path: the database itself counts the weights."""
    whole = Template.objects.get(county="", level="branch")
    draft = Template.objects.create(
        document=whole.document, county="621026", effective=whole.effective, title="试", level="branch",
        kind="inspection", version="2",
    )  # fmt: skip
    Indicator.objects.create(
        template=draft, rank=1, code="A", group="A", group_title="一", title="一", weight=99, source="manual"
    )
    for write in (
        lambda: Template.objects.filter(pk=draft.pk).update(state="active"),
        lambda: whole.indicators.filter(code="A1").update(weight=5),
        lambda: whole.indicators.first().parts.update(points=9),
        lambda: whole.indicators.filter(code="A1").delete(),
        lambda: Template.objects.filter(pk=whole.pk).update(title="别的"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
