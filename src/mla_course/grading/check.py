"""Grade a student's own copy of an assignment, on the student's machine, as the class's grading would."""

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mla_course.files import write_atomically
from mla_course.grading.report import Report
from mla_course.grading.scratch import ScratchCourse
from mla_course.paths import RELEASE, ROOT, SOURCE, WORK

PROGRESS = ROOT / ".mla" / "progress.json"
FEEDBACK = WORK / "checks"


class NotFetchedError(Exception):
    """The student has no copy of the assignment; the message says how to get one."""


@dataclass(frozen=True)
class Check:
    """What a check found: the report, where the feedback page is, and whether the hidden tests took part."""

    report: Report
    page: Path | None
    complete: bool


def check(folder: str) -> Check:
    """Grade the copy of an assignment in `work/`, write its feedback page and remember the points.

    Args:
        folder: The assignment's folder name, like `1.3a-bias-metrics`.

    Returns:
        The check. Where the checkout has no `source/` (a class server's students), only the visible tests take part.

    Raises:
        NotFetchedError: There is no copy in `work/`, or it lacks the notebook.
    """
    copy = WORK / folder
    if not (copy / f"{folder}.ipynb").exists():
        raise NotFetchedError(
            f"There is no {copy.relative_to(ROOT)}/{folder}.ipynb yet.\n"
            "Fetch the assignment in JupyterLab (Nbgrader menu, Assignment List), or here: "
            f"nbgrader fetch_assignment {folder}"
        )
    complete = (SOURCE / folder).exists()
    with ScratchCourse() as course:
        course.add_assignment((SOURCE if complete else RELEASE) / folder)
        course.submit("you", folder, copy)
        report = course.autograde(folder, "you")
        page = None
        if report.failure is None:
            page = FEEDBACK / f"{folder}.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(course.feedback(folder, "you"), page)
            remember(folder, report)
    return Check(report, page, complete)


def remember(folder: str, report: Report) -> None:
    """Keep the points of the latest check for `mla list` and the index."""
    progress = recall()
    progress[folder] = {
        "points": report.points,
        "max_points": report.max_points,
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    write_atomically(PROGRESS, json.dumps(progress, indent=1))


def recall() -> dict[str, dict]:
    """The latest check of each assignment, by folder name; empty where there is none or the file is damaged."""
    try:
        return json.loads(PROGRESS.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
