"""What callers wanted of a registry that could not do it, in the words of a ticket.

Whoever works the request off reads what was asked for without ringing back to ask. The birth date
stands beside it in `tickets/intake/filing.py`.
"""

from collections.abc import Mapping
from typing import Final

_DOCTORS: Final[Mapping[str, str]] = {
    "therapist": "к терапевту",
    "pediatrician": "к педиатру",
    "surgeon": "к хирургу",
    "ophthalmologist": "к офтальмологу",
}
_WISHES: Final[Mapping[str, str]] = {
    "appointment": "Спрашивает про запись к врачу.",
    "cancel_appointment": "Хочет отменить запись к врачу.",
    "test_result": "Спрашивает, готов ли анализ.",
}


def wanted_of(look_up: str, values: Mapping[str, str]) -> str:
    """Return what was wanted of a look-up; a site's own speciality is named as the registry does.

    Empty where neither the look-up nor a key has said it.
    """
    wish = _WISHES.get(look_up)
    if wish is not None:
        return wish
    speciality = values.get("speciality")
    if speciality is None:
        return ""
    return f"Хочет {_DOCTORS.get(speciality, f'к врачу ({speciality})')}."
