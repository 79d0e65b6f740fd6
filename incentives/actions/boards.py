"""Red lists are frozen: counted once a period by whoever is first, and never again."""

from dataclasses import dataclass

from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from incentives.flow import Board, HonorStatus, Span
from incentives.models import Honor, RedList

WORDS = {Board.HOURS: "服务时长红榜", Board.THANKED: "群众点赞红榜", Board.OUTPOSTS: "办得好的站红榜"}


@dataclass(frozen=True)
class Place:
    """One place: whose (`holder` is "person" or "outpost", `key` its number), where he belongs, how much."""

    holder: str
    key: int
    division: str
    figure: int


def named(places, size, rule):
    """The places that may be shown: none of a small group, at most half of all, never more than the rule's."""
    return [] if size < rule.fewest else places[: min(rule.places, size // 2)]


@verb
def freeze(*, county, lists, span, begins_on, ends_on, rule, at):
    """Write the lists of a county and period: {(division, board): places in order, the most first}.

    The county's own rows are written first: whoever does not get them freezes nothing, so the task may run twice,
    and what becomes final later moves nobody. Returns how many lists were written.
    """
    period = {"span": span, "begins_on": begins_on, "ends_on": ends_on, "rule": rule, "frozen_at": at}
    claims = {
        board: RedList(division_id=county, kind=board, size=len(lists.get((county, board), ())), **period)
        for board in Board
    }
    if not all(insert_unless_taken(row) for row in claims.values()):
        return 0
    boards = {(county, board): row for board, row in claims.items()}
    others = [key for key in lists if key[0] != county and lists[key]]
    rows = [RedList(division_id=place, kind=board, size=len(lists[place, board]), **period) for place, board in others]
    boards |= dict(zip(others, RedList.objects.bulk_create(rows), strict=True))
    Honor.objects.bulk_create(
        honor for key, board in boards.items() for honor in _places(board, lists.get(key, []), rule, at)
    )
    return len(boards)


def _places(board, places, rule, at):
    title = f"{period_words(board)}{WORDS[board.kind]}"
    for rank, place in enumerate(named(places, len(places), rule), start=1):
        yield Honor(
            board=board,
            rank=rank,
            figure=place.figure,
            title=f"{title}第 {rank} 名",
            division_id=place.division,
            status=HonorStatus.CONFERRED,
            nominated_at=at,
            decided_at=at,
            **{f"{place.holder}_id": place.key},
        )


def period_words(board):
    """2026 年 11 月, or 2026 年上半年."""
    day = board.begins_on
    if board.span == Span.MONTH:
        return f"{day.year} 年 {day.month} 月"
    return f"{day.year} 年{'上' if day.month == 1 else '下'}半年"
