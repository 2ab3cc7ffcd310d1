"""An authority of our own, and certificates of it by which browsers know the engine.

For networks that no public authority gives certificates for: workstations trust the authority
once, and every certificate that it makes afterwards. Source: RFC 5280.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LIVES: Final = timedelta(days=3_650)
CERTIFICATE_LIVES: Final = timedelta(days=397)
"""Browsers take no longer ones from most authorities."""

_LONGEST_NAME: Final = 64
"""Characters of a common name: RFC 5280, ub-common-name."""
_NAME: Final = "Line 122 own authority"


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its key, both as PEM."""

    certificate: bytes
    key: bytes = field(repr=False)


def new_authority(now: datetime) -> Pair:
    """Return an authority that may sign servers' certificates, and no other authority."""
    key = generate_private_key(SECP256R1())
    name = _named(_NAME)
    certificate = (
        _begun(name, name, now, AUTHORITY_LIVES)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    return _pair(certificate, key)


def issued(authority: Pair, hosts: Sequence[str], now: datetime) -> Pair:
    """Return a certificate for a server that is called by these names and addresses.

    Raises:
        ValueError: the authority's own files cannot be read.

    """
    root = x509.load_pem_x509_certificate(authority.certificate)
    root_key = load_pem_private_key(authority.key, password=None)
    # Ours are all of this kind; a key of another kind, or of another authority, got here by hand.
    if not isinstance(root_key, EllipticCurvePrivateKey) or (
        root_key.public_key() != root.public_key()
    ):
        raise ValueError("its certificate and its key do not belong together")
    key = generate_private_key(SECP256R1())
    certificate = (
        _begun(_named(hosts[0][:_LONGEST_NAME]), root.subject, now, CERTIFICATE_LIVES)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(map(_alternative, hosts)), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()),
            critical=False,
        )
        .sign(root_key, SHA256())
    )
    return _pair(certificate, key)


def told(certificate: bytes) -> str:
    """Return in four lines whom a certificate names, who made it, and until when it is good.

    Raises:
        ValueError: it cannot be read.

    """
    read = x509.load_pem_x509_certificate(certificate)
    return (
        f"subject: {read.subject.rfc4514_string()}\n"
        f"issuer: {read.issuer.rfc4514_string()}\n"
        f"names: {', '.join(_names(read)) or 'none'}\n"
        f"good until: {read.not_valid_after_utc:%Y-%m-%d %H:%M} UTC\n"
    )


def is_address(host: str) -> bool:
    """Tell whether a host is called by its address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _begun(
    subject: x509.Name, issuer: x509.Name, now: datetime, lives: timedelta
) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(
        subject_name=subject,
        issuer_name=issuer,
        serial_number=x509.random_serial_number(),
        not_valid_before=now,
        not_valid_after=now + lives,
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _alternative(host: str) -> x509.GeneralName:
    return x509.IPAddress(ipaddress.ip_address(host)) if is_address(host) else x509.DNSName(host)


def _names(read: x509.Certificate) -> list[str]:
    try:
        found = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    return [str(name.value) for name in found]


def _pair(certificate: x509.Certificate, key: EllipticCurvePrivateKey) -> Pair:
    return Pair(
        certificate.public_bytes(Encoding.PEM),
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )
