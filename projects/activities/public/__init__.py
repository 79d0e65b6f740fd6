"""What residents and volunteers meet of activities."""
