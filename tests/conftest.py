"""What several tests share."""

import os
import shutil
from collections.abc import Iterator

import pytest

from mla_course.grading.scratch import ScratchCourse
from mla_course.paths import SOURCE


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


class Courses:
    """Temporary courses with an assignment generated, one a folder, kept for the whole test run of a process."""

    def __init__(self) -> None:
        self.open: dict[str, ScratchCourse] = {}

    def __getitem__(self, folder: str) -> ScratchCourse:
        if folder not in self.open:
            self.open[folder] = ScratchCourse()
            self.open[folder].add_assignment(SOURCE / folder)
        return self.open[folder]


@pytest.fixture(scope="session")
def courses() -> Iterator[Courses]:
    kept = Courses()
    yield kept
    for course in kept.open.values():
        course.__exit__(None, None, None)
