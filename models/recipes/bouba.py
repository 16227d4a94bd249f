"""The compact network of the map "Bouba": any drawing, generated and by people, with heads that fit the parameters."""

from models.sketch_to_patch.map_config import MapTrainConfig

CONFIG = MapTrainConfig()
