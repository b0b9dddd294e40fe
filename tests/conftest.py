"""What several tests share."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mla_course.grading.scratch import ScratchCourse
from mla_course.paths import ROOT, SOURCE


def pytest_configure(config: pytest.Config) -> None:
    # A proxy of the machine has no business between a test and the loopback interface.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"


def need(program: str, package: str) -> str:
    """The path of a system program; in CI its absence is a failure, on a user's machine a skip that says what to do."""
    found = shutil.which(program)
    if found:
        return found
    message = f"{program} isn't installed. On Debian or Ubuntu: sudo apt install {package}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what git holds or would hold, so that nothing in a test meets a person's own work."""
    copy = tmp_path_factory.mktemp("checkout") / "course"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    return copy


def in_checkout(checkout: Path) -> dict[str, str]:
    """The environment in which `mla` and pytest work on a copy rather than on this checkout."""
    strange = {"EXCHANGE", "JUPYTER_CONFIG_PATH", "PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER"}
    kept = {key: value for key, value in os.environ.items() if key not in strange}
    return kept | {"PYTHONPATH": str(checkout / "src"), "HOME": str(checkout.parent)}


class Courses:
    """Temporary courses with an assignment generated, one a folder, kept for the whole test run of a process."""

    def __init__(self, make: Callable[[], ScratchCourse] = ScratchCourse) -> None:
        self.open: dict[str, ScratchCourse] = {}
        self.make = make

    def __getitem__(self, folder: str) -> ScratchCourse:
        if folder not in self.open:
            self.open[folder] = self.make()
            self.open[folder].add_assignment(SOURCE / folder)
        return self.open[folder]

    def close(self) -> None:
        for course in self.open.values():
            course.__exit__(None, None, None)


@pytest.fixture(scope="session")
def courses() -> Iterator[Courses]:
    kept = Courses()
    yield kept
    kept.close()


def places(tree: Any, path: tuple = ()) -> Iterator[tuple]:
    """The paths of all that stands in lists and dicts within each other."""
    yield path
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in inner:
        yield from places(value, (*path, key))
