"""The first files of a new connector: the example of the author's guide under another name, which works as it is."""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from connectors.registry import OURS

GUIDE = "docs/connectors.md"
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*$")


class ScaffoldRefused(ValueError):
    """The files can't be written; the text says why and what to do."""


def write(name: str, root: Path) -> list[Path]:
    """Write the connector *name* and its tests into the source tree *root*; the files written.

    Raises `ScaffoldRefused` for a name that can't be a package's or is taken, and where *root* is no source tree.
    """
    _check_name(name, root)
    connector, test = (_renamed(_example(root, part), name) for part in ("connector", "test"))
    title = name.replace("_", " ").capitalize()
    files = {
        root / "connectors" / name / "__init__.py": f'"""{title}: a connector of its own."""\n',
        root / "connectors" / name / "connector.py": connector.replace('"Notebook", "Notatbok"', f'"{title}", "{title}"'),
        root / "tests" / "connectors" / f"test_{name}.py": _sorted_imports(test),
    }
    for file, text in files.items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return list(files)


def registry_line(name: str) -> str:
    """The line that makes the connector known, for `OURS` in connectors/registry.py."""
    return f'"{name}": "connectors.{name}.connector:{_class_name(name)}",'


def _check_name(name: str, root: Path) -> None:
    if not _NAME.match(name) or keyword.iskeyword(name) or len(name) > 30:
        raise ScaffoldRefused(f"“{name}” can't be a connector's name: use small letters, digits and _ (at most 30).")
    if name in OURS or (root / "connectors" / name).exists() or (root / "connectors" / f"{name}.py").exists():
        raise ScaffoldRefused(f"connectors/{name} is there already: choose another name.")
    if not (root / GUIDE).exists() or not (root / "tests" / "connectors").is_dir():
        raise ScaffoldRefused("This is not a source tree: a new connector is written where docs/ and tests/ are.")


def _example(root: Path, part: str) -> str:
    found = re.search(rf"^```python {part}\n(.*?)^```", (root / GUIDE).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    if found is None:
        raise ScaffoldRefused(f"{GUIDE} has no example “{part}” any more.")
    return found[1]


def _renamed(text: str, name: str) -> str:
    text = text.replace("NotebookConnector", _class_name(name)).replace("connectors.notebook.", f"connectors.{name}.")
    return text.replace("The notebook connector", f"The {name} connector")


def _class_name(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_")) + "Connector"


def _sorted_imports(text: str) -> str:
    """The imports of ours in their order, which depends on the name."""
    lines = text.splitlines(keepends=True)
    places = [place for place, line in enumerate(lines) if line.startswith("from connectors.")]
    for place, line in zip(places, sorted(lines[place] for place in places), strict=True):
        lines[place] = line
    return "".join(lines)
