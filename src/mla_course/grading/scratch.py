"""A course in a temporary folder, graded exactly as the real one, that leaves the real gradebook alone."""

import shutil
import tempfile
from importlib import resources
from pathlib import Path
from types import TracebackType

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import create_engine
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from mla_course.grading.examiner.sandbox import available
from mla_course.grading.report import Report, failure_reason, read_report
from mla_course.paths import ROOT


def load_config() -> Config:
    """The settings of `nbgrader_config.py`."""
    return PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()


def course_config(root: Path) -> Config:
    """The settings of `nbgrader_config.py`, for a course that lives in another folder."""
    config = load_config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook.db'}"
    config.Exchange.root = str(root / "exchange")
    config.Exchange.assignment_dir = str(root / "work")
    config.Exchange.cache = str(root / "cache")
    # A scratch course grades one's own work, or the course's: where there is no sandbox, it does without.
    config.Examine.sandboxed = available() is None
    # What goes wrong is returned as text; the log of a scratch course is nobody's to read.
    config.NbGraderAPI.log_level = "ERROR"
    return config


class ScratchCourse:
    """Use as a context manager; the folder is gone at the end.

    Attributes:
        root: The temporary folder, laid out like any nbgrader course.
    """

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="mla-")).resolve()
        self.config = course_config(self.root)
        for folder in ("exchange", "work", "submitted"):
            (self.root / folder).mkdir()
        _mark_version(self.config.CourseDirectory.db_url)

    def __enter__(self) -> "ScratchCourse":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.root, ignore_errors=True)

    @property
    def api(self) -> NbGraderAPI:
        """Nbgrader's own API on this course."""
        return NbGraderAPI(CourseDirectory(config=self.config), config=self.config)

    def add_assignment(self, folder: Path) -> None:
        """Generate an assignment from its source folder: the release, and its cells in the gradebook.

        Raises:
            RuntimeError: nbgrader refuses the source; the message is its own.
        """
        shutil.copytree(folder, self.root / "source" / folder.name, ignore=_KEPT_OUT)
        result = self.api.generate_assignment(folder.name, force=True, create=True)
        if not result["success"]:
            raise RuntimeError(f"{folder} can't be generated: {failure_reason(result)}")

    def submit(self, student: str, assignment: str, files: Path) -> None:
        """Put a student's folder where `nbgrader collect` would."""
        shutil.copytree(files, self.root / "submitted" / student / assignment, ignore=_KEPT_OUT)

    def autograde(self, assignment: str, student: str) -> Report:
        """Grade one submission. A submission that can't be graded is a report that says why, not an exception."""
        result = self.api.autograde(assignment, student, force=True)
        failure = None if result["success"] else failure_reason(result)
        return read_report(self.root, self.config.CourseDirectory.db_url, assignment, student, failure)

    def feedback(self, assignment: str, student: str) -> Path:
        """Write the feedback page of a graded submission and return its path.

        Raises:
            RuntimeError: nbgrader could not write it; the message is its own.
        """
        result = self.api.generate_feedback(assignment, student, force=True)
        if not result["success"]:
            raise RuntimeError(f"No feedback could be written: {failure_reason(result)}")
        return next((self.root / "feedback" / student / assignment).glob("*.html"))


def _mark_version(db_url: str) -> None:
    """Write into a new gradebook which version of nbgrader's tables it will have.

    nbgrader would ask the program `alembic`, which takes seconds to start.
    """
    engine = create_engine(db_url)
    with engine.begin() as connection:
        versions = ScriptDirectory(str(resources.files("nbgrader") / "alembic"))
        MigrationContext.configure(connection).stamp(versions, "head")
    engine.dispose()


_KEPT_OUT = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__")
