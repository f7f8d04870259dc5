"""A certificate authority of one's own, so that the proxy can answer https as it was captured. Made on request only.

    authority = Authority.open(folder)      # makes folder/ca.pem and folder/ca.key (mode 0600) the first time
    authority.context("news.example")       # what a server of that name speaks TLS with

The key never leaves the folder and is good for one thing: being trusted by the one browser profile that plays this
archive back. So the authority's name says what it is, it may issue for servers only (RFC 5280, 4.2.1.12), and its
certificates end within the 398 days that browsers take. Host certificates are made when a host is first asked for and
are kept in memory; their private key is one for all and is gone with the process, but for a file that is unlinked as
soon as it is read.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import os
import ssl
import tempfile
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from archive.errors import NewsarkError

MAX_HOSTS = 2_000
_CA_YEARS, _HOST_DAYS = 5, 90
_PEM = serialization.Encoding.PEM


class AuthorityError(NewsarkError):
    """The authority's files cannot be made or read."""


@dataclass
class Authority:
    """The authority of one home; safe to use from several threads."""

    certificate: x509.Certificate
    path: Path
    _key: ec.EllipticCurvePrivateKey
    _contexts: OrderedDict[str, ssl.SSLContext] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _host_key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @classmethod
    def open(cls, folder: Path, now: datetime | None = None) -> Authority:
        """The authority kept in `folder`, made where there is none or it has run out (`now` is aware)."""
        now = now or datetime.now(UTC)
        path, secret = folder / "ca.pem", folder / "ca.key"
        try:
            if not path.exists() or not secret.exists():
                _make(folder, path, secret, now)
            certificate, key = _load(path, secret)
            if certificate.not_valid_after_utc - now < timedelta(days=_HOST_DAYS):
                _make(folder, path, secret, now)
                certificate, key = _load(path, secret)
        except OSError as error:
            raise AuthorityError(
                f"{error.filename}: {error.strerror}; replay without --tls needs it not"
            ) from None
        except (ValueError, TypeError):
            raise AuthorityError(
                f"{folder}: ca.pem or ca.key is damaged; delete both and start again"
            ) from None
        return cls(certificate, path, key)

    @property
    def pin(self) -> str:
        """Base64 SHA-256 of the public key, as Chromium's `--ignore-certificate-errors-spki-list` wants it."""
        public = self.certificate.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return base64.b64encode(hashlib.sha256(public).digest()).decode()

    def context(self, host: str) -> ssl.SSLContext:
        """TLS for a server of this name (or IP address); ValueError where it can be no host's name."""
        with self._lock:
            if host not in self._contexts:
                self._contexts[host] = self._make_context(host)
            self._contexts.move_to_end(host)
            while len(self._contexts) > MAX_HOSTS:
                self._contexts.popitem(last=False)
            return self._contexts[host]

    def _make_context(self, host: str) -> ssl.SSLContext:
        now = datetime.now(UTC)
        name = _subject(host)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([]))
            .issuer_name(self.certificate.subject)
            .public_key(self._host_key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=_HOST_DAYS))
            .add_extension(x509.SubjectAlternativeName([name]), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False
            )
            .sign(self._key, hashes.SHA256())
        )
        chain = certificate.public_bytes(_PEM) + self.certificate.public_bytes(_PEM)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["http/1.1"])
        with tempfile.NamedTemporaryFile(prefix="newsark-") as file:  # mode 0600; ssl takes files only
            file.write(_private(self._host_key) + chain)
            file.flush()
            context.load_cert_chain(file.name)
        return context


def _subject(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host.encode("idna").decode() if not host.isascii() else host)


def _make(folder: Path, path: Path, secret: Path, now: datetime) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "newsark replay (this machine only)")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * _CA_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
                key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    descriptor = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(_private(key))
    path.write_bytes(certificate.public_bytes(_PEM))


def _load(path: Path, secret: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    key = serialization.load_pem_private_key(secret.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise ValueError("not the certificate's key")
    return certificate, key


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
