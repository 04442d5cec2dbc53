"""One module per page; what is listed here exists."""

from cashstage.ui.page import Page
from cashstage.ui.pages import (
    blend,
    blends,
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
    blends.PAGE,
    blend.PAGE,
    jobs.PAGE,
    notices.PAGE,
    organization.PAGE,
    missing.PAGE,
)
