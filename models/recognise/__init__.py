"""Networks that tell classes of sounds and pictures apart: judges of what generators make, and encoders for them."""
