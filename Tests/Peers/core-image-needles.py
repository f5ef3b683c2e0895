"""Makes an age key and a document that the real sops encrypts with it, in a folder, and prints what must not be found in
memory afterwards: each a line of hexadecimal digits, every byte changed by 0xA5, so that the reader never holds the secret."""
import base64, os, re, subprocess, sys

import pyrage

folder, sops, keygen = sys.argv[1:4]
text = subprocess.run([keygen], check=True, capture_output=True).stdout.decode()
open(os.path.join(folder, "key.txt"), "w").write(text)
identity = re.search(r"AGE-SECRET-KEY-1[A-Z0-9]+", text).group()
recipient = re.search(r"age1[a-z0-9]+", text).group()
value = base64.b32encode(os.urandom(20)).decode()
plain = os.path.join(folder, "plain.yaml")
open(plain, "w").write("token: " + value + "\nother: x\n")
made = subprocess.run([sops, "encrypt", "--age", recipient, plain], check=True, capture_output=True).stdout
open(os.path.join(folder, "secret.yaml"), "wb").write(made)
os.remove(plain)

charset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
bits = "".join(format(charset.index(letter), "05b") for letter in identity[16:-6].lower())
scalar = bytes(int(bits[place:place + 8], 2) for place in range(0, 256, 8))
armored = re.search(r"-----BEGIN AGE.*?-----END AGE ENCRYPTED FILE-----", made.decode(), re.S).group()
armored = "\n".join(line.strip() for line in armored.splitlines()) + "\n"
data_key = pyrage.decrypt(armored.encode(), [pyrage.x25519.Identity.from_str(identity)])
for needle in (identity[16:60].encode(), scalar, value.encode(), data_key):
    print(bytes(byte ^ 0xA5 for byte in needle).hex())
