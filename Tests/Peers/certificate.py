"""Prints a self-signed certificate for a private key, valid between two dates, which openssl 3.0's req can't be told.

usage: certificate.py KEY-FILE FIRST-DAY LAST-DAY
"""
import datetime
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

with open(sys.argv[1], "rb") as file:
    key = serialization.load_pem_private_key(file.read(), None)
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
first, last = (datetime.datetime.fromisoformat(day) for day in sys.argv[2:4])
certificate = (
    x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    .not_valid_before(first).not_valid_after(last).sign(key, hashes.SHA256())
)
sys.stdout.buffer.write(certificate.public_bytes(serialization.Encoding.PEM))
