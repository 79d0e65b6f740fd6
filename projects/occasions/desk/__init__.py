"""The desks' pages of plans and of the days that places keep."""
