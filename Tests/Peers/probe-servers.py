#!/usr/bin/env python3
"""Servers on loopback that behave in ways in which no real S3 server does, for as long as standard input is open.

    probe-servers.py odd             one of each kind below; prints {"ports": {KIND: PORT}, "authority": PEM FILE}
    probe-servers.py many COUNT MS   that many endpoints which answer after so many milliseconds; prints {"ports": {NUMBER: PORT, "stats": PORT}}

An endpoint that plays S3 does not check signatures: of each access key the first is right, and the second, which is the control, is wrong.
"""
import asyncio
import datetime
import ipaddress
import json
import os
import shutil
import ssl
import sys
import tempfile

folder = tempfile.mkdtemp(prefix="rcprobe-")


class Endpoint:
    """Counts what comes at once."""

    def __init__(self, delay=0.0):
        self.delay, self.now, self.most, self.requests, self.seen = delay, 0, 0, 0, {}

    async def answer(self, head):
        key = next((line.split(b"Credential=")[1].split(b"/")[0] for line in head.split(b"\r\n") if b"Credential=" in line), None)
        await asyncio.sleep(self.delay)
        if key is None:
            return reply("403 Forbidden", 232)
        self.seen[key] = self.seen.get(key, 0) + 1
        return reply("200 OK", 0) if self.seen[key] == 1 else reply("403 Forbidden", 213)

    async def serve(self, reader, writer):
        global now, most
        try:
            while True:
                first = await reader.readexactly(1)
                # A handshake, which a server of plain HTTP answers so.
                if first == b"\x16":
                    writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
                    return
                head = first + await reader.readuntil(b"\r\n\r\n")
                self.now, self.requests, now = self.now + 1, self.requests + 1, now + 1
                self.most, most = max(self.most, self.now), max(most, now)
                try:
                    writer.write(await self.answer(head))
                    await writer.drain()
                finally:
                    self.now, now = self.now - 1, now - 1
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


now = most = 0


def reply(status, length, *fields):
    lines = ["HTTP/1.1 " + status, "x-amz-request-id: tx0000-1-1-default", f"Content-Length: {length}", *fields]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def handler(kind):
    async def serve(reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                if kind == "silent":
                    await asyncio.sleep(3600)
                elif kind == "reflect":
                    # All that came, in every place that a client may show.
                    text = head.replace(b"\r\n", b" ").decode("latin1")
                    body = f"<Error><Code>AccessDenied</Code><Message>{text}</Message><StringToSign>{text}</StringToSign></Error>".encode("latin1")
                    fields = [f"Server: {text}", f"Location: http://{text}/", f"Via: {text}", f"x-amz-request-id: {text}", f"x-amz-bucket-region: {text}"]
                    writer.write(("\r\n".join(["HTTP/1.1 403 Forbidden", *fields, f"Content-Length: {len(body)}", "", ""])).encode("latin1"))
                    if not head.startswith(b"HEAD"):
                        writer.write(body)
                elif kind == "portal":
                    writer.write(b"HTTP/1.1 302 Found\r\nLocation: https://login.portal.test/\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n")
                elif kind == "html":
                    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n")
                elif kind == "throttle":
                    writer.write(reply("503 Slow Down", 0, "Retry-After: 3600"))
                elif kind == "region":
                    writer.write(reply("301 Moved Permanently", 0, "x-amz-bucket-region: eu-west-1", "Location: http://elsewhere.test/"))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    return serve


def certificates():
    """An authority, and what it and others have signed: a PEM file for each name."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    today = datetime.datetime.now(datetime.timezone.utc)
    day = datetime.timedelta(days=1)

    def make(name, subject, issuer=None, names=(x509.IPAddress(ipaddress.ip_address("127.0.0.1")),), begin=-2, end=30, is_authority=False):
        key = ec.generate_private_key(ec.SECP256R1())
        title = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
        builder = x509.CertificateBuilder().subject_name(title).issuer_name(issuer[0].subject if issuer else title).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number()).not_valid_before(today + begin * day).not_valid_after(today + end * day)
        builder = builder.add_extension(x509.BasicConstraints(is_authority, None), True)
        if not is_authority:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), False)
        made = builder.sign(issuer[1] if issuer else key, hashes.SHA256())
        path = os.path.join(folder, name + ".pem")
        with open(path, "wb") as file:
            file.write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
            file.write(made.public_bytes(serialization.Encoding.PEM))
        return made, key

    authority = make("authority-with-key", "Test Authority", is_authority=True)
    with open(os.path.join(folder, "authority.pem"), "wb") as file:
        file.write(authority[0].public_bytes(serialization.Encoding.PEM))
    make("tls", "good", authority)
    make("tls-expired", "expired", authority, begin=-9, end=-1)
    make("tls-future", "future", authority, begin=1, end=9)
    make("tls-name", "other.test", authority, names=(x509.DNSName("other.test"),))
    make("tls-self-signed", "self-signed")


def context(kind):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(os.path.join(folder, kind + ".pem"))
    return made


async def odd():
    certificates()
    ports = {}
    for kind in ["silent", "reflect", "portal", "html", "throttle", "region"]:
        server = await asyncio.start_server(handler(kind), "127.0.0.1", 0)
        ports[kind] = server.sockets[0].getsockname()[1]
    for kind in ["tls", "tls-expired", "tls-future", "tls-name", "tls-self-signed"]:
        server = await asyncio.start_server(Endpoint().serve, "127.0.0.1", 0, ssl=context(kind))
        ports[kind] = server.sockets[0].getsockname()[1]
    server = await asyncio.start_server(Endpoint().serve, "127.0.0.1", 0)
    ports["plain"] = server.sockets[0].getsockname()[1]
    return {"ports": ports, "authority": os.path.join(folder, "authority.pem")}


async def many(count, milliseconds):
    endpoints = [Endpoint(milliseconds / 1000) for _ in range(count)]
    ports = {}
    for number, endpoint in enumerate(endpoints):
        server = await asyncio.start_server(endpoint.serve, "127.0.0.1", 0)
        ports[str(number)] = server.sockets[0].getsockname()[1]

    async def stats(reader, writer):
        body = json.dumps({"most": most, "mostAtOne": max(e.most for e in endpoints), "requests": sum(e.requests for e in endpoints)}).encode()
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(stats, "127.0.0.1", 0)
    ports["stats"] = server.sockets[0].getsockname()[1]
    return {"ports": ports, "authority": ""}


async def main():
    ready = await (odd() if sys.argv[1] == "odd" else many(int(sys.argv[2]), float(sys.argv[3])))
    print(json.dumps(ready), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


try:
    asyncio.run(main())
finally:
    shutil.rmtree(folder, ignore_errors=True)
