"""The whole story of the examples, room after room; a room adds its rows here, in order."""

from api.routes.examples import Example
from api.routes.examples_audit import AUDIT
from api.routes.examples_ledgers import LEDGERS, TRANSFERS
from api.routes.examples_lists import LISTS
from api.routes.examples_people import PEOPLE
from api.routes.examples_plans import PLANS
from api.routes.examples_sheets import SHEETS
from api.routes.examples_supply import SUPPLY

STORY: tuple[Example, ...] = (
    *LEDGERS,
    *PLANS,
    *SUPPLY,
    *LISTS,
    *SHEETS,
    *PEOPLE,
    *AUDIT,
    # last, what hands the household over and erases it
    *TRANSFERS,
)
