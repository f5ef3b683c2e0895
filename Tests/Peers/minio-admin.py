#!/usr/bin/env python3
"""Plays MinIO for credential rotation: service accounts by the admin API, and the list of buckets by S3. It checks signatures of version 4, and opens
the bodies as minio/madmin-go's `encrypt.go` seals them, by another library than ours.

    minio-admin.py [OLD]

With OLD it has version 3 of the API alone. Prints one line of JSON when it is ready: `endpoint`, `first` and `root`, a pair each; a service account
of the user `backup`, and the server's own. Ends with its standard input.

GET /test tells the accounts and the requests so far; POST /test takes {"faults": [{"action": A, "do": "drop"|"deny"|"page", "times": N}]}, which happen
once each unless N says more. "drop" does what is asked and ends without an answer; "deny" is 403 AccessDenied; "page" does nothing, and answers 200 with
a page of HTML.
"""
import hashlib
import hmac
import json
import re
import socketserver
import struct
import sys
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

OLD = len(sys.argv) > 1
lock = threading.Lock()
accounts = {
    "BACKUPSERVICE0000001": {"secret": "backup/secret+of=a&service", "parent": "backup", "active": True},
    "minioadmin": {"secret": "minioadmin-secret", "parent": "minioadmin", "active": True},
}
log, faults = [], []


def opened(body, secret):
    salt, form, nonce, stream = body[:32], body[32], body[33:41], body[41:]
    if form != 2:
        raise ValueError("form")
    cipher = AESGCM(hashlib.pbkdf2_hmac("sha256", secret.encode(), salt, 8192, 32))
    tag = cipher.encrypt(nonce + struct.pack("<I", 0), b"", None)
    text, number = b"", 1
    while True:
        fragment, stream = stream[: 16384 + 16], stream[16384 + 16:]
        text += cipher.decrypt(nonce + struct.pack("<I", number), fragment, (b"\x00" if stream else b"\x80") + tag)
        number += 1
        if not stream:
            return text


def signed_by(handler, body):
    """The id of a signer whose signature fits; else the code of the error."""
    found = re.match(
        r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d+)/([^/]+)/([^/]+)/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]+)$",
        handler.headers.get("Authorization", ""))
    if not found:
        return None, "AccessDenied"
    key, day, region, service, names, signature = found.groups()
    account = accounts.get(key)
    if account is None or not account["active"]:
        return None, "InvalidAccessKeyId"
    path, _, query = handler.path.partition("?")
    fields = "".join(f"{name}:{' '.join(handler.headers[name].split())}\n" for name in names.split(";"))
    hashed = handler.headers.get("x-amz-content-sha256")
    if hashed != hashlib.sha256(body).hexdigest():
        return None, "XAmzContentSHA256Mismatch"
    request = "\n".join([handler.command, path, "&".join(sorted(query.split("&"))), fields, names, hashed])
    text = "\n".join([
        "AWS4-HMAC-SHA256", handler.headers["x-amz-date"], f"{day}/{region}/{service}/aws4_request", hashlib.sha256(request.encode()).hexdigest()])
    derived = ("AWS4" + account["secret"]).encode()
    for part in day, region, service, "aws4_request":
        derived = hmac.new(derived, part.encode(), hashlib.sha256).digest()
    if not hmac.compare_digest(hmac.new(derived, text.encode(), hashlib.sha256).hexdigest(), signature):
        return None, "SignatureDoesNotMatch"
    return key, None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", kind="application/json"):
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.close_connection = True

    def error(self, status, code, is_admin):
        if is_admin:
            self.answer(status, json.dumps({"Code": code, "Message": "told by the test's server"}).encode())
        else:
            self.answer(status, f"<?xml version=\"1.0\"?><Error><Code>{code}</Code></Error>".encode(), "application/xml")

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path, _, query = self.path.partition("?")
        if path == "/test":
            with lock:
                if self.command == "POST":
                    faults[:] = json.loads(body)["faults"]
                keys = [{"id": key, "active": one["active"]} for key, one in sorted(accounts.items()) if one["parent"] == "backup"]
                return self.answer(200, json.dumps({"keys": keys, "log": log}).encode())
        is_admin = path.startswith("/minio/admin/")
        action = path.rsplit("/", 1)[-1] if is_admin else "s3"
        with lock:
            if is_admin and OLD and "/v4/" in path:
                log.append({"action": action, "key": None, "status": 426})
                return self.error(426, "XMinioAdminVersionMismatch", True)
            key, code = signed_by(self, body)
            log.append({"action": action, "key": key, "status": 403 if code else 200})
            if code:
                return self.error(403, code, is_admin)
            fault = next((one for one in faults if one["action"] == action), None)
            if fault:
                fault["times"] = fault.get("times", 1) - 1
                if fault["times"] <= 0:
                    faults.remove(fault)
                if fault["do"] == "deny":
                    return self.error(403, "AccessDenied", is_admin)
                if fault["do"] == "page":
                    return self.answer(200, b"<html>back soon</html>", "text/html")
            status, told = self.done(action, key, dict(urllib.parse.parse_qsl(query)), body)
        if fault:
            self.close_connection = True
            return self.connection.close()
        if isinstance(told, str):
            return self.error(status, told, is_admin)
        self.answer(status, told, "application/json" if is_admin else "application/xml")

    def done(self, action, key, query, body):
        if action == "s3":
            return 200, b"<?xml version=\"1.0\"?><ListAllMyBucketsResult><Owner/><Buckets/></ListAllMyBucketsResult>"
        parent = accounts[key]["parent"]
        if action == "accountinfo":
            return 200, json.dumps({"AccountName": parent, "Buckets": []}).encode()
        if action == "add-service-account":
            wanted = json.loads(opened(body, accounts[key]["secret"]))
            if wanted["accessKey"] in accounts:
                return 409, "XMinioAdminServiceAccountAlreadyExists"
            accounts[wanted["accessKey"]] = {"secret": wanted["secretKey"], "parent": parent, "active": True}
            # Sealed with Argon2id in truth, which the client need not open.
            return 200, b"\x00" * 64
        account = accounts.get(query.get("accessKey", ""))
        if account is None or account["parent"] != parent:
            return 404, "XMinioInvalidIAMCredentials"
        if action == "update-service-account":
            account["active"] = json.loads(opened(body, accounts[key]["secret"]))["newStatus"] == "on"
            return 204, b""
        if action == "delete-service-account":
            del accounts[query["accessKey"]]
            return 204, b""
        return 404, "XMinioAdminNotImplemented"

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_any


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


server = Server(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
first, root = ([key, accounts[key]["secret"]] for key in list(accounts))
print(json.dumps({"endpoint": f"http://127.0.0.1:{server.server_address[1]}", "first": first, "root": root}), flush=True)
sys.stdin.read()
