"""Runs a command beside a small DNS server on 127.0.0.1: `dns.example.test` is 127.0.0.1, and there is no other name.

In a network namespace of its own, whose loopback it brings up: python3 name-server.py COMMAND...
"""
import fcntl, socket, struct, subprocess, sys, threading

SIOCSIFFLAGS, IFF_UP = 0x8914, 1
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
    fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", IFF_UP))

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 53))


def answer(query):
    labels, place = [], 12
    while query[place]:
        labels.append(query[place + 1 : place + 1 + query[place]].lower())
        place += 1 + query[place]
    question = query[12 : place + 5]
    kind = struct.unpack(">H", query[place + 1 : place + 3])[0]
    known = labels == [b"dns", b"example", b"test"]
    has_address = known and kind == 1
    # RFC 1035 §4.1.1: an answer, recursion available; NXDOMAIN is 3.
    head = query[:2] + struct.pack(">HHHHH", 0x8180 | (0 if known else 3), 1, 1 if has_address else 0, 0, 0)
    record = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 60, 4) + bytes([127, 0, 0, 1]) if has_address else b""
    return head + question + record


def serve():
    while True:
        query, client = server.recvfrom(512)
        server.sendto(answer(query), client)


threading.Thread(target=serve, daemon=True).start()
sys.exit(subprocess.run(sys.argv[1:]).returncode)
