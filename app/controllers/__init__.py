"""What happens when: one small controller for each conversation, tested without a window."""
