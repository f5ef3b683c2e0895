#!/usr/bin/env python3
"""Stands before an S3 and IAM server on two ports of loopback, and does what networks and back ends do at the worst moment.

    fault-proxy.py http://127.0.0.1:PORT [ADDRESS]

With an address of loopback the second port is the same as the first, and there: two gateways behind one name. Prints one line of JSON when it is ready: `gateways`, two endpoints, and `control`. Ends with its standard input.

POST control/rules takes an object that replaces all rules; GET control/log gives the requests so far, in order, with what was done.
A request is told by `action`: the IAM action of its form, `admin-create`, `admin-delete` and `admin-list` of Ceph's admin API, else `s3`.

rules: {"faults": [{"action": A, "do": D, "times": N, "skip": M, ...}], "skew": S, "visible_after": T, "hidden_at": G, "inactive_rejected": B}
  D = "drop"      the server does it, and the connection ends without an answer
      "refuse"    the connection ends before the server has it
      "truncate"  the server does it, and half of the body comes
      "status"    the server does it, and `status` and `code` are the answer
      "page"      the server does it, and `status` and `body` are the answer
      "deny"      the server never has it; `status` and `code` are the answer
      "answer"    the server never has it; `status` and `body` are the answer
      "hold"      the server does it, and the answer waits until the rules are replaced
      "late"      the server has it when the rules are replaced
  A key that was made through the proxy is unknown for T seconds, and always at gateway G (0 or 1).
  "pattern": "+-++" accepts and rejects the S3 requests of a new key in turn, then accepts.
  "new_denied": true: a new key may do nothing at S3, though it is known.
  "last_used": {ID: S}: GetAccessKeyLastUsed says that the key was used S seconds from now.
  "secret_ending": T: the secret of a new key ends in T, which the answer to its create shows escaped in every way of XML. The proxy checks
  the signatures, and signs for the server with the secret that it has made.
  inactive_rejected: a key that was switched off through the proxy is rejected, as AWS does it and moto does not.
"""
import email.utils
import hashlib
import hmac
import http.client
import json
import re
import socketserver
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler

UPSTREAM = urllib.parse.urlsplit(sys.argv[1]).netloc
lock = threading.Lock()
rules, log, made, inactive, generation, secrets = {}, [], {}, set(), 0, {}
changed = threading.Condition(lock)


LAST_USED = (
    "<GetAccessKeyLastUsedResponse><GetAccessKeyLastUsedResult><UserName>somebody</UserName><AccessKeyLastUsed><LastUsedDate>{}</LastUsedDate>"
    "<ServiceName>s3</ServiceName><Region>us-east-1</Region></AccessKeyLastUsed></GetAccessKeyLastUsedResult></GetAccessKeyLastUsedResponse>")


def action_of(method, path, body):
    if method == "POST":
        found = re.search(rb"(?:^|&)Action=([A-Za-z]+)", body)
        if found:
            return found.group(1).decode()
    if path.startswith("/admin/user"):
        return {"PUT": "admin-create", "DELETE": "admin-delete"}.get(method, "admin-list")
    return "s3"


def error(code, shape):
    if shape == "s3":
        return f"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>made by the proxy</Message></Error>".encode()
    return f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>made by the proxy</Message></Error><RequestId>proxy</RequestId></ErrorResponse>".encode()


def keys_in(body):
    return re.findall(rb"<AccessKeyId>([^<]+)</AccessKeyId>", body) + re.findall(rb"\"access_key\": *\"([^\"]+)\"", body)


def escaped(text):
    """Each character that XML has a name or a number for, and that one in turn by its decimal and its hexadecimal number."""
    names = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
    return "".join(names.get(c) or (c if c.isalnum() else f"&#{ord(c)};" if number % 2 else f"&#x{ord(c):X};") for number, c in enumerate(text))


def with_ending(content):
    """The answer to a create, with another secret in it, which is kept with the one that the server has made."""
    place = re.search(rb"<SecretAccessKey>([^<]+)</SecretAccessKey>", content)
    (key,), real = keys_in(content), place.group(1).decode()
    shown = real[:24] + rules["secret_ending"]
    secrets[key.decode()] = (shown, real)
    return content[: place.start(1)] + escaped(shown).encode() + content[place.end(1):]


def signed_again(method, path, fields, body, shown, real):
    """The Authorization field by the other secret; nil where it is not signed by the one that was shown (SigV4)."""
    given = fields["Authorization"]
    scope, names, signature = re.match(r"AWS4-HMAC-SHA256 Credential=[^/]+/([^,]+), *SignedHeaders=([^,]+), *Signature=(\w+)", given).groups()
    address, _, query = path.partition("?")
    query = "&".join(sorted(part if "=" in part else part + "=" for part in query.split("&") if part))
    digest = fields.get("x-amz-content-sha256") or hashlib.sha256(body).hexdigest()
    request = "\n".join([method, address, query, *(f"{name}:{' '.join(fields[name].split())}" for name in names.split(";")), "", names, digest])
    text = "\n".join(["AWS4-HMAC-SHA256", fields["x-amz-date"], scope, hashlib.sha256(request.encode()).hexdigest()])

    def sign(secret):
        key = ("AWS4" + secret).encode()
        for part in scope.split("/"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    return given.replace(signature, sign(real)) if sign(shown) == signature else None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, fields=()):
        self.send_response_only(status)
        for name, value in fields:
            if name.lower() not in ("content-length", "transfer-encoding", "connection", "date"):
                self.send_header(name, value)
        # A back end's clock shows in this field alone.
        self.send_header("Date", email.utils.formatdate(time.time() + rules.get("skew", 0), usegmt=True))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.close_connection = True

    def wait_for_rules(self):
        now = generation
        changed.wait_for(lambda: generation != now, timeout=120)

    def forward(self, body):
        connection = http.client.HTTPConnection(UPSTREAM, timeout=60)
        connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in ("connection",):
                connection.putheader(name, value)
        connection.putheader("Connection", "close")
        connection.endheaders(body)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return response.status, response.getheaders(), content

    def end_silently(self):
        self.close_connection = True
        self.connection.close()

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        action = action_of(self.command, self.path, body)
        shape = "s3" if action == "s3" else "iam"
        signer = re.search(r"Credential=([^/]+)/", self.headers.get("Authorization", ""))
        signer = signer.group(1) if signer else None
        entry = {"action": action, "method": self.command, "path": self.path.split("?")[0], "key": signer, "gateway": self.server.number, "at": time.time()}
        entry["user"] = (urllib.parse.parse_qs(body.decode(errors="replace")).get("UserName") or [None])[0] if shape == "iam" else None
        fault = None
        with lock:
            log.append(entry)
            unknown = False
            if signer in made:
                unknown = time.time() < made[signer] + rules.get("visible_after", 0) or rules.get("hidden_at") == self.server.number
                pattern = rules.get("pattern", "")
                if shape == "s3" and pattern:
                    unknown, rules["pattern"] = pattern[0] == "-", pattern[1:]
            if signer in inactive and rules.get("inactive_rejected"):
                unknown = True
            for one in rules.get("faults", []):
                if one["action"] == action and one.get("skip", 0) > 0:
                    one["skip"] -= 1
                elif one["action"] == action and one.get("times", 1) > 0 and fault is None:
                    one["times"] = one.get("times", 1) - 1
                    fault = dict(one)
        if fault:
            entry["fault"] = fault["do"]
            if fault["do"] == "refuse":
                return self.end_silently()
            if fault["do"] == "deny":
                return self.answer(fault["status"], error(fault["code"], shape))
            if fault["do"] == "answer":
                return self.answer(fault["status"], fault["body"].encode(), [("Content-Type", "text/xml")])
            if fault["do"] == "late":
                with lock:
                    self.wait_for_rules()
        if unknown:
            entry["status"] = 403
            return self.answer(403, error("InvalidAccessKeyId" if shape == "s3" else "InvalidClientTokenId", shape))
        if signer in made and shape == "s3" and rules.get("new_denied"):
            entry["status"] = 403
            return self.answer(403, error("AccessDenied", shape))
        used = rules.get("last_used", {}).get((urllib.parse.parse_qs(body.decode(errors="replace")).get("AccessKeyId") or [None])[0])
        if action == "GetAccessKeyLastUsed" and used is not None:
            entry["status"] = 200
            return self.answer(200, LAST_USED.format(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + used))).encode())
        if signer in secrets:
            authorization = signed_again(self.command, self.path, self.headers, body, *secrets[signer])
            if authorization is None:
                entry["status"] = 403
                return self.answer(403, error("SignatureDoesNotMatch", shape))
            self.headers.replace_header("Authorization", authorization)
        status, fields, content = self.forward(body)
        entry["status"] = status
        with lock:
            if 200 <= status < 300 and action == "CreateAccessKey" and rules.get("secret_ending"):
                content = with_ending(content)
            if 200 <= status < 300 and action in ("CreateAccessKey", "admin-create"):
                for key in keys_in(content):
                    made.setdefault(key.decode(), time.time())
            if 200 <= status < 300 and action == "UpdateAccessKey":
                form = urllib.parse.parse_qs(body.decode())
                (inactive.add if form["Status"] == ["Inactive"] else inactive.discard)(form["AccessKeyId"][0])
            if fault and fault["do"] == "hold":
                self.wait_for_rules()
        if fault and fault["do"] == "drop":
            return self.end_silently()
        if fault and fault["do"] == "status":
            return self.answer(fault["status"], error(fault["code"], shape))
        if fault and fault["do"] == "page":
            return self.answer(fault["status"], fault["body"].encode(), [("Content-Type", "text/html")])
        if fault and fault["do"] == "truncate":
            self.send_response_only(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) // 2])
            self.wfile.flush()
            return self.end_silently()
        self.answer(status, content, fields)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_any


class Control(Handler):
    def handle_any(self):
        global rules, generation
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with lock:
            if self.command == "POST":
                rules = json.loads(body)
                generation += 1
                changed.notify_all()
            content = json.dumps({"log": log, "made": sorted(made)}).encode()
        self.answer(200, content)

    do_GET = do_POST = handle_any


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64


def serve(number, handler, address="127.0.0.1", port=0):
    server = Server((address, port), handler)
    server.number = number
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://{address}:{server.server_address[1]}"


first = serve(0, Handler)
second = serve(1, Handler, sys.argv[2], int(first.rsplit(":", 1)[1])) if len(sys.argv) > 2 else serve(1, Handler)
print(json.dumps({"gateways": [first, second], "control": serve(2, Control)}), flush=True)
sys.stdin.read()
