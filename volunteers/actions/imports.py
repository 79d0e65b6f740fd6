"""An import from upload to undo: preview first, nothing on the register until somebody confirms."""

from datetime import timedelta
from io import BytesIO

from django.db import IntegrityError, connection, transaction
from django.db.models import Count
from django.utils import timezone

from civcenter.accounts.scope import reach
from civcenter.kit import jobs, sheets
from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.kit.models import Job
from civcenter.kit.secrets import seal_bytes, unseal_bytes
from civcenter.kit.verbs import verb
from civcenter.notices.actions import tell
from volunteers.actions import conflicts, staging
from volunteers.actions.confirming import ask_to_confirm
from volunteers.actions.rosters import link_rosters
from volunteers.choices import BatchState, Happened, Outcome, VolunteerStatus
from volunteers.columns import guess, is_heading, missing
from volunteers.homes import Homes
from volunteers.models import (
    OPEN,
    AgeRule,
    ColumnMap,
    ImportBatch,
    ImportFile,
    ImportRow,
    RosterEntry,
    ServiceKind,
    Skill,
    Talent,
    Volunteer,
)
from volunteers.rowcheck import Checker, veil

AT_ONCE = 500
"""So many are asked at one press; the relay sends them as fast as the county's limits let it."""
KEPT = timedelta(days=7)
"""How long a preview nobody confirms is kept, and until when an import can be undone."""
CHECK, WRITE = "volunteers.check_import", "volunteers.write_import"


@verb
def bring(*, file, name, division, unit, by, at):
    """Take in a file and ask for its preview; the file is kept sealed until it is written or dropped."""
    batch = new_batch(name=name, division=division, unit=unit, by=by, at=at)
    file.seek(0)
    ImportFile.objects.create(batch=batch, body=seal_bytes(file.read()))
    _ask_check(batch, at)
    return batch


@verb
def new_batch(*, name, division, unit, by, at):
    """The row of an import; the name of the file is kept masked, for people write numbers into names."""
    return ImportBatch.objects.create(division=division, unit=unit, by=by, file_name=veil(name), created_at=at)


def _ask_check(batch, at):
    batch.turn += 1
    ImportBatch.objects.filter(pk=batch.pk).update(turn=batch.turn, state=BatchState.QUEUED, checked_at=None)
    jobs.ask(CHECK, batch.pk, source=f"import:{batch.pk}:check:{batch.turn}", at=at)


def job_of(batch):
    """The job this import waits for, or None where it waits for a person."""
    kinds = {BatchState.QUEUED: "check", BatchState.WRITING: "write"}
    source = f"import:{batch.pk}:{kinds.get(batch.state)}:{batch.turn}"
    return Job.objects.filter(source=source).first() if batch.state in kinds else None


def check_file(batch, *, at, tell):
    """The preview of an uploaded file: what the background does. Does nothing where it has been done."""
    if batch.state != BatchState.QUEUED:
        return
    name = "list.csv" if batch.file_name.lower().endswith(".csv") else "list.xlsx"
    check(batch, BytesIO(unseal_bytes(batch.file.body)), name, at=at, tell=tell)


def check(batch, file, name, *, at, tell=lambda done, total: None):
    """Read the file and hold every row against the rules and the register; nothing is put on the register.

    Where the file cannot be read the import is refused with a sentence; where a column is missing it waits for
    somebody to say which it is.
    """
    try:
        sheet = sheets.read(file, name, is_heading)
    except sheets.Unreadable as unreadable:
        refuse(batch, unreadable.sentence, at=at)
        return
    if not _know_columns(batch, sheet.heads):
        return
    staging.stage(batch, sheet, _checker(batch, at), tell)
    del sheet
    _finish_check(batch, at=at)


@verb
def refuse(batch, sentence, *, at):
    """The file is of no use; it is dropped and the sentence kept."""
    _forget(batch)
    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.REFUSED, fault=sentence, checked_at=at)
    batch.refresh_from_db()


@verb
def _know_columns(batch, heads):
    """Keep what the columns are; False where one is missing without which no row can come in."""
    batch.heads = [veil(head) for head in heads]
    if not batch.mapping:
        batch.mapping, batch.map_name = guess(heads, ColumnMap.objects.filter(county=batch.division_id[:6]))
    short = missing(batch.mapping)
    if short:
        batch.state = BatchState.MAPPING
    batch.save(update_fields=["heads", "mapping", "map_name", "state"])
    return not short


def _checker(batch, at):
    day = timezone.localdate(at)
    rule = AgeRule.objects.at(day, batch.division_id[:6]).get()
    codes = reach([batch.division_id])[batch.division_id]
    homes = Homes(sorted(codes), default=batch.division_id if len(batch.division_id) == 12 else "")
    return Checker(
        batch.mapping,
        homes,
        tags(),
        refused_below=rule.refused_below,
        guardian_below=rule.guardian_below,
        day=day,
        unit=batch.unit,
    )


def tags():
    """{column: {name: code}} of what a list may name; skills are the second level, a field alone says too little."""
    return {
        "skills": dict(Skill.objects.active().filter(parent__isnull=False).order_by("-rank").values_list("name", "pk")),
        "talents": dict(Talent.objects.filter(is_active=True).values_list("name", "pk")),
        "kinds": dict(ServiceKind.objects.active().values_list("name", "pk")),
    }


@verb
def _finish_check(batch, *, at):
    """The whole list is staged: settle it and count."""
    staging.settle(batch)
    conflicts.leave_out_decided(batch)
    counts = dict(ImportRow.objects.filter(batch=batch).values_list("outcome").annotate(Count("pk")))
    batch.bad = batch.faults.values("line").distinct().count()
    batch.new, batch.same, batch.conflict = (counts.get(o, 0) for o in (Outcome.NEW, Outcome.SAME, Outcome.CONFLICT))
    batch.total = batch.good + batch.bad
    batch.state, batch.checked_at = BatchState.CHECKED, at
    batch.save(update_fields=["bad", "new", "same", "conflict", "total", "state", "checked_at"])
    _say(batch, f"“{batch.file_name}”预检好了：{batch.good} 人可以写入，{batch.bad} 行有错。", "checked", at)


def _say(batch, text, what, at):
    if batch.by:
        link = f"/desk/imports/{batch.pk}/"
        tell(user=batch.by, text=text, link=link, source=f"import:{batch.pk}:{what}:{batch.turn}", at=at)


@verb
def remap(batch, *, mapping, save_as, at):
    """Somebody says which column is which; under a name it is known the next time. The preview begins anew."""
    changed = ImportBatch.objects.filter(pk=batch.pk, state__in=[BatchState.MAPPING, BatchState.CHECKED])
    if missing(mapping):
        raise RuleBroken(f"还没有说哪一列是{'、'.join(missing(mapping))}，没有它一行都进不来。")
    if not changed.update(mapping=mapping, map_name=save_as or "自己对的"):
        raise OutOfTurn("改对应")
    batch.refresh_from_db()
    if save_as:
        headings = {key: batch.heads[at] for key, at in mapping.items()}
        ColumnMap.objects.update_or_create(county=batch.division_id[:6], name=save_as, defaults={"headings": headings})
    _ask_check(batch, at)


@verb
def confirm(batch, *, at):
    """Somebody saw the preview and wants it written: the good rows, in the background."""
    checked = ImportBatch.objects.filter(pk=batch.pk, state=BatchState.CHECKED)
    if not checked.update(state=BatchState.WRITING):
        raise OutOfTurn("确认写入")
    jobs.ask(WRITE, batch.pk, source=f"import:{batch.pk}:write:{batch.turn}", at=at)


@verb
def write(batch, *, at):
    """Put the new people on the register, pending, and what differs into the queue. Written once; again is nothing."""
    row = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if row.state != BatchState.WRITING:
        return row
    row.written = staging.write(row, at)
    link_rosters(RosterEntry.objects.filter(unit__county=row.county))
    conflicts.queue(row, at)
    _forget(row)
    row.state, row.written_at = BatchState.WRITTEN, at
    row.save(update_fields=["written", "state", "written_at"])
    _say(
        row,
        f"“{row.file_name}”写入了 {row.written} 人，都等本人确认；对不上的 {row.conflict} 人没有动。",
        "written",
        at,
    )
    return row


def _forget(batch):
    """What is personal in a preview goes; masked faults stay a week."""
    ImportRow.objects.filter(batch=batch)._raw_delete("default")
    ImportFile.objects.filter(batch=batch).delete()


@verb
def drop(batch, *, at):
    """Nobody wants it: nothing was written, and nothing of the file is kept."""
    waiting = ImportBatch.objects.filter(
        pk=batch.pk, state__in=[BatchState.QUEUED, BatchState.MAPPING, BatchState.CHECKED]
    )
    if not waiting.update(state=BatchState.DROPPED, undone_at=at):
        raise OutOfTurn("不导了")
    staging.clear(batch)
    _forget(batch)


def why_not_undone(batch, at):
    """The sentence that says why an import can no longer be undone; empty where it can."""
    if batch.state != BatchState.WRITTEN:
        return "这次导入没有写入，没有要撤的。"
    if at > batch.written_at + KEPT:
        return "写入超过 7 天，不能整批撤了。哪个人不对，在他自己的页上办。"
    moved = Volunteer.objects.filter(batch=batch).exclude(status=VolunteerStatus.PENDING).count()
    return f"有 {moved} 人已经表过态，不能整批撤了。哪个人不对，在他自己的页上办。" if moved else ""


@verb
def undo(batch, *, at):
    """Take the whole import off the register again, while nobody of it has said yes or no.

    People whom the register knew before stay what they were; people who came by this list go.
    """
    row = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    list(Volunteer.objects.filter(batch=row).select_for_update().values_list("pk")[:1])
    sentence = why_not_undone(row, at)
    if sentence:
        raise RuleBroken(sentence)
    try:
        with transaction.atomic():
            _take_off(row)
    except IntegrityError:
        raise RuleBroken("这批里有人已经在别处用到（队伍、名册、心愿），不能整批撤了。什么都没有动。") from None
    row.conflicts.open().delete()
    row.state, row.undone_at = BatchState.UNDONE, at
    row.save(update_fields=["state", "undone_at"])
    staging.clear(row)


CAME = """SELECT v.person_id FROM volunteers_volunteer v JOIN residents_person p ON p.id = v.person_id
           WHERE v.batch_id = %s AND p.created_at = %s AND p.user_id IS NULL"""
TAKE_OFF = """
DELETE FROM volunteers_registerevent e USING volunteers_volunteer v
 WHERE e.volunteer_id = v.id AND v.batch_id = %(b)s AND v.status = 'pending';
DELETE FROM volunteers_conflict c USING volunteers_volunteer v WHERE v.id = c.volunteer_id AND v.batch_id = %(b)s;
DELETE FROM volunteers_volunteer_kinds k USING volunteers_volunteer v
 WHERE v.id = k.volunteer_id AND v.batch_id = %(b)s;
DELETE FROM volunteers_volunteer_talents t USING volunteers_volunteer v
 WHERE v.id = t.volunteer_id AND v.batch_id = %(b)s;
DELETE FROM volunteers_volunteerskill s USING volunteers_volunteer v
 WHERE v.id = s.volunteer_id AND v.batch_id = %(b)s;
DELETE FROM volunteers_volunteer WHERE batch_id = %(b)s AND status = 'pending'
"""
"""Somebody who says yes meanwhile is not deleted; his person then stands in the way and the undo is refused."""


def _take_off(batch):
    with connection.cursor() as cursor:
        cursor.execute(staging.PATIENCE)
        cursor.execute(CAME, [batch.pk, batch.written_at])
        persons = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(TAKE_OFF, {"b": batch.pk})
        cursor.execute("UPDATE volunteers_rosterentry SET person_id = NULL WHERE person_id = ANY(%s)", [persons])
        cursor.execute("DELETE FROM residents_person WHERE id = ANY(%s)", [persons])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@verb
def invite(batch, *, by, at):
    """Ask the people of a written import to say themselves whether they want this; so many at a time. How many new."""
    mine = Volunteer.objects.pending().filter(batch=batch).exclude(person__phone_key="")
    unasked = mine.exclude(history__what=Happened.ASKED).select_related("person").order_by("pk")
    return ask_to_confirm(unasked[:AT_ONCE], by=by, at=at)


@verb
def tidy(*, at):
    """Drop previews nobody confirmed for a week, and the masked faults of older imports. Returns how many."""
    old = ImportBatch.objects.filter(created_at__lt=at - KEPT)
    left = list(old.filter(state__in=OPEN).exclude(state=BatchState.WRITING))
    for batch in left:
        drop(batch, at=at)
    for batch in old.filter(faults__isnull=False).distinct():
        staging.clear(batch)
    return len(left)
