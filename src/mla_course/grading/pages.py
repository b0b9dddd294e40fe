"""What of a student's notebook may stand on a page that an instructor opens.

Formgrader shows it beside its own buttons, logged in as the instructor: a script there could give points. So what cells
display, and what text cells render to, is cut down to tags and attributes that show something and do nothing.
"""

import base64
import re
from typing import Any

import nh3
from nbconvert.exporters.exporter import ResourcesDict
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from pygments.token import STANDARD_TYPES

_TEXT = """a abbr b blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure
h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strike strong sub summary sup table tbody td
tfoot th thead tr tt u ul var"""
_MATH = """math mfrac mi mn mo mover mpadded mphantom mroot mrow mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr
munder munderover"""
_MATH_ATTRIBUTES = """accent accentunder columnalign columnspan display displaystyle fence form lspace mathvariant maxsize
minsize movablelimits rowspan rspace scriptlevel separator stretchy width height depth"""
_STYLES = """background background-color border border-collapse color font-family font-size font-style font-weight height
margin max-width min-width padding text-align text-decoration vertical-align white-space width"""

_TAGS = set(_TEXT.split()) | set(_MATH.split())
_ATTRIBUTES = {
    "*": {"style", "title", "dir", "lang"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "details": {"open"},
    **{cell: {"colspan", "rowspan", "scope"} for cell in ("td", "th")},
    **{tag: set(_MATH_ATTRIBUTES.split()) for tag in _MATH.split()},
}
# Names that a style sheet of ours knows. Formgrader's scripts find what they act on by other names.
_CLASSES = {"span": set(filter(None, STANDARD_TYPES.values())), "div": {"highlight"}, "table": {"dataframe"}}
# A page that fetches nothing tells nobody who reads it, and when.
_IMAGE = re.compile(r"data:image/(png|jpeg|gif|svg\+xml|webp);base64,[A-Za-z0-9+/=\s]*")

# What an output may be, the best first, as nbconvert has them.
_IMAGES = ("image/png", "image/jpeg")
_SHOWN = ("text/html", "text/markdown", "image/svg+xml", *_IMAGES, "text/plain")


def clean(html: str | bytes) -> str:
    """The HTML without what could act: scripts, handlers, forms, frames, and images from elsewhere."""
    return nh3.clean(
        html.decode(errors="replace") if isinstance(html, bytes) else str(html),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        attribute_filter=_filter,
        filter_style_properties=set(_STYLES.split()),
        url_schemes={"http", "https", "mailto", "data"},
    )


def _filter(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "src" and not _IMAGE.fullmatch(value):
        return None
    if attribute == "href" and value.lstrip().lower().startswith("data:"):
        return None
    # The page's own colors and places are not a cell's to take.
    if attribute == "style" and re.search(r"url\s*\(|expression|\\", value, re.IGNORECASE):
        return None
    return value


class _Renderer(IPythonRenderer):
    def _embed_image_or_attachment(self, src: str) -> str:
        """Leave an attachment that isn't there out, where nbconvert refuses the whole notebook."""
        return src


def markdown_to_html(source: str) -> str:
    """What a text cell, or a comment, shows."""
    return clean(MarkdownWithMath(renderer=_Renderer(escape=False, exclude_anchor_links=True)).render(source))


class Harmless(Preprocessor):
    """Leave of the outputs what shows something, and of the metadata what grading put there."""

    enabled = True

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        """Rewrite the notebook; the page's own HTML is made of it afterwards, by the filters above."""
        nb.metadata = NotebookNode(language_info={"name": "python", "pygments_lexer": "ipython3"})
        for cell in nb.cells:
            for name, data in dict(cell.pop("attachments", None) or {}).items():
                for mime in _IMAGES:
                    if _fits(mime, data):
                        image = f"data:{mime};base64,{''.join(data[mime].split())}"
                        cell.source = cell.source.replace(f"attachment:{name}", image)
            cell.metadata = NotebookNode({key: value for key, value in cell.metadata.items() if key == "nbgrader"})
            for output in cell.get("outputs", []):
                if "data" in output:
                    # Sizes and names of files go into the page as they are.
                    output.metadata = NotebookNode()
                    output.data = NotebookNode({mime: output.data[mime] for mime in _SHOWN if _fits(mime, output.data)})
            if "outputs" in cell:
                cell.outputs = [output for output in cell.outputs if output.get("data", True)]
        return nb, resources


def _fits(mime: str, data: Any) -> bool:
    if not isinstance(data, dict) or not isinstance(data.get(mime), str):
        return False
    if mime not in _IMAGES:
        return True
    try:
        base64.b64decode("".join(data[mime].split()), validate=True)
    except ValueError:
        return False
    return True
