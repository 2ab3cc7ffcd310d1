"""The certificate by which browsers know the engine: where it lies, and whether it will do."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from base.errors import Line122Error
from config.servers import Tls

DIRECTORY: Final = "tls"
"""In the engine's state."""
CERTIFICATE: Final = "server.crt"
KEY: Final = "server.key"
AUTHORITY: Final = "authority.crt"
AUTHORITY_KEY: Final = "authority.key"


class BadCertificateError(Line122Error):
    """A certificate and its key cannot be used; import others by `line122 cert import`."""


@dataclass(frozen=True, slots=True)
class ServerCertificate:
    """A certificate, and the key that belongs to it."""

    certificate: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """Return what a server needs to speak TLS.

        Raises:
            BadCertificateError: the files cannot be read, or do not belong together.

        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            # A key with a password would be asked for at the terminal, where nobody sits.
            context.load_cert_chain(self.certificate, self.key, password="")
        except (OSError, ValueError) as error:
            raise BadCertificateError(
                f"{self.certificate} and {self.key} cannot be used together ({error}); "
                "import others by `line122 cert import`"
            ) from error
        return context


def server_certificate(tls: Tls, state: Path) -> ServerCertificate | None:
    """Return the certificate to serve with; `None` where there is none, and plain HTTP is."""
    if tls.certificate_file is not None and tls.key_file is not None:
        return ServerCertificate(tls.certificate_file, tls.key_file)
    kept = ServerCertificate(state / DIRECTORY / CERTIFICATE, state / DIRECTORY / KEY)
    return kept if kept.certificate.exists() else None


def authority_certificate(state: Path) -> bytes | None:
    """Return the certificate of our own authority, for workstations; `None` without one."""
    path = state / DIRECTORY / AUTHORITY
    return path.read_bytes() if path.exists() else None
