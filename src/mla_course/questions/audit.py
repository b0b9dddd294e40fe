"""What must hold of the whole bank, beyond the form of each question: balance, coverage, and nothing for a guesser."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations

from mla_course.outline import Outline
from mla_course.questions import tricks
from mla_course.questions.bank import Bank
from mla_course.questions.model import CaseStudy, Matching, MultipleChoice, MultipleResponse, Ordering, Scored

# The share of each format, in percent of all scored questions, and how far it may be off.
FORMATS = {"multiple_choice": 60, "multiple_response": 15, "ordering": 8, "matching": 9, "case_study": 8}
FORMATS_OFF = 4
WEIGHTS_OFF = 3
LEAST_CASES = 7
# How many services must be a right answer somewhere.
LEAST_RIGHT_SERVICES = 40
# Two questions that share more of their words than this ask the same.
MOST_ALIKE = 0.5
# How far each place's share of the keys may be from a quarter.
_PLACES_OFF = 0.05
_AWS = re.compile(r"https://(docs\.|boto3\.|[\w-]+\.)?(aws\.amazon\.com|amazonaws\.com)/")


def audit(bank: Bank, outline: Outline) -> Iterator[str]:
    """Yield what is wrong with the bank as a whole, with what to do; nothing where all holds."""
    questions = bank.scored
    yield from _balance(bank, outline)
    yield from _coverage(questions, outline)
    for question in questions:
        if question.services and not any(_AWS.match(source.url) for source in question.sources):
            yield f"{question.id} is about {question.services[0]} and has no page of AWS among its sources"
    for one, other, likeness in near_duplicates(bank):
        yield f"{one} and {other} share {likeness:.0%} of their words; ask one of them otherwise, or drop it"
    for name, profit in tricks.profits(questions, lambda each: scenario(bank, each)).items():
        if abs(profit) > tricks.MOST_PROFIT:
            yield f"who goes by {name!r} is {100 * profit:+.1f} points off chance; reword options until it is within 5"
    places = Counter(next(iter(each.key())) for each in questions if isinstance(each, MultipleChoice))
    for place in range(4):
        share = places[place] / places.total()
        if abs(share - 0.25) > _PLACES_OFF:
            yield f"the key of multiple choice is {'ABCD'[place]} in {share:.0%}; move keys until it is near 25 %"


def scenario(bank: Bank, question: Scored) -> str:
    """The text above a question's ask: its own scenario, with that of its case study."""
    case = bank.case_of(question.id)
    return " ".join(filter(None, [case.scenario if case else None, question.scenario]))


def _balance(bank: Bank, outline: Outline) -> Iterator[str]:
    total = len(bank.scored)
    for domain in outline.blueprints[outline.exam].domains:
        share = 100 * sum(each.id.startswith(domain.id) for each in bank.scored) / total
        if abs(share - domain.weight) > WEIGHTS_OFF:
            yield f"domain {domain.id} has {share:.0f} % of the questions, and {domain.weight} % of the exam"
    formats = Counter("case_study" if bank.case_of(each.id) else each.format for each in bank.scored)
    for name, share in FORMATS.items():
        if abs(100 * formats[name] / total - share) > FORMATS_OFF:
            yield f"{name} is {100 * formats[name] / total:.0f} % of the questions; it should be near {share} %"
    cases = sum(isinstance(each, CaseStudy) for each in bank.questions)
    if cases < LEAST_CASES:
        yield f"there are {cases} case studies; {LEAST_CASES} are the least"


def _coverage(questions: Iterable[Scored], outline: Outline) -> Iterator[str]:
    asked = {statement for question in questions for statement in question.statements}
    for statement, title in outline.statements().items():
        if statement not in asked:
            yield f"no question asks {statement} ({title})"
    weighed, right = Counter(), Counter()
    names = Names(outline.services())
    for question in questions:
        found, keys = services(question, names)
        weighed.update(found)
        right.update(keys)
    for service in outline.services():
        if not weighed[service]:
            yield f"no question has {service} among what can be chosen"
    if len(right) < LEAST_RIGHT_SERVICES:
        yield f"{len(right)} services are a right answer somewhere; {LEAST_RIGHT_SERVICES} are the least"
    strangers = Names(name for each in outline.blueprints[outline.exam].services_out_of_scope.values() for name in each)
    for question in questions:
        for name in services(question, strangers)[1]:
            yield f"{question.id}: {name} is out of the exam's scope, and part of the right answer"


class Names:
    """Finds services in a text by their names, longest first, so that AWS Glue DataBrew isn't AWS Glue as well.

    `Amazon Simple Queue Service (Amazon SQS)` goes by either name; AWS Identity and Access Management (IAM) also by AWS IAM.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[str, str] = {}
        for name in names:
            long, _, short = name.partition(" (")
            self._names[long] = name
            if short and not short.startswith("with"):
                short = short.rstrip(")")
                self._names[short if " " in short else f"AWS {short}"] = name
        # How the documentation calls them, too.
        for alias, name in _ALIASES.items():
            if name in self._names.values():
                self._names[alias] = name
        alternatives = "|".join(re.escape(each) for each in sorted(self._names, key=len, reverse=True))
        self._pattern = re.compile(rf"\b({alternatives})(?![\w])")

    def find(self, text: str) -> set[str]:
        """The official names of the services that a text names."""
        return {self._names[found] for found in self._pattern.findall(text)}


_ALIASES = {
    "SageMaker": "Amazon SageMaker",
    "Firehose": "Amazon Data Firehose",
    "CloudWatch": "Amazon CloudWatch",
    "CloudWatch Logs": "Amazon CloudWatch Logs",
    "Application Auto Scaling": "AWS Auto Scaling",
    "Managed Service for Apache Flink": "Amazon Managed Service for Apache Flink",
    "S3 Glacier": "Amazon S3 Glacier",
    "VPC": "Amazon VPC",
    "IAM": "AWS Identity and Access Management (IAM)",
    "Lambda": "AWS Lambda",
    "CloudFormation": "AWS CloudFormation",
    "EventBridge": "Amazon EventBridge",
    "Step Functions": "AWS Step Functions",
}


def services(question: Scored, names: Names) -> tuple[set[str], set[str]]:
    """The services among what can be chosen, and those in what is right."""
    if isinstance(question, Matching):
        keys = set(question.key())
        chosen = [(each.text, each.key in keys) for each in question.responses]
        # What a prompt names is decided about as well.
        chosen += [(prompt.text, True) for prompt in question.prompts]
    elif isinstance(question, Ordering):
        chosen = [(step.text, step.position is not None) for step in question.steps]
    else:
        assert isinstance(question, MultipleChoice | MultipleResponse)
        chosen = [(option.text, option.correct) for option in question.options]
    found = [(names.find(text), right) for text, right in chosen]
    return set().union(*(each for each, _ in found)), set().union(*(each for each, right in found if right))


def near_duplicates(bank: Bank) -> list[tuple[str, str, float]]:
    """Pairs of questions that share too many of their words, with the share; parts of one case study share theirs."""
    texts = {}
    for question in bank.scored:
        # Skeletons are all alike until they are written.
        if f"(draft {question.id})" in (question.scenario or ""):
            continue
        own = [question.scenario or "", question.ask, *_lines(question)]
        texts[question.id] = tricks.words(" ".join(own))
    found = []
    for (one, words), (other, others) in combinations(texts.items(), 2):
        if one[:-1] != other[:-1] and (likeness := tricks.alike(words, others)) > MOST_ALIKE:
            found.append((one, other, likeness))
    return found


def _lines(question: Scored) -> list[str]:
    lines = [*getattr(question, "options", ()), *getattr(question, "steps", ()), *getattr(question, "prompts", ())]
    return [line.text for line in lines]
