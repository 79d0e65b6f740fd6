"""The only writers of rounds, marks, objections and reports."""
