"""Where people ask and nobody near can: by village and kind, what was asked, what was done, who is there to do it."""

from dataclasses import dataclass

from django.db.models import Count, Q

from orders.actions.radar import QUIET
from orders.flow import WishStatus
from orders.models import Wish
from volunteers.models import Volunteer

DONE = [WishStatus.CONFIRMED, WishStatus.DEFAULTED, WishStatus.SERVED]
MOST = 40


@dataclass(frozen=True)
class Gap:
    """One village and kind; `hands` are the active volunteers of the township who said they do this."""

    place: str
    kind: str
    asked: int
    done: int
    hands: int

    @property
    def open(self):
        return self.asked - self.done


def gaps(codes, since):
    """The widest first: most unanswered, fewest hands. Two queries, however many villages."""
    rows = Wish.objects.within(codes).filter(created_at__gte=since).exclude(status__in=QUIET)
    rows = rows.values("division__name", "township", "kind", "kind__name", "kind__parent").annotate(
        asked=Count("pk"), done=Count("pk", filter=Q(status__in=DONE))
    )
    hands = _hands(codes)
    found = [
        Gap(
            row["division__name"],
            row["kind__name"],
            row["asked"],
            row["done"],
            hands.get((row["township"], row["kind"]), 0) + hands.get((row["township"], row["kind__parent"]), 0),
        )
        for row in rows
    ]
    return sorted(found, key=lambda gap: (-gap.open, gap.hands, gap.place))[:MOST]


def _hands(codes):
    """{(township, kind): active volunteers}; of the whole county, since its people may go anywhere in it."""
    rows = Volunteer.objects.active().within({code[:6] for code in codes}).exclude(kinds=None)
    counted = rows.order_by().values("township", "kinds").annotate(many=Count("pk", distinct=True))
    return {(row["township"], row["kinds"]): row["many"] for row in counted}
