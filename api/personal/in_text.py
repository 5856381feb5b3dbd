"""Numbers of people that stand in somebody's words, where no field seals and masks them.

    儿子的号码是13812341234，身份证442000… -> 儿子的号码是138****1234，身份证44****************

Whatever has the form of an ID number or a bank card is masked, right or wrong: one digit
mistyped still tells who it is. Of phones those that can be dialled are.
"""

from dataclasses import dataclass, field

from api.personal.faults import PersonalFault, fault
from api.personal.folding import close_up
from api.personal.masking import hidden_id, masked_account, masked_phone
from api.personal.phones import Phone, read_phone
from api.personal.redaction import replaced

NUMBER_IN_TEXT = fault(
    "number_in_text",
    (
        "文字里像有身份证号或卡号，已遮去中间的数字",
        "the words seem to hold an ID or card number; its middle was masked",
    ),
    (
        "身份证号请填到成员的证件号一栏",
        "an ID number belongs in the field of the member's ID number",
    ),
)
PHONE_IN_TEXT = fault(
    "phone_in_text",
    (
        "文字里像有电话号码，已遮去中间的数字",
        "the words seem to hold a phone number; its middle was masked",
    ),
    ("电话请填到联系电话一栏", "a phone number belongs in the field of the phone"),
)
_ID_LENGTHS = (15, 18)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with its numbers masked, and what was found in it."""

    text: str = field(repr=False)
    found: tuple[PersonalFault, ...] = ()


def mask_numbers(text: str) -> Masked:
    """Return somebody's words without the numbers of people in them; masked once, it stays so."""
    found: dict[PersonalFault, None] = {}

    def masked(kind: str, number: str) -> str:
        if kind == "number":
            found[NUMBER_IN_TEXT] = None
            is_id = len(close_up(number)) in _ID_LENGTHS
            return hidden_id(number) if is_id else masked_account(number)
        if kind == "phone" and isinstance(read_phone(number), Phone):
            found[PHONE_IN_TEXT] = None
            return masked_phone(number)
        return number

    return Masked(replaced(text, masked), tuple(found))
