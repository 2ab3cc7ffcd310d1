"""Events as JSON and back: what a journal stores so that a replay can read it years later.

A codec knows a closed union of frozen dataclasses and nothing else. Each value is stored as the
name of its class, its *kind*, and a JSON object of its fields; the kind stands beside the payload,
never in it, so that SQL can count by it.

The names of classes and fields are therefore part of what is stored: a renamed one cannot read
the past. A new field needs a default; a field that is gone is ignored.
"""

from typing import Final, Generic, NamedTuple, TypeVar, get_args

import msgspec

from base.errors import Line122Error

ValueT = TypeVar("ValueT")

# Sets are sorted: the same value is always the same text.
_ENCODER: Final = msgspec.json.Encoder(order="deterministic")


class UnreadableEventError(Line122Error):
    """A stored event is not one of this version's; run the version that wrote it, or a newer."""


class Encoded(NamedTuple):
    """A value as it is stored."""

    kind: str
    payload: bytes
    """A JSON object."""


class UnionCodec(Generic[ValueT]):
    """Encodes and decodes the members of one union: `UnionCodec[CallEvent](CallEvent)`."""

    def __init__(self, union: object) -> None:
        members = get_args(union)
        assert members, "A codec is made from a union of classes."
        self._decoders: dict[str, msgspec.json.Decoder[ValueT]] = {
            member.__name__: msgspec.json.Decoder(member) for member in members
        }
        assert len(self._decoders) == len(members), "Two members of a union share a name."

    @property
    def kinds(self) -> frozenset[str]:
        """The names of all members."""
        return frozenset(self._decoders)

    def encode(self, value: ValueT) -> Encoded:
        """Return the kind and the payload of a member of the union."""
        kind = type(value).__name__
        assert kind in self._decoders, f"{kind} is no member of the union."
        return Encoded(kind, _ENCODER.encode(value))

    def decode(self, kind: str, payload: bytes | str) -> ValueT:
        """Return the value that was stored.

        Raises:
            UnreadableEventError: the kind is unknown, or the payload is not one of it.

        """
        decoder = self._decoders.get(kind)
        if decoder is None:
            raise UnreadableEventError(f"no event of this version is called {kind}")
        try:
            return decoder.decode(payload)
        except (msgspec.DecodeError, ValueError) as error:
            # The text of the cause may quote what a caller is called by.
            raise UnreadableEventError(f"the stored {kind} does not fit this version") from error
