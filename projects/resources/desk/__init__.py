"""What staff do with things that are booked."""
