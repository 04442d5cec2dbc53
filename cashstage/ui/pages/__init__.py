"""One module per page; what is listed here exists."""

from cashstage.ui.page import Page
from cashstage.ui.pages import (
    connect,
    dashboard,
    home,
    jobs,
    metrics,
    missing,
    notices,
    organization,
    source,
    sources,
)

PAGES: tuple[Page, ...] = (
    home.PAGE,
    dashboard.PAGE,
    sources.PAGE,
    connect.PAGE,
    source.PAGE,
    metrics.PAGE,
    jobs.PAGE,
    notices.PAGE,
    organization.PAGE,
    missing.PAGE,
)
