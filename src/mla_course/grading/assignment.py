"""An assignment as the gradebook and the course's folders have it, put together for the examiner."""

from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import is_solution

from mla_course.grading.examiner.reference import HIDDEN, Original, Reference, bound, imported
from mla_course.grading.submission import submitted_files
from mla_course.notebooks import read


def read_originals(gradebook: Gradebook, notebook: str, assignment: str) -> tuple[Original, ...]:
    """The cells that `nbgrader generate_assignment` entered into the gradebook."""
    source = gradebook.find_notebook(notebook, assignment)
    points = {cell.name: cell.max_score for cell in source.grade_cells}
    solutions = {cell.name for cell in source.solution_cells}
    return tuple(
        Original(
            cell.name,
            cell.cell_type,
            cell.source or "",
            bool(cell.locked),
            cell.name in solutions,
            points.get(cell.name),
            cell.checksum,
        )
        for cell in source.source_cells
    )


def read_reference(course: CourseDirectory, db_url: str, notebook: str, assignment: str) -> Reference:
    """Put together what the examiner needs, from the course's folders and its gradebook.

    Without a source notebook, as on a student's machine, the names that a test uses and nothing given defines are
    taken for those that the solutions define.

    Raises:
        MissingEntry: The gradebook doesn't know the assignment.
    """
    with Gradebook(db_url) as gradebook:
        originals = read_originals(gradebook, notebook, assignment)
    folder = Path(course.format_path(course.source_directory, ".", assignment))
    path = folder / f"{notebook}.ipynb"
    code = [cell for cell in read(path).cells if cell.cell_type == "code"] if path.exists() else []
    released = [HIDDEN.sub("", each.source) for each in originals if each.cell_type == "code"]
    return Reference(
        assignment,
        notebook,
        originals,
        {cell.metadata.nbgrader.grade_id: sorted(bound([cell.source])) for cell in code if is_solution(cell)},
        tuple(sorted(set().union(*map(imported, released)))),
        {name: data.hex() for name, data in submitted_files(folder).items()},
    )
