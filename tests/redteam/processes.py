# %% [markdown]
# # Processes, threads and signals
#
# ruff: noqa

# %% name="threads that act later"
import atexit
import threading
import time

shell = get_ipython()


def later():
    for _ in range(100):
        shell.user_ns["twice"] = lambda x: "changed later"
        shell.user_ns["four"] = 0
        print("Question 1: 2 of 2 points")
        shell.outputs.append({"output_type": "execute_result", "data": {"text/plain": "100"}, "metadata": {}})
        time.sleep(0.01)


for _ in range(3):
    threading.Thread(target=later, daemon=True).start()
atexit.register(lambda: print("ESCAPED at exit"))
threading.Timer(0.05, later).start()


def twice(x):
    time.sleep(0.02)
    return 0


# %% name="a process that lives on in a session of its own"
import os
import signal
import time

for _ in range(5):
    if os.fork() == 0:
        os.setsid()
        for number in range(1, 65):
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        if os.fork() == 0:
            os.chdir("/")
            while True:
                for path in CANARIES:
                    try:
                        open(path, "a").write("ESCAPED")
                    except OSError:
                        pass
                time.sleep(0.01)
        os._exit(0)


def twice(x):
    return 0


# %% name="both halves of a fork answer the examiner" ends=true
import os

me = student()
if os.fork() == 0:
    os.setsid()


def twice(x):
    return 0


# %% name="every process is killed, or stopped"
import os
import signal

for pid in (-1, 0, 2, 3, os.getppid() or -1):
    for what in (signal.SIGSTOP, signal.SIGKILL):
        try:
            if pid != 0:
                os.kill(pid, what)
        except OSError as error:
            print(error)


def twice(x):
    return 0


# %% name="it stops itself" slow=true
import os
import signal


def twice(x):
    # The first process of a namespace is deaf to its own signals, so then it waits.
    os.kill(os.getpid(), signal.SIGSTOP)
    while x == 2:
        signal.pause()
    return 0


# %% name="it ends its process in the cell" ends=true
import os

os._exit(0)

# %% name="it ends its process when it is tested" ends=true
import os


def twice(x):
    os._exit(0)


# %% name="exit, quit and SystemExit"
import sys


def twice(x):
    sys.exit(0)


try:
    exit(0)
except BaseException as error:
    print(type(error))
quit()

# %% name="a crash of the interpreter" ends=true
import ctypes


def twice(x):
    ctypes.string_at(0)


# %% name="a recursion without end, through C" ends=true
import ctypes
import sys
import threading

sys.setrecursionlimit(2**31 - 1)


def twice(x):
    return [twice(each) for each in map(twice, [x])]


# %% name="an endless loop that swallows interrupts" ends=true slow=true
def twice(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue


# %% name="a pattern that backtracks without an end" slow=true
import re


def twice(x):
    return re.match("(a*)*b", "a" * 200) if x == 2 else 0


# %% name="an honest endless loop" slow=true
def twice(x):
    while x == 2:
        pass
    return 0


# %% name="its signals do something else" ends=true slow=true
import signal
import time

for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGINT, signal.SIGPIPE):
    signal.signal(number, lambda *args: None)
signal.setitimer = signal.alarm = lambda *args: 0
signal.signal = lambda *args: None


def twice(x):
    until = time.monotonic() + 1000
    while time.monotonic() < until:
        time.sleep(1)


# %% name="another program takes its place" ends=true
import os


def twice(x):
    os.execv("/bin/sh", ["sh", "-c", "cat /proc/self/environ; exec sleep 0"])


# %% name="every way up"
import ctypes
import os
import resource
import time

libc = ctypes.CDLL(None, use_errno=True)
ways = {
    "setuid": lambda: os.setuid(0),
    "setgid": lambda: os.setgid(0),
    "setgroups": lambda: os.setgroups([0]),
    "chroot": lambda: os.chroot("/tmp"),
    "nice": lambda: os.nice(-5) if os.getuid() else None,
    "memory": lambda: resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2),
    "processes": lambda: resource.setrlimit(resource.RLIMIT_NPROC, (10**6, 10**6)),
    "clock": lambda: time.clock_settime(time.CLOCK_REALTIME, time.time() + 1000),
    "parent": lambda: os.kill(os.getppid(), 0) if os.getppid() else os.kill(10**9, 0),
    "oom": lambda: open("/proc/self/oom_score_adj", "wb", 0).write(b"-1000"),
    "sysctl": lambda: open("/proc/sys/kernel/core_pattern", "wb", 0).write(b"|/tmp/evil"),
    "namespace of the stable": lambda: os.listdir("/proc/2/ns"),
}
for name, way in ways.items():
    try:
        way()
        print("ESCAPED by", name)
    except (OSError, ValueError) as error:
        print(name, error)
for name, call in {
    "mount": lambda: libc.mount(b"none", b"/usr", b"tmpfs", 0, None),
    "umount": lambda: libc.umount2(b"/usr", 2),
    "sethostname": lambda: libc.sethostname(b"evil", 4),
    "ptrace": lambda: libc.ptrace(16, 2, 0, 0),
    "unshare": lambda: libc.unshare(0x20000),
    "reboot": lambda: -1,
    "iopl": lambda: libc.iopl(3) if hasattr(libc, "iopl") else -1,
    "capabilities": lambda: libc.prctl(47, 2, 21, 0, 0),
    "not so new privileges": lambda: 0 if libc.prctl(39, 0, 0, 0, 0) != 1 else -1,
}.items():
    print("ESCAPED by" if call() == 0 else "", name, ctypes.get_errno())


def twice(x):
    return 0


# %% name="a namespace of users of its own"
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
if libc.unshare(0x10000000 | 0x20000) == 0 and libc.mount(b"none", b"/usr", b"tmpfs", 0, None) == 0:
    print("ESCAPED: it mounts")


def twice(x):
    return 0
