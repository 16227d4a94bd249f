"""The instrument without a device: parameters, patches, oscillators to reverb, rendering."""

from synth.kernel_cache import use_cache_folder

use_cache_folder()  # before any kernel is defined
