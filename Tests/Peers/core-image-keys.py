"""Makes keys of several kinds, and files for them, in a folder, and prints what must not be found in memory afterwards: each a
line of its kind, its name and hexadecimal digits, every byte changed by 0xA5, so that the reader never holds the secret."""
import base64, os, re, subprocess, sys

import pyrage

folder = sys.argv[1]


def put(name, data):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)
    os.chmod(os.path.join(folder, name), 0o600)


def needle(kind, name, data):
    print(kind, name, bytes(byte ^ 0xA5 for byte in data).hex())


charset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def checksum(prefix, values):
    total = 1
    for value in [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + values:
        top = total >> 25
        total = (total & 0x1FFFFFF) << 5 ^ value
        for bit, word in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            total ^= word if top >> bit & 1 else 0
    return total


def bech32(prefix, data):
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    values = [int(bits[i : i + 5], 2) for i in range(0, len(bits), 5)]
    total = checksum(prefix, values + [0] * 6) ^ 1
    return prefix + "1" + "".join(charset[v] for v in values + [total >> 5 * (5 - i) & 31 for i in range(6)])


def passphrase():
    return base64.b32encode(os.urandom(20)).decode()


# An identity file with a passphrase.
secret = passphrase()
identity = pyrage.x25519.Identity.generate()
text = str(identity)
bits = "".join(format(charset.index(letter), "05b") for letter in text[16:-6].lower())
put("locked.key", pyrage.passphrase.encrypt(text.encode() + b"\n", secret))
put("locked.answer", secret.encode())
put("locked.age", pyrage.encrypt(b"text", [identity.to_public()]))
needle("locked", "passphrase", secret.encode())
needle("locked", "identity", text[16:60].encode())
needle("locked", "scalar", bytes(int(bits[place : place + 8], 2) for place in range(0, 256, 8)))

# ssh keys with a passphrase.
for kind in ("ed25519", "rsa"):
    secret = passphrase()
    path = os.path.join(folder, kind + ".key")
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", "x", "-f", path], check=True)
    pem = open(path).read()
    body = base64.b64decode("".join(pem.splitlines()[1:-1]))
    subprocess.run(["ssh-keygen", "-q", "-p", "-a", "1", "-P", "", "-N", secret, "-f", path], check=True, stdout=subprocess.DEVNULL)
    put(kind + ".answer", secret.encode())
    put(kind + ".age", pyrage.encrypt(b"text", [pyrage.ssh.Recipient.from_str(open(path + ".pub").read())]))
    needle(kind, "passphrase", secret.encode())
    rest, parts = body[body.rindex(b"ssh-" + kind.encode()) :] , []
    place = len("ssh-" + kind)
    while place + 4 <= len(rest):
        count = int.from_bytes(rest[place : place + 4], "big")
        parts.append(rest[place + 4 : place + 4 + count])
        place += 4 + count
    if kind == "ed25519":
        needle(kind, "seed", parts[1][:32])
    else:
        for name, number in zip(("modulus", "e", "exponent", "inverse", "prime", "other-prime"), parts):
            digits = number.lstrip(b"\0")
            if name not in ("modulus", "e"):
                needle(kind, name, digits[8:40])
                # As libcrypto has it.
                needle(kind, name + "-little-endian", digits[::-1][8:40])

# A post-quantum identity.
seed = os.urandom(32)
text = bech32("age-secret-key-pq-", seed).upper()
put("hybrid.key", text.encode() + b"\n")
needle("hybrid", "identity", text[19:60].encode())
needle("hybrid", "seed", seed)

# A plugin that gives one file key.
key = os.urandom(16)
text = base64.b64encode(key).decode().rstrip("=")
put("plugin.key", bech32("age-plugin-canned-", b"").upper().encode() + b"\n")
put("words", ("-> file-key 0\n" + text + "\n-> done\n\n").encode())
put("age-plugin-canned", ("#!/bin/sh\nexec cat '" + folder + "/words'\n").encode())
os.chmod(os.path.join(folder, "age-plugin-canned"), 0o755)
needle("plugin", "file-key", key)
needle("plugin", "file-key-text", text.encode())
