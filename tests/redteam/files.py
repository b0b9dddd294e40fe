# %% [markdown]
# # Files and links
#
# `CANARIES` are files outside, each with a word in it that no output may show; `ROOT` is the checkout.
#
# ruff: noqa

# %% name="straight to the files"
import os
import shutil

for path in CANARIES:
    for way in (
        lambda: print(open(path).read()),
        lambda: open(path, "a").write("ESCAPED"),
        lambda: open(path, "w").write("ESCAPED"),
        lambda: os.truncate(path, 0),
        lambda: os.remove(path),
        lambda: shutil.rmtree(os.path.dirname(path)),
        lambda: os.chmod(path, 0o777),
        lambda: os.utime(path, (0, 0)),
        lambda: os.rename(path, path + ".gone"),
    ):
        try:
            way()
        except OSError:
            pass
for path in CANARIES:
    # Folders of these names may be made in its own /tmp; the files there are its own.
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        open(path, "w").write("its own")
    except OSError:
        pass


def twice(x):
    return 0


# %% name="links and dots"
import os

up = "../" * 20
for number, path in enumerate(CANARIES):
    for target in (
        path,
        up + path[1:],
        "/proc/self/root" + path,
        "/proc/1/root" + path,
        "/proc/self/cwd/" + up + path[1:],
    ):
        for make in (os.symlink, os.link):
            name = f"link-{number}-{make.__name__}-{abs(hash(target))}"
            try:
                make(target, name)
                print(open(name).read())
                open(name, "a").write("ESCAPED")
            except OSError:
                pass
        try:
            print(open(target).read())
        except OSError:
            pass
os.symlink("/", "everything")
os.symlink(".", "loop")
os.symlink("/", "/tmp/everything")
print([name for name in os.listdir("everything/home") if name != "student"])


def twice(x):
    return 0


# %% name="the course's own files"
import os

for name in (
    "source",
    "gradebook.db",
    "submitted",
    "autograded",
    "feedback",
    ".git",
    "tests",
    "exchange",
    "release",
    ".mla",
):
    path = os.path.join(ROOT, name)
    try:
        print("ESCAPED", os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(20))
    except OSError as error:
        print(error)


def twice(x):
    return 0


# %% name="writing to the system"
import os
import sys

import mla_course

places = [
    "/",
    "/usr",
    "/usr/lib",
    "/etc",
    "/home",
    "/root",
    "/proc",
    "/proc/sys",
    "/bin",
    sys.prefix,
    sys.base_prefix,
]
# Below /tmp the folders above the course are in the submission's own /tmp.
places += [] if ROOT.startswith("/tmp/") else [ROOT]
places += [os.path.dirname(mla_course.__file__), os.path.dirname(os.__file__), os.path.join(ROOT, "datasets"), "/sys"]
for place in places:
    for name in ("evil.py", "evil.pth"):
        try:
            open(os.path.join(place, name), "w").write("ESCAPED")
            print("ESCAPED to", place)
        except OSError:
            pass
for module in (mla_course, os):
    try:
        open(module.__file__, "a").close()
        print("ESCAPED to", module)
    except OSError:
        pass


def twice(x):
    return 0


# %% name="files left in /dev for the next"
import os

for place in ("/dev", "/dev/pts", "/dev/mqueue"):
    try:
        open(os.path.join(place, "left"), "w").write("for the next")
        print("ESCAPED to", place)
    except OSError:
        pass


def twice(x):
    return 0


# %% name="devices"
import os
import stat

for name in (
    "mem",
    "kmem",
    "port",
    "vda",
    "sda",
    "nvme0n1",
    "kmsg",
    "fuse",
    "kvm",
    "net/tun",
    "loop0",
    "tty0",
    "console",
):
    for flags in (os.O_RDONLY, os.O_RDWR):
        try:
            os.open(f"/dev/{name}", flags)
            print("ESCAPED to", name)
        except OSError:
            pass
for number, (major, minor) in enumerate(((1, 1), (8, 0), (254, 0), (259, 0))):
    for kind in (stat.S_IFBLK, stat.S_IFCHR):
        try:
            os.mknod(f"device-{number}", kind | 0o666, os.makedev(major, minor))
            os.open(f"device-{number}", os.O_RDONLY)
            print("ESCAPED by", major)
        except OSError:
            pass


def twice(x):
    return 0


# %% name="the data is changed under the tests" gains=[]
import os
from pathlib import Path

Path("points.csv").write_text("a,b\n0,0\n")
points = points * 0
four = 0


def twice(x):
    return points["a"] if hasattr(x, "index") else 0


def total(function, values):
    return 14 * len(values) * 0


# %% name="its folder vanishes, with odd things in it"
import os
import shutil
import socket

os.mkfifo("fifo")
socket.socket(socket.AF_UNIX).bind("socket")
os.makedirs("a/" * 200, exist_ok=True)
open(b"\xff\xfe\n\x1b[31m", "w").write("spam")
os.chmod(".", 0)
os.chdir("/tmp")
shutil.rmtree(os.path.expanduser("~"), ignore_errors=True)
os.removexattr if False else None
os.chdir("/dev/shm")


def twice(x):
    return 0


# %% name="handles that came with the fork"
import os
import socket
import stat

for number in sorted(map(int, os.listdir("/proc/self/fd"))):
    try:
        kind = os.fstat(number).st_mode
    except OSError:
        continue
    if stat.S_ISDIR(kind):
        print("ESCAPED through a folder", number, os.readlink(f"/proc/self/fd/{number}"))
    if stat.S_ISREG(kind):
        text = os.pread(number, 1 << 20, 0)
        print(number, SHAPE.findall(text), WORD.findall(text))
    if stat.S_ISSOCK(kind):
        end = socket.socket(fileno=os.dup(number))
        try:
            socket.send_fds(end, [], [0, 1, 2])
            end.getpeername()
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
        except OSError as error:
            print(error)


def twice(x):
    return 0


# %% name="a pipe to the stable is filled for the next"
import os
import select
import stat

for number in map(int, os.listdir("/proc/self/fd")):
    try:
        if stat.S_ISFIFO(os.fstat(number).st_mode):
            os.set_blocking(number, False)
            if not select.select([], [number], [], 0)[1]:
                print("ESCAPED: it is full")
            while True:
                os.write(number, b"x" * 4096)
    except BlockingIOError:
        print("ESCAPED: it is full now, for all")
    except OSError:
        pass


def twice(x):
    return 0
