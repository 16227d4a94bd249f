"""Signal blocks: one compiled kernel and its plain reference in each file."""
