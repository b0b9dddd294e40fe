"""The outline of the course, and how much of the exam's blueprint it covers."""

import re
from functools import cached_property
from pathlib import Path
from typing import Annotated, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mla_course.paths import COURSE

OUTLINE = COURSE / "outline.yaml"

_Item = TypeVar("_Item", "Lesson", "Assignment")


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Lesson(_Form):
    """A notebook that teaches; `file` is relative to `course/`."""

    id: Annotated[str, Field(pattern=r"^\d\.\d\.\d+$")]
    title: str
    file: str
    minutes: Annotated[int, Field(gt=0)]
    statements: Annotated[list[str], Field(min_length=1)]
    services: list[str] = []


class Assignment(_Form):
    """A graded notebook; `folder` is its name under `source/` and `release/`."""

    id: Annotated[str, Field(pattern=r"^\d\.\d[a-z]$")]
    title: str
    folder: str
    minutes: Annotated[int, Field(gt=0)]
    points: Annotated[int, Field(gt=0)]
    statements: Annotated[list[str], Field(min_length=1)]
    services: list[str] = []
    lessons: list[str] = []


class Task(_Form):
    """A task of a domain, with its statements by id."""

    id: str
    title: str
    statements: dict[str, str]


class Domain(_Form):
    """A domain of the exam; `weight` is its share of the score in percent."""

    id: str
    title: str
    weight: int
    tasks: list[Task]


class Blueprint(_Form):
    """What an exam asks: a whole one, or the changes to the one that it is based on."""

    title: str
    questions: dict[str, int] | None = None
    minutes: int | None = None
    scaled_score: dict[str, int] | None = None
    domains: list[Domain] = []
    services_in_scope: dict[str, list[str]] = {}
    services_out_of_scope: dict[str, list[str]] = {}
    based_on: str | None = None
    weights: dict[str, int] = {}
    removed: list[str] = []
    narrowed: dict[str, str] = {}
    added: dict[str, str] = {}


class Levels(_Form):
    """How many statements, or services, are taught, practiced and asked."""

    taught: int
    practiced: int
    asked: int


class Coverage(_Form):
    """The floor that the course may not fall below."""

    statements: Levels
    services: Levels


class Outline(_Form):
    """`course/outline.yaml`."""

    exam: str
    lessons: list[Lesson]
    assignments: list[Assignment]
    coverage: Coverage
    blueprints: dict[str, Blueprint]

    def statements(self, exam: str | None = None) -> dict[str, str]:
        """The statements of an exam (of the course's own, when none is named) by id, with their titles."""
        exam = exam or self.exam
        blueprint = self.blueprints[exam]
        titles = {id: title for d in blueprint.domains for task in d.tasks for id, title in task.statements.items()}
        if blueprint.based_on:
            base = self.statements(blueprint.based_on)
            titles |= {id: title for id, title in base.items() if id not in blueprint.removed}
            titles |= {f"{exam}:{id}": title for id, title in blueprint.added.items()}
        return titles

    def services(self, exam: str | None = None) -> dict[str, str]:
        """The services in scope of an exam by name, with their category."""
        blueprint = self.blueprints[exam or self.exam]
        if blueprint.based_on:
            return self.services(blueprint.based_on)
        return {name: category for category, names in blueprint.services_in_scope.items() for name in names}

    @cached_property
    def known_statements(self) -> set[str]:
        """The ids of all statements of all exams."""
        return {id for exam in self.blueprints for id in self.statements(exam)}

    def lesson(self, id: str) -> Lesson:
        """The lesson of that id, or KeyError with the ids that there are."""
        return _find(self.lessons, id, "lesson")

    def assignment(self, id: str) -> Assignment:
        """The assignment of that id or folder name, or KeyError with the ids that there are."""
        return _find(self.assignments, id, "assignment")


def _find(items: list[_Item], id: str, kind: str) -> _Item:
    for item in items:
        if id in (item.id, getattr(item, "folder", None)):
            return item
    known = ", ".join(item.id for item in items)
    raise KeyError(f"There is no {kind} {id!r}. There are: {known}.")


def load_outline(path: Path = OUTLINE) -> Outline:
    """Read the outline.

    Raises:
        ValueError: The file is malformed. The message names each field and what is wrong with it.
    """
    try:
        return Outline.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except yaml.YAMLError as error:
        raise ValueError(f"{path} is not YAML: {error}") from error
    except ValidationError as error:
        problems = [f"  {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise ValueError("\n".join([f"{path} is not a valid outline:", *problems])) from error


def natural(id: str) -> list[int | str]:
    """A key that sorts 4.2.S9 before 4.2.S10."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", id)]
