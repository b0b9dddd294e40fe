"""Every stored notebook is what a notebook of the course must be; and each rule can fail."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from mla_course import notebooks
from mla_course.form import assignment as assignment_form
from mla_course.form import lesson as lesson_form
from mla_course.form import notebook as notebook_form
from mla_course.form import prose
from mla_course.outline import load_outline
from mla_course.paths import COURSE, ROOT, SOURCE

OUTLINE = load_outline()


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", notebooks.stored(), ids=name)
def test_notebook(path: Path) -> None:
    assert notebook_form.problems(path) == []


@pytest.mark.parametrize("lesson", OUTLINE.lessons, ids=lambda lesson: lesson.id)
def test_lesson(lesson) -> None:
    assert lesson_form.problems(notebooks.read(COURSE / lesson.file), lesson) == []


@pytest.mark.parametrize("assignment", OUTLINE.assignments, ids=lambda assignment: assignment.id)
def test_assignment(assignment) -> None:
    source = SOURCE / assignment.folder / f"{assignment.folder}.ipynb"
    assert assignment_form.problems(notebooks.read(source), assignment) == []


@pytest.mark.parametrize("path", notebooks.lessons(), ids=name)
def test_the_run_agrees_with_the_prose(path: Path) -> None:
    notebook = notebooks.read(path)
    executed = prose.run(notebook, path)
    assert prose.wrong(notebook, executed) == []
    assert prose.outputs(executed) == []
    if path.parent != COURSE:
        assert prose.figures(executed) in lesson_form.FIGURES


def test_code_is_formatted_and_clean() -> None:
    for step in (["format", "--check"], ["check"]):
        result = subprocess.run([sys.executable, "-m", "ruff", *step, str(ROOT)], capture_output=True, text=True)
        assert result.returncode == 0, f"Run: make format\n{result.stdout}{result.stderr}"


# The rules themselves, on notebooks broken on purpose.


def code(source: str, **nbgrader) -> nbformat.NotebookNode:
    cell = nbformat.v4.new_code_cell(source)
    if nbgrader:
        cell.metadata["nbgrader"] = {"grade": False, "solution": False, "locked": False, **nbgrader}
    return cell


def text(source: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell(source)


def book(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(cells=list(cells))


def test_outputs_are_not_normal_form(tmp_path: Path, monkeypatch) -> None:
    notebook = book(code("1"))
    notebook.cells[0].outputs = [nbformat.v4.new_output("stream", text="1")]
    nbformat.write(notebook, tmp_path / "a.ipynb")
    assert any("normal form" in problem for problem in notebook_form.problems(tmp_path / "a.ipynb"))
    notebooks.write(notebooks.normalize(notebook), tmp_path / "a.ipynb")
    assert notebook_form.problems(tmp_path / "a.ipynb") == []


def test_repeated_ids_are_found() -> None:
    notebook = book(code("1", grade_id="q1"), code("2", grade_id="q1"))
    notebook.cells[1].id = notebook.cells[0].id
    assert len(notebook_form.ids(notebook)) == 2


@pytest.mark.parametrize(
    ("source", "dead"),
    [
        ("[a](missing.ipynb)", True),
        ("![a](missing.png)", True),
        ('<img src="missing.png">', True),
        ("[a](http://example.com)", True),
        ("[a](https://example.com)", False),
        ("[a](here.md#part)", False),
        ("`[a](missing.ipynb)`", False),
    ],
)
def test_dead_links_are_found(tmp_path: Path, source: str, dead: bool) -> None:
    (tmp_path / "here.md").write_text("")
    assert bool(notebook_form.links(book(text(source)), tmp_path / "a.ipynb")) == dead


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("DPL is 0.15 here.", True),
        ("A share of 12 % is small.", True),
        ("DPL is **0.15**<!--= dpl:.2f --> here.", False),
        ("Lesson 1.3.1 covers 1.3.K1; see `0.5` and $0.5$ and 42 rows.", False),
        ("As [this](https://example.com/0.5) says.", False),
    ],
)
def test_numbers_without_a_source_are_found(source: str, found: bool) -> None:
    assert bool(prose.unmarked(book(text(source)))) == found


def test_a_number_that_the_run_does_not_give_is_found() -> None:
    notebook = book(
        code("a = 0.125"),
        text("**0.13**<!--= a:.2f -->, (0.12<!--= a:.2f -->), −0.125<!--= -a:.3f --> and 12 %<!--= a:.0% -->."),
    )
    found = prose.wrong(notebook, prose.run(notebook, ROOT / "x.ipynb"))
    assert len(found) == 1 and "0.13" in found[0]


def test_pictures_without_alternative_text_and_noise_are_found() -> None:
    notebook = book(
        code("import matplotlib.pyplot as plt\nplt.plot([1, 2]);"),
        code("from IPython.display import HTML\nHTML('<img src=\"a.png\">')"),
        code("import sys\nprint('oops', file=sys.stderr)"),
        code("from mla_course.paths import ROOT\nprint(ROOT)"),
    )
    found = "\n".join(prose.outputs(prose.run(notebook, ROOT / "x.ipynb")))
    for words in ("without alternative text", "missing or under 20 letters", "stderr: oops", "path of this machine"):
        assert words in found


@pytest.mark.parametrize(
    ("labels", "missing"),
    [
        ({}, "title and no x label and no y label"),
        ({"title": "t", "xlabel": "x"}, "y label"),
        ({"xlabel": "x", "ylabel": "y"}, "title"),
    ],
)
def test_a_plot_without_labels_is_refused(labels: dict[str, str], missing: str) -> None:
    import matplotlib.pyplot as plt

    from mla_course.plots import show

    figure, axes = plt.subplots()
    axes.plot([1, 2])
    axes.set(**labels)
    with pytest.raises(ValueError, match=f"has no {missing}"):
        show(figure, alt="A line that rises from one to two.")
    plt.close(figure)


def test_an_unmarked_call_of_aws_is_found() -> None:
    marked = "# Real: stored by the local endpoint\nimport boto3\ns3 = boto3.client('s3')"
    assert lesson_form.aws_marks(book(code(marked), code("s3.list_buckets()")))
    assert not lesson_form.aws_marks(book(code(marked), code("# Real: as above\ns3.list_buckets()")))


def test_a_lesson_that_differs_from_the_outline_is_found() -> None:
    lesson = OUTLINE.lessons[0]
    found = "\n".join(lesson_form.problems(book(text("# Something else\n"), code("\n".join(["1"] * 31))), lesson))
    for words in (
        "first line",
        "Covers",
        "Time",
        "Know first",
        "cells",
        "words",
        "sections",
        "predict",
        "over 30 lines",
    ):
        assert words in found


def test_backticks_that_no_browser_would_render_are_found() -> None:
    fold = "<details><summary>Predict first: {}</summary>\n\nSo.\n\n</details>"
    assert "backticks" in "\n".join(lesson_form.shape(book(text(fold.format("what does `f` give?")))))
    assert "backticks" not in "\n".join(lesson_form.shape(book(text(fold.format("what does <code>f</code> give?")))))


def test_an_assignment_that_differs_from_the_outline_is_found() -> None:
    notebook = book(
        text("## Question 1: Title (3 points)"),
        code("x = 1", grade_id="q1-x", solution=True),
        code("x", grade_id="q1-value", grade=True, locked=True, points=2),
    )
    found = "\n".join(assignment_form.problems(notebook, OUTLINE.assignments[0]))
    for words in ("the heading says", "the outline says", "BEGIN SOLUTION", "first line", "hidden", "no assertion"):
        assert words in found
