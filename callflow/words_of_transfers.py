"""A transfer in sentences: what the operator asked for, and what is seen of it."""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

from collections.abc import Mapping
from typing import Final

from callflow.seen import Seen
from callflow.story import OutsideRung, TransferWanted
from callflow.transfer import TransferKind

TRANSFERS: Final[Mapping[TransferKind, str]] = {
    TransferKind.BLIND: "сразу, без предварительного разговора",
    TransferKind.CONSULT: "после разговора наедине",
    TransferKind.WARM: "с представлением: оператор возвращается вместе с тем, кому передаёт",
    TransferKind.CONFERENCE: "в общий разговор",
}
SEEN_OF_TRANSFERS: Final[Mapping[Seen, str]] = {
    Seen.ASIDE: "Оператор говорит наедине с тем, кому передаёт разговор; на линии звучит музыка.",
    Seen.ON_HOLD: "Оператор отошёл от разговора; на линии звучит музыка.",
    Seen.TELEPHONE_LOST: "Телефон оператора прервался: на линии звучит музыка, оператору звонят "
    "снова.",
    Seen.TOGETHER: "Разговор идёт втроём.",
    Seen.OPERATOR_RETURNS: "Передать разговор не удалось: оператор возвращается.",
    Seen.CHANNEL_AWAITED: "Свободного канала для передачи ещё нет; набор повторяется.",
    Seen.OPERATOR_LET_GO: "Оператор отключился и оставил разговор тому, кому передаёт.",
    Seen.TALK_GOES_ON: "Разговор с прежним оператором продолжен.",
    Seen.HANDED_OVER: "Разговор передан на внешний номер, оператор отключился.",
    Seen.HANDED_STRAIGHT: "Соединение с внешним номером без оператора.",
    Seen.BRIEFED: "На внешнем номере ответили; там звучит, чей это звонок и с какого номера.",
    Seen.PUT_THROUGH: "Соединение с внешним номером состоялось.",
    Seen.NOT_PUT_THROUGH: "Соединить с внешним номером не удалось: об этом сказано, звонок ждёт "
    "оператора.",
    Seen.BACK_IN_LINE: "Передать разговор не удалось: место в очереди возвращено.",
}
"""Part of `callflow.words_of_calls.SEEN`."""


def transfer_wanted(happening: TransferWanted) -> str:
    """Say what the operator asked for."""
    if happening.kind is None:
        return f"Оператор вернул звонок в очередь «{happening.queue}», на прежнее место."
    whom = f"на номер {happening.number}" if happening.number else "другому оператору"
    return f"Оператор передаёт разговор {whom}: {TRANSFERS[happening.kind]}."


def outside_rung(happening: OutsideRung) -> str:
    """Say that somebody outside was rung for the transfer."""
    return f"Для передачи разговора набран номер {happening.number}."
