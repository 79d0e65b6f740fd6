"""The demo county: a visitor believes it, and every row was made by the real actions on a given clock."""
