"""The pages of a volunteer's phone."""
