"""The bank as a whole: balance, coverage, no profit from tricks, and the package for learning platforms."""

import copy
import io
import random
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import TypeAdapter
from pyslet.qtiv2 import variables
from pyslet.qtiv2.xml import QTIDocument

from mla_course.outline import load_outline
from mla_course.questions import tricks
from mla_course.questions.audit import Names, audit, near_duplicates, scenario
from mla_course.questions.bank import Bank, load_bank
from mla_course.questions.model import CaseStudy, Matching, MultipleChoice, Ordering, Question, Scored
from mla_course.questions.qti import export

OUTLINE = load_outline()
BANK = load_bank(statements=OUTLINE.known_statements, services=OUTLINE.services())
_question = TypeAdapter(Question)


def test_the_bank_holds_what_it_must() -> None:
    assert len(BANK.scored) >= 220
    assert list(audit(BANK, OUTLINE)) == []


def changed(change: Callable[[dict[str, Any]], None], only: Callable[[Question], bool] = lambda each: True) -> Bank:
    """The bank with a change to the data of each of some questions."""
    made = []
    for question in BANK.questions:
        data = copy.deepcopy(question.model_dump(mode="json"))
        if only(question):
            change(data)
        made.append(_question.validate_python(data))
    return Bank(made)


def is_choice(question: Question) -> bool:
    return isinstance(question, MultipleChoice)


def longest(data: dict[str, Any]) -> None:
    """Make the right option the longest in one question of three."""
    if int(re.search(r"-(\d+)", data["id"])[1]) % 3 == 0:
        for option in data["options"]:
            if option["correct"]:
                option["text"] += " and everything that this may need in order to work well"


def in_front(data: dict[str, Any]) -> None:
    if int(re.search(r"-(\d+)", data["id"])[1]) % 4 == 0:
        data["options"].sort(key=lambda option: not option["correct"])


def exact(data: dict[str, Any]) -> None:
    if int(re.search(r"-(\d+)", data["id"])[1]) % 3 == 0:
        for option in data["options"]:
            if option["correct"]:
                option["text"] = f"{option['text'][:-8]} `x=17`, `y=23`, `z=42`, `v=5`"


def repeating(data: dict[str, Any]) -> None:
    if int(re.search(r"-(\d+)", data["id"])[1]) % 3 == 0:
        for option in data["options"]:
            if option["correct"]:
                option["text"] += " " + data["scenario"][:90]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (longest, "who goes by 'the longest'"),
        (in_front, "who goes by 'the first'"),
        (in_front, "the key of multiple choice is A in"),
        (exact, "who goes by 'the most specific"),
        (repeating, "who goes by 'the one that repeats the scenario'"),
        (
            lambda data: data.update(
                services=["Amazon S3"], sources=[{"url": "https://example.org/a", "checked": "2026-11-01"}]
            ),
            "has no page of AWS among its sources",
        ),
    ],
    ids=["longest", "first", "place", "specific", "repeats", "source"],
)
def test_what_would_give_the_key_away_is_found(change: Callable[[dict], None], says: str) -> None:
    assert any(says in problem for problem in audit(changed(change, is_choice), OUTLINE))


def test_straight_lines_in_matching_are_found() -> None:
    def straight(data: dict[str, Any]) -> None:
        keys = list(dict.fromkeys(prompt["response"] for prompt in data["prompts"]))
        data["responses"].sort(key=lambda each: keys.index(each["key"]) if each["key"] in keys else 99)

    bank = changed(straight, lambda each: isinstance(each, Matching))
    assert any("the response beside it" in problem for problem in audit(bank, OUTLINE))


def test_what_is_missing_is_named() -> None:
    without = Bank([each for each in BANK.questions if not each.id.startswith("3.")])
    found = "\n".join(audit(without, OUTLINE))
    assert "domain 3 has 0 % of the questions, and 22 % of the exam" in found
    assert "no question asks 3.1.K7" in found
    no_cases = Bank([each for each in BANK.questions if not isinstance(each, CaseStudy)])
    found = "\n".join(audit(no_cases, OUTLINE))
    assert "case_study is 0 % of the questions" in found and "there are 0 case studies" in found


def test_near_duplicates_are_found() -> None:
    question = next(each for each in BANK.questions if is_choice(each))
    data = question.model_dump(mode="json") | {"id": "4.3-999"}
    data["ask"] = "And which one is it now?"
    pairs = near_duplicates(Bank([*BANK.questions, _question.validate_python(data)]))
    assert [pair[:2] for pair in pairs] == [(question.id, "4.3-999")]


def test_a_service_out_of_scope_is_no_right_answer() -> None:
    def out(data: dict[str, Any]) -> None:
        for option in data["options"]:
            if option["correct"]:
                option["text"] = "Amazon GuardDuty"

    bank = changed(out, lambda each: each.id == next(each.id for each in BANK.questions if is_choice(each)))
    assert any("Amazon GuardDuty is out of the exam's scope" in problem for problem in audit(bank, OUTLINE))


def test_services_are_found_by_their_longest_name() -> None:
    names = Names(OUTLINE.services())
    assert names.find("AWS Glue DataBrew, then Amazon SQS") == {
        "AWS Glue DataBrew",
        "Amazon Simple Queue Service (Amazon SQS)",
    }
    assert names.find("SageMaker Clarify writes to Amazon CloudWatch Logs") == {
        "Amazon SageMaker",
        "Amazon CloudWatch Logs",
    }
    assert names.find("a lambda function and a glue") == set()


def test_chance_is_what_a_trick_is_measured_against() -> None:
    """A trick that ranks at random has a profit near nothing; one that knows the key has it all."""
    by = random.Random(1)
    before = dict(tricks.TRICKS)
    try:
        tricks.TRICKS.clear()
        tricks.TRICKS["at random"] = lambda texts, stem: [by.random() for _ in texts]
        found = [tricks.profits(BANK.scored, lambda each: scenario(BANK, each))["at random"] for _ in range(60)]
        assert abs(sum(found) / len(found)) < 0.02
    finally:
        tricks.TRICKS.clear()
        tricks.TRICKS.update(before)


# --- For learning platforms ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def package() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(export(BANK)))


def test_the_package_names_every_item(package: zipfile.ZipFile) -> None:
    manifest = package.read("imsmanifest.xml").decode()
    items = {name for name in package.namelist() if name.startswith("items/")}
    assert len(items) == len(BANK.scored)
    assert set(re.findall(r'<file href="([^"]+)"', manifest)) == items
    assert export(BANK) == export(BANK)


def given(question: Scored, right: bool) -> Any:
    """A response in QTI's identifiers."""
    if isinstance(question, Matching):
        names = {response.key: f"response_{at}" for at, response in enumerate(question.responses)}
        keys = list(question.key())
        if not right:
            keys[0] = next(key for key in names if key != keys[0])
        return [f"prompt_{at} {names[key]}" for at, key in enumerate(keys)]
    if isinstance(question, Ordering):
        key = list(question.key())
        return [f"step_{at}" for at in (key if right else [key[1], key[0], *key[2:]])]
    key = sorted(question.key())
    if not right:
        key[0] = next(at for at in range(len(question.options)) if at not in key)
    return [f"option_{at}" for at in key]


@pytest.mark.parametrize("question", BANK.scored, ids=lambda each: each.id)
def test_an_importer_reads_each_item_and_scores_it(package: zipfile.ZipFile, question: Scored) -> None:
    """pyslet is a library that platforms import QTI with: it holds items to the standard and runs their scoring."""
    document = QTIDocument()
    document.read(src=io.BytesIO(package.read(f"items/{question.id}.xml")))
    declared = document.root.get_declaration("RESPONSE")
    for right in (True, False):
        state = variables.ItemSessionState(document.root)
        state.begin_session()
        response = variables.Value.new_value(declared.cardinality, declared.baseType)
        values = given(question, right)
        response.set_value(values[0] if isinstance(question, MultipleChoice) else values)
        state.map["RESPONSE"] = response
        state.end_attempt()
        assert state["SCORE"].value == float(right)
