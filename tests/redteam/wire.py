# %% [markdown]
# # Forged replies, from within the student's process
#
# `student()` finds the object that answers the examiner; `SECONDS` and `GRACE` are the examiner's own. More forged
# replies, without a process, are in `tests/test_redteam.py`.
#
# ruff: noqa

# %% name="noise on the socket" ends=true
import os

me = student()
os.write(me.examiner.fileno(), os.urandom(3000))


def twice(x):
    return 0


# %% name="a length beyond the limit" ends=true
me = student()
me.examiner.sendall(b"\xff\xff\xff\xff" + b"[" * 100_000)


def twice(x):
    return 0


# %% name="a long message that never ends" ends=true slow=true
import time

me = student()


def twice(x):
    me.examiner.sendall(b"\x03\xff\xff\xff")
    while True:
        me.examiner.sendall(b" ")
        time.sleep(0.05)


# %% name="sixty megabytes of brackets" ends=true
me = student()


def twice(x):
    me.examiner.sendall((60_000_000).to_bytes(4, "big") + b"[" * 60_000_000)


# %% name="replies before the questions" ends=true
import json

me = student()
for _ in range(50):
    for reply in ({"outputs": [], "count": 1}, {"heap": [], "values": {"twice": 4, "total": 14}}):
        data = json.dumps(reply).encode()
        me.examiner.sendall(len(data).to_bytes(4, "big") + data)


def twice(x):
    return 0


# %% name="an answer instead of a function" gains=[]
me = student()
real = me.answers["names"]


def names(names):
    if "half" in names:
        return real(names)
    return {"heap": [["list", [4, 42, 20]]], "values": {name: ["ref", 0] for name in names}}


me.answers["names"] = names


def twice(x):
    return 0


# %% name="values under the tests' own names"
me = student()
real = me.answers["names"]


def names(names):
    if "half" in names:
        return real(names)
    # A test must not take its own words from a student: neither pd nor np, expect, four, points, AssertionError.
    theirs = [
        "pd",
        "np",
        "expect",
        "expect_error",
        "four",
        "points",
        "AssertionError",
        "sum",
        "get_ipython",
        "__name__",
    ]
    values = {name: ["students", 0, "object"] for name in [*names, *theirs]}
    me.kept[:] = [
        type("Yes", (), {"__call__": lambda self, *args, **named: 0, "__getattr__": lambda self, name: self})()
    ]
    return {"heap": [], "values": values}


me.answers["names"] = names

# %% name="kinds that would run something" ends=true
me = student()
CALL = f"open({CANARIES[0]!r}, 'a').write('ESCAPED')"
kinds = [
    ["pickle", "Y29zCnN5c3RlbQooUydlY2hvJwp0Ui4="],
    ["eval", CALL],
    ["array", "|O", [1], "AAAAAAAAAAA="],
    ["array", "<f8,O", [1], "AAAAAAAAAAAAAAAAAAAAAA=="],
    ["dtype", "O,i4"],
    ["named", "x", ["a=open('x','w')"], [1]],
    ["named", "x(): pass\n" + CALL + "\ndef y", ["a"], [1]],
    ["path", "/etc/passwd"],
    ["extension", "category", [1]],
    ["sparse", "csr", [1, 1], [["pickle", "x"]], True],
    ["__class__", "__subclasses__"],
    ["students", 0, "object", CALL],
    ["examiners", 0],
]
turn = iter(kinds * 100)


def use(**request):
    return {"heap": [], "changed": [], "outputs": [], "value": next(turn)}


me.answers["use"] = use


def twice(x):
    return 0


# %% name="outputs that are points" gains=[]
me = student()
real = me.answers["use"]


def use(**request):
    if is_half(me, request):
        return real(**request)
    forged = [
        {"output_type": "execute_result", "data": {"text/plain": "100"}, "metadata": {}, "execution_count": 1},
        {"output_type": "execute_result", "data": {"text/plain": "-1"}, "metadata": {}, "execution_count": -7},
        {"output_type": "stream", "name": "stderr", "text": "spam"},
        {"output_type": "update_display_data", "data": {}, "metadata": {}, "transient": {"display_id": "x"}},
        {"output_type": "clear_output", "wait": False},
        {"output_type": ["error"], "data": 7},
        {
            "output_type": "display_data",
            "data": {"text/html": ["<b>", {"a": 1}], 7: None},
            "metadata": {"nbgrader": {"score": 9}},
        },
        "spam",
        None,
    ]
    return {**real(**request), "outputs": forged}


me.answers["use"] = use


def twice(x):
    return 0


def total(function, values):
    return 0


# %% name="exceptions that Python itself acts on"
me = student()
real = me.answers["use"]
kinds = iter(
    [
        "SystemExit",
        "KeyboardInterrupt",
        "GeneratorExit",
        "StopIteration",
        "BaseExceptionGroup",
        "MemoryError",
        "SyntaxError",
    ]
    * 50
)


def use(**request):
    if is_half(me, request):
        return real(**request)
    kind = next(kinds)
    error = {"name": kind, "kinds": [kind, "BaseException"], "message": "0", "args": None}
    return {"heap": [], "changed": [], "outputs": [], "error": error}


me.answers["use"] = use


def twice(x):
    return 0


total = twice

# %% name="exceptions with impossible words" ends=true
me = student()
real = me.answers["use"]
words = iter(
    [
        ("class", ["ValueError"], "x"),
        ("__init__", ["__import__"], "x"),
        ("OutOfTime", ["UnicodeDecodeError"], "x\x00\ud800\x1b[2J"),
        ("A" * 100_000, ["int", "type", "object"], "y" * 100_000),
        (["a"], [["b"], {"c": 1}, None], {"d": 1}),
        ("UsageError", ["Exception"], None),
        ("BdbQuit", [], 7),
    ]
    * 50
)


def use(**request):
    if is_half(me, request):
        return real(**request)
    name, kinds, message = next(words)
    error = {"name": name, "kinds": kinds, "message": message, "args": None}
    return {"heap": [], "changed": [], "outputs": [], "error": error}


me.answers["use"] = use


def twice(x):
    return 0


total = twice

# %% name="the lent function is called with all sorts of things"
from mla_course.grading.examiner.messages import receive, send

me = student()


def ask(number, *args):
    send(me.examiner, {"borrowed": number, "heap": [["list", [["ref", 0]]]], "args": list(args), "named": {}})
    return receive(me.examiner)


def total(function, values):
    for number in (0, -1, function.number):
        for args in ((), (1,), (["students", 5, "function"],), (["ref", 0],), (["examiners", 0],), ("a" * 1_000_000,)):
            reply = ask(number, *args)
            print(number, args, str(reply)[:300], SHAPE.findall(str(reply).encode()))
    return 0


def twice(x):
    return 0


# %% name="the lent function is called without an end" ends=true slow=true
from mla_course.grading.examiner.messages import send

me = student()


def total(function, values):
    while True:
        send(me.examiner, {"borrowed": function.number, "heap": [], "args": [0], "named": {}})


def twice(x):
    return 0


# %% name="a lent function that does not exist" ends=true
from mla_course.grading.examiner.messages import send

me = student()


def twice(x):
    send(me.examiner, {"borrowed": 10**9, "heap": [], "args": [], "named": {}})


# %% name="what the test holds is changed from afar" ends=true
me = student()
real = me.answers["use"]
forms = iter(
    [
        [[0, ["list", [0, 0, 0]]]],
        [[0, ["dict", []]]],
        [[7, ["list", []]]],
        [[-1, ["list", []]]],
        [[True, ["list", []]]],
        [[0, ["array", "<f8", [10**9], ""]]],
        "spam",
        [[0]],
    ]
    * 20
)


def use(**request):
    return {**real(**request), "changed": next(forms)}


me.answers["use"] = use


def twice(x):
    return 0


def total(function, values):
    return 0


# %% name="sixty megabytes a call" ends=true
me = student()


def use(**request):
    return {"heap": [["list", [[], {}, "spam"] * 100_000]], "changed": [], "outputs": [], "value": "x" * 50_000_000}


me.answers["use"] = use


def twice(x):
    return 0


# %% name="a wrong answer just before the alarm" ends=true slow=true
import time

me = student()
asked, calls = [0.0], [0]
real, honest = me.answers["names"], me.answers["use"]
ALARM = SECONDS + 2 * GRACE


def names(names):
    asked[0] = time.monotonic()
    return real(names)


def use(**request):
    reply = {"heap": [["list", [1, 2, 1, 2]]], "changed": [], "outputs": []}
    if is_half(me, request) or not request["args"] or request["args"][0] == 2 or calls[0] == 3:
        return honest(**request)
    # Two right answers, each as late as it may be; then an exception that takes long to show.
    at, answer = [(ALARM - 1.8, {"value": 20}), (ALARM - 0.6, {"value": ["ref", 1]}), (ALARM - 0.02, None)][calls[0]]
    calls[0] += 1
    time.sleep(max(0, at - (time.monotonic() - asked[0])))
    if calls[0] == 2:
        reply["heap"] = [["list", [1, 2, 1, 2]]]
    error = {"name": "KeyboardInterrupt", "kinds": ["KeyboardInterrupt"], "message": "0", "args": None}
    return {**reply, **(answer or {"error": error})}


me.answers.update(names=names, use=use)


def twice(x):
    return 0


def total(function, values):
    return 0


# %% name="a fraction whose numerator has a billion digits" ends=true
me = student()
me.answers["names"] = lambda names: {"heap": [], "values": {"twice": ["fraction", "1e999999999", None]}}

# %% name="keys that all fall on one place" ends=true slow=true
me = student()
PRIME = 2**61 - 1


def names(names):
    pairs = [[["int", format(number * PRIME, "x")], 0] for number in range(8, 120_000)]
    return {"heap": [["dict", pairs]], "values": {"twice": ["ref", 0]}}


me.answers["names"] = names

# %% name="a file of the machine as a time zone" ends=true
# Whether the file is there shows in how the examiner goes on; the answer itself is right.
me = student()
real = me.answers["use"]
tested = []


def use(**request):
    return {**real(**request), "heap": [["list", [["timestamp", 0, "ns", "dateutil/" + CANARIES[0] + ".not"]]]]}


me.answers["use"] = use


def twice(x):
    return 0


def total(function, values):
    print("ESCAPED: that file isn't there")
    return 0


# %% name="outputs nested nine hundred deep"
me = student()
real = me.answers["use"]


def use(**request):
    if is_half(me, request):
        return real(**request)
    deep = {}
    for _ in range(900):
        deep = {"a": deep}
    output = {"output_type": "display_data", "data": {"application/json": deep}, "metadata": {}}
    return {"heap": [], "changed": [], "outputs": [output], "value": 0}


me.answers["use"] = use


def twice(x):
    return 0
