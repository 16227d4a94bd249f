"""Networks: their data, training and the predictors that run them."""

from synth.kernel_cache import use_cache_folder

use_cache_folder()  # before the raster's kernels are defined
