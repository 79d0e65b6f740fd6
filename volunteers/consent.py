"""Which text a volunteer agrees to; a new wording is a new version, and the old ones keep theirs."""

VERSION = "2026-1"
