"""The README says what the program does: its table, its version, its commands."""

import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import app
from app.cli import bouba

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def parameter_table() -> ModuleType:
    """The generator, by its path: `packaging` is a folder of scripts, not a package."""
    spec = importlib.util.spec_from_file_location("parameter_table", ROOT / "packaging" / "parameter_table.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_parameter_table_is_the_one_that_the_rows_make() -> None:
    assert parameter_table().with_table(README) == README, "run: python packaging/parameter_table.py"


def test_every_command_stands_in_the_readme() -> None:
    for name in bouba.commands or bouba.list_commands(None):  # type: ignore[arg-type]
        assert f"bouba {name}" in README


def test_every_dependency_has_its_line_of_justification() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    table = README.partition("## Dependencies")[2].partition("\n## ")[0].lower().replace("onnx runtime", "onnxruntime")
    for requirement in (line for group in groups for line in group):
        name = re.split(r"[\[<>=; ]", requirement)[0].lower().removesuffix("-gpu")
        assert name.replace("-essentials", "") in table, name


def test_links_and_pictures_lead_to_files() -> None:
    targets = re.findall(r"\]\((?!https?://|#)([^)]+)\)", README) + re.findall(r'src="([^"]+)"', README)
    assert targets
    assert not [target for target in targets if not (ROOT / target).exists()]


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (ROOT / "packaging" / "CHANGELOG.md").read_text(encoding="utf-8")
    assert project["version"] == app.__version__
    assert re.search(r"^## (\S+)", changelog, re.MULTILINE).group(1) == app.__version__  # type: ignore[union-attr]
