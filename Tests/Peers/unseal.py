"""Opens the second part of a sealed value: AES-256-GCM under the session key that openssl has recovered.

usage: unseal.py KEY-FILE TEXT-FILE
"""
import sys

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

with open(sys.argv[1], "rb") as key, open(sys.argv[2], "rb") as text:
    sys.stdout.buffer.write(AESGCM(key.read()).decrypt(bytes(12), text.read(), None))
