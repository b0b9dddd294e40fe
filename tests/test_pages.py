"""Nothing that a notebook displays acts on a page that an instructor or a student opens."""

import base64
import json

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.converters import GenerateFeedback

from mla_course.grading.exporters import FeedbackExporter
from mla_course.grading.pages import Harmless, clean, markdown_to_html
from mla_course.grading.scratch import load_config

# What a Formgrader page is made with, as its handler passes it.
RESOURCES = {
    **{name: "x" for name in ("assignment_id", "notebook_id", "submission_id", "student", "notebook_path")},
    **{"index": 0, "total": 1, "base_url": "/", "last_name": None, "first_name": None},
}
SCORES = {"score": 0, "max_score": 1, "late_penalty": 0, "toc": []}

SCRIPTS = {
    "a script": "<script>act()</script>",
    "a handler": "<img src=x onerror=act()>",
    "a handler of a focus": "<p tabindex=1 autofocus onfocus=act()>read me</p>",
    "a link that runs": '<a href="javascript:act()">points</a>',
    "a link with a page in it": '<a href="data:text/html,<script>act()</script>">points</a>',
    "a frame": '<iframe srcdoc="<script>act()</script>"></iframe>',
    "a form": '<form action="/formgrader/api/grade"><input class="score" id="q1"><button>Save</button></form>',
    "a drawing": "<svg onload=act()><script>act()</script></svg>",
    "a drawing in a formula": "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=act()&gt;'>",
    "a page's base": '<base href="https://elsewhere.example/">',
    "a redirect": '<meta http-equiv="refresh" content="0;url=https://elsewhere.example">',
    "a style sheet": "<style>.score { display: none }</style><link rel=stylesheet href=//elsewhere.example/a.css>",
    "an image from elsewhere": '<img src="https://elsewhere.example/seen.png">',
    "a style that fetches": '<p style="background: url(https://elsewhere.example/seen.png)">x</p>',
    "a style that covers the page": '<p style="position: fixed; inset: 0; z-index: 9">Full credit</p>',
    "a name of Formgrader's": '<div class="score full-credit" id="statusmessage">x</div>',
}
AS_OUTPUT = {
    "script": {"data": {"application/javascript": "act()"}},
    "widget": {"data": {"application/vnd.jupyter.widget-view+json": {"model_id": "</script><script>act()</script>"}}},
    "drawing": {"data": {"image/svg+xml": "<svg onload=act()><script>act()</script></svg>"}},
    "image that ends its tag": {"data": {"image/png": '" onerror="act()'}},
    "size with a handler": {
        "data": {"image/png": base64.b64encode(b"x").decode()},
        "metadata": {"image/png": {"width": "1 onerror=act()"}},
    },
    "file of the page's": {
        "data": {"image/png": base64.b64encode(b"x").decode()},
        "metadata": {"filenames": {"image/png": "https://elsewhere.example/seen.png"}},
    },
    "page in a frame": {
        "data": {"text/html": "<script>act()</script>"},
        "metadata": {"text/html": {"isolated": True}},
    },
    "formula": {"data": {"text/latex": "$</script><script>act()</script>$"}},
    "text": {"data": {"text/plain": "<script>act()</script>"}},
    "list instead of text": {"data": {"text/html": ["<script>act()</script>"]}},
}
FORBIDDEN = {"script", "iframe", "form", "input", "button", "base", "meta", "style", "link", "svg", "object", "embed"}


def displayed(**output) -> NotebookNode:
    return new_notebook(cells=[new_code_cell("1", outputs=[new_output("display_data", **output)])])


CASES = {
    **{f"displayed: {name}": displayed(data={"text/html": html}) for name, html in SCRIPTS.items()},
    **{f"displayed as text: {name}": displayed(data={"text/markdown": html}) for name, html in SCRIPTS.items()},
    **{f"written: {name}": new_notebook(cells=[new_markdown_cell(html)]) for name, html in SCRIPTS.items()},
    **{f"displayed: {name}": displayed(**output) for name, output in AS_OUTPUT.items()},
    "printed": new_notebook(
        cells=[new_code_cell("1", outputs=[new_output("stream", text="\x1b[31m<script>act()</script>")])]
    ),
    "raised": new_notebook(
        cells=[
            new_code_cell(
                "1", outputs=[new_output("error", ename="<b onclick=act()>", evalue="<script>", traceback=["<script>"])]
            )
        ]
    ),
    "in the code": new_notebook(cells=[new_code_cell("</pre><script>act()</script>")]),
    "in a raw cell": new_notebook(
        cells=[NotebookNode(cell_type="raw", source="<script>act()</script>", metadata={"raw_mimetype": "text/html"})]
    ),
    "a title": new_notebook(metadata={"title": "</title><script>act()</script>"}),
    "widgets": new_notebook(
        metadata={
            "widgets": {"application/vnd.jupyter.widget-state+json": {"state": "</script><script>act()</script>"}}
        }
    ),
    "a language": new_notebook(
        metadata={"language_info": {"name": "<script>act()</script>", "pygments_lexer": "html"}}
    ),
    "a tag": new_notebook(cells=[new_code_cell("1", metadata={"tags": ['"><script>act()</script>']})]),
}


@pytest.fixture(scope="module", params=["Formgrader", "feedback"])
def page(request: pytest.FixtureRequest):
    """Makes a page, and gives what the notebook adds to it."""
    config = load_config()
    if request.param == "Formgrader":
        exporter = HTMLExporter(config=config, template_name="formgrade")
    else:
        # The steps before need a gradebook.
        at = config.GenerateFeedback.preprocessors.index(Harmless)
        config.FeedbackExporter.preprocessors = config.GenerateFeedback.preprocessors[at:]
        config.merge({"HTMLExporter": GenerateFeedback(config=config).config.HTMLExporter})
        exporter = FeedbackExporter(config=config, template_name="feedback")

    def make(notebook: NotebookNode) -> BeautifulSoup:
        notebook = NotebookNode(json.loads(json.dumps(notebook), object_hook=NotebookNode))
        html, _ = exporter.from_notebook_node(notebook, resources={**RESOURCES, "nbgrader": SCORES, "metadata": {}})
        return BeautifulSoup(html, "html.parser")

    return make


@pytest.mark.parametrize("name", CASES)
def test_nothing_that_is_displayed_acts(page, name: str) -> None:
    empty, made = page(new_notebook(cells=[new_code_cell("1")])), page(CASES[name])
    known = {str(tag) for tag in empty.find_all(FORBIDDEN)}
    assert {str(tag) for tag in made.find_all(FORBIDDEN)} <= known
    own = made.find(id="notebook-container") or made.body
    for tag in own.find_all(True):
        assert not [key for key in tag.attrs if key.startswith("on") or key == "srcdoc"], tag
        assert not tag.get("href", "").lower().startswith(("javascript", "data")), tag
        assert not tag.get("src", "").lower().startswith(("http", "//")), tag
        assert not {"score", "full-credit"} & set(tag.get("class", [])), tag
        assert "elsewhere" not in tag.get("style", "") and "fixed" not in tag.get("style", ""), tag


def test_an_image_that_was_pasted_into_a_text_cell_is_shown(page) -> None:
    cell = new_markdown_cell("My sketch: ![a line](attachment:sketch.png) ![no](attachment:other.png)")
    image = base64.b64encode(b"a sketch").decode()
    cell["attachments"] = {"sketch.png": {"image/png": image}, "other.png": {"text/html": "<script>act()</script>"}}
    made = page(new_notebook(cells=[cell]))
    assert [tag.get("src") for tag in made.find_all("img", alt="a line")] == [f"data:image/png;base64,{image}"]
    assert [tag.get("src") for tag in made.find_all("img", alt="no")] == [None]


def test_what_shows_something_stays() -> None:
    table = clean(pd.DataFrame({"a": [1, 2]}).to_html())
    assert 'class="dataframe"' in table and "<th>a</th>" in table
    figure = '<img src="data:image/png;base64,AAAA" alt="Two lines cross" width="600">'
    assert clean(figure) == figure
    fold = markdown_to_html("<details><summary>Predict</summary>\n\n**No**, `x` is $1$ &lt; 2.\n\n</details>")
    assert "<details><summary>Predict</summary>" in fold and "<strong>No</strong>" in fold and "<code>x</code>" in fold
    assert '<span class="n">x</span>' in markdown_to_html("```python\nx = 1\n```")
    formula = '<math display="block"><mfrac><mn>1</mn><mi>n</mi></mfrac></math>'
    assert clean(formula) == formula
    assert "<td>1</td>" in markdown_to_html("| a |\n|---|\n| 1 |")
    assert 'href="https://docs.aws.amazon.com/"' in markdown_to_html("[AWS](https://docs.aws.amazon.com/)")
