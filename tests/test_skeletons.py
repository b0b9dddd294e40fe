"""`mla new` makes a lesson, an assignment and a question that pass every check from their first minute."""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import in_checkout

CHECKS = ["test_form.py", "test_outline.py", "test_release.py", "test_answers.py"]


def mla(checkout: Path, *words: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "mla_course.cli", *words]
    return subprocess.run(command, cwd=checkout, env=in_checkout(checkout), capture_output=True, text=True)


def test_all_three_pass_every_check(checkout: Path) -> None:
    for words in (
        ["question", "2.1"],
        ["question", "1.3"],
        ["lesson", "1.1.99", "Skeleton"],
        ["lesson", "3.1.99", "Skeleton"],
        ["assignment", "1.1z", "Skeleton"],
    ):
        made = mla(checkout, "new", *words)
        assert made.returncode == 0, made.stdout + made.stderr
    # All that looks at what is new; the rest was looked at where it stands.
    picked = "skeleton or 99 or 1.1z or outline or bank or coverage or statements or code_is_formatted"
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "-k", picked, *(f"tests/{name}" for name in CHECKS)],
        cwd=checkout,
        env=in_checkout(checkout),
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout[-6000:]
    assert (checkout / "course" / "3-deployment-and-orchestration-of-ml-workflows" / "3.1.99-skeleton.ipynb").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["lesson", "1.3.1", "Again"], "already"),
        (["lesson", "1.3", "Short"], "TASK.number, like 1.2.3"),
        (["lesson", "9.9.1", "Nowhere"], "There is no task '9.9'"),
        (["assignment", "1.3a", "Again"], "already"),
        (["assignment", "13", "Odd"], "like 1.2b"),
        (["question", "9.9"], "There is no task '9.9'"),
    ],
)
def test_what_cannot_be_started_is_said(checkout: Path, words: list[str], said: str) -> None:
    made = mla(checkout, "new", *words)
    assert made.returncode == 1
    assert said in made.stderr and "Traceback" not in made.stderr
