"""What can go wrong with the servers of a first look; each text says what to do."""

from base.errors import Line122Error


class ServerFailedError(Line122Error):
    """A server did not start, or ended by itself; the end of its log is in the text."""


class AlreadyRunningError(Line122Error):
    """Another instance uses this state directory; stop it, or name another by LINE122_STATE."""


class PortBusyError(Line122Error):
    """Another program listens on the port that was asked for; stop it or choose another."""


class UnusableStateError(Line122Error):
    """The state directory cannot be used as it is."""


class AsteriskMissingError(Line122Error):
    """No usable Asterisk was found, nor could one be fetched; name one by LINE122_ASTERISK."""


class NoSpaceError(AsteriskMissingError):
    """The disk has no room for Asterisk's tree; free some, or name another by LINE122_CACHE."""


class NoNetworkError(AsteriskMissingError):
    """The machine's Debian mirror could not be reached; check the network and start again."""


class UnresolvedError(AsteriskMissingError):
    """No suite of the mirror offers an Asterisk that can be used."""


class NodeMissingError(Line122Error):
    """What checks or makes the pages' files cannot run; running the product needs none of it."""


class BrowserMissingError(Line122Error):
    """No Chromium was found, nor could one be installed; name one by LINE122_CHROMIUM."""


class PromtoolMissingError(Line122Error):
    """No promtool was found, nor could one be fetched; name one by LINE122_PROMTOOL."""
