"""Reading notebooks that anybody may have written."""

from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.reader import NotJSONError


class UnreadableError(ValueError):
    """The bytes are not a notebook. The message says why, and what to ask of the student."""


def read_submission_text(data: bytes) -> NotebookNode:
    """Read a submitted notebook.

    Raises:
        UnreadableError: It is none.
    """
    try:
        text = data.decode("utf-8")
        # Read, and judged once, below.
        notebook = nbformat.convert(nbformat.reader.reads(text), 4)
        if "\\ud" in text.lower():
            # Half a character of two, which JSON can hold and no file can.
            notebook = nbformat.reads(nbformat.writes(notebook).encode(errors="replace").decode(), as_version=4)
        nbformat.validate(notebook)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, nbformat.ValidationError) as error:
        if isinstance(error, NotJSONError):
            reason = "it is not JSON, or it was cut off"
        elif isinstance(error, UnicodeDecodeError):
            reason = "it is not UTF-8 text"
        else:
            reason = next(iter(str(error).strip().splitlines()), type(error).__name__)[:200]
        raise UnreadableError(
            f"It can't be read as a notebook ({reason}). Nothing of it was graded. "
            "Ask the student to open it in JupyterLab, save it and submit again."
        ) from error
    return notebook


def submitted_files(folder: Path) -> dict[str, bytes]:
    """What a folder holds beside notebooks, by path: data, and modules of the student's own.

    Symbolic links are left out, wherever they point.
    """
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and path.suffix != ".ipynb" and not _PASSED_OVER & set(path.parts)
    }


_PASSED_OVER = {".ipynb_checkpoints", "__pycache__"}


def beside(files: dict[str, Any], given: Iterable[str]) -> dict[str, Any]:
    """Those of the submitted files that don't stand where the assignment has a file or a folder."""
    taken = {place for name in given for place in (PurePath(name), *PurePath(name).parents)} - {PurePath()}
    whole = {PurePath(name) for name in given}
    return {
        name: data
        for name, data in files.items()
        if PurePath(name) not in taken and not whole & set(PurePath(name).parents)
    }
