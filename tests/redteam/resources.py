# %% [markdown]
# # Memory, disk, processes and output
#
# ruff: noqa

# %% name="memory in one piece, and in small ones" ends="perhaps"
import ctypes

blocks = []


def twice(x):
    try:
        blocks.append(bytearray(8 << 30))
    except MemoryError:
        print("no such piece")
    libc = ctypes.CDLL(None)
    libc.mmap.restype = ctypes.c_void_p
    while True:
        try:
            blocks.append(b"x" * (32 << 20))
        except MemoryError:
            # In as many processes as it gets.
            import os

            os.fork()


# %% name="memory in many processes" ends="perhaps" slow=true
import os
import time


def twice(x):
    for _ in range(6):
        os.fork()
    blocks = []
    while True:
        try:
            blocks.append(b"x" * (16 << 20))
        except MemoryError:
            time.sleep(0.2)


# %% name="the disk is filled" slow=true
import os

for place in (".", "/tmp", "/dev/shm", "/var/tmp"):
    for number in range(4):
        try:
            with open(os.path.join(place, f"big-{number}"), "wb") as file:
                for _ in range(1000):
                    file.write(b"x" * (4 << 20))
        except OSError as error:
            print(place, error)


def twice(x):
    return 0


# %% name="a file with a hole, and a file table without an end"
import os

held = []
try:
    with open("hole", "wb") as file:
        file.truncate(1 << 50)
    print("ESCAPED: no limit")
except OSError as error:
    print(error)
for number in range(30_000):
    try:
        os.close(os.open(f"/tmp/{number}", os.O_CREAT))
    except OSError as error:
        print(number, error)
        break
while True:
    try:
        held.append(os.open("/dev/null", os.O_RDONLY))
    except OSError as error:
        print(len(held), error)
        break
for number in held:
    os.close(number)


def twice(x):
    return 0


# %% name="no handle is left for the answer"
import os

try:
    while True:
        os.open("/dev/null", os.O_RDONLY)
except OSError:
    pass


def twice(x):
    return 0


# %% name="as many processes as there can be"
import os

children = []
try:
    while True:
        children.append(os.posix_spawn("/bin/sleep", ["sleep", "1000"], {}))
except OSError as error:
    print(len(children), error)
if len(children) > 200:
    print("ESCAPED: no limit")


def twice(x):
    return 0


# %% name="processes that make processes"
import os
import subprocess

subprocess.Popen(["/bin/sh", "-c", "f() { f | f & }; f"], stderr=subprocess.DEVNULL)


def twice(x):
    return 0


# %% name="as many threads as there can be"
import threading
import time

threads = []
try:
    while len(threads) < 1000:
        threads.append(threading.Thread(target=time.sleep, args=(1000,), daemon=True))
        threads[-1].start()
except RuntimeError as error:
    print(len(threads), error)


def twice(x):
    return 0


# %% name="a flood of text"
import os
import sys

for _ in range(40):
    print("x" * 1_000_000)
    sys.stderr.write("y" * 1_000_000)
os.system("head -c 50000000 /dev/zero | tr '\\0' z")
for _ in range(100_000):
    print()


def twice(x):
    print("x" * 5_000_000)
    os.write(1, b"y" * 5_000_000)
    return 0


# %% name="a flood without an end" slow=true
import os


def twice(x):
    while x == 2:
        os.write(1, b"x" * 65_536)
        print("y" * 65_536)
    return 0


# %% name="a flood of displays"
from IPython.display import HTML, display

for number in range(3000):
    display(HTML("<b>x</b>" * 100), metadata={"a": number})
display(*[HTML("x" * 1_000_000) for _ in range(30)])


def twice(x):
    for _ in range(100):
        display(HTML("y" * 100_000))
    return 0


# %% name="an expression in C that no signal ends" ends=true slow=true
def twice(x):
    return sum(range(10**15))


# %% name="sleep" slow=true
import time

time.sleep(1000)


def twice(x):
    return 0


# %% name="memory that no process has mapped"
import os

files = []
try:
    for _ in range(6):
        files.append(os.memfd_create("hidden"))
        for _ in range(50):
            os.write(files[-1], b"x" * (1 << 20))
except OSError as error:
    print(error)


def twice(x):
    return 0
