"""Scores written down: computed from figures, agreed marks and amendments, never typed."""

import hashlib
import json
from collections import defaultdict

from django.db.models import Count

from civcenter.inspections import ranking, scoring
from civcenter.inspections.actions.opening import rule_of
from civcenter.inspections.choices import Kind, Level
from civcenter.inspections.models import Amendment, Figure, Honour, Mark, Result, Round, Score, Subject
from civcenter.inspections.periods import period
from civcenter.kit.verbs import verb

BATCH = 1000


def known_of(subjects):
    """{subject's number: what is known of it}; four queries however many they are."""
    keys = [subject.pk for subject in subjects]
    known = {key: scoring.Known() for key in keys}
    for one in Figure.objects.filter(subject__in=keys).defer("good", "rest"):
        known[one.subject_id].figures[one.measure] = one
    for one in Mark.objects.filter(subject__in=keys, agreed_at__isnull=False):
        known[one.subject_id].marks[one.part_id] = one
    for one in Amendment.objects.filter(subject__in=keys, agreed_at__isnull=False).order_by("agreed_at", "pk"):
        known[one.subject_id].amendments[one.part_id] = one
    agreed = Honour.objects.filter(subject__in=keys, agreed_at__isnull=False)
    for key, level, count in agreed.values_list("subject", "level").annotate(n=Count("pk")):
        known[key].honours[level] = count
    return known


def sheets(subjects):
    """{subject's number: its Sheet} of those that a template scores."""
    known, by = known_of(subjects), defaultdict(list)
    for subject in subjects:
        if subject.template_id:
            by[subject.template_id].append(subject)
    found = {}
    for mine in by.values():
        template = scoring.lines_of(mine[0].template)
        found |= {subject.pk: scoring.sheet(template, known[subject.pk]) for subject in mine}
    return found


@verb
def score(subjects, rule):
    """Write the scores of some subjects anew: their rows are locked, old ones go, the new ones stand."""
    keys = [subject.pk for subject in subjects]
    list(Subject.objects.select_for_update(of=["self"]).filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))
    made = sheets(subjects)
    Score.objects.filter(subject__in=keys).delete()
    rows = [
        Score(subject_id=key, indicator=one.indicator, points=one.points, is_waiting=one.is_waiting, parts=one.parts)
        for key, sheet in made.items()
        for one in sheet.lines
    ]
    Score.objects.bulk_create(rows, batch_size=BATCH)
    results = [_result(key, sheet, rule) for key, sheet in made.items()]
    fields = ["total", "bonus", "groups", "is_vetoed", "is_waiting", "is_small"]
    Result.objects.bulk_create(results, update_conflicts=True, unique_fields=["subject"], update_fields=fields)
    return made


def _result(key, sheet, rule):
    return Result(
        subject_id=key,
        total=sheet.total,
        bonus=sheet.bonus,
        groups=sheet.groups,
        is_vetoed=sheet.is_vetoed,
        is_waiting=sheet.is_waiting,
        is_small=scoring.small(sheet.lines, rule.small),
    )


@verb
def rescore(subject):
    """One subject again, after something of it was put right; then everybody's place."""
    round = subject.round
    score([subject], rule_of(round))
    rank(round)


@verb
def rank(round):
    """Ranks, grades, the look beside them, and the change since the time before, for each level by itself."""
    rule = rule_of(round)
    if round.kind == Kind.ASSESSMENT:
        _years(round, rule)
    results = list(Result.objects.filter(subject__round=round).select_related("subject"))
    before = _before(round)
    for level in Level:
        _rank([one for one in results if one.subject.level == level], before, rule)
    fields = ["rank", "grade", "normal", "normal_rank", "before", "before_rank"]
    Result.objects.bulk_update(results, fields, batch_size=BATCH)


def _rank(results, before, rule):
    totals = {one.subject.key: one.total for one in results}
    facts = {one.subject.key: {"residents": one.subject.residents, "staff": one.subject.staff} for one in results}
    vetoed = {one.subject.key for one in results if one.is_vetoed}
    waiting = {one.subject.key for one in results if one.is_waiting}
    from_raw, normal = ranking.methods.ranked(totals), ranking.normal(totals, facts)
    from_normal, graded = ranking.methods.ranked(normal), ranking.grades(totals, vetoed, waiting, rule)
    for one in results:
        key = one.subject.key
        one.rank, one.normal, one.normal_rank = from_raw.get(key), normal.get(key), from_normal.get(key)
        one.grade = graded.get(key, "")
        one.before, one.before_rank = before.get(key, (None, None))


def _before(round):
    """{key: (total, rank)} of the period before, in its last final version."""
    old = last_final(round.division_id, round.span.before.name)
    if old is None:
        return {}
    return {one.subject.key: (one.total, one.rank) for one in old_results(old)}


def last_final(county, name):
    return Round.objects.final().filter(division_id=county, period=name).order_by("-version").first()


def old_results(round):
    return Result.objects.filter(subject__round=round).select_related("subject", "subject__round")


def _years(round, rule):
    """A branch's year is made of its half-years, and of its stations' mean."""
    halves = [last_final(round.division_id, half.name) for half in period(round.period).halves]
    totals = [{one.subject.key: one.total for one in old_results(half)} if half else {} for half in halves]
    stations = defaultdict(list)
    for township, total in Result.objects.filter(subject__round=round, subject__level=Level.STATION).values_list(
        "subject__township", "total"
    ):
        stations[township].append(total)
    rows = []
    for subject in round.subjects.filter(level=Level.BRANCH, template__isnull=True):
        first, second = (half.get(subject.key) for half in totals)
        total = ranking.year_of(first, second, stations[subject.division_id], rule)
        rows.append(Result(subject=subject, total=total, words=_words(first, second, stations[subject.division_id])))
    Result.objects.bulk_create(rows, update_conflicts=True, unique_fields=["subject"], update_fields=["total", "words"])


def _words(first, second, stations):
    known = [total for total in stations if total is not None]
    said = [
        f"上半年 {first} 分" if first is not None else "上半年没有督查",
        f"下半年 {second} 分" if second is not None else "下半年没有督查",
    ]
    return "，".join(
        [*said, f"所属 {len(known)} 个站平均 {sum(known) / len(known):.2f} 分" if known else "所属站没有分"]
    )


def results_digest(round):
    """SHA-256 of every score and total in a fixed order and spelling."""
    total = hashlib.sha256(f"{round.digest}\n".encode())
    order = ["subject__level", "subject__division_id", "subject__team_id"]
    scores = Score.objects.filter(subject__round=round).select_related("subject", "indicator")
    for one in scores.order_by(*order, "indicator__rank").iterator(2000):
        parts = [[p["numerator"], p["denominator"], p["got"]] for p in one.parts]
        said = [one.subject.key, one.indicator.code, _said(one.points), parts]
        total.update((json.dumps(said, separators=(",", ":"), default=str) + "\n").encode())
    for one in Result.objects.filter(subject__round=round).select_related("subject").order_by(*order):
        said = [one.subject.key, str(one.total), str(one.bonus), one.rank, one.grade, one.is_vetoed]
        total.update((json.dumps(said, separators=(",", ":")) + "\n").encode())
    return total.hexdigest()


def _said(points):
    return None if points is None else f"{points:.2f}"
