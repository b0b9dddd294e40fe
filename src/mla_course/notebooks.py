"""The one form in which notebooks are stored, and where the course's notebooks are."""

import hashlib
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from mla_course.files import write_atomically
from mla_course.paths import COURSE, RELEASE, ROOT, SOURCE

KERNEL = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# What reads each: nbgrader; papermill and the checks; JupyterLab, for cells that a student can't delete or edit.
CELL_METADATA = {"nbgrader", "tags", "deletable", "editable"}


def lessons() -> list[Path]:
    """The lessons, the index and the practice exam, in the order of the outline."""
    return sorted(path for path in COURSE.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)


def authored() -> list[Path]:
    """Every notebook that a person writes: lessons and the sources of assignments."""
    return [*lessons(), *sorted(SOURCE.glob("*/*.ipynb"))]


def stored() -> list[Path]:
    """Every notebook that git holds: the authored ones and the released assignments."""
    return [*authored(), *sorted(RELEASE.glob("*/*.ipynb"))]


def read(path: Path) -> NotebookNode:
    """Read a notebook of the course.

    Raises:
        ValueError: The file is not a notebook; the message names it.
    """
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat raises whatever its parser meets.
        raise ValueError(f"{path.relative_to(ROOT)} is not a notebook that nbformat can read: {error}") from error


def normalize(notebook: NotebookNode) -> NotebookNode:
    """Bring a notebook to normal form, so that a diff shows what its author changed and nothing else.

    Normal form: no outputs, no execution counts, stable and unique cell ids, only the metadata that something reads,
    no trailing blanks. The layout of code is ruff's; `make format` runs both.

    Args:
        notebook: Any notebook of format 4. It is changed in place.

    Returns:
        The same notebook.
    """
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = nbformat.from_dict(KERNEL)
    seen: set[str] = set()
    for number, cell in enumerate(notebook.cells):
        cell.source = "\n".join(line.rstrip() for line in cell.source.strip("\n").split("\n"))
        cell.metadata = NotebookNode({key: cell.metadata[key] for key in sorted(CELL_METADATA & set(cell.metadata))})
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        if not cell.get("id") or cell.id in seen:
            # From the content and the place, so that the same notebook gets the same ids everywhere.
            cell.id = hashlib.sha256(f"{number} {cell.source}".encode()).hexdigest()[:8]
        seen.add(cell.id)
    return notebook


def dumps(notebook: NotebookNode) -> str:
    """The notebook as the text of its file."""
    return nbformat.writes(notebook, version=4) + "\n"


def write(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook whole or not at all."""
    write_atomically(path, dumps(notebook))
