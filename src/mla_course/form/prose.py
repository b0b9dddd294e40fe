"""Numbers in the prose of a lesson, held against the run.

A number that comes from the run is followed by the expression that gives it, in an HTML comment that no reader sees:
`**0.19**<!--= dpl_age:.2f -->`. What stands between `=` and `-->` is the inside of an f-string's braces.
"""

import json
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import nbformat
import papermill
from nbformat import NotebookNode

from mla_course.paths import ROOT

# A number, maybe signed, grouped, a percentage, and wrapped in markdown's marks.
QUOTE = re.compile(r"(?P<token>[^\s|<>()]+(?:[ \u00a0]%[*_`$]*)?)<!--=\s*(?P<field>.+?)\s*-->")
UNREAD = re.compile(r"```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]+\$|<!--.*?-->|\]\([^)]*\)|https?://\S+", re.DOTALL)
DECIMAL = re.compile(r"(?<![\w.])[-−+]?\d[\d,]*(?:\.\d+(?:[ \u00a0]?%)?|[ \u00a0]?%)(?!\w|\.\w)")


@dataclass(frozen=True)
class Quote:
    """A number in the prose and the expression that should give it."""

    token: str
    field: str
    cell: str


def quotes(notebook: NotebookNode) -> list[Quote]:
    """The numbers of a lesson that carry their expression."""
    return [
        Quote(match["token"], match["field"], cell.id)
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for match in QUOTE.finditer(cell.source)
    ]


def unmarked(notebook: NotebookNode) -> list[str]:
    """Decimal numbers and percentages in the prose that carry no expression."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            text = UNREAD.sub(" ", QUOTE.sub(" ", cell.source))
            found += [
                f"Cell {cell.id} quotes {match[0]} without saying where it comes from. Put the expression behind it: "
                f"{match[0]}<!--= name:.2f -->, or a code span or formula around it where it is no result."
                for match in DECIMAL.finditer(text)
            ]
    return found


def run(notebook: NotebookNode, path: Path) -> NotebookNode:
    """Execute a lesson with papermill, in its folder, and evaluate its quoted expressions at the end.

    Args:
        notebook: The lesson; it is not changed.
        path: Where the lesson is stored, for its working folder.

    Returns:
        The executed notebook. `metadata.quoted` holds the text that each expression gave, in the order of `quotes`.

    Raises:
        papermill.exceptions.PapermillExecutionError: A cell of the lesson failed, or an expression did.
    """
    notebook = nbformat.from_dict(json.loads(json.dumps(notebook)))
    fields = [quote.field for quote in quotes(notebook)]
    asked = ",\n    ".join(f'f"""{{{field}}}"""' for field in fields)
    lines = f"import json as _json\n_quoted = [\n    {asked}\n]\nprint(_json.dumps(_quoted))"
    notebook.cells.append(nbformat.v4.new_code_cell(lines, id="quoted-results"))
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "lesson.ipynb", Path(folder) / "run.ipynb"
        nbformat.write(notebook, source)
        # Idle threads of small fits burn the time of both cores; one thread a kernel is faster.
        with patch.dict(os.environ, OMP_NUM_THREADS="1"):
            papermill.execute_notebook(
                str(source), str(target), cwd=str(path.parent), progress_bar=False, kernel_name="python3"
            )
        executed = nbformat.read(target, as_version=4)
    printed = executed.cells.pop().outputs[0]["text"]
    executed.metadata["quoted"] = json.loads(printed)
    return executed


def wrong(notebook: NotebookNode, executed: NotebookNode) -> list[str]:
    """Quoted numbers that differ from what the run gives."""
    return [
        f"Cell {quote.cell} quotes {quote.token}, and `{quote.field}` gives {value}. Write the number of the run."
        for quote, value in zip(quotes(notebook), executed.metadata["quoted"], strict=True)
        if _bare(quote.token) != _bare(value)
    ]


def _bare(token: str) -> str:
    text = token.replace("−", "-").replace("\u00a0", "").replace(" ", "")
    return text.strip("*_`$,.;:!?\"'“”’").lstrip("(")


def outputs(executed: NotebookNode) -> list[str]:
    """What is wrong with the pictures and messages that a run left."""
    found = []
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "image/png" in data:
                found.append(f"Cell {cell.id} shows a picture without alternative text. Use mla_course.plots.show.")
            for image in re.findall(r"<img[^>]*>", "".join(data.get("text/html", ""))):
                if not re.search(r'alt="[^"]{20,}"', image):
                    found.append(
                        f"Cell {cell.id} shows an image whose alternative text is missing or under 20 letters."
                    )
            if output.output_type == "stream" and output.name == "stderr":
                words = "".join(output["text"]).strip().splitlines()
                found.append(f"Cell {cell.id} writes on stderr: {words[-1] if words else ''}")
            text = "".join(data.get("text/plain", "")) + "".join(output.get("text", ""))
            if str(ROOT) in text or str(Path.home()) in text:
                found.append(f"Cell {cell.id} shows a path of this machine.")
    return found


def figures(executed: NotebookNode) -> int:
    """How many pictures a run showed."""
    return sum(
        "<img" in "".join(output.get("data", {}).get("text/html", ""))
        for cell in executed.cells
        for output in cell.get("outputs", [])
    )
