"""Reading the question bank, and saying all that is wrong with it in words."""

import difflib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from mla_course.paths import QUESTIONS
from mla_course.questions.model import CaseStudy, Form, Question, Scored, parts

FORMATS = ("multiple_choice", "multiple_response", "ordering", "matching", "case_study")

_question = TypeAdapter(Annotated[Question, Field(discriminator="format")])

# What is wrong and what to do, by pydantic's kind of error. {was} is the value that was found.
_SAYS = {
    "missing": "is missing; add it",
    "extra_forbidden": "is no field here; mend its spelling or take it out",
    "string_type": "is {was} and not text; put it in quotes",
    "string_too_short": "is blank; write it",
    "too_short": "is empty; give at least one",
    "tuple_type": "is {was} and not a list; start each entry with a dash",
    "list_type": "is {was} and not a list; start each entry with a dash",
    "model_type": "is {was} and not a group of fields; write field: value",
    "dict_type": "is {was} and not a group of fields; write field: value",
    "model_attributes_type": "is {was} and not a group of fields; write field: value",
    "bool_type": "is {was}; write true or false",
    "int_type": "is {was}; write a whole number",
    "float_type": "is {was}; write a number",
    "float_parsing": "is {was}; write a number",
    "greater_than_equal": "is {was}; give a number from -3 to 3",
    "less_than_equal": "is {was}; give a number from -3 to 3",
    "union_tag_not_found": "is missing; write one of " + ", ".join(FORMATS),
    "union_tag_invalid": "is {was}; write one of " + ", ".join(FORMATS) + " (no case study within a case study)",
}
_LOOKS_LIKE = {"id": "1.3-001", "statement": "1.3.K1", "lesson": "1.3.1", "task": '"1.3"', "url": "https://host/page"}


class QuestionError(ValueError):
    """The bank can't be used as it is. The message has one line for each problem: file, question, field, what to do."""


class Bank(Mapping[str, Question]):
    """The questions by their ids, in the order of files and questions. A case study and its parts have an id each."""

    def __init__(self, questions: Collection[Question]) -> None:
        self.questions = tuple(questions)
        self._by_id: dict[str, Question] = {}
        self._case_of: dict[str, CaseStudy] = {}
        for question in questions:
            self._by_id[question.id] = question
            for part in _parts(question):
                self._by_id[part.id] = part
                self._case_of[part.id] = question

    def __getitem__(self, question_id: str) -> Question:
        return self._by_id[question_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    @property
    def scored(self) -> list[Scored]:
        """Everything that is answered and scored: single questions and the parts of case studies."""
        return [each for each in self._by_id.values() if not isinstance(each, CaseStudy)]

    def case_of(self, question_id: str) -> CaseStudy | None:
        """Return the case study that a part belongs to, or None for anything else."""
        return self._case_of.get(question_id)


def load_bank(
    folder: Path = QUESTIONS,
    statements: Collection[str] | None = None,
    services: Collection[str] | None = None,
) -> Bank:
    """Read every file of the bank.

    Args:
        folder: Where the YAML files are, one a task, named `<task>.yaml`.
        statements: Ids of the exam guide's statements. Where given, a question may name no other.
        services: Names of the services in scope. Where given, a question may name no other.

    Raises:
        QuestionError: Something is wrong. The message names all of it that can be told at once: a rule that spans
            several fields is checked when each field by itself is right.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise QuestionError(f"{folder}: there is no such folder; the questions belong there, one file a task")
    problems: list[str] = []
    questions: list[Question] = []
    seen: dict[str, str] = {}
    for path in sorted(p for p in folder.iterdir() if p.suffix in (".yaml", ".yml")):
        file = f"{folder.name}/{path.name}"
        for where, what in _read(path, questions, seen, statements, services):
            problems.append(": ".join(part for part in (file, where, what) if part))
    if problems:
        raise QuestionError("\n".join(problems))
    return Bank(questions)


class _File(Form):
    task: Annotated[str, StringConstraints(pattern=r"^[1-9]\.[1-9]$")]
    questions: list[dict[str, Any]] = Field(min_length=1)


def _read(
    path: Path,
    questions: list[Question],
    seen: dict[str, str],
    statements: Collection[str] | None,
    services: Collection[str] | None,
) -> Iterator[tuple[str, str]]:
    """Add the file's questions to the list, and yield (question, "field what is wrong") for each problem."""
    try:
        text = path.read_text(encoding="utf-8")
        loader = _Loader(text)
        content = loader.get_single_data()
    except UnicodeDecodeError:
        yield "", "isn't UTF-8 text; save it as UTF-8"
        return
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line if mark else 0
        yield _question_at(text, line), f'line {line + 1}: {error.problem}; put a text with ": " or " #" in quotes'
        return
    except yaml.YAMLError as error:
        yield "", f"isn't YAML; {' '.join(str(error).split())}"
        return
    for line, key in loader.twice:
        yield _question_at(text, line), f"{key} is given twice, again in line {line + 1}; keep one"
    try:
        _File.model_validate(content)
    except ValidationError as error:
        yield from (("", f"{field} {what}") for field, what in _in_words(error))
    raw = content.get("questions") if isinstance(content, dict) else None
    task = content.get("task") if isinstance(content, dict) else None
    if isinstance(task, str) and path.name != f"{task}.yaml":
        yield "", f"task is {task!r}; name the file {task}.yaml or mend the task"
    for number, item in enumerate(raw if isinstance(raw, list) else (), start=1):
        if not isinstance(item, dict):
            continue
        name = _name(item, f"question {number}")
        try:
            question = _question.validate_python(item)
        except ValidationError as error:
            yield from _by_part(item, name, error)
            continue
        questions.append(question)
        if not isinstance(question, CaseStudy) and not question.id[-1].isdigit():
            yield name, "id ends on a letter; that is for the parts of a case study"
        if isinstance(task, str) and not question.id.startswith(f"{task}-"):
            yield name, f"id isn't of task {task}; start it with {task}-"
        for each in parts(question):
            yield from ((each.id, what) for what in _unknown(each, statements, services))
        for each in (question, *_parts(question)):
            if each.id in seen:
                yield each.id, f"id is taken by another question in {seen[each.id]}; give it a new number"
            seen[each.id] = path.name


def _parts(question: Question) -> tuple[Scored, ...]:
    return question.parts if isinstance(question, CaseStudy) else ()


def _unknown(question: Scored, statements: Collection[str] | None, services: Collection[str] | None) -> Iterator[str]:
    for field, names, known in (
        ("statements", question.statements, statements),
        ("services", question.services, services),
    ):
        for name in names if known is not None else ():
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                yield f"{field} has {name!r}, which the exam guide hasn't; " + (
                    f"did you mean {near[0]!r}?" if near else "take one of its names"
                )


def _in_words(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Yield (field, what is wrong and what to do) for each error in pydantic's list."""
    for each in error.errors(include_url=False):
        if each["type"] == "rules":
            field = _field(each["loc"])
            for inner, what in each["ctx"]["problems"]:
                yield ", ".join(part for part in (field, inner) if part), what
            continue
        loc = each["loc"] + (("format",) if each["type"].startswith("union_tag") else ())
        field = _field(loc) or "the file"
        was = each["ctx"]["tag"] if each["type"] == "union_tag_invalid" else each["input"]
        if each["type"] == "string_pattern_mismatch":
            says = "is {was}; write it like " + _LOOKS_LIKE.get(field.split(", ")[-1].split(" ")[0], "the others")
        elif each["type"].startswith("date"):
            says = "is {was}; write a day like 2026-11-23"
        else:
            says = _SAYS.get(each["type"], f"is {{was}}; {each['msg'][:1].lower()}{each['msg'][1:]}")
        yield field, says.replace("{was}", _short(was))


def _by_part(item: dict[Any, Any], name: str, error: ValidationError) -> Iterator[tuple[str, str]]:
    """Yield (question, "field what") for the errors of one question, a part of a case study by its own id."""
    for field, what in _in_words(error):
        where = name
        if found := re.match(r"part (\d+), (?!id)", field):
            where, field = _name(item["parts"][int(found[1]) - 1], f"{name}, part {found[1]}"), field[found.end() :]
        yield where, f"{field} {what}"


def _field(loc: tuple[int | str, ...]) -> str:
    """The place of a field in words: ("multiple_choice", "options", 1, "why") is "option 2, why"."""
    words: list[str] = []
    for each in loc:
        if isinstance(each, int):
            words[-1] = f"{words[-1].removesuffix('s')} {each + 1}"
        elif each not in FORMATS:
            words.append(each)
    return ", ".join(words)


def _name(item: Any, otherwise: str) -> str:
    name = item.get("id") if isinstance(item, dict) else None
    return name if isinstance(name, str) and name.strip() else f"{otherwise} (no id)"


def _short(value: Any) -> str:
    text = "empty" if value is None else repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _question_at(text: str, line: int) -> str:
    """The id of the question that a line of the file belongs to, as the parser can't tell."""
    ids = re.findall(r"^\s*(?:-\s*)?id:\s*(\S+)", "\n".join(text.splitlines()[: line + 1]), flags=re.MULTILINE)
    return ids[-1] if ids else ""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML as ever, but a key that is given twice in one mapping is noted in `twice` as (line from 0, key)."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.twice: list[tuple[int, str]] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        counts: Counter[str] = Counter()
        for key, _ in node.value:
            counts[key.value if isinstance(key, yaml.ScalarNode) else ""] += 1
            if isinstance(key, yaml.ScalarNode) and counts[key.value] > 1:
                self.twice.append((key.start_mark.line, key.value))
        return super().construct_mapping(node, deep)


# A date stays text until the model reads it: pydantic says in which field it is wrong, YAML doesn't.
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_str)
