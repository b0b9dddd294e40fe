"""The bank as QTI 2.1, which learning platforms import (1EdTech, "IMS Question and Test Interoperability", 2012).

A package is a ZIP file with a manifest and an XML file for each question: multiple choice and response as choices, ordering
as an order, matching as associations, and the parts of a case study each with the case above it. All are scored all or
nothing.
"""

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as Tree

from mla_course.files import write_atomically
from mla_course.questions.bank import Bank
from mla_course.questions.model import CaseStudy, Matching, MultipleChoice, MultipleResponse, Ordering, Scored

_QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"


def export(bank: Bank) -> bytes:
    """The whole bank as a content package."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        files = {}
        for question in bank.scored:
            case = bank.case_of(question.id)
            files[question.id] = f"items/{question.id}.xml"
            _put(package, files[question.id], item(question, case))
        _put(package, "imsmanifest.xml", _manifest(files))
    return held.getvalue()


def _put(package: zipfile.ZipFile, name: str, root: Tree.Element) -> None:
    # A fixed date: the same bank gives the same bytes.
    info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    Tree.indent(root)
    package.writestr(info, Tree.tostring(root, encoding="utf-8", xml_declaration=True))


def item(question: Scored, case: CaseStudy | None = None) -> Tree.Element:
    """One question as an assessment item.

    Args:
        question: The question.
        case: The case study that it is a part of.
    """
    root = Tree.Element(
        "assessmentItem",
        {
            "xmlns": _QTI,
            "identifier": _name(question.id),
            "title": f"Question {question.id}",
            "adaptive": "false",
            "timeDependent": "false",
        },
    )
    interaction, kind, cardinality, right = _WAYS[type(question)](question)
    declared = _add(root, "responseDeclaration", identifier="RESPONSE", cardinality=cardinality, baseType=kind)
    correct = _add(declared, "correctResponse")
    for value in right:
        _add(correct, "value").text = value
    for name in ("SCORE", "MAXSCORE"):
        outcome = _add(root, "outcomeDeclaration", identifier=name, cardinality="single", baseType="float")
        _add(_add(outcome, "defaultValue"), "value").text = "0" if name == "SCORE" else "1"
    body = _add(root, "itemBody")
    for text in (case.scenario if case else None, question.scenario):
        for paragraph in re.split(r"\n+", text or ""):
            if paragraph.strip():
                _rich(_add(body, "p"), paragraph)
    body.append(interaction)
    _all_or_nothing(root)
    return root


def _all_or_nothing(root: Tree.Element) -> None:
    """The standard's template match_correct, written out: not every importer fetches templates."""
    condition = _add(_add(root, "responseProcessing"), "responseCondition")
    right = _add(condition, "responseIf")
    match = _add(right, "match")
    _add(match, "variable", identifier="RESPONSE")
    _add(match, "correct", identifier="RESPONSE")
    for branch, points in ((right, "1"), (_add(condition, "responseElse"), "0")):
        _add(_add(branch, "setOutcomeValue", identifier="SCORE"), "baseValue", baseType="float").text = points


def _choice(question: MultipleChoice | MultipleResponse) -> tuple[Tree.Element, str, str, list[str]]:
    key = sorted(question.key())
    single = isinstance(question, MultipleChoice)
    interaction = Tree.Element(
        "choiceInteraction", responseIdentifier="RESPONSE", shuffle="false", maxChoices=str(len(key))
    )
    _prompt(interaction, question)
    for at, option in enumerate(question.options):
        choice = _add(interaction, "simpleChoice", identifier=f"option_{at}")
        _rich(choice, option.text)
    return interaction, "identifier", "single" if single else "multiple", [f"option_{at}" for at in key]


def _order(question: Ordering) -> tuple[Tree.Element, str, str, list[str]]:
    key = question.key()
    options = {"responseIdentifier": "RESPONSE", "shuffle": "false"}
    if len(key) < len(question.steps):
        options |= {"minChoices": str(len(key)), "maxChoices": str(len(key))}
    interaction = Tree.Element("orderInteraction", options)
    _prompt(interaction, question)
    for at, step in enumerate(question.steps):
        _rich(_add(interaction, "simpleChoice", identifier=f"step_{at}"), step.text)
    return interaction, "identifier", "ordered", [f"step_{at}" for at in key]


def _match(question: Matching) -> tuple[Tree.Element, str, str, list[str]]:
    count = str(len(question.prompts))
    interaction = Tree.Element(
        "matchInteraction", responseIdentifier="RESPONSE", shuffle="false", maxAssociations=count
    )
    _prompt(interaction, question)
    left, right = (_add(interaction, "simpleMatchSet") for _ in range(2))
    for at, prompt in enumerate(question.prompts):
        _rich(_add(left, "simpleAssociableChoice", identifier=f"prompt_{at}", matchMax="1"), prompt.text)
    names = {response.key: f"response_{at}" for at, response in enumerate(question.responses)}
    for response in question.responses:
        _rich(_add(right, "simpleAssociableChoice", identifier=names[response.key], matchMax=count), response.text)
    pairs = [f"prompt_{at} {names[key]}" for at, key in enumerate(question.key())]
    return interaction, "directedPair", "multiple", pairs


_WAYS = {MultipleChoice: _choice, MultipleResponse: _choice, Ordering: _order, Matching: _match}


def _prompt(interaction: Tree.Element, question: Scored) -> None:
    text = question.ask
    if isinstance(question, Ordering) and len(question.key()) < len(question.steps):
        text += f" (Put {len(question.key())} of the {len(question.steps)} steps in order.)"
    _rich(_add(interaction, "prompt"), text)


def _manifest(files: dict[str, str]) -> Tree.Element:
    root = Tree.Element("manifest", {"xmlns": _PACKAGE, "identifier": "mla-course-questions"})
    metadata = _add(root, "metadata")
    _add(metadata, "schema").text = "QTIv2.1 Package"
    _add(metadata, "schemaversion").text = "1.0.0"
    _add(root, "organizations")
    resources = _add(root, "resources")
    for id, path in files.items():
        resource = _add(resources, "resource", identifier=f"file_{_name(id)}", type="imsqti_item_xmlv2p1", href=path)
        _add(resource, "file", href=path)
    return root


def _add(parent: Tree.Element, tag: str, **attributes: str) -> Tree.Element:
    return Tree.SubElement(parent, tag, attributes)


def _rich(element: Tree.Element, text: str) -> None:
    """Put a text into an element, with what stands in backticks as code."""
    for at, piece in enumerate(re.split(r"`([^`]+)`", " ".join(text.split()) if "\n" not in text else text)):
        if at % 2:
            code = _add(element, "code")
            code.text, code.tail = piece, ""
        elif len(element):
            element[-1].tail = piece
        else:
            element.text = piece


def _name(id: str) -> str:
    return "q" + re.sub(r"[.-]", "_", id)


def write(bank: Bank, path: Path) -> None:
    """Write the package to a file, whole or not at all.

    Raises:
        OSError: It can't be written.
    """
    write_atomically(path, export(bank))
