"""How the county does: the desk's cockpit, the leader's phone, the big screen, statistics, the month's report.

Every number comes of `civcenter.measures` and leads to its rows.
"""
