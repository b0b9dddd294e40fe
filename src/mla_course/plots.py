"""One look for every plot of the course, and alternative text with each."""

import base64
import html
import io

import matplotlib as mpl
import matplotlib.pyplot as plt
from IPython.display import HTML, display
from matplotlib.figure import Figure

# Okabe and Ito's palette (https://jfly.uni-koeln.de/color/), told apart by people with any color vision. Black and
# yellow are left out: black is for text, and yellow vanishes in print.
BLUE = "#0072B2"
ORANGE = "#E69F00"
GREEN = "#009E73"
VERMILION = "#D55E00"
PURPLE = "#CC79A7"
SKY = "#56B4E9"
GRAY = "#7A7A7A"


def use_theme() -> None:
    """Set matplotlib's defaults for this notebook: the palette, quiet axes, and a size that fits the page."""
    mpl.rcParams.update(
        {
            "axes.prop_cycle": mpl.cycler(color=[BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY, GRAY]),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.titlelocation": "left",
            "axes.titlesize": 12,
            "axes.titleweight": "bold",
            "axes.titlepad": 12,
            "axes.labelsize": 11,
            "figure.figsize": (7.5, 3.6),
            "figure.constrained_layout.use": True,
            "figure.facecolor": "white",
            "font.size": 11,
            "legend.frameon": False,
        }
    )


def show(figure: Figure, alt: str) -> None:
    """Display a figure with its alternative text, and close it.

    JupyterLab gives a plain image output no `alt` attribute, so the figure is sent as an HTML image that has one.

    Args:
        figure: What to show. Each of its axes that holds data has a title, or the figure has one, and axis labels.
        alt: What a reader who can't see the figure needs to know: what is drawn, and the finding, in one or two
            sentences.

    Raises:
        ValueError: The text is empty, or a title or an axis label is missing.
    """
    _refuse_unlabelled(figure, alt)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110)
    plt.close(figure)
    source = base64.b64encode(buffer.getvalue()).decode()
    display(
        HTML(
            f'<img src="data:image/png;base64,{source}" alt="{html.escape(alt)}" '
            'style="max-width: 100%; background: white">'
        )
    )


def _refuse_unlabelled(figure: Figure, alt: str) -> None:
    """Say what a figure lacks before a reader meets it."""
    if not alt.strip():
        raise ValueError("show() needs alt=…: one or two sentences for a reader who can't see the figure.")
    titled = bool(figure.get_suptitle())
    # A color bar is an axes too; its label is its title.
    drawn = [axes for axes in figure.axes if axes.has_data() and axes.get_label() != "<colorbar>"]
    for number, axes in enumerate(drawn, start=1):
        title = axes.get_title() or axes.get_title(loc="left") or axes.get_title(loc="right")
        missing = [
            name
            for name, text in [
                ("title", title or titled),
                ("x label", axes.get_xlabel() or figure.get_supxlabel() or not axes.xaxis.get_visible()),
                ("y label", axes.get_ylabel() or figure.get_supylabel() or not axes.yaxis.get_visible()),
            ]
            if not text
        ]
        if missing:
            raise ValueError(f"Axes {number} of {len(drawn)} has no {' and no '.join(missing)}.")
