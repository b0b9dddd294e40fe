"""Rules for lessons."""

import ast
import re

from nbformat import NotebookNode

from mla_course.form.prose import UNREAD, unmarked
from mla_course.outline import Lesson

CELLS, WORDS, FIGURES, LINES = range(25, 46), range(900, 1801), range(3, 7), 30
CLOSING = ["On AWS", "Decide", "Check yourself", "Remember"]
MARKS = ("# Real:", "# Recorded:", "# Simulated:")


def problems(notebook: NotebookNode, lesson: Lesson) -> list[str]:
    """What is wrong with a lesson, as far as can be told without running it."""
    return opening(notebook, lesson) + shape(notebook) + aws_marks(notebook) + unmarked(notebook)


def opening(notebook: NotebookNode, lesson: Lesson) -> list[str]:
    """The title cell against the outline: id and title, statements covered, minutes."""
    first = notebook.cells[0].source
    found = []
    if not first.startswith(f"# {lesson.id} {lesson.title}\n"):
        found.append(f"The first line must be `# {lesson.id} {lesson.title}`, as in course/outline.yaml.")
    covered = re.search(r"^\*\*Covers\*\*:?(.*)$", first, re.MULTILINE)
    named = set(re.findall(r"\d\.\d\.[KS]\d+", covered[1])) if covered else set()
    wanted = {id for id in lesson.statements if ":" not in id}
    if named != wanted:
        found.append(f"The line **Covers** names {sorted(named) or 'nothing'}, and the outline says {sorted(wanted)}.")
    minutes = re.search(r"^\*\*Time\*\*:?\D*(\d+)", first, re.MULTILINE)
    if not minutes or int(minutes[1]) != lesson.minutes:
        found.append(f"The line **Time** must say {lesson.minutes} minutes, as the outline does.")
    if not re.search(r"^\*\*Know first\*\*", first, re.MULTILINE):
        found.append("The line **Know first** is missing from the title cell.")
    return found


def shape(notebook: NotebookNode) -> list[str]:
    """Length, sections and predictions."""
    found = []
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    headings = re.findall(r"^## +(.+?)\s*$", prose, re.MULTILINE)
    # A table is looked at, not read.
    read = UNREAD.sub(" ", re.sub(r"^\|.*$", "", prose, flags=re.MULTILINE))
    words = len(re.findall(r"\w[\w'’-]*", re.sub(r"<[^>]+>", " ", read)))
    if len(notebook.cells) not in CELLS:
        found.append(f"It has {len(notebook.cells)} cells; a lesson has {CELLS.start} to {CELLS.stop - 1}.")
    if words not in WORDS:
        found.append(f"It has {words} words of prose; a lesson has {WORDS.start} to {WORDS.stop - 1}.")
    closing = [heading.split(" (")[0] for heading in headings[-len(CLOSING) :]]
    if closing != CLOSING:
        found.append(f"The last sections must be {', '.join(CLOSING)}; they are {', '.join(closing)}.")
    sections = [heading for heading in headings if re.match(r"\d+\. ", heading)]
    if "<summary>" not in prose or prose.count("<summary>") < min(3, len(sections)):
        found.append("Fewer than three sections let the reader predict first (a folded answer before the run).")
    for title in re.findall(r"<summary>(.*?)</summary>", prose, re.DOTALL):
        if "`" in title:
            found.append(f"The summary {title!r} shows its backticks as they are; write <code>…</code> there.")
    for cell in notebook.cells:
        if cell.cell_type == "code" and len(cell.source.splitlines()) > LINES:
            found.append(f"The code cell {cell.id} has over {LINES} lines. Split it: one idea a cell.")
    if not any("check_yourself(" in cell.source for cell in notebook.cells if cell.cell_type == "code"):
        found.append("The section Check yourself calls no check_yourself(...).")
    return found


def aws_marks(notebook: NotebookNode) -> list[str]:
    """Cells that call AWS and don't say on their first line whether it is real, recorded or simulated."""
    clients: set[str] = set()
    found = []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        tree = ast.parse(cell.source)
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and _is_boto3_call(node.value):
                clients |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        calls = any(
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id in clients | {"boto3"}
            for node in ast.walk(tree)
        )
        if calls and not cell.source.startswith(MARKS):
            found.append(f"The cell {cell.id} calls AWS. Its first line must say which: {' or '.join(MARKS)} …")
    return found


def _is_boto3_call(value: ast.expr) -> bool:
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and isinstance(value.func.value, ast.Name)
        and value.func.value.id == "boto3"
    )
