"""Attacks on the grader gain nothing, leak nothing, and change nothing outside their own folder.

The attacks on the student's side are data, in `tests/redteam/`: one code cell an attack, which takes the place of the
solution cell of question 1. Its first line names it and may say more:

    gains   test cells that it wins where answers and tests share a process, which proves that it is an attack
    leaks   there it also shows the hidden tests
    ends    it ends its own process, or makes the examiner give it up: question 2 is lost, and says why;
            "perhaps" where that is a matter of luck, as with forks that all answer
    slow    it uses up its time
"""

import contextlib
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import jupytext
import nbformat
import pytest
from conftest import need
from nbformat import NotebookNode

from mla_course.grading.examiner.client import Examiner, Graded, start
from mla_course.grading.examiner.reference import Original, Reference, bound
from mla_course.grading.examiner.sandbox import Limits
from mla_course.grading.examiner.stable import family
from mla_course.grading.preprocessors import HideTests
from mla_course.paths import ROOT

# A slow attack uses up its time, so it gets little; no other one may come near its time, however busy the machine is.
SECONDS, PATIENT_SECONDS, GRACE = 2, 30, 1.5
# A submission that takes longer hangs.
HANGS = 90.0


def limits(seconds: int) -> Limits:
    return Limits(seconds=seconds, memory=512 << 20, disk=32 << 20, processes=64)


# What no student may see: in hidden tests, and in files and variables of the machine.
SECRET, SECRET_NAME = f"SECRET-{secrets.token_hex(8)}", f"secret_name_{secrets.token_hex(4)}"
WORD = f"WORD-{secrets.token_hex(8)}"

LOST = ("The code ended the Python process", "The code didn't stop", "The notebook's process sent something")


# --- The assignment --------------------------------------------------------------------------------------------------

CELLS = {
    "setup": (
        "given",
        "import numpy as np\nimport pandas as pd\n\nfrom mla_course.checks import expect, expect_error\n\n"
        'points = pd.DataFrame({"a": [1, 2, 3], "b": [4, 5, 6]})\nfour = 4',
    ),
    "q1-answer": (
        "answer",
        'def twice(x):\n    if x is None:\n        raise ValueError("x is missing")\n    return 2 * x\n\n\n'
        "def total(function, values):\n    return sum(function(value) for value in values)",
    ),
    "q1-plain": (
        "test",
        "# Tests twice.\nassert twice(2) == four\n### BEGIN HIDDEN TESTS\n"
        f'import colorsys\n{SECRET_NAME} = "{SECRET}"  # {SECRET}\nassert twice(21) == 42, "a message that teaches"\n'
        "### END HIDDEN TESTS",
    ),
    "q1-check": (
        "test",
        'words = {"says": "two times that", "see": "lesson 1"}\n'
        'expect(lambda: twice(10), 20, call="twice(10)", **words)\n### BEGIN HIDDEN TESTS\n'
        f'expect(lambda: twice([1, 2]), [1, 2, 1, 2], call="twice([1, 2])", **words)  # {SECRET}\n'
        'expect_error(lambda: twice(None), ValueError, call="twice(None)", **words)\n### END HIDDEN TESTS',
    ),
    "q1-array": (
        "test",
        'np.testing.assert_allclose(twice(points["a"].to_numpy()), [2, 4, 6])\n### BEGIN HIDDEN TESTS\n'
        f'pd.testing.assert_series_equal(twice(points["a"]), pd.Series([2, 4, 6], name="a"))  # {SECRET}\n'
        "### END HIDDEN TESTS",
    ),
    "q1-lent": (
        "test",
        "seen = []\nassert total(lambda value: seen.append(value) or value * value, [1, 2, 3]) == 14\n"
        f'### BEGIN HIDDEN TESTS\nassert seen == [1, 2, 3], "calls it"  # {SECRET}\n### END HIDDEN TESTS',
    ),
    "q2-answer": ("answer", "def half(x):\n    return x / 2"),
    "q2-value": ("test", 'assert half(four) == 2\nassert half(points["a"].sum()) == 3'),
}
FILES = {"points.csv": b"a,b\n1,4\n2,5\n3,6\n", "data/more.csv": b"a\n1\n"}
QUESTION_1 = {name for name, (kind, _) in CELLS.items() if kind == "test" and name.startswith("q1")}
FULL = {name: 1.0 for name, (kind, _) in CELLS.items() if kind == "test"}


def reference(cells: dict[str, tuple[str, str]] = CELLS) -> Reference:
    """What `read_reference` would put together from the gradebook and the source."""
    originals = tuple(
        Original(name, "code", source, kind != "answer", kind == "answer", 1.0 if kind == "test" else None, None)
        for name, (kind, source) in cells.items()
    )
    defines = {name: sorted(bound([source])) for name, (kind, source) in cells.items() if kind == "answer"}
    modules = ("mla_course.checks", "numpy", "pandas")
    return Reference("tiny", "tiny", originals, defines, modules, {name: data.hex() for name, data in FILES.items()})


def submission(cells: dict[str, tuple[str, str]] = CELLS, **answers: str) -> NotebookNode:
    """The reference solution, with other answers in the place of its own."""
    notebook = nbformat.v4.new_notebook()
    for name, (kind, source) in cells.items():
        cell = nbformat.v4.new_code_cell(answers.get(name.replace("-", "_"), source), id=name)
        plain = {"schema_version": 3, "grade_id": name, "task": False, "cell_type": "code"}
        cell.metadata["nbgrader"] = NotebookNode(
            **plain, grade=kind == "test", solution=kind == "answer", locked=kind != "answer"
        )
        if kind == "test":
            cell.metadata["nbgrader"]["points"] = 1
        notebook.cells.append(cell)
    return notebook


def as_bytes(notebook: NotebookNode) -> bytes:
    # As JSON's own escapes, since an attack may hold what UTF-8 can't.
    return json.dumps(notebook).encode()


# --- The examiner, with its children counted -------------------------------------------------------------------------


# The course's own start, with the patience shortened, and perhaps more changed.
CHANGED = """
import sys
from mla_course.grading.examiner import __main__ as first, examination, post
examination.GRACE = {grace}
{change}
first.main(sys.argv[1:])
"""

# No wall: the tests run where the answers are, as under stock nbgrader. What works here is an attack.
NO_WALL = """
class NoWall(examination.Examination):
    def _test(self, original):
        try:
            return self.away.cell(original.source)[0]
        except examination.LostError as error:
            return [examination._as_output("DeadKernelError", str(error))]

post.Examination = NoWall
"""


def start_changed(of: Reference, change: str, seconds: int, sandboxed: bool) -> Examiner:
    real = subprocess.Popen

    def popen(command: list[str], **named: Any) -> subprocess.Popen:
        handles = command[command.index("mla_course.grading.examiner") + 1 :]
        code = CHANGED.format(grace=GRACE, change=change)
        return real([sys.executable, "-c", code, *handles], **named)

    with mock.patch.object(subprocess, "Popen", popen):
        return start(of, 1, limits(seconds), sandboxed)[0]


class Hall:
    """An examiner that is started anew when an attack has brought it down, which is a failure of that test."""

    def __init__(self, of: Reference, change: str = "", seconds: int = PATIENT_SECONDS, sandboxed: bool = True) -> None:
        self._make = lambda: start_changed(of, change, seconds, sandboxed)
        self._examiner: Examiner | None = None

    def grade(self, notebook: NotebookNode | bytes, files: dict[str, bytes] | None = None) -> Graded:
        """Grade a submission.

        Raises:
            AssertionError: It hangs, the examiner broke, or a process of the submission is left over.
        """
        if self._examiner is None:
            self._examiner = self._make()
        process = self._examiner._process
        before = set(family(process.pid))
        late = threading.Timer(HANGS, process.kill)
        late.start()
        try:
            graded = self._examiner.grade(notebook if isinstance(notebook, bytes) else as_bytes(notebook), files)
        except RuntimeError as error:
            expired = not late.is_alive()
            self.close()
            raise AssertionError(f"it took longer than {HANGS} s" if expired else str(error)) from None
        finally:
            late.cancel()
        left = set(family(process.pid)) - before
        if left:
            self.close()
        assert not left, f"processes are left over: {left}"
        return graded

    def close(self) -> None:
        if self._examiner:
            self._examiner.close()
            self._examiner._process.kill()
            self._examiner._process.wait()
        self._examiner = None


@pytest.fixture(scope="session")
def bubblewrap() -> None:
    need("bwrap", "bubblewrap")


@contextlib.contextmanager
def standing(*args: Any, **named: Any) -> Iterator[Hall]:
    hall = Hall(*args, **named)
    try:
        yield hall
    finally:
        hall.close()


@pytest.fixture(scope="session")
def hall(bubblewrap: None, outside: "Outside") -> Iterator[Hall]:
    with standing(reference()) as made:
        yield made


@pytest.fixture(scope="session")
def impatient_hall(bubblewrap: None, outside: "Outside") -> Iterator[Hall]:
    with standing(reference(), seconds=SECONDS) as made:
        yield made


@pytest.fixture(scope="session")
def no_wall(bubblewrap: None, outside: "Outside") -> Iterator[Hall]:
    with standing(reference(), NO_WALL) as made:
        yield made


# --- What is outside -------------------------------------------------------------------------------------------------


class Outside:
    """Files, a server and a variable of the machine that no submission may read or change."""

    def __init__(self, folder: Path) -> None:
        name = f"redteam-{os.getpid()}-{secrets.token_hex(4)}"
        (ROOT / ".mla").mkdir(exist_ok=True)
        self.files = [folder / "canary.txt", Path("/tmp", f"{name}.txt"), ROOT / ".mla" / f"{name}.txt"]
        for path in self.files:
            path.write_text(f"a canary: {WORD}\n")
        self.before = self.state()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.setblocking(False)
        os.environ["REDTEAM_WORD"] = WORD

    def state(self) -> list:
        found: list = [(path.read_text(), path.stat()[:9]) for path in self.files]
        # Reading changes nothing but the time of it, which stat's first nine fields hold.
        found = [(text, stat[:7] + stat[8:]) for text, stat in found]
        found += [sorted(path.name for path in each.parent.glob("redteam*")) for each in self.files]
        watched = [ROOT / "source", ROOT / "release", ROOT / "src" / "mla_course", ROOT / "tests" / "redteam"]
        return [*found, *[sorted((path.name, path.stat().st_size) for path in each.glob("*")) for each in watched]]

    def assert_untouched(self) -> None:
        canaries = len(self.files)
        assert self.state()[:canaries] == self.before[:canaries], "a file outside was changed"
        with pytest.raises(BlockingIOError):
            self.server.accept()

    def close(self) -> None:
        del os.environ["REDTEAM_WORD"]
        self.server.close()
        for path in self.files:
            path.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    made = Outside(tmp_path_factory.mktemp("outside"))
    yield made
    made.close()


def prelude(outside: Outside) -> str:
    """What an attacker could find out by himself, before the attack's own code."""
    return f"""
import re

CANARIES = {[str(path) for path in outside.files]!r}
PORT = {outside.server.getsockname()[1]}
ROOT = {str(ROOT)!r}
SECONDS, GRACE = {SECONDS}, {GRACE}
SHAPE, NAME, WORD = (re.compile(each) for each in (b"SECRET-[0-9a-f]{{16}}", b"secret_name_[0-9a-f]{{8}}", b"WORD-[0-9a-f]{{16}}"))


def student():
    import gc

    return next(each for each in gc.get_objects() if type(each).__name__ == "Student")


def is_half(me, request):
    return getattr(me.kept[request["target"][1]], "__name__", "") == "half"


"""


# A last cell that looks for hidden text wherever the process could have written it. It must not hold the words itself.
PROBE = f"""
import os

for place in (os.path.expanduser("~"), "/tmp", "/dev/shm", "/dev", os.getcwd()):
    for folder, folders, names in os.walk(place, followlinks=False):
        # What is bound here can only be read, like a checkout that lies in /tmp with all its libraries.
        folders[:] = [each for each in folders if not os.path.ismount(os.path.join(folder, each))]
        for name in names:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and not os.path.islink(path) and os.path.getsize(path) < 1 << 20:
                text = open(path, "rb").read()
                for start, rest in {[(each[:9], each[9:]) for each in (SECRET, SECRET_NAME, WORD)]!r}:
                    if (start + rest).encode() in text:
                        print("ESCAPED: it is in", path)
"""


# --- The attacks in files --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attack:
    """One cell of `tests/redteam/`."""

    theme: str
    name: str
    code: str
    gains: frozenset[str] = frozenset()
    leaks: bool = False
    ends: bool | str = False
    slow: bool = False


def read_attacks() -> list[Attack]:
    found = []
    for path in sorted((Path(__file__).parent / "redteam").glob("*.py")):
        for cell in jupytext.read(path, fmt="py:percent").cells:
            if cell.cell_type == "code":
                # What jupytext adds says how far apart the cells are.
                data = {key: value for key, value in cell.metadata.items() if not key.startswith("lines_to")}
                data["gains"] = frozenset(data.get("gains", ()))
                assert data["gains"] <= QUESTION_1, f"{path.name}, {data['name']}: {data['gains']}"
                found.append(Attack(path.stem, code=cell.source, **data))
    return found


ATTACKS = read_attacks()


def attacking(attack: Attack, outside: Outside) -> NotebookNode:
    notebook = submission(q1_answer=prelude(outside) + attack.code)
    notebook.cells.append(nbformat.v4.new_code_cell(PROBE, id="probe"))
    return notebook


def shown(notebook: NotebookNode) -> str:
    """What the outputs say; of a traceback only the message, since the rest quotes the source."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            found.append(json.dumps({key: value for key, value in output.items() if key != "traceback"}))
    return "\n".join(found)


def assert_nothing_leaked(graded: Graded) -> None:
    notebook = nbformat.reads(graded.notebook, as_version=4)
    said = shown(notebook)
    for secret in (SECRET, SECRET_NAME, WORD):
        assert secret not in said, f"an output shows {secret}"
    assert "ESCAPED" not in said, re.search(r"[^\n]{0,100}ESCAPED[^\n]{0,200}", said)[0]
    for cell in notebook.cells:
        if cell.get("id") not in CELLS or CELLS[cell.id][0] != "test":
            for output in cell.get("outputs", []):
                assert SECRET not in json.dumps(output), "a traceback shows the hidden tests"
    feedback, _ = HideTests().preprocess(notebook, {})
    text = json.dumps(feedback)
    assert SECRET not in text and SECRET_NAME not in text, "the feedback shows the hidden tests"


def message_of(graded: Graded, name: str) -> str:
    cells = nbformat.reads(graded.notebook, as_version=4).cells
    cell = next(each for each in cells if each.metadata.get("nbgrader", {}).get("grade_id") == name)
    return " ".join(output.evalue for output in cell.outputs if output.output_type == "error")


def assert_next_is_graded(hall: Hall) -> None:
    graded = hall.grade(submission())
    assert (graded.failure, graded.scores) == (None, FULL), "the next submission suffers"
    assert_nothing_leaked(graded)


def test_there_are_attacks_of_every_kind() -> None:
    assert len(ATTACKS) >= 45
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)
    assert sum(bool(attack.gains) for attack in ATTACKS) >= 20


def test_the_reference_solution_keeps_its_points(hall: Hall, no_wall: Hall) -> None:
    for each in (hall, no_wall):
        graded = each.grade(submission())
        assert (graded.failure, graded.scores) == (None, FULL)


@pytest.mark.parametrize("attack", [pytest.param(each, id=f"{each.theme}: {each.name}") for each in ATTACKS])
def test_an_attack_gains_leaks_and_changes_nothing(
    hall: Hall, impatient_hall: Hall, outside: Outside, attack: Attack
) -> None:
    if attack.slow:
        hall = impatient_hall
    graded = hall.grade(attacking(attack, outside))
    assert graded.failure is None
    assert set(graded.scores) == set(FULL)
    assert {name: graded.scores[name] for name in QUESTION_1} == dict.fromkeys(QUESTION_1, 0)
    if attack.ends == "perhaps":
        assert graded.scores["q2-value"] == 1 or message_of(graded, "q2-value")
    elif attack.ends:
        assert graded.scores["q2-value"] == 0
        assert message_of(graded, "q2-value").startswith(LOST)
    else:
        assert graded.scores["q2-value"] == 1, message_of(graded, "q2-value")
    assert_nothing_leaked(graded)
    outside.assert_untouched()
    assert_next_is_graded(hall)


@pytest.mark.parametrize("attack", [pytest.param(each, id=each.name) for each in ATTACKS if each.gains or each.leaks])
def test_the_attack_works_where_tests_and_answers_share_a_process(
    no_wall: Hall, outside: Outside, attack: Attack
) -> None:
    graded = no_wall.grade(attacking(attack, outside))
    assert {name for name in QUESTION_1 if graded.scores[name]} == attack.gains
    assert (SECRET in shown(nbformat.reads(graded.notebook, as_version=4))) == attack.leaks


def test_the_canaries_notice_what_gets_out(outside: Outside, tmp_path: Path, bubblewrap: None) -> None:
    # Without the sandbox, on canaries of its own: the same code that must not get out of it does.
    canaries = Outside(tmp_path)
    try:
        code = "for path in CANARIES:\n    print(open(path).read())\n    open(path, 'a').write('ESCAPED')\n"
        code += (
            "import socket\nsocket.create_connection(('127.0.0.1', PORT))\nimport os\nprint(os.environ['REDTEAM_WORD'])"
        )
        with standing(reference(), sandboxed=False) as hall:
            graded = hall.grade(submission(q1_answer=prelude(canaries) + code))
        with pytest.raises(AssertionError, match="a file outside was changed"):
            canaries.assert_untouched()
        assert canaries.server.accept()
        with pytest.raises(AssertionError, match="an output shows WORD"):
            assert_nothing_leaked(graded)
    finally:
        canaries.close()
        os.environ["REDTEAM_WORD"] = WORD
