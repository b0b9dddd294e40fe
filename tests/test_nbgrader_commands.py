"""nbgrader's own commands, from the source to the exported grades, on the course as it is configured."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

from conftest import in_checkout

from mla_course.outline import load_outline

ASSIGNMENT = load_outline().assignments[0]
NAME = ASSIGNMENT.folder


def nbgrader(checkout: Path, *words: str, fails: bool = False) -> str:
    """Run one command as a person would, with the environment's folder on PATH."""
    environment = in_checkout(checkout)
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])
    run = subprocess.run(["nbgrader", *words], cwd=checkout, env=environment, capture_output=True, text=True)
    assert (run.returncode != 0) == fails, run.stdout + run.stderr
    return run.stdout + run.stderr


def test_the_whole_cycle_by_commands(checkout: Path) -> None:
    released = (checkout / "release" / NAME / f"{NAME}.ipynb").read_bytes()
    # What `mla lab` makes for a person: the private exchange.
    (checkout / "exchange").mkdir()
    nbgrader(checkout, "generate_assignment", NAME, "--force")
    assert (checkout / "release" / NAME / f"{NAME}.ipynb").read_bytes() == released
    nbgrader(checkout, "release_assignment", NAME)
    assert NAME in nbgrader(checkout, "list")
    nbgrader(checkout, "fetch_assignment", NAME)
    copy = checkout / "work" / NAME / f"{NAME}.ipynb"
    shutil.copy(checkout / "source" / NAME / f"{NAME}.ipynb", copy)
    assert "Success" in nbgrader(checkout, "validate", str(copy))
    nbgrader(checkout, "submit", NAME)
    nbgrader(checkout, "collect", NAME)
    student = next(path.name for path in (checkout / "submitted").iterdir())
    broken = checkout / "submitted" / "broken" / NAME / f"{NAME}.ipynb"
    broken.parent.mkdir(parents=True)
    broken.write_text("{nope")
    log = nbgrader(checkout, "autograde", NAME, fails=True)
    assert f"broken/{NAME}/{NAME}.ipynb: It can't be read as a notebook" in log
    nbgrader(checkout, "generate_feedback", NAME, f"--student={student}")
    nbgrader(checkout, "release_feedback", NAME, f"--student={student}")
    nbgrader(checkout, "fetch_feedback", NAME)
    assert list((checkout / "work" / NAME / "feedback").rglob("*.html"))
    nbgrader(checkout, "export")
    with (checkout / "grades.csv").open() as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert scores == {student: ASSIGNMENT.points, "broken": 0.0}
