"""How submissions are read for grading, and how feedback pages are written."""

import re
from pathlib import Path
from typing import Any

import nbformat
from latex2mathml.converter import convert as to_mathml
from nbconvert.exporters import HTMLExporter, NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters.base import NbGraderException

# $$…$$ and $…$ outside code spans; a dollar sign that is money has a digit or a space behind it and none before.
MATH = re.compile(r"`[^`]*`|\$\$(.+?)\$\$|\$(?!\s)([^$\n]+?)(?<!\s)\$", re.DOTALL)
# Scripts from elsewhere, and the icon font of nbgrader's style sheet, whose files are not beside the page.
REMOTE = re.compile(r'<script[^>]+src="https?://[^"]*"[^>]*>\s*</script>|@font-face\s*\{[^}]*\}')


class SubmissionExporter(NotebookExporter):
    """Read a submitted notebook, saying in words what is wrong with one that can't be read."""

    def from_filename(
        self, filename: str, resources: ResourcesDict | None = None, **kwargs: Any
    ) -> tuple[str, ResourcesDict]:
        """Forget the scores of an earlier run, then grade.

        nbgrader keeps the earlier scores of a submission whose grading fails, and exports them as if they were its
        own. Scores that a person gave are kept.

        Raises:
            NbGraderException: The file is not a notebook. The message names it and says what to do.
        """
        _forget_scores(resources["nbgrader"])
        read_submission(Path(filename))
        return super().from_filename(filename, resources=resources, **kwargs)


def read_submission(path: Path) -> NotebookNode:
    """Read a notebook that anybody may have written.

    Raises:
        NbGraderException: The file is not a notebook. The message names it and says what to do.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, nbformat.ValidationError) as error:
        reason = str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
        raise NbGraderException(
            f"{path} can't be read as a notebook ({reason}). Nothing of it was graded. "
            "Ask the student to open it in JupyterLab, save it and submit again."
        ) from error
    return notebook


def _forget_scores(submission: dict[str, str]) -> None:
    with Gradebook(submission["db_url"]) as gradebook:
        try:
            notebook = gradebook.find_submission_notebook(
                submission["notebook"], submission["assignment"], submission["student"]
            )
        except MissingEntry:
            return
        for grade in notebook.grades:
            grade.auto_score = None
            grade.needs_manual_grade = True
        gradebook.db.commit()


class FeedbackExporter(HTMLExporter):
    """Write a page that needs nothing from elsewhere: formulas become MathML, and remote scripts are left out."""

    def from_notebook_node(
        self, nb: NotebookNode, resources: ResourcesDict | None = None, **kwargs: Any
    ) -> tuple[str, ResourcesDict]:
        """Return the page as HTML."""
        for cell in nb.cells:
            if cell.cell_type == "markdown":
                cell.source = MATH.sub(_as_mathml, cell.source)
        page, resources = super().from_notebook_node(nb, resources=resources, **kwargs)
        return REMOTE.sub("", page), resources


def _as_mathml(found: re.Match[str]) -> str:
    block, inline = found.groups()
    if not (block or inline):
        return found[0]
    try:
        return to_mathml(block or inline, display="block" if block else "inline")
    except Exception:  # The library raises many kinds; a formula that it can't read is shown as it was written.
        return found[0]
