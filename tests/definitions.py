"""What a lesson or an assignment defines, taken out of its notebook without running the rest."""

import ast
import builtins
from typing import Any

from nbformat import NotebookNode

from mla_course import notebooks
from mla_course.outline import load_outline
from mla_course.paths import COURSE


def definitions(notebook: NotebookNode) -> dict[str, Any]:
    """The functions, constants and imports of a notebook by their names, and nothing else of it run.

    A constant is a capitalized name whose value needs nothing that is computed in the notebook.
    """
    names: dict[str, Any] = {}
    for cell in notebook.cells:
        for node in ast.parse(cell.source).body if cell.cell_type == "code" else []:
            if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef) or _is_constant(node, names):
                exec(compile(ast.Module([node], []), "notebook", "exec"), names)
    return names


def lesson_definitions(lesson_id: str) -> dict[str, Any]:
    """The definitions of the lesson with this id."""
    return definitions(notebooks.read(COURSE / load_outline().lesson(lesson_id).file))


def _is_constant(node: ast.stmt, known: dict[str, Any]) -> bool:
    if not isinstance(node, ast.Assign):
        return False
    found = [each for each in ast.walk(node) if isinstance(each, ast.Name)]
    return all(
        each.id[0].isupper() if isinstance(each.ctx, ast.Store) else each.id in known or hasattr(builtins, each.id)
        for each in found
    ) and any(isinstance(each.ctx, ast.Store) for each in found)
