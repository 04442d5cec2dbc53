"""One module per page; what is listed here exists."""

from cashstage.ui.page import Page
from cashstage.ui.pages import dashboard, home, jobs, organization

PAGES: tuple[Page, ...] = (home.PAGE, dashboard.PAGE, jobs.PAGE, organization.PAGE)
