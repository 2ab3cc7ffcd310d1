"""Which legs there are and whose calls they are: the telephony's memory, without a word said."""

from asterisk.room import Room, SeenLeg
from asterisk.translate import agent_leg, ring_of
from base.ids import CallId, LegId
from callflow.events import Ring


class Legs:
    """Persons' legs, seen and taken; agents' legs are known by their names."""

    def __init__(self) -> None:
        self.seen: dict[LegId, SeenLeg] = {}
        """Every person's leg from its first moment, whether a call has taken it or not."""
        self.rooms: dict[CallId, Room] = {}
        self.aside: dict[CallId, frozenset[Ring]] = {}
        """Who was found in the second room of a call that nobody has taken yet."""
        self._room_of_leg: dict[LegId, Room] = {}

    def take(self, call_id: CallId, leg: SeenLeg) -> Room:
        """Let a leg be a call's from now on."""
        room = self.rooms[call_id] = Room(call_id, leg, has_bridge=leg.was_found)
        self.seen[leg.call.leg_id] = leg
        self._room_of_leg[leg.call.leg_id] = room
        aside = self.aside.pop(call_id, frozenset())
        room.rung |= leg.joined | aside
        room.has_aside = bool(aside)
        return room

    def forget(self, room: Room) -> None:
        """Take that a call is over."""
        del self.rooms[room.call_id]
        self._room_of_leg.pop(room.leg.call.leg_id, None)
        self.seen.pop(room.leg.call.leg_id, None)

    def forget_others(self, here: frozenset[LegId]) -> None:
        """Take that these legs are all there are; what no call has taken is forgotten."""
        for leg_id in self.seen.keys() - here - self._room_of_leg.keys():
            del self.seen[leg_id]

    def room_of_person(self, channel: str) -> Room | None:
        """Return the room of the person whose leg a channel is."""
        return self._room_of_leg.get(LegId(channel))

    def room_of_agent(self, channel: str) -> tuple[Room | None, Ring]:
        """Return the room that an agent's leg is for; `None` for any other channel."""
        found = ring_of(channel)
        if found is None:
            return None, Ring(0)
        return self.rooms.get(found[0]), found[1]

    def knows(self, call_id: CallId, ring: Ring) -> bool:
        """Tell whether a call knows of the ring; one begun just before a crash, none does."""
        room = self.rooms.get(call_id)
        return room is not None and ring in room.rung

    def believed(self) -> frozenset[str]:
        """Return the channels that we believe to exist."""
        persons = {
            room.caller
            for room in self.rooms.values()
            if room.leg.is_made and not room.leg.has_ended
        }
        agents = {
            agent_leg(room.call_id, ring) for room in self.rooms.values() for ring in room.rung
        }
        return frozenset(persons | agents)
