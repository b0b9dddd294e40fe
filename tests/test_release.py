"""release/ is what source/ makes today, and it gives no answer away."""

import nbformat
import pytest

from mla_course.answers import source_notebook
from mla_course.form.assignment import leaks
from mla_course.paths import RELEASE
from mla_course.release import assignments, files, generate


@pytest.mark.parametrize("folder", assignments())
def test_the_release_is_in_step_with_its_source(folder: str) -> None:
    assert files(RELEASE / folder) == generate(folder), f"release/{folder} is out of step. Run: make release"


@pytest.mark.parametrize("folder", assignments())
def test_no_answer_and_no_hidden_test_is_released(folder: str) -> None:
    text = (RELEASE / folder / f"{folder}.ipynb").read_text(encoding="utf-8")
    assert leaks(source_notebook(folder), text) == []


def test_nothing_is_released_that_has_no_source() -> None:
    assert sorted(path.name for path in RELEASE.iterdir() if path.is_dir()) == assignments()


def test_a_leak_is_found() -> None:
    source = nbformat.v4.new_notebook()
    cell = nbformat.v4.new_code_cell(
        "def f(x):\n    ### BEGIN SOLUTION\n    return a_long_expression_of(x)\n    ### END SOLUTION"
    )
    cell.metadata["nbgrader"] = {"grade_id": "q1-f"}
    source.cells = [cell]
    released = nbformat.writes(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("return a_long_expression_of(x)")])
    )
    assert any("a_long_expression_of" in problem for problem in leaks(source, released))
    assert any("BEGIN SOLUTION" in problem for problem in leaks(source, nbformat.writes(source)))
