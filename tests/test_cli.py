"""`mla` on the terminal: what it shows, and what it says when something is wrong."""

import json
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import need
from nbgrader.api import Gradebook
from rich.console import Console

from mla_course import cli, demo, lab, notebooks, progress
from mla_course.answers import read_answers, source_notebook, with_answer
from mla_course.exam import calibration
from mla_course.files import write_atomically
from mla_course.grading import check
from mla_course.grading.scratch import ScratchCourse
from mla_course.outline import load_outline
from mla_course.paths import QUESTIONS, RELEASE, SOURCE

ASSIGNMENT = load_outline().assignments[0]


@pytest.fixture
def work(tmp_path: Path, monkeypatch) -> Path:
    """A student's folder of its own, in the place of the checkout's."""
    folder = tmp_path / "work"
    for module in (check, progress):
        monkeypatch.setattr(module, "WORK", folder)
        monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(check, "PROGRESS", tmp_path / ".mla" / "progress.json")
    monkeypatch.setattr(check, "FEEDBACK", folder / "checks")
    monkeypatch.setattr(progress, "SUBMITTED", tmp_path / ".mla" / "submitted")
    monkeypatch.setattr(cli, "console", Console(width=160, highlight=False))
    return folder


def mla(*words: str):
    return CliRunner().invoke(cli.main, list(words), env={"COLUMNS": "200"})


def copy_of(work: Path, notebook) -> None:
    shutil.copytree(RELEASE / ASSIGNMENT.folder, work / ASSIGNMENT.folder)
    notebooks.write(notebook, work / ASSIGNMENT.folder / f"{ASSIGNMENT.folder}.ipynb")


def test_check_shows_points_by_question_and_remembers_them(work: Path) -> None:
    wrong = next(a for a in read_answers(ASSIGNMENT.folder) if a.kind == "wrong")
    copy_of(work, with_answer(source_notebook(ASSIGNMENT.folder), wrong))
    assert progress.state(ASSIGNMENT).words == "fetched, not checked"
    result = mla("check", ASSIGNMENT.id)
    assert result.exit_code == 0, result.output
    points = ASSIGNMENT.points - len(wrong.fails)
    assert f"{points} of {ASSIGNMENT.points} points" in result.output
    assert "Expected:" in result.output and "Traceback" not in result.output
    page = work / "checks" / f"{ASSIGNMENT.folder}.html"
    assert f"{points}.0 / {ASSIGNMENT.points}.0" in page.read_text()
    assert progress.state(ASSIGNMENT).words == f"{points} of {ASSIGNMENT.points} points"
    assert f"{points} of {ASSIGNMENT.points} points" in progress.course_map().data
    assert f"{points} of {ASSIGNMENT.points} points" in mla("list").output


def test_check_without_the_source_runs_what_was_released(work: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(check, "SOURCE", tmp_path / "nothing")
    copy_of(work, source_notebook(ASSIGNMENT.folder))
    result = mla("check", ASSIGNMENT.id)
    assert result.exit_code == 0, result.output
    assert f"{ASSIGNMENT.points} of {ASSIGNMENT.points} points" in result.output
    assert "Only the visible tests ran here" in result.output


def test_a_copy_that_cannot_be_graded_says_why(work: Path) -> None:
    copy_of(work, source_notebook(ASSIGNMENT.folder))
    (work / ASSIGNMENT.folder / f"{ASSIGNMENT.folder}.ipynb").write_text("{nope")
    result = mla("check", ASSIGNMENT.id)
    assert result.exit_code == 1
    assert "could not be graded" in result.output and "can't be read as a notebook" in result.output


def test_a_damaged_memory_is_no_matter(work: Path) -> None:
    check.PROGRESS.parent.mkdir(parents=True)
    check.PROGRESS.write_text("{nope")
    assert check.recall() == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "9.9z"], "There is no assignment '9.9z'. There are: "),
        (["answers", "9.9z"], "There is no assignment '9.9z'"),
        (["release", "9.9z"], "There is no assignment '9.9z'"),
        (["check", ASSIGNMENT.id], "Fetch the assignment in JupyterLab"),
        (["coverage", "--exam", "MLA-C99"], "There are: MLA-C01, MLA-C02"),
    ],
)
def test_what_is_wrong_is_said_plainly(work: Path, words: list[str], said: str) -> None:
    result = mla(*words)
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output


def test_coverage_shows_every_statement_and_service() -> None:
    output = mla("coverage").output
    outline = load_outline()
    for id in outline.statements():
        assert f" {id} " in output
    for name in outline.services():
        assert name.split(" (")[0] in output
    assert "Of 133 statements" in output and "Of 88 services" in output
    assert "MLA-C02:1.1.7" in mla("coverage", "--exam", "MLA-C02").output


def test_a_taken_port_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = mla("lab", "--port", str(port), "--no-browser")
    assert result.exit_code == 1
    assert f"Port {port} is taken" in result.output and "PORT=" in result.output


def test_the_first_free_port_is_found() -> None:
    assert lab.choose_port(None) >= lab.FIRST_PORT


def test_the_demo_plays_a_class() -> None:
    console = Console(width=160, record=True, highlight=False, file=None, quiet=False)
    reports = demo.play(console)
    told = console.export_text()
    assert {name: report.points for name, report in reports.items() if name != "alan"} == {
        "ada": ASSIGNMENT.points,
        "grace": ASSIGNMENT.points,
        "blaise": 0,
        "charles": 0,
    }
    assert 0 < reports["alan"].points < ASSIGNMENT.points
    assert reports["charles"].failure and "charles was not graded" in told
    assert "Gradebook" in told and "/tmp/" not in told


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "a.json"
    write_atomically(path, "before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, "after")
    assert path.read_text() == "before"
    assert [each.name for each in tmp_path.iterdir()] == ["a.json"]


def test_progress_is_stored_as_json(work: Path) -> None:
    write_atomically(check.PROGRESS, json.dumps({ASSIGNMENT.folder: {"points": 3, "max_points": 4, "at": ""}}))
    (work / ASSIGNMENT.folder).mkdir(parents=True)
    assert progress.state(ASSIGNMENT) == progress.State("3 of 4 points", 0.75)


@pytest.fixture
def course(monkeypatch) -> Iterator[ScratchCourse]:
    """A course in which three students submitted the first assignment: all right, a cell deleted, and damaged."""
    need("bwrap", "bubblewrap")
    monkeypatch.setattr(cli, "console", Console(width=200, highlight=False))
    with ScratchCourse() as made:
        made.add_assignment(SOURCE / ASSIGNMENT.folder)
        for student, change in (
            ("ada", lambda text: text),
            ("bob", lambda text: without_its_first_test(text)),
            ("cy", lambda text: text[:99]),
        ):
            made.submit(student, ASSIGNMENT.folder, SOURCE / ASSIGNMENT.folder)
            path = made.root / "submitted" / student / ASSIGNMENT.folder / f"{ASSIGNMENT.folder}.ipynb"
            path.write_text(change(path.read_text()))
        monkeypatch.setattr("mla_course.grading.run.load_config", lambda: made.config)
        yield made


def without_its_first_test(text: str) -> str:
    notebook = json.loads(text)
    first = next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade"))
    notebook["cells"].remove(first)
    return json.dumps(notebook)


def test_grade_tells_how_it_went_and_goes_on_where_it_was(course: ScratchCourse) -> None:
    result = mla("grade", ASSIGNMENT.id)
    assert result.exit_code == 1, result.output
    assert "2 graded, 1 not." in result.output
    assert "cy: not graded. It can't be read as a notebook" in result.output
    assert "the submission lacks it; it was put back" in result.output
    assert "2 graded before" in mla("grade", ASSIGNMENT.id).output
    again = mla("grade", ASSIGNMENT.id, "--student=ada", "--force")
    assert again.exit_code == 0 and "1 graded, 0 not." in again.output
    with Gradebook(course.config.CourseDirectory.db_url) as gradebook:
        scores = {s: gradebook.find_submission(ASSIGNMENT.folder, s).score for s in ("ada", "bob", "cy")}
    assert scores == {"ada": ASSIGNMENT.points, "bob": ASSIGNMENT.points, "cy": 0}


def test_grade_says_what_stands_in_its_way(course: ScratchCourse, monkeypatch) -> None:
    assert "No submission of" in mla("grade", ASSIGNMENT.id, "--student=nobody").output
    other = load_outline().assignments[1].id
    assert "Generate it first" in mla("grade", other).output
    monkeypatch.setattr("mla_course.grading.examiner.sandbox.shutil.which", lambda name: None)
    refused = mla("grade", ASSIGNMENT.id)
    assert refused.exit_code == 1
    assert "sudo apt install bubblewrap" in refused.output and "--no-sandbox" in refused.output
    assert "can read and change what you can" in mla("grade", ASSIGNMENT.id, "--no-sandbox", "--student=cy").output


def test_the_bank_is_judged_and_exported(tmp_path: Path) -> None:
    result = mla("questions", "check")
    assert result.exit_code == 0, result.output
    assert "the longest" in result.output and "0 problems" in result.output
    path = tmp_path / "questions.zip"
    result = mla("questions", "export", str(path))
    assert result.exit_code == 0 and "with keys" in result.output
    assert path.stat().st_size > 10_000


def test_the_exams_numbers_are_shown_and_answers_asked_for(tmp_path: Path, monkeypatch) -> None:
    result = mla("exam", "simulate")
    assert result.exit_code == 0 and "reliability" in result.output
    monkeypatch.setattr(calibration, "ANSWERS", tmp_path / "answers.sqlite")
    result = mla("exam", "calibrate")
    assert result.exit_code == 1 and "There are no answers yet" in result.output
    assert not (QUESTIONS / "calibration.json").exists()
