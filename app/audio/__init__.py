"""Audio devices as the settings show them."""
