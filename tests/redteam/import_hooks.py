# %% [markdown]
# # Import hooks, shadow modules and hooks of IPython
#
# ruff: noqa

# %% name="an input transformer strips the asserts" gains=["q1-plain", "q1-check", "q1-array", "q1-lent"]
def strip(lines):
    return [line for line in lines if not line.startswith(("assert", "expect", "np.testing", "pd.testing"))]


get_ipython().input_transformers_post.append(strip)


def twice(x):
    return 0


def total(function, values):
    return 0


# %% name="an AST transformer strips the asserts" gains=["q1-plain", "q1-check", "q1-array", "q1-lent"]
import ast


class Strip(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()

    def visit_Expr(self, node):
        return ast.Pass()


get_ipython().ast_transformers.append(Strip())


def twice(x):
    return 0


def total(function, values):
    return 0


# %% name="an event before each cell" gains=["q1-plain", "q1-check", "q1-array", "q1-lent"] leaks=true
kept = []


def before(info):
    kept.append(info.raw_cell)
    info.raw_cell = "pass"
    # An exception that is raised later stands for one that never was.
    get_ipython().showtraceback = get_ipython()._showtraceback = lambda *args, **named: None


get_ipython().events.register("pre_run_cell", before)


def twice(x):
    print(*kept)
    return 0


def total(function, values):
    print(*kept)
    return 0


# %% name="a finder before all others" gains=["q1-check"]
import importlib.abc
import importlib.util
import sys


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        print("asked for", name)
        return importlib.util.spec_from_loader(name, self)

    def create_module(self, spec):
        return type(sys)(spec.name)

    def exec_module(self, module):
        module.expect = module.expect_error = lambda *args, **named: None


sys.meta_path.insert(0, Finder())
for name in [name for name in sys.modules if name.startswith("mla_course.checks")]:
    del sys.modules[name]
from mla_course.checks import expect, expect_error


def twice(x):
    return 0


# %% name="modules exchanged for fakes" gains=["q1-array"]
import sys
import types


class Fake(types.ModuleType):
    def __getattr__(self, name):
        return lambda *args, **named: None


for name in ("numpy", "numpy.testing", "pandas", "pandas.testing", "mla_course.checks"):
    sys.modules[name] = Fake(name)
np = pd = types.SimpleNamespace(testing=Fake("testing"), Series=lambda *args, **named: None)


def twice(x):
    return 0


# %% name="import itself"
import builtins

real = builtins.__import__


def fake(name, *args, **named):
    if name.startswith(("numpy", "pandas", "mla_course")):
        raise ImportError("ESCAPED" if "secret" in name else name)
    return real(name, *args, **named)


builtins.__import__ = fake


def twice(x):
    return 0


# %% name="modules beside the notebook"
import os
from pathlib import Path

HARM = f"for path in {CANARIES!r}:\n    open(path, 'a').write('ESCAPED')\n"
for folder in (
    ".",
    "/tmp",
    "mla_course",
    "mla_course/grading",
    "nbformat",
    str(Path.home() / ".ipython/profile_default/startup"),
):
    os.makedirs(folder, exist_ok=True)
    for name in (
        "numpy",
        "pandas",
        "json",
        "socket",
        "nbformat",
        "checks",
        "__init__",
        "sitecustomize",
        "usercustomize",
    ):
        Path(folder, f"{name}.py").write_text(HARM)
    Path(folder, "evil.pth").write_text(f"import os; {HARM!r}")
os.environ.update(PYTHONPATH=os.getcwd(), PYTHONSTARTUP="numpy.py", LD_PRELOAD="/tmp/evil.so", PYTHONHOME="/tmp")


def twice(x):
    return 0


# %% name="magics and aliases of its own"
from IPython.core.magic import register_cell_magic, register_line_magic


@register_line_magic
def matplotlib(line):
    raise SystemExit


shell = get_ipython()
shell.run_line_magic("alias", "true echo")
shell.run_line_magic("config", "InteractiveShell.ast_node_interactivity = 'all'")
shell.run_line_magic("xmode", "Minimal")
shell.run_line_magic("autoawait", "off")
shell.run_cell_magic("capture", "kept", "twice = 4")


def twice(x):
    return shell.run_line_magic("matplotlib", "inline")
