"""What the examiner knows of an assignment: its cells, and the names that a right answer defines."""

import ast
import functools
import re
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

# What no student sees of a test cell.
HIDDEN = re.compile(r"^[^\n]*### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS[^\n]*$\n?", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Original:
    """A cell as the instructor wrote it; `points` is None for a cell that isn't graded."""

    name: str
    cell_type: str
    source: str
    locked: bool
    solution: bool
    points: float | None
    checksum: str | None

    @property
    def is_test(self) -> bool:
        """Whether it is graded code that the student doesn't write."""
        return self.cell_type == "code" and self.points is not None and not self.solution

    @property
    def is_given(self) -> bool:
        """Whether it is the instructor's code that the tests build on, like imports and data."""
        return self.cell_type == "code" and self.locked and self.points is None and not self.solution


@dataclass(frozen=True)
class Reference:
    """One notebook of an assignment.

    Attributes:
        assignment: The assignment's name.
        notebook: The notebook's name, without its ending.
        originals: Its cells that nbgrader knows, in order.
        defines: For each solution cell the names that the reference solution binds.
        modules: What the released notebook imports; what only hidden tests import is nobody's to know.
        files: The other released files: their content in hexadecimal, by path.
    """

    assignment: str
    notebook: str
    originals: tuple[Original, ...]
    defines: dict[str, list[str]] = field(default_factory=dict)
    modules: tuple[str, ...] = ()
    files: dict[str, str] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """The reference as JSON can hold it."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Reference":
        """The reference of `as_data`."""
        cells = tuple(Original(**each) for each in data["originals"])
        return cls(**{**data, "originals": cells, "modules": tuple(data["modules"])})


def bound(sources: Iterable[str]) -> set[str]:
    """The names that some cells bind at their top level."""
    return set().union(*map(_bound, sources))


@functools.cache
def _bound(source: str) -> frozenset[str]:
    found: set[str] = set()
    for node in _top(_tree(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(each.asname or each.name).split(".")[0] for each in node.names}
    return frozenset(found)


@functools.cache
def used(source: str) -> frozenset[str]:
    """The names that a cell reads from outside it and its functions, whose own names and arguments don't count."""

    def read(table: symtable.SymbolTable) -> Iterator[str]:
        at_top = table.get_type() == "module"
        for symbol in table.get_symbols():
            if symbol.is_referenced() and (at_top or symbol.is_global()):
                yield symbol.get_name()
        for inner in table.get_children():
            yield from read(inner)

    return frozenset(read(symtable.symtable(ast.unparse(_tree(source)), "cell", "exec")))


def _top(node: ast.AST) -> Iterable[ast.AST]:
    """What runs in a cell itself: everything but the inside of functions and classes."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            yield from _top(child)


def _tree(source: str) -> ast.Module:
    try:
        return ast.parse(TransformerManager().transform_cell(source))
    except (SyntaxError, ValueError):
        return ast.Module([], [])


def imported(source: str) -> set[str]:
    """Modules that a cell imports by name; a star or a relative import is left out."""
    found: set[str] = set()
    for node in ast.walk(_tree(source)):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return {name for name in found if re.fullmatch(r"[A-Za-z_][\w.]*", name)}


def restore(notebook: NotebookNode, originals: Iterable[Original]) -> list[str]:
    """Make every cell that grading reads what the instructor wrote, whatever the submission made of it.

    The student's notebook says just one thing about a cell: its id. Of a cell that occurs twice the last one counts, as
    in nbgrader; a locked cell that is missing is put back.

    Returns:
        The names of the cells that were put back.
    """
    from nbformat.v4 import new_code_cell, new_markdown_cell

    found: dict[str, NotebookNode] = {}
    for cell in reversed(notebook.cells):
        metadata = cell.metadata.pop("nbgrader", None)
        name = metadata.get("grade_id") if isinstance(metadata, dict) else None
        if isinstance(name, str):
            found.setdefault(name, cell)
    at, missing = 0, []
    for original in originals:
        cell = found.get(original.name)
        if cell is None:
            if not original.locked:
                continue
            cell = new_code_cell() if original.cell_type == "code" else new_markdown_cell()
            if (notebook.nbformat, notebook.nbformat_minor) < (4, 5):
                del cell["id"]  # An older form has none.
            notebook.cells.insert(at, cell)
            missing.append(original.name)
        if original.locked:
            _retype(cell, original.cell_type)
            cell.source = original.source
        cell.metadata["nbgrader"] = _metadata(original)
        at = next(place for place, each in enumerate(notebook.cells) if each is cell) + 1
    return missing


def _metadata(original: Original) -> NotebookNode:
    return NotebookNode(
        schema_version=3,
        grade_id=original.name,
        grade=original.points is not None,
        solution=original.solution,
        locked=original.locked,
        task=False,
        cell_type=original.cell_type,
        checksum=original.checksum,
        **({} if original.points is None else {"points": original.points}),
    )


def _retype(cell: NotebookNode, cell_type: str) -> None:
    cell.cell_type = cell_type
    if cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    else:
        for key in ("outputs", "execution_count"):
            cell.pop(key, None)
