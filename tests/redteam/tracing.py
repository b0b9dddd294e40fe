# %% [markdown]
# # Looking for the tests: tracing, frames, gc, history, memory
#
# The hidden tests hold a word of the form that `SHAPE` matches; who prints one has found them.
#
# ruff: noqa

# %% name="settrace and setprofile" leaks=true
import sys
import threading

seen_words = set()


def trace(frame, event, arg):
    code = frame.f_code
    if code.co_name == "<module>" or "examin" in code.co_filename:
        seen_words.update(each for each in code.co_consts if type(each) is str)
        seen_words.update(each for each in frame.f_locals.values() if type(each) is str and len(each) < 10_000)
    return trace


def look():
    frame = sys._getframe()
    while frame:
        frame.f_trace = trace
        trace(frame, "call", None)
        frame = frame.f_back
    sys.settrace(trace)
    sys.setprofile(trace)
    threading.settrace(trace)
    print(*SHAPE.findall(" ".join(seen_words).encode()))


def twice(x):
    look()
    return 0


def total(function, values):
    look()
    return 0


# %% name="frames above the function" gains=["q1-plain"] leaks=true
import sys


def look(x):
    answer, frame = 0, sys._getframe(2)
    while frame:
        code = frame.f_code
        found = SHAPE.findall(f"{code.co_consts} {frame.f_globals.get('In')} {list(frame.f_locals)}".encode())
        if found:
            print(*found)
        if code.co_name == "<module>" and "twice" in code.co_names:
            # What is wanted stands beside the question.
            wanted = [each for each in code.co_consts if type(each) is int and each != x]
            answer = wanted[0] if wanted else frame.f_globals.get("four")
        frame = frame.f_back
    return answer


def twice(x):
    return look(x) if type(x) is int else 0


def total(function, values):
    look(0)
    return 0


# %% name="every object that the garbage collector knows" leaks=true
import gc


def look():
    gc.unfreeze()
    for thing in gc.get_objects():
        if type(thing) in (list, tuple, dict):
            for value in list(thing.values()) if type(thing) is dict else thing:
                if type(value) is str and len(value) < 100_000:
                    print(*SHAPE.findall(value.encode("utf-8", "replace")))


def twice(x):
    if x == 2:
        look()
    return 0


def total(function, values):
    look()
    return 0


# %% name="the history, the compiler's cache and the sources" leaks=true
import inspect
import linecache


def look():
    found = [In, Out, linecache.cache, get_ipython().history_manager.input_hist_raw, get_ipython().compile.__dict__]
    found += [dict(get_ipython().user_ns.get("_i") and {"i": get_ipython().user_ns["_i"]} or {})]
    print(*SHAPE.findall(str(found).encode()))
    for frame in inspect.stack():
        print(*SHAPE.findall(str(frame.code_context).encode()))


def twice(x):
    look()
    return 0


def total(function, values):
    look()
    return 0


# %% name="its own memory, all of it" leaks=true
import re


def look():
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for line in maps:
            place, rights, _, device, *_ = line.split()
            if not rights.startswith("rw") or "[v" in line:
                continue
            start, end = (int(each, 16) for each in place.split("-"))
            for at in range(start, end, 16 << 20):
                try:
                    memory.seek(at)
                    print(*SHAPE.findall(memory.read(min(16 << 20, end - at))))
                except (OSError, ValueError, OverflowError):
                    break


def twice(x):
    if isinstance(x, list):
        look()
    return 0


def total(function, values):
    look()
    return 0


# %% name="an audit hook sees what is compiled" leaks=true
import sys

heard = []


def listen(event, args):
    if event in ("compile", "exec", "open", "import"):
        heard.append(str(args[0]) if event != "exec" else str(args[0].co_consts))


sys.addaudithook(listen)


def twice(x):
    print(*SHAPE.findall(" ".join(heard).encode()))
    return 0


def total(function, values):
    return twice(0)


# %% name="the function that was lent, taken apart"
def total(function, values):
    print(dir(function), getattr(function, "__dict__", {}), getattr(function, "__closure__", None))
    for name in ("__code__", "__globals__", "__closure__", "__defaults__", "__self__", "gi_frame"):
        found = getattr(function, name, None)
        if found is not None:
            print("ESCAPED", name, found)
    for strange in ("spam", None, [], {}, float("nan"), 10**30, lambda x: x, function):
        try:
            print(function(strange))
        except BaseException as error:
            print(SHAPE.findall(f"{error!r} {error.__traceback__.tb_frame.f_locals}".encode()))
    return 0


def twice(x):
    return 0


# %% name="every message between examiner and student is kept" leaks=true
import json

from mla_course.grading.examiner import messages
from mla_course.grading.examiner import student as module

heard = []
real = messages.receive


def receive(source, deadline=None):
    message = real(source, deadline)
    heard.append(json.dumps(message))
    return message


messages.receive = module.receive = receive


def look():
    print(*SHAPE.findall(" ".join(heard).encode()))


def twice(x):
    look()
    return 0


def total(function, values):
    look()
    return 0


# %% name="the names in the tests are asked for"
me = student()
heard = []
real = me.answers["names"]


def names(names):
    heard.extend(names)
    return real(names)


me.answers["names"] = names


def look():
    print("names:", [name for name in heard if NAME.match(name.encode())])


def twice(x):
    look()
    return 0


def total(function, values):
    look()
    return 0


# %% name="the modules that only hidden tests import"
import sys

if "colorsys" in sys.argv or "colorsys" in sys.modules:
    print("ESCAPED: a hidden test imports colorsys")


def twice(x):
    return 0
