"""From `source/` to `release/`: the notebooks that students receive."""

import shutil
from pathlib import Path

from mla_course.grading.scratch import ScratchCourse
from mla_course.paths import RELEASE, SOURCE


def assignments() -> list[str]:
    """The folder names of all assignments that have a source."""
    return sorted(folder.name for folder in SOURCE.iterdir() if (folder / f"{folder.name}.ipynb").exists())


def generate(folder: str) -> dict[str, bytes]:
    """Make the released files of an assignment, without touching `release/`.

    Args:
        folder: The assignment's folder name.

    Returns:
        The content of each file by its path relative to the assignment's folder.

    Raises:
        RuntimeError: nbgrader refuses the source; the message is its own.
    """
    with ScratchCourse() as course:
        course.add_assignment(SOURCE / folder)
        return files(course.root / "release" / folder)


def files(folder: Path) -> dict[str, bytes]:
    """The content of each file below a folder by its relative path; empty when there is no folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }


def write(folder: str) -> None:
    """Generate an assignment and put it in the place of what `release/` holds."""
    fresh = generate(folder)
    staged = RELEASE / f".{folder}"
    shutil.rmtree(staged, ignore_errors=True)
    for name, content in fresh.items():
        (staged / name).parent.mkdir(parents=True, exist_ok=True)
        (staged / name).write_bytes(content)
    shutil.rmtree(RELEASE / folder, ignore_errors=True)
    staged.rename(RELEASE / folder)
