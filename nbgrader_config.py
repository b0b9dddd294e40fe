"""The nbgrader course: every setting that differs from nbgrader's own, with its reason.

`nbgrader` reads this file when it runs in this folder; `mla lab` makes JupyterLab's nbgrader panels read it too.
"""

import os
import sys
import warnings
from pathlib import Path

from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.preprocessors import CheckCellMetadata, ClearOutput, Execute, GetGrades, OverwriteKernelspec
from nbgrader.server_extensions.formgrader import handlers
from sqlalchemy.exc import SAWarning

from mla_course.grading.exporters import FeedbackExporter, SubmissionExporter
from mla_course.grading.pages import Harmless, clean, markdown_to_html
from mla_course.grading.preprocessors import Examine, Formulas, HideTests, NormalForm, RestoreCells


def replaced(steps: list[type], old: type, *new: type) -> list[type]:
    """Nbgrader's own list of steps, with one step in it replaced."""
    at = steps.index(old)
    return [*steps[:at], *new, *steps[at + 1 :]]


ROOT = Path(__file__).resolve().parent
c = get_config()  # noqa: F821, put here by traitlets when it loads the file

# nbgrader calls `alembic` by its bare name when it makes the gradebook; it is beside this Python, activated or not.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
# SQLAlchemy warns about the way nbgrader writes its queries; no user of the course can do anything about it.
warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")

# --- The course --------------------------------------------------------------------------------------------------
c.CourseDirectory.root = str(ROOT)
c.CourseDirectory.course_id = "mla-c01"

# --- The exchange ------------------------------------------------------------------------------------------------
# nbgrader's default is one folder for the whole machine, open to everybody. Ours is inside the checkout and private;
# a class on one server names a shared folder: EXCHANGE=/srv/mla-exchange make lab.
c.Exchange.root = os.environ.get("EXCHANGE") or str(ROOT / "exchange")
# Students' copies stay out of git's way, so that pulling a new version of the course never conflicts with work.
c.Exchange.assignment_dir = str(ROOT / "work")
# The list of one's own submissions belongs to the checkout, not to the account.
c.Exchange.cache = str(ROOT / ".mla" / "submitted")

# --- From source/ to release/ ------------------------------------------------------------------------------------
# Released notebooks are committed: they leave here in the course's normal form, the same from one run to the next.
c.GenerateAssignment.preprocessors = [*GenerateAssignment().preprocessors, NormalForm]

# --- Grading -----------------------------------------------------------------------------------------------------
# An unreadable notebook gets a message that says so, and a submission whose grading fails keeps no earlier score.
c.Autograde.exporter_class = SubmissionExporter
# Of a submission's own metadata nothing counts but the ids of its cells; deleted and edited tests come back.
c.Autograde.sanitize_preprocessors = [ClearOutput, OverwriteKernelspec, RestoreCells, CheckCellMetadata]
# The student's cells run in a sandbox, and the tests in another process, which they can't reach: docs/examiner.md.
c.Autograde.autograde_preprocessors = replaced(Autograde().autograde_preprocessors, Execute, Examine)
# A cell gets half a minute; an endless one is stopped, and the rest of the notebook is graded.
c.Examine.timeout = 30

# Formgrader's view of a submission, and its feedback, show what a student's cells display, and run nothing of it.
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = {"clean_html": clean, "markdown2html": markdown_to_html}
# Formulas are MathML there, rather than drawn by a script from another machine.
c.HTMLExporter.preprocessors = [Harmless, Formulas]
c.HTMLExporter.extra_template_basedirs = [
    str(ROOT / "src" / "mla_course" / "jupyter" / "templates"),
    handlers.template_path,
]
# Formgrader would print these settings on its front page, and can't: they hold classes.
c.FormgradeExtension.debug = False

# --- Feedback ----------------------------------------------------------------------------------------------------
# Students see the points and the message of each test, never the hidden tests or a traceback through them.
c.GenerateFeedback.preprocessors = replaced(GenerateFeedback().preprocessors, GetGrades, GetGrades, HideTests, Harmless)
# The page opens with the points by question, and reads the same without a network.
c.GenerateFeedback.exporter_class = FeedbackExporter
