"""What an exam says when it is over: the score, the sections, and what to study next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mla_course.exam import rasch
from mla_course.exam.sitting import Sitting
from mla_course.outline import Outline
from mla_course.questions.model import Scored, score

CAUTION = (
    "A section has few questions, so two of them more or less can turn its line; go by the whole score first. And these are this "
    "course's own questions: how hard the real exam's are, nobody outside AWS knows."
)


@dataclass(frozen=True)
class Section:
    """A domain's line in the report; `met` says whether the answers are those of somebody who passes."""

    title: str
    weight: int
    met: bool


@dataclass(frozen=True)
class Advice:
    """A statement with wrong answers, where the course teaches it, and the official pages on it."""

    statement: str
    title: str
    lessons: tuple[str, ...]
    links: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """The result of an exam.

    Attributes:
        scaled: From 100 to 1,000.
        passed: At 720.
        sections: A line a domain.
        advice: What to study next, what costs most first.
        right: By question, whether it was answered right; the unscored ones too.
    """

    scaled: int
    passed: bool
    sections: tuple[Section, ...]
    advice: tuple[Advice, ...]
    right: dict[str, bool]


def report(sitting: Sitting, responses: Mapping[str, Any], outline: Outline, levels: Mapping[str, float]) -> Report:
    """Score an exam that is over. A question without a response is wrong, as is one that is partly right.

    Args:
        sitting: The exam.
        responses: By question.
        outline: For titles, weights and lessons.
        levels: The difficulty of each question of the bank, which is the reference of the scale.
    """
    right = {question.id: score(question, responses.get(question.id)) for question in sitting.questions}
    scored = [question for question in sitting.questions if question.id not in sitting.unscored]
    level = {question.id: levels.get(question.id, question.difficulty.level) for question in scored}
    reference = list(levels.values())
    scaled = rasch.scaled(sum(right[each] for each in level), list(level.values()), reference)
    passing = rasch.passing_ability(reference)
    sections = []
    for domain in outline.blueprints[outline.exam].domains:
        own = [each for each in level if each.startswith(domain.id)]
        expected = rasch.chance(passing, [level[each] for each in own]).sum()
        sections.append(Section(domain.title, domain.weight, bool(sum(right[each] for each in own) >= expected)))
    wrong = [question for question in sitting.questions if not right[question.id]]
    return Report(scaled, scaled >= rasch.PASS, tuple(sections), _advice(wrong, outline), right)


def _advice(wrong: list[Scored], outline: Outline, most: int = 8) -> tuple[Advice, ...]:
    missed: dict[str, list[Scored]] = {}
    for question in wrong:
        missed.setdefault(question.statements[0], []).append(question)
    titles = outline.statements()
    found = []
    for statement, questions in sorted(missed.items(), key=lambda item: -len(item[1]))[:most]:
        lessons = tuple(lesson.id for lesson in outline.lessons if statement in lesson.statements)
        links = dict.fromkeys(source.url for question in questions for source in question.sources)
        found.append(Advice(statement, titles.get(statement, statement), lessons, tuple(links)[:3]))
    return tuple(found)
