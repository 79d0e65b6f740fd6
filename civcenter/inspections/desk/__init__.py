"""Inspections at the desk: the report, the sheets, the lists of inspectors, the templates."""
