"""What a question of the bank is: its form, how an answer is scored, and what is shown before and after it."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

COUNTS = ("NONE", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX")

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
QuestionId = Annotated[str, StringConstraints(pattern=r"^[1-9]\.[1-9]-[0-9]{3}[a-d]?$")]
# Of the course's own exam, like 1.3.K1, or one that a later exam adds, like MLA-C02:1.1.7.
StatementId = Annotated[str, StringConstraints(pattern=r"^([1-9]\.[1-9]\.[KS][0-9]+|[A-Z0-9-]+:[1-9]\.[1-9]\.[0-9]+)$")]
LessonId = Annotated[str, StringConstraints(pattern=r"^[1-9]\.[1-9]\.[0-9]+$")]
Link = Annotated[str, StringConstraints(pattern=r"^https://[^\s/]+\.[^\s/]+(/\S*)?$")]


class Form(BaseModel):
    """Base of everything in the bank: unknown fields are errors, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def problems(self) -> Iterator[tuple[str, str]]:
        """Yield (field, what is wrong and what to do) for every rule that spans several fields."""
        return iter(())

    @model_validator(mode="after")
    def _keep_the_rules(self) -> "Form":
        # One error that carries them all: a validator can raise only once.
        if found := list(self.problems()):
            raise PydanticCustomError("rules", "rules broken", {"problems": found})
        return self


class Difficulty(Form):
    """How hard the question is: a logit from -3 (easy) to 3 (hard), and the reason for it."""

    level: float = Field(ge=-3, le=3, allow_inf_nan=False)
    why: Text


class Source(Form):
    """A page that confirms the facts of the question, and the day someone read it."""

    url: Link
    checked: date


class Line(Form):
    """A text that is chosen, placed or matched, and the reason why it is right or wrong."""

    text: Text
    why: Text


class Option(Line):
    correct: bool = Field(default=False, strict=True)


class Step(Line):
    # From 1; without one the step is a distractor.
    position: int | None = Field(default=None, strict=True)


class Response(Line):
    key: Text


class Prompt(Line):
    # The key of its response.
    response: Text


class Asked(Form):
    """What every scored question has. The formats below add how it is answered.

    `read` turns a response into the form of the key, or None where it isn't an answer to this format. `key` is the
    right answer in that form, `shown` the parts that may be seen before the answer, and `marked` a tuple
    (chosen, correct, why) for each of them; what was chosen is right where the two are equal.
    """

    id: QuestionId
    statements: tuple[StatementId, ...] = Field(min_length=1)
    services: tuple[Text, ...]
    lesson: LessonId | None = None
    section: Text | None = None
    difficulty: Difficulty
    scenario: Text | None = None
    ask: Text
    sources: tuple[Source, ...] = Field(min_length=1)

    def problems(self) -> Iterator[tuple[str, str]]:
        if self.scenario is None and self.id[-1].isdigit():
            yield "scenario", "is missing; only a part of a case study may go without"
        if self.section and not self.lesson:
            yield "section", "names a heading but no lesson; add the field lesson"
        for field in ("statements", "services"):
            yield from _repeats(field, getattr(self, field))


class _Options(Asked):
    options: tuple[Option, ...]

    def problems(self) -> Iterator[tuple[str, str]]:
        yield from super().problems()
        yield from _repeats("options", (option.text for option in self.options))

    def key(self) -> frozenset[int]:
        return frozenset(n for n, option in enumerate(self.options) if option.correct)

    def shown(self) -> dict[str, Any]:
        return {"options": [option.text for option in self.options], "choose": len(self.key())}

    def marked(self, answer: frozenset[int] | None) -> list[tuple[Any, Any, str]]:
        return [(n in (answer or ()), option.correct, option.why) for n, option in enumerate(self.options)]


class MultipleChoice(_Options):
    """Four options, one of them correct. The response is its index."""

    format: Literal["multiple_choice"]

    def problems(self) -> Iterator[tuple[str, str]]:
        yield from super().problems()
        if len(self.options) != 4:
            yield "options", f"are {len(self.options)}; give exactly 4"
        if len(self.key()) != 1:
            yield "options", f"have {len(self.key())} marked correct; mark exactly 1"

    def read(self, response: Any) -> frozenset[int] | None:
        return frozenset([response]) if _indices([response], self.options) else None


class MultipleResponse(_Options):
    """Five or more options, two or more of them correct. The response is the set of their indices."""

    format: Literal["multiple_response"]

    def problems(self) -> Iterator[tuple[str, str]]:
        yield from super().problems()
        correct = len(self.key())
        if len(self.options) < 5:
            yield "options", f"are {len(self.options)}; give 5 or more"
        if not 2 <= correct < len(self.options):
            yield "options", f"have {correct} marked correct of {len(self.options)}; mark 2 or more, and not all"
        elif correct < len(COUNTS) and f"Choose {COUNTS[correct]}" not in self.ask:
            yield "ask", f'doesn\'t say how many to choose; end it with "Choose {COUNTS[correct]}."'

    def read(self, response: Any) -> frozenset[int] | None:
        good = isinstance(response, (list, tuple, set, frozenset)) and _indices(response, self.options)
        return frozenset(response) if good else None


class Ordering(Asked):
    """Steps to select and put in order. The response is the list of their indices, first step first."""

    format: Literal["ordering"]
    steps: tuple[Step, ...]

    def problems(self) -> Iterator[tuple[str, str]]:
        yield from super().problems()
        yield from _repeats("steps", (step.text for step in self.steps))
        places = [step.position for step in self.steps if step.position is not None]
        if not 3 <= len(places) <= 5:
            yield "steps", f"have {len(places)} with a position; give 3 to 5, and leave it out for a distractor"
        elif sorted(places) != list(range(1, len(places) + 1)):
            yield "steps", f"have the positions {sorted(places)}; number them 1 to {len(places)}, each once"
        elif places == sorted(places):
            yield "steps", "are listed in the right order already; list them in a mixed one"

    def key(self) -> tuple[int, ...]:
        return tuple(n for _, n in sorted((step.position, n) for n, step in enumerate(self.steps) if step.position))

    def read(self, response: Any) -> tuple[int, ...] | None:
        return tuple(response) if isinstance(response, (list, tuple)) and _indices(response, self.steps) else None

    def shown(self) -> dict[str, Any]:
        return {"steps": [step.text for step in self.steps], "choose": len(self.key())}

    def marked(self, answer: tuple[int, ...] | None) -> list[tuple[Any, Any, str]]:
        place = {n: place for place, n in enumerate(answer or (), start=1)}
        return [(place.get(n), step.position, step.why) for n, step in enumerate(self.steps)]


class Matching(Asked):
    """Prompts to match with responses, all or nothing. The response is a list of response keys, one a prompt."""

    format: Literal["matching"]
    responses: tuple[Response, ...]
    prompts: tuple[Prompt, ...]

    def problems(self) -> Iterator[tuple[str, str]]:
        yield from super().problems()
        keys = [response.key for response in self.responses]
        yield from _repeats("responses", keys)
        yield from _repeats("responses", (response.text for response in self.responses))
        yield from _repeats("prompts", (prompt.text for prompt in self.prompts))
        if not 3 <= len(self.prompts) <= 7:
            yield "prompts", f"are {len(self.prompts)}; give 3 to 7"
        for number, prompt in enumerate(self.prompts, start=1):
            if prompt.response not in keys:
                yield f"prompt {number}, response", f"is {prompt.response!r}; take one of the keys {', '.join(keys)}"
        if len(set(self.key())) < 2:
            yield "prompts", "all have the same response; ask for at least two different ones"

    def key(self) -> tuple[str, ...]:
        return tuple(prompt.response for prompt in self.prompts)

    def read(self, response: Any) -> tuple[str | None, ...] | None:
        # None stands for a prompt without an answer.
        known = [None, *(each.key for each in self.responses)]
        good = isinstance(response, (list, tuple)) and len(response) == len(self.prompts)
        return tuple(response) if good and all(key in known for key in response) else None

    def shown(self) -> dict[str, Any]:
        responses = [{"key": response.key, "text": response.text} for response in self.responses]
        return {"responses": responses, "prompts": [prompt.text for prompt in self.prompts]}

    def marked(self, answer: tuple[str | None, ...] | None) -> list[tuple[Any, Any, str]]:
        chosen = answer or [None] * len(self.prompts)
        return [(key, prompt.response, prompt.why) for key, prompt in zip(chosen, self.prompts, strict=True)]


Scored = MultipleChoice | MultipleResponse | Ordering | Matching


class CaseStudy(Form):
    """One scenario and two to four questions about it, each scored by itself."""

    format: Literal["case_study"]
    id: Annotated[str, StringConstraints(pattern=r"^[1-9]\.[1-9]-[0-9]{3}$")]
    scenario: Text
    parts: tuple[Annotated[Scored, Field(discriminator="format")], ...]

    def problems(self) -> Iterator[tuple[str, str]]:
        if not 2 <= len(self.parts) <= 4:
            yield "parts", f"are {len(self.parts)}; give 2 to 4"
        for number, part in enumerate(self.parts, start=1):
            if part.id[:-1] != self.id:
                yield f"part {number}, id", f"is {part.id}; make it {self.id} and a letter from a to d"


Question = Scored | CaseStudy


def parts(question: Question) -> tuple[Scored, ...]:
    """What is answered and scored: a case study's parts, or the question itself."""
    return question.parts if isinstance(question, CaseStudy) else (question,)


def score(question: Scored, response: Any) -> bool:
    """Tell whether a response is right, all or nothing. No answer and a response of another form are wrong."""
    answer = question.read(response)
    return answer is not None and answer == question.key()


def public(question: Question) -> dict[str, Any]:
    """Give what may be shown before the answer: no key, no reason, no place. Made of lists, dicts, text and numbers."""
    head = {"id": question.id, "format": question.format, "scenario": question.scenario}
    if isinstance(question, CaseStudy):
        return head | {"parts": [public(part) for part in question.parts]}
    return head | {"ask": question.ask} | question.shown()


def review(question: Scored, response: Any) -> dict[str, Any]:
    """Give what is shown after the answer.

    Returns:
        `right` for the whole, `items` with `chosen`, `correct`, `right` and `why` for each option, step or prompt as
        listed (two booleans, two places from 1, or two response keys; None where there is none), `responses` with
        `key` and `why` (matching only), `sources`, and `lesson` and `section` to go back to.
    """
    marked = question.marked(question.read(response))
    return {
        "id": question.id,
        "right": score(question, response),
        "items": [{"chosen": a, "correct": b, "right": a == b, "why": why} for a, b, why in marked],
        "responses": [{"key": each.key, "why": each.why} for each in getattr(question, "responses", ())],
        "sources": [{"url": source.url, "checked": source.checked.isoformat()} for source in question.sources],
        "lesson": question.lesson,
        "section": question.section,
    }


def _indices(values: Iterable[Any], items: tuple[Any, ...]) -> bool:
    """Whether the values are indices of the items, each at most once. True and False are no indices."""
    values = list(values)
    return all(type(n) is int and 0 <= n < len(items) for n in values) and len(set(values)) == len(values)


def _repeats(field: str, texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for text in texts:
        plain = " ".join(text.split()).casefold()
        if plain in seen:
            yield field, f"say the same twice ({text!r}); make them differ"
        seen.add(plain)
