"""The pages of stations, branches and the office."""
