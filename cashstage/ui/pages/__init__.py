"""One module per page; what is listed here exists."""

from cashstage.ui.page import Page
from cashstage.ui.pages import home, jobs, organization

PAGES: tuple[Page, ...] = (home.PAGE, jobs.PAGE, organization.PAGE)
