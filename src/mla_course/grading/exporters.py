"""How submissions are read for grading, and how feedback pages are written."""

import html
import re
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter, NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters.base import NbGraderException
from nbgrader.utils import is_grade

from mla_course.grading.report import question_key, question_titles
from mla_course.grading.submission import UnreadableError, read_submission_text

# nbgrader's own table of contents.
CONTENTS = re.compile(r'<div id="toc">.*?</div>', re.DOTALL)
# Scripts from elsewhere, and the icon font of nbgrader's style sheet, whose files are not beside the page.
REMOTE = re.compile(r'<script[^>]+src="https?://[^"]*"[^>]*>\s*</script>|@font-face\s*\{[^}]*\}')

# What nbgrader's page lacks to be read at a glance, and on a phone.
HEAD = """<meta name="viewport" content="width=device-width, initial-scale=1"/>
<style type="text/css">
/* A message is a sentence, and wraps; in the table above as below the test. */
.output_area pre { white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere; }
#toc td { overflow-wrap: anywhere; }
/* Roots, sums and fractions grow only in a font made for formulas. */
math { font-family: "STIX Two Math", "Cambria Math", "Latin Modern Math", "DejaVu Math TeX Gyre", math; }
math[display="block"] { max-width: 100%; overflow-x: auto; overflow-y: hidden; }
/* The heading of a test keeps its score in it on a narrow screen, where it would float out, white on white. */
div.nbgrader_cell .panel-heading { height: auto; display: flex; flex-wrap: wrap; justify-content: space-between; }
.rendered_html th, .rendered_html td { padding: 2px 8px; }
.rendered_html .dataframe td { text-align: right; }
.output_html { overflow-x: auto; margin-bottom: 12px; }
.text_cell_render table { display: block; overflow-x: auto; margin-bottom: 12px; }
/* Each cell runs by itself, so its number says nothing; nor does a sign beside each heading. */
.prompt, .anchor-link { display: none; }
</style>
</head>"""


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
        try:
            read_submission_text(Path(filename).read_bytes())
        except UnreadableError as error:
            raise NbGraderException(f"{filename}: {error}") from error
        return super().from_filename(filename, resources=resources, **kwargs)


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
    """Write a page that opens with the points by question and needs nothing from elsewhere.

    nbgrader's page opens with one line a test cell, all named alike; formulas and icons come from remote scripts and
    fonts. Ours tells each question's points and what to look at, has formulas as MathML, and fetches nothing.
    """

    def from_notebook_node(
        self, nb: NotebookNode, resources: ResourcesDict | None = None, **kwargs: Any
    ) -> tuple[str, ResourcesDict]:
        """Return the page as HTML."""
        page, resources = super().from_notebook_node(nb, resources=resources, **kwargs)
        page = CONTENTS.sub(lambda _: resources["summary"], page, count=1)
        return REMOTE.sub("", page).replace("</head>", HEAD, 1), resources

    def _preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Run the configured steps, which fetch points and hide tests, then tell the result."""
        nb, resources = super()._preprocess(nb, resources)
        resources["summary"] = _summary(nb, resources)
        return nb, resources


def _summary(nb: NotebookNode, resources: ResourcesDict) -> str:
    """The table at the top of the page: a row a question, with its points and what to look at."""
    titles = question_titles(nb)
    points: dict[str, list[float]] = {}
    notes: dict[str, list[str]] = {}
    anchors: dict[str, str] = {}
    for cell in filter(is_grade, nb.cells):
        data = cell.metadata.nbgrader
        key = question_key(data.grade_id)
        given = points.setdefault(key, [0.0, 0.0])
        given[0] += data.score or 0
        given[1] += data.points
        anchors.setdefault(key, data.grade_id)
        messages = [output.evalue for output in cell.get("outputs", []) if output.output_type == "error"]
        notes.setdefault(key, []).extend(filter(None, [*messages, data.get("comment")]))
    rows = [
        f'<tr><td><a href="#{html.escape(anchors[key])}">{html.escape(_named(key, titles))}</a></td>'
        f"<td>{given:g} of {most:g}</td>"
        f"<td>{'<br><br>'.join(html.escape(note) for note in notes[key])}</td></tr>"
        for key, (given, most) in points.items()
    ]
    if penalty := resources.get("nbgrader", {}).get("late_penalty"):
        rows.append(f"<tr><td>Late submission</td><td>-{penalty:g}</td><td></td></tr>")
    head = "<tr><th>Question</th><th>Points</th><th>What to look at</th></tr>"
    return f'<table id="toc" class="table"><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table>'


def _named(key: str, titles: dict[str, str]) -> str:
    """A question by the number that messages call it by, and its title."""
    return f"{key.removeprefix('q')}. {titles[key]}" if key in titles else key
