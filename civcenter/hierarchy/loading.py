"""How a checked list becomes divisions and outposts: a comparison in memory, then a few set-based writes."""

from collections import Counter
from functools import cached_property, reduce
from operator import or_

from django.db import connection
from django.db.models import Q

from civcenter.hierarchy.choices import OUTPOST_TIERS, DivisionTier
from civcenter.hierarchy.models import Division, Outpost
from civcenter.hierarchy.names import outpost_name, sounds
from civcenter.kit.tables import BadList

ONE_LOADER = 621026  # the advisory lock that lets one list in at a time
COLUMNS = ("name", "kind", "pinyin", "initials", "parent", "ended_on", "successor")
BATCH = 1000


class Loading:
    """One list on its way in. `new`, `renamed`, `ended` and `back` say what it changed."""

    def __init__(self, rows, on):
        self.rows = {row.code: row for row in rows}
        self.on = on
        self.new = self.renamed = self.ended = 0

    @cached_property
    def counts(self):
        """How many rows of each tier the list holds, those that are over not counted."""
        tiers = Counter(row.tier for row in self.rows.values() if not row.successor)
        return {tier: tiers[tier] for tier in DivisionTier}

    def run(self):
        """Check the list against what is known and write the difference. The caller holds the transaction."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_LOADER])
        self.known = Division.objects.in_bulk(self._near())
        self.over, self.back = self._over(), self._back()
        faults = self.faults()
        if faults:
            raise BadList(faults)
        before = {code: division.name for code, division in self.known.items()}
        self._write_divisions()
        self._write_outposts(before)

    def _near(self):
        """The known codes that the list can touch or name: everything of its counties, and who is told elsewhere."""
        counties = {code[:6] for code in self.rows}
        told = {code for row in self.rows.values() for code in (row.parent, row.successor) if code}
        near = reduce(or_, (Q(code__startswith=county) for county in counties), Q(code__in=told))
        return list(Division.objects.filter(near).values_list("code", flat=True))

    # What stands after the list is in

    def _over(self):
        """Known divisions that end now: told to, or vanished under the list's own counties."""
        own = {code for code in self.rows if len(code) == 6}
        return {
            code
            for code, division in self.known.items()
            if division.ended_on is None and (self.rows[code].successor if code in self.rows else code[:6] in own)
        }

    def _back(self):
        """Known divisions that had ended and are on the list again."""
        return {
            code
            for code, division in self.known.items()
            if division.ended_on is not None and code in self.rows and not self.rows[code].successor
        }

    @cached_property
    def standing(self):
        """Codes that are current once the list is in."""
        listed = {code for code, row in self.rows.items() if not row.successor}
        kept = {code for code, division in self.known.items() if division.ended_on is None}
        return listed | (kept - self.over)

    def heir(self, code):
        """The standing division that a code leads to, through successors; the last code met if there is none."""
        met = set()
        while code not in self.standing and code not in met:
            met.add(code)
            row, division = self.rows.get(code), self.known.get(code)
            code = (row.successor if row else division and division.successor_id) or code
        return code

    def above(self, row):
        """The code of the parent: as told, as told before, else by nesting; a merged parent is its successor."""
        if not row.nested_in:
            return ""
        if row.parent:
            return self.heir(row.parent)
        known = self.known.get(row.code)
        before = known.parent_id if known and row.parent is None else None
        kept = self.heir(before) if before else ""
        return kept if kept in self.standing else self.heir(row.nested_in)

    # What is wrong with the list as a whole

    def faults(self):
        """One sentence a fault, in the order of the file; a county without its row is said once."""
        said, faults = set(), []
        for row in sorted(self.rows.values(), key=lambda row: row.line):
            fault = self._misplaced(row, said) or self._wrongly_merged(row)
            if fault:
                faults.append(fault)
        return faults

    def _misplaced(self, row, said):
        above = self.above(row)
        if row.successor or not above:
            return None
        if above in self.standing:
            return None if len(above) < len(row.code) else f"{row} 的上级 {above} 不比它高一级。"
        county = row.code[:6]
        if row.parent or county in self.standing:
            return f"{row} 的上级 {above} 不在文件里，库里也没有（或已撤销）。"
        if county in said:
            return None
        said.add(county)
        return f"{row} 所在的县没有 6 位的县级行 {county}，请加上这一行。"

    def _wrongly_merged(self, row):
        if not row.successor:
            return None
        if row.successor not in self.standing:
            return f"{row} 并入的 {row.successor} 不在文件里，库里也没有（或已撤销）。"
        if len(row.successor) != len(row.code):
            return f"{row} 并入的 {row.successor} 与它不是同一级。"
        return None

    # The writes

    def _write_divisions(self):
        added = [self._added(row) for code, row in self.rows.items() if code not in self.known]
        changed = [row for row in map(self._changed, self.known.values()) if row]
        put(Division, [*added, *changed], ["code"], COLUMNS)
        self.new, self.ended = len(added), len(self.over) + sum(row.ended_on is not None for row in added)
        for code in self.over:
            self._hand_over(code)

    def _added(self, row):
        """A division never seen. What a county had when its first list came is older than that day: no `valid_from`."""
        above = self.above(row)
        return Division(
            code=row.code,
            tier=row.tier,
            name=row.name,
            kind=row.kind,
            **sounds(row.name),
            parent_id=above if above in self.standing else None,
            valid_from=self.on if row.code[:6] in self.known else None,
            ended_on=self.on if row.successor else None,
            successor_id=row.successor or None,
        )

    def _changed(self, division):
        """The division with what the list changes in it, or None when that is nothing."""
        row = self.rows.get(division.code)
        wanted = self._as_listed(row, division) if row and not row.successor else {}
        if row and row.successor:
            wanted = {"ended_on": division.ended_on or self.on, "successor_id": row.successor}
        elif division.code in self.over:
            wanted = {"ended_on": self.on}
        changes = {field: value for field, value in wanted.items() if getattr(division, field) != value}
        for field, value in changes.items():
            setattr(division, field, value)
        return division if changes else None

    def _as_listed(self, row, division):
        wanted = {"name": row.name, "kind": row.kind, "parent_id": self.above(row) or None}
        if row.name != division.name:
            wanted |= sounds(row.name)
            self.renamed += 1
        return wanted | {"ended_on": None, "successor_id": None}

    def _hand_over(self, code):
        """What lay in an ended division and is not on the list goes to its successor, if it has one."""
        heir = self.heir(code)
        if heir in self.standing:
            left = Division.objects.current().filter(parent=code).exclude(code__in=self.rows)
            left.update(parent=heir)

    def _write_outposts(self, names_before):
        """One outpost a standing division; a name made from the division's follows it, one given by hand stays."""
        posts = {post.division_id: post for post in Outpost.objects.filter(division__in=self.rows)}
        listed = [row for row in self.rows.values() if not row.successor]
        added = [
            Outpost(division_id=row.code, tier=OUTPOST_TIERS[row.tier], name=outpost_name(row.tier, row.name))
            for row in listed
            if row.code not in posts
        ]
        renamed = []
        for row in listed:
            post, before = posts.get(row.code), names_before.get(row.code)
            if post and before != row.name and post.name == outpost_name(row.tier, before):
                post.name = outpost_name(row.tier, row.name)
                renamed.append(post)
        Outpost.objects.bulk_create(added, batch_size=BATCH)
        put(Outpost, renamed, ["division"], ["name"])
        Outpost.objects.filter(division__in=self.over).update(is_open=False)
        Outpost.objects.filter(division__in=self.back).update(is_open=True)


def put(model, rows, keys, columns):
    """Insert rows, or bring the named columns of those already there up to date, in one statement a batch.

    Several times as fast as `bulk_update`, whose CASE grows with the rows.
    """
    model.objects.bulk_create(rows, batch_size=BATCH, update_conflicts=True, unique_fields=keys, update_fields=columns)
