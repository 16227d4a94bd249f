"""Sounds to pictures by features that both have in common (Generating Images from Sounds Using Multimodal Features)."""
