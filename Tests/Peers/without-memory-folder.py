"""Runs a command that finds no folder in memory to write in. The first argument says why: `full` (no file takes a byte) or
`unwritable` (no folder can be made)."""
import ctypes
import platform
import resource
import struct
import subprocess
import sys


def refuse_new_folders():
    # A seccomp filter needs no privilege: mkdir and mkdirat end with EROFS.
    architecture, numbers = {
        "x86_64": (0xC000003E, (83, 258)),
        "aarch64": (0xC00000B7, (34,)),
    }[platform.machine()]
    load, equal, give = 0x20, 0x15, 0x06
    allow, refuse = 0x7FFF0000, 0x00050000 | 30
    program = [(load, 0, 0, 4), (equal, 0, len(numbers) + 1, architecture), (load, 0, 0, 0)]
    for index, number in enumerate(numbers):
        program.append((equal, len(numbers) - index, 0, number))
    program += [(give, 0, 0, allow), (give, 0, 0, refuse)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in program))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(program), ctypes.addressof(code)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(38, 1, 0, 0, 0) != 0 or libc.prctl(22, 2, header, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no filter")


def refuse_bytes():
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


prepare = {"full": refuse_bytes, "unwritable": refuse_new_folders}[sys.argv[1]]
ended = subprocess.run(sys.argv[2:], capture_output=True, preexec_fn=prepare)
sys.stdout.buffer.write(ended.stdout)
sys.stderr.buffer.write(ended.stderr)
sys.exit(ended.returncode)
