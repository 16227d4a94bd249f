"""The widgets of the window: each shows what `set_…` gives it and says what a person did."""
