"""rage, by pyrage: `encrypt RECIPIENTS IN OUT [armor]`, `decrypt KEYS IN OUT`, `lock PASSPHRASE IN OUT`, `unlock PASSPHRASE IN OUT`. RECIPIENTS
and KEYS are files with one a line; an ssh private key is a file of its own."""
import sys

import pyrage

action, first, source, target = sys.argv[1:5]
data = open(source, "rb").read()
if action == "encrypt":
    kinds = {"ssh": pyrage.ssh.Recipient, "age": pyrage.x25519.Recipient}
    recipients = [kinds[line[:3]].from_str(line.strip()) for line in open(first) if line.strip() and not line.startswith("#")]
    result = pyrage.encrypt(data, recipients, armored=len(sys.argv) > 5)
elif action == "decrypt":
    text = open(first, "rb").read()
    if text.startswith(b"-----BEGIN"):
        keys = [pyrage.ssh.Identity.from_buffer(text)]
    else:
        lines = text.decode().splitlines()
        keys = [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-SECRET-KEY-1")]
    result = pyrage.decrypt(data, keys)
elif action == "lock":
    result = pyrage.passphrase.encrypt(data, first)
else:
    result = pyrage.passphrase.decrypt(data, first)
open(target, "wb").write(result)
