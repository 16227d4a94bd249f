"""What generated pictures and sounds are worth, by frozen judges and on the test split."""
