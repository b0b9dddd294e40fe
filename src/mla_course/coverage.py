"""How much of an exam's blueprint the course teaches, practices and asks."""

from dataclasses import dataclass, field

from mla_course.outline import Levels, Outline, natural
from mla_course.questions import load_bank


@dataclass
class Row:
    """A statement or a service, with the ids of what covers it."""

    id: str
    title: str
    taught: list[str] = field(default_factory=list)
    practiced: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Coverage:
    """The rows of one exam."""

    statements: list[Row]
    services: list[Row]


def coverage(outline: Outline, exam: str | None = None) -> Coverage:
    """Put lessons, assignments and questions beside each statement and service of an exam.

    Args:
        outline: The outline of the course.
        exam: The exam's name; the course's own when none is given.
    """
    statements = {id: Row(id, title) for id, title in sorted(outline.statements(exam).items(), key=_in_order)}
    services = {name: Row(name, category) for name, category in outline.services(exam).items()}
    sources = [("taught", lesson) for lesson in outline.lessons]
    sources += [("practiced", assignment) for assignment in outline.assignments]
    sources += [("asked", question) for question in load_bank().scored]
    for level, source in sources:
        for id in source.statements:
            if id in statements:
                getattr(statements[id], level).append(source.id)
        for name in source.services:
            if name in services:
                getattr(services[name], level).append(source.id)
    return Coverage(list(statements.values()), list(services.values()))


def _in_order(item: tuple[str, str]) -> tuple[list[int | str], str]:
    exam, _, id = item[0].rpartition(":")
    return natural(id), exam


def levels(rows: list[Row]) -> Levels:
    """Count the rows that are taught, practiced and asked."""
    return Levels(
        taught=sum(bool(row.taught) for row in rows),
        practiced=sum(bool(row.practiced) for row in rows),
        asked=sum(bool(row.asked) for row in rows),
    )
