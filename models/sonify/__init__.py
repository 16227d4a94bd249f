"""Sounds of what is seen: one latent space for both senses, and a decoder from it to spectrograms and to sound."""
