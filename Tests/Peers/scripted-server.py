"""A server that does what a script says, connection by connection, and writes down what it was sent.

The one argument is JSON: {"address": "127.0.0.1", "log": FILE, "connections": [[STEP, ...], ...], "tls": {...} or null}. The last
script serves all further connections. It ends when its stdin does. Steps:
  ["read"]                  a request: its head, and the body that Content-Length tells
  ["send", BASE64]          bytes
  ["repeat", BASE64, N]     the same N times
  ["drip", BASE64, SECONDS] a byte, a pause, a byte ...
  ["sleep", SECONDS]
  ["tunnel", PORT]          what CONNECT asks for, after a "read"; or that port of this machine, unless it is 0
  ["hang"]                  reads until the other side closes
  ["reset"]                 closes with a reset
At the end of its script a connection is closed.
"""
import base64, json, os, socket, ssl, struct, sys, threading, time

plan = json.loads(sys.argv[1])
log_lock = threading.Lock()


def log(number, event, data=b""):
    with log_lock, open(plan["log"], "a") as file:
        file.write(json.dumps({"connection": number, "event": event, "bytes": base64.b64encode(data).decode()}) + "\n")


def read_request(connection):
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return data
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        more = connection.recv(65536)
        if not more:
            break
        body += more
    return head + b"\r\n\r\n" + body


def relay(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass
    try:
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def tunnel(connection, request, own_port):
    host, _, port = request.split(b" ")[1].decode().rpartition(":")
    target = socket.create_connection(("127.0.0.1", own_port) if own_port else (host.strip("[]"), int(port)))
    connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
    back = threading.Thread(target=relay, args=(target, connection), daemon=True)
    back.start()
    relay(connection, target)
    back.join()
    target.close()


def serve(number, connection, context):
    log(number, "open")
    request = b""
    try:
        if context:
            connection = context.wrap_socket(connection, server_side=True, suppress_ragged_eofs=True)
            log(number, "handshake", (connection.version() or "").encode())
        for step in plan["connections"][min(number, len(plan["connections"]) - 1)]:
            if step[0] == "read":
                request = read_request(connection)
                log(number, "read" if request else "end", request)
                if not request:
                    break
            elif step[0] == "send":
                connection.sendall(base64.b64decode(step[1]))
            elif step[0] == "repeat":
                for _ in range(step[2]):
                    connection.sendall(base64.b64decode(step[1]))
            elif step[0] == "drip":
                for byte in base64.b64decode(step[1]):
                    connection.sendall(bytes([byte]))
                    time.sleep(step[2])
            elif step[0] == "sleep":
                time.sleep(step[1])
            elif step[0] == "tunnel":
                tunnel(connection, request, step[1])
            elif step[0] == "hang":
                while data := connection.recv(65536):
                    log(number, "more", data)
                log(number, "end")
            elif step[0] == "reset":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except OSError as error:
        log(number, "error", str(error).encode())
    try:
        connection.close()
    except OSError:
        pass
    log(number, "closed")


def tls_context(tls):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    context.load_cert_chain(tls["certificate"], tls["key"])
    versions = {"1.1": ssl.TLSVersion.TLSv1_1, "1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
    if tls.get("version"):
        if tls["version"] == "1.1":
            context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = versions[tls["version"]]
    if tls.get("clientAuthority"):
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(tls["clientAuthority"])
    return context


listener = socket.socket(socket.AF_INET6 if ":" in plan["address"] else socket.AF_INET)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind((plan["address"], plan.get("port", 0)))
listener.listen(64)
context = tls_context(plan["tls"]) if plan.get("tls") else None
threading.Thread(target=lambda: (sys.stdin.buffer.read(), os._exit(0)), daemon=True).start()
print(listener.getsockname()[1], flush=True)
count = 0
while True:
    accepted, _ = listener.accept()
    threading.Thread(target=serve, args=(count, accepted, context), daemon=True).start()
    count += 1
