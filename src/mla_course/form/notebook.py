"""Rules for every notebook that git holds."""

import re
from pathlib import Path
from urllib.parse import unquote, urlparse

from nbformat import NotebookNode

from mla_course.notebooks import dumps, normalize, read
from mla_course.outline import load_outline
from mla_course.paths import ROOT, WORK

LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)|(?:src|href)=\"([^\"]+)\"")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def problems(path: Path) -> list[str]:
    """What is wrong with a stored notebook, whatever its kind."""
    notebook = read(path)
    found = ids(notebook) + links(notebook, path)
    if dumps(normalize(read(path))) != path.read_text(encoding="utf-8"):
        found.append("It is not in normal form (outputs, counts, metadata or layout). Run: make format")
    return found


def ids(notebook: NotebookNode) -> list[str]:
    """Cell ids and nbgrader ids that occur twice."""
    found = []
    for kind, names in (
        ("cell id", [cell.get("id") for cell in notebook.cells]),
        ("grade_id", [name for cell in notebook.cells if (name := cell.metadata.get("nbgrader", {}).get("grade_id"))]),
    ):
        found += [f"The {kind} {name!r} repeats. Give each cell its own." for name in _repeated(names)]
    return found


def _repeated(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def links(notebook: NotebookNode, path: Path) -> list[str]:
    """Links and images that lead to no file of the course, and links that are not https.

    A link into `work/` is good when it names an assignment of the outline: the file is there once it is fetched.
    """
    fetched = {f"{a.folder}/{a.folder}.ipynb" for a in load_outline().assignments}
    found = []
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        for match in LINK.finditer(CODE.sub("", cell.source)):
            target = match[1] or match[2]
            parts = urlparse(target)
            if parts.scheme == "https" or target.startswith(("#", "data:")):
                continue
            if parts.scheme:
                found.append(f"The link {target} is not https. Use https, or a path within the course.")
                continue
            file = (path.parent / unquote(parts.path)).resolve()
            if not file.exists() and not (WORK in file.parents and str(file.relative_to(WORK)) in fetched):
                where = file.relative_to(ROOT) if ROOT in file.parents else file
                found.append(f"The link {target} is dead: there is no {where}.")
    return found
