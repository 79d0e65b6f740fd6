"""What staff do with activities."""
