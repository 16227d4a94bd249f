"""The instrument without a device: parameters, patches, oscillators to reverb, rendering."""
