"""`make bench`: how long grading takes, side by side in one run: stock nbgrader, the examiner, and the floor.

The floor is the same cells run in warm processes, without sandbox, examiner, files or gradebook: no grader that runs
the students' code can be faster.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from rich.console import Console
from rich.table import Table

from mla_course.grading.classroom import Classroom
from mla_course.grading.examiner import pool
from mla_course.grading.examiner.sandbox import Limits, available
from mla_course.grading.examiner.stable import family
from mla_course.grading.preprocessors import Examine
from mla_course.grading.scratch import ScratchCourse

NAME = "bench"
# How many submissions a row of the growth table is measured on, at least.
LEAST_MEASURED = 100

_SETUP = """\
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import shap
import xgboost as xgb
from sklearn.linear_model import LogisticRegression

from mla_course.checks import expect"""
_DATA = """\
rng = np.random.default_rng(7)
table = pd.DataFrame(rng.normal(size=(400, 6)), columns=list("abcdef"))
label = (table["a"] + rng.normal(size=400) > 0).astype(int)"""
_ANSWERS = {
    "q1": "def accuracy(actual, guessed):\n    return float(np.mean(np.asarray(actual) == np.asarray(guessed)))",
    "q2": "def fitted(table, label):\n    return LogisticRegression().fit(table, label).predict_proba(table)[:, 1]",
    "q3": "def trees(table, label):\n"
    "    model = xgb.XGBClassifier(n_estimators=20, max_depth=3).fit(table, label)\n"
    "    return model.predict_proba(table)[:, 1]",
}
_TESTS = {
    "q1": 'expect(lambda: accuracy([1, 0], [1, 1]), 0.5, call="accuracy", says="the share that agrees", see="-")',
    "q2": "assert fitted(table, label).shape == (400,)",
    "q3": "assert abs(trees(table, label).mean() - label.mean()) < 0.1",
}


def assignment() -> nbformat.NotebookNode:
    """The notebook that is graded: the usual imports, a table, three answers and a figure."""
    cells = [
        new_markdown_cell("# Bench", metadata=_metadata("title", "markdown", locked=True)),
        new_code_cell(_SETUP, metadata=_metadata("setup", "code", locked=True)),
        new_code_cell(_DATA, metadata=_metadata("data", "code", locked=True)),
    ]
    for key, answer in _ANSWERS.items():
        solution = f"### BEGIN SOLUTION\n{answer}\n### END SOLUTION"
        cells.append(new_code_cell(solution, metadata=_metadata(f"{key}-answer", "code", solution=True)))
        cells.append(new_code_cell(_TESTS[key], metadata=_metadata(f"{key}-test", "code", locked=True, points=1)))
    cells.append(new_code_cell("plt.figure(figsize=(3, 2))\nplt.plot(table['a'].sort_values().to_numpy());"))
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    return new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})


def _metadata(name: str, kind: str, locked: bool = False, solution: bool = False, points: int | None = None) -> dict:
    data = {"grade_id": name, "cell_type": kind, "locked": locked, "solution": solution, "schema_version": 3}
    return {"nbgrader": {**data, "task": False, "grade": points is not None, **({"points": points} if points else {})}}


@dataclass(frozen=True)
class Row:
    """A line of the table: seconds a submission, seconds of a start that is made once, and the most memory in bytes."""

    name: str
    seconds: float
    start: float
    memory: int
    head: int


@contextmanager
def _watched() -> Iterator[dict[str, int]]:
    """Note the most memory that this process and its children hold meanwhile: proportional shares, in bytes."""
    seen = {"all": 0, "head": 0}
    stop = threading.Event()

    def look() -> None:
        while not stop.wait(0.5):
            shares = {pid: _share(pid) for pid in family(os.getpid())}
            seen["all"] = max(seen["all"], sum(shares.values()))
            seen["head"] = max(seen["head"], shares.get(os.getpid(), 0))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join()


def _share(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) << 10
    except OSError:
        pass
    return 0


def measure(name: str, count: int, run: Callable[[], None], prepare: Callable[[], None] = lambda: None) -> Row:
    """Time one way of grading `count` submissions, and what is done once before."""
    with _watched() as seen:
        begun = time.perf_counter()
        prepare()
        ready = time.perf_counter()
        run()
        ended = time.perf_counter()
    return Row(name, (ended - ready) / count, ready - begun, seen["all"], seen["head"])


def stock(folder: Path, count: int, settings: str = "") -> None:
    """Grade with nbgrader as it comes: a course of its own, nothing of ours configured."""
    config = f'c = get_config()\nc.CourseDirectory.course_id = "bench"\n{settings}\n'
    (folder / "nbgrader_config.py").write_text(config)
    source = folder / "source" / NAME / f"{NAME}.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(assignment(), source)
    _nbgrader(folder, "generate_assignment", NAME)
    for number in range(count):
        copy = folder / "submitted" / f"s{number:04d}" / NAME
        copy.mkdir(parents=True)
        shutil.copy(source, copy)


def _nbgrader(folder: Path, *words: str) -> None:
    program = Path(sys.executable).with_name("nbgrader")
    environment = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}", "OMP_NUM_THREADS": "1"}
    run = subprocess.run([program, *words], cwd=folder, env=environment, capture_output=True, text=True)
    if run.returncode:
        raise RuntimeError(f"nbgrader {words[0]} failed:\n{run.stderr[-2000:]}")


def ours(course: ScratchCourse, count: int, workers: int) -> Row:
    """Grade with the examiner, gradebook and files included."""
    room = Classroom(course.config, NAME)
    limits = Limits(seconds=Examine(config=course.config).timeout)

    def go() -> None:
        outcomes = list(room.grade(room.students()[:count], workers))
        if len(outcomes) != count or any(each.points != 3 for each in outcomes):
            raise RuntimeError(f"An honest submission lost points: {outcomes[0]}")

    name = f"the examiner, {workers} worker{'s' * (workers > 1)}"
    return measure(name, count, go, lambda: pool.stock(room.reference, workers, limits))


_FLOOR = textwrap.dedent(
    """
    import sys, time
    import nbformat
    from mla_course.grading.examiner.student import prepare
    cells = [cell.source for cell in nbformat.read(sys.argv[1], 4).cells if cell.cell_type == "code"]
    shell = prepare(["matplotlib.pyplot", "numpy", "pandas", "shap", "xgboost", "sklearn.linear_model"])
    for cell in cells:
        shell.run(cell)
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(int(sys.argv[2])):
        for cell in cells:
            shell.run(cell)
    print("done", flush=True)
    """
)


def floor(path: Path, count: int, workers: int) -> Row:
    """The same cells in warm processes; their start doesn't count."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", _FLOOR, str(path), str(count // workers)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    running = [subprocess.Popen(command, env=environment, **pipes) for _ in range(workers)]
    for process in running:
        process.stdout.readline()

    def go() -> None:
        for process in running:
            process.stdin.write("go\n")
            process.stdin.flush()
        for process in running:
            process.stdout.readline()

    row = measure(f"the floor, {workers} warm process{'es' * (workers > 1)}", count // workers * workers, go)
    for process in running:
        process.wait()
    return row


def class_of(count: int) -> ScratchCourse:
    """A course in which so many students have submitted the reference solution."""
    course = ScratchCourse()
    source = course.root / "made" / NAME / f"{NAME}.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(assignment(), source)
    course.add_assignment(source.parent)
    for number in range(count):
        copy = course.root / "submitted" / f"s{number:04d}" / NAME
        copy.mkdir(parents=True)
        shutil.copy(source, copy)
    return course


def speed(console: Console, count: int) -> None:
    """Print the table of all ways on the same submissions."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, settings in (
            ("stock nbgrader autograde", ""),
            ("stock, immediate shutdown", 'c.Execute.shutdown_kernel = "immediate"'),
        ):
            course = Path(folder) / name.replace(" ", "-")
            course.mkdir()
            console.print(f"{name} …")
            stock(course, count, settings)
            rows.append(measure(name, count, lambda course=course: _nbgrader(course, "autograde", NAME)))
    with class_of(count) as course:
        path = course.root / "source" / NAME / f"{NAME}.ipynb"
        for workers in (1, 2):
            console.print(f"the examiner, {workers} …")
            shutil.rmtree(course.root / "autograded", ignore_errors=True)
            rows.append(ours(course, count, workers))
        for workers in (1, 2):
            console.print(f"the floor, {workers} …")
            rows.append(floor(path, count, workers))
    table = Table(title=f"{count} submissions with pandas, scikit-learn, xgboost and shap", title_justify="left")
    table.caption = (
        "Stock's seconds hold the start of each kernel. Stock is compared with start and all, the floor without."
    )
    for heading in ("", "start, s", "s each", "start and all", "stock ÷", "÷ floor", "memory, MB", "the head's"):
        table.add_column(heading, justify="left" if not heading else "right")
    for row in rows:
        whole = row.seconds + row.start / count
        table.add_row(
            row.name,
            f"{row.start:.1f}" if row.start > 0.1 else "",
            f"{row.seconds:.3f}",
            f"{whole:.3f}",
            f"{rows[0].seconds / whole:.1f}",
            f"{row.seconds / rows[-1].seconds:.2f}",
            f"{row.memory / 1e6:,.0f}",
            f"{row.head / 1e6:,.0f}",
        )
    console.print(table)


def _class_graded(count: int, workers: int = 2) -> tuple[float, float, float]:
    """Seconds and processor seconds a submission, and the head's memory in bytes, for a class of that size."""
    with class_of(count) as course, _watched() as seen:
        room = Classroom(course.config, NAME)
        outcomes = room.grade(room.students(), workers)
        # Start and end of the examiners are no growth: the clock runs while all of them are at work.
        for _ in range(workers):
            next(outcomes)
        begun, busy = time.perf_counter(), _processor_seconds()
        measured = count - 2 * workers
        for _ in range(measured):
            next(outcomes)
        found = (time.perf_counter() - begun) / measured, (_processor_seconds() - busy) / measured
        if any(outcome.points != 3 for outcome in outcomes):
            raise RuntimeError("An honest submission lost points.")
    return *found, seen["head"]


def _processor_seconds() -> float:
    """What this process, its children and those that they have seen end have used."""
    used = 0
    for pid in family(os.getpid()):
        with suppress(OSError):
            used += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:15]))
    return used / os.sysconf("SC_CLK_TCK")


def growth(console: Console, counts: tuple[int, ...]) -> None:
    """Print how time a submission and the head's memory grow with the class."""
    table = Table(title="The examiner, 2 workers, by the size of the class", title_justify="left")
    for heading in ("submissions", "seconds each", "processor seconds each", "the head's memory, MB"):
        table.add_column(heading, justify="right")
    table.caption = (
        "Medians over as many classes as it takes for 100 submissions. A busy machine moves the first column."
    )
    for count in counts:
        console.print(f"a class of {count:,d} …")
        runs = [_class_graded(count) for _ in range(max(1, LEAST_MEASURED // count))]
        seconds, busy, head = (statistics.median(each) for each in zip(*runs, strict=True))
        table.add_row(f"{count:,d}", f"{seconds:.3f}", f"{busy:.3f}", f"{head / 1e6:,.0f}")
    console.print(table)


def main() -> None:
    """Read the command line and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=30)
    parser.add_argument("--growth", action="store_true", help="also classes of 10, 100 and 1,000")
    given = parser.parse_args()
    # Told before stock has had its minutes.
    if reason := available():
        parser.exit(1, f"{reason}\n")
    # Where nobody looks on, the table still has room.
    console = Console() if sys.stdout.isatty() else Console(width=120)
    speed(console, given.submissions)
    if given.growth:
        growth(console, (10, 100, 1000))


if __name__ == "__main__":
    main()
