"""Signatures of packages with a key of the keeper's own (WACZ Signing and Verification 0.1.0, anonymous signatures).

ECDSA on P-384 with SHA-256 over the hash as text; the signature is r and s side by side (IEEE P1363), as WebCrypto and
replayweb.page check it; the public key goes along. It shows that two packages come from one hand and that nobody
changed them since; who that hand is has to be said elsewhere.
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archive.errors import QueryError, WriteError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

_HALF = 48
"""Bytes of r and of s on P-384."""


@dataclass(frozen=True, slots=True)
class Key:
    """A private key."""

    private: EllipticCurvePrivateKey

    @classmethod
    def open(cls, path: Path) -> Key:
        """The key in this PEM file; made, readable by its owner only, where there is none. QueryError for another kind."""
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec

        try:
            if not path.exists():
                _make(path)
            private = serialization.load_pem_private_key(path.read_bytes(), None)
        except OSError as error:
            raise WriteError(f"cannot be made or read: {error.strerror}", path=path) from None
        except (ValueError, TypeError):
            raise QueryError(f"{path}: holds no private key without a password (PEM)") from None
        if not isinstance(private, ec.EllipticCurvePrivateKey) or private.curve.name != "secp384r1":
            raise QueryError(f"{path}: is no key on P-384; name a file that is not there to have one made")
        return cls(private)

    def sign(self, text: str, created: str, software: str) -> dict[str, str]:
        """The `signedData` of a package whose hash is `text`."""
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

        r, s = decode_dss_signature(self.private.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        public = self.private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        signature = r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")
        return {
            "hash": text,
            "signature": base64.b64encode(signature).decode("ascii"),
            "publicKey": base64.b64encode(public).decode("ascii"),
            "created": created,
            "software": software,
        }


def _make(path: Path) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    text = ec.generate_private_key(ec.SECP384R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text)
