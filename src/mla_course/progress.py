"""How far a student is, from what is on disk; and the table of the course that the index shows."""

import html
from dataclasses import dataclass
from urllib.parse import quote

from IPython.display import HTML

from mla_course.grading.check import recall
from mla_course.outline import Assignment, Outline, load_outline, natural
from mla_course.paths import ROOT, WORK

SUBMITTED = ROOT / ".mla" / "submitted"


@dataclass(frozen=True)
class State:
    """Where a student stands with an assignment; `share` is the part of the points of the latest check, 0 to 1."""

    words: str
    share: float = 0.0


def state(assignment: Assignment) -> State:
    """Whether an assignment is fetched, checked or handed in, and with how many points."""
    if not (WORK / assignment.folder).exists():
        return State("not fetched")
    handed_in = ", handed in" if any(SUBMITTED.glob(f"*/*+{assignment.folder}+*")) else ""
    checked = recall().get(assignment.folder)
    if not checked:
        return State(f"fetched{handed_in}" if handed_in else "fetched, not checked")
    points, maximum = checked["points"], checked["max_points"]
    return State(f"{points:g} of {maximum:g} points{handed_in}", points / maximum if maximum else 0.0)


def course_map() -> HTML:
    """The domains of the exam, the lessons and assignments of each in order, and how far you are.

    Returns:
        A table with links that JupyterLab opens beside the index.
    """
    outline = load_outline()
    parts = []
    for domain in outline.blueprints[outline.exam].domains:
        rows = _rows(outline, domain.id)
        parts.append(
            f"<h4>{domain.id}. {html.escape(domain.title)} ({domain.weight}% of the exam)</h4>"
            + (_TABLE.format(rows="".join(rows)) if rows else "<p>Not written yet.</p>")
        )
    return HTML("".join(parts))


_CELL = ' style="text-align: left"'
_TABLE = (
    "<table><thead><tr>"
    + "".join(f'<th scope="col"{_CELL}>{name}</th>' for name in ("What", "Title", "Minutes", "You"))
    + "</tr></thead><tbody>{rows}</tbody></table>"
)


def _rows(outline: Outline, domain: str) -> list[str]:
    items = [item for item in (*outline.lessons, *outline.assignments) if item.id.startswith(f"{domain}.")]
    rows = []
    # A task's lessons come before its assignments: digits sort before letters.
    for item in sorted(items, key=lambda item: (natural(item.id[:3]), isinstance(item, Assignment), natural(item.id))):
        title = html.escape(item.title)
        if isinstance(item, Assignment):
            where, kind, you = f"../work/{item.folder}/{item.folder}.ipynb", "Assignment", _bar(state(item))
            if not (WORK / item.folder).exists():
                where = ""
        else:
            where, kind, you = item.file, "Lesson", ""
        link = f'<a href="{quote(where)}">{title}</a>' if where else title
        cells = (f"{kind} {item.id}", link, str(item.minutes), you)
        rows.append("<tr>" + "".join(f"<td{_CELL}>{cell}</td>" for cell in cells) + "</tr>")
    return rows


def _bar(state: State) -> str:
    words = html.escape(state.words)
    if not state.share:
        return words
    return f'<progress value="{state.share:.2f}" max="1" aria-label="{words}"></progress> {words}'
