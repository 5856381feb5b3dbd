"""Edits of the evaluator's source that change nothing anybody can see, each with its reason."""

EQUIVALENTS: dict[str, str] = {
    "rules/program _Steps.of: _FALSE → _UNKNOWN (4)": "never read where a step does its own work",
    "rules/columns _of_household: True → False": "any() has no rows a slot: the same masks again",
    "rules/dates reached: months + 1 → months - 1": "no January or December lacks a day",
    "rules/figures Table._band: key[-1] <= last → key[-1] < last": "a row's own key is found first",
}
"""By module and edit, as `bench.mutants.source` names them."""
