"""All routes of the pages, in the order in which they are looked through."""

from api.pages import (
    catalogue,
    desk,
    doors,
    families,
    family,
    imports,
    plan_acts,
    plans,
    questions,
    routes,
    supply,
    supply_form,
    trying,
)

PAGES = (
    routes.router,
    trying.router,
    doors.router,
    desk.router,
    families.router,
    questions.router,
    plans.router,
    plan_acts.router,
    family.router,
    catalogue.router,
    imports.router,
    supply_form.router,
    supply.router,
)
