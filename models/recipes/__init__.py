"""One short file a network: only what differs from the defaults of its training."""

from importlib import import_module
from pathlib import Path
from typing import Any

from models.errors import ModelError


def recipe_names() -> tuple[str, ...]:
    """Names that `python -m models.train` takes."""
    return tuple(sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem != "__init__"))


def load_recipe(name: str) -> Any:
    """The CONFIG of a recipe. Raises ModelError for an unknown name."""
    if name not in recipe_names():
        raise ModelError(f"There is no recipe {name!r}. Recipes: {', '.join(recipe_names())}.")
    return import_module(f"models.recipes.{name}").CONFIG
