"""The database's own word that nothing under a round changes any more once it is final."""

import pgtrigger

CLOSED = """
PERFORM FROM inspections_round r JOIN inspections_subject s ON s.round_id = r.id
    WHERE s.id IN (NEW.subject_id, OLD.subject_id) FOR SHARE OF r;
IF EXISTS (SELECT FROM inspections_round r JOIN inspections_subject s ON s.round_id = r.id
    WHERE s.id IN (NEW.subject_id, OLD.subject_id) AND r.phase = 'final') THEN
    RAISE EXCEPTION 'the round is final' USING ERRCODE = 'check_violation';
END IF;
RETURN COALESCE(NEW, OLD);
"""
# The round is locked first, so that nobody signs it while a row is being written.
CLOSED_ROUND = """
PERFORM FROM inspections_round r WHERE r.id IN (NEW.round_id, OLD.round_id) FOR SHARE;
IF EXISTS (SELECT FROM inspections_round r WHERE r.id IN (NEW.round_id, OLD.round_id) AND r.phase = 'final') THEN
    RAISE EXCEPTION 'the round is final' USING ERRCODE = 'check_violation';
END IF;
RETURN COALESCE(NEW, OLD);
"""
EVERY_WRITE = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete


def closed(name, func=CLOSED):
    """A trigger for a table whose rows hang on a subject (or, with CLOSED_ROUND, on a round)."""
    return pgtrigger.Trigger(name=name, when=pgtrigger.Before, operation=EVERY_WRITE, func=func)
