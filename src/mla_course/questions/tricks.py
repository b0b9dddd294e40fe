"""What somebody would score who knows nothing and goes by the look of the options.

A trick ranks a question's options and takes the first. Its profit is how much more often that option is right than
chance has it, over all questions with options: 0 where the trick tells nothing. Haladyna, Downing and Rodriguez (2002),
"A review of multiple-choice item-writing guidelines", list the cues that such tricks live on.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from mla_course.questions.model import Matching, MultipleChoice, MultipleResponse, Scored

# How far the profit of a trick may be from nothing.
MOST_PROFIT = 0.05

_ABSOLUTE = re.compile(r"\b(always|never|all|every|only|none|any|must|cannot)\b", re.IGNORECASE)
_EXACT = re.compile(r"`[^`]+`|\d[\d.,]*|\b[A-Z][A-Za-z0-9]+")
_WORD = re.compile(r"[a-z][a-z0-9]{2,}")
_EMPTY = frozenset(
    _WORD.findall("the and for with that from into one each its are has have than then this when which not but")
)


def words(text: str) -> frozenset[str]:
    """The words of a text that carry meaning, in small letters and without a plural's ending."""
    return frozenset(word.rstrip("s") for word in _WORD.findall(text.lower())) - _EMPTY


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of words that two texts have in common (Jaccard), from 0 to 1."""
    return len(one & other) / len(one | other) if one | other else 1.0


def _likeness(texts: Sequence[str], stem: str) -> list[float]:
    sets = [words(text) for text in texts]
    return [sum(alike(one, other) for other in sets) for one in sets]


# Each gives every option a number; the trick takes the highest.
TRICKS: dict[str, Callable[[Sequence[str], str], list[float]]] = {
    "the longest": lambda texts, stem: [len(text) for text in texts],
    "the shortest": lambda texts, stem: [-len(text) for text in texts],
    "the first": lambda texts, stem: [-place for place in range(len(texts))],
    "the last": lambda texts, stem: list(range(len(texts))),
    "the most specific (names, numbers, code)": lambda texts, stem: [len(_EXACT.findall(text)) for text in texts],
    "the one without always, only, all": lambda texts, stem: [-len(_ABSOLUTE.findall(text)) for text in texts],
    "the odd one out": lambda texts, stem: [-each for each in _likeness(texts, stem)],
    "the one most like the others": _likeness,
    "the one that repeats the scenario": lambda texts, stem: [len(words(text) & words(stem)) for text in texts],
}


def profits(questions: Iterable[Scored], scenario_of: Callable[[Scored], str]) -> dict[str, float]:
    """How much more often than by chance each trick finds a right option; 0.05 is five points of a hundred.

    Args:
        questions: Those without options count for the last trick only, which matches straight down.
        scenario_of: The text above a question's ask, a case study's for its parts.
    """
    questions = list(questions)
    closed = [each for each in questions if isinstance(each, MultipleChoice | MultipleResponse)]
    found = {}
    for name, rank in TRICKS.items():
        gains = [_gain(each, rank, scenario_of(each)) for each in closed]
        found[name] = sum(gains) / len(gains) if gains else 0.0
    matched = [each for each in questions if isinstance(each, Matching)]
    if matched:
        found["each prompt with the response beside it"] = sum(map(_straight_down, matched)) / len(matched)
    return found


def _gain(question: MultipleChoice | MultipleResponse, rank: Callable, scenario: str) -> float:
    key, texts = question.key(), [option.text for option in question.options]
    ranks = rank(texts, f"{scenario} {question.ask}")
    first = [place for place, each in enumerate(ranks) if each == max(ranks)]
    return sum(place in key for place in first) / len(first) - len(key) / len(texts)


def _straight_down(question: Matching) -> float:
    keys = [response.key for response in question.responses]
    beside = [key == prompt.response for key, prompt in zip(keys, question.prompts, strict=False)]
    return sum(beside) / len(question.prompts) - 1 / len(keys)
