from __future__ import annotations

import pytest

from cashstage.schema.currencies import currency_code
from cashstage.schema.normal_form import normalized
from cashstage.schema.semantic import KIND_OF, ValueKind, claims, read_header, read_headers


@pytest.mark.parametrize(
    ("header", "semantic_type"),
    [
        ("Day", "date"),
        ("Reporting starts", "date"),
        ("Start Date (in UTC)", "date"),
        ("stat_time_day", "date"),
        ("Send Date", "date"),
        ("Campaign", "campaign"),
        ("campaignName", "campaign"),
        ("xyz_campaign_id", "campaign_id"),
        ("Ad set name", "ad_group"),
        ("Ad group", "ad_group"),
        ("Currency code", "currency"),
        ("Impr.", "impressions"),
        ("Impr\u3002", "impressions"),
        ("\uff29\uff4d\uff50\uff52.", "impressions"),
        ("Link clicks", "clicks"),
        ("Clicks (destination)", "clicks"),
        ("Amount spent (USD)", "cost"),
        ("Total Spent", "cost"),
        ("Spent", "cost"),
        ("Cost (€)", "cost"),
        ("Spend EUR", "cost"),
        ("Importe gastado", "cost"),
        ("Total_Conversion", "conversions"),
        ("Conv. value", "revenue"),
        ("Purchases conversion value", "revenue"),
        ("Total order revenue", "revenue"),
        ("CTR (link click-through rate)", "ctr"),
        ("Average CTR", "ctr"),
        ("Avg. CPC", "cpc"),
        ("CPC (cost per link click)", "cpc"),
        ("CPM (cost per 1,000 impressions)", "cpm"),
        ("Conv. rate", "cvr"),
        ("Cost / conv.", "cpa"),
        ("Conv. value / cost", "roas"),
        ("Purchase ROAS (return on ad spend)", "roas"),
        ("Search impr. share", "impression_share"),
        ("Successful Deliveries", "delivered"),
        ("Total Recipients", "sent"),
        ("Open Rate", "open_rate"),
        ("Session source / medium", "source_medium"),
        ("Video views at 100%", "video_completions"),
        ("cost_micros", None),
        ("Cost of goods", None),
        ("Approved_Conversion", None),
        ("Notes", None),
        ("", None),
    ],
)
def test_headers_of_the_platforms_are_known(header: str, semantic_type: str | None) -> None:
    assert read_header(header).semantic_type == semantic_type


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("order_code", ValueKind.IDENTIFIER),
        ("Store ID", ValueKind.IDENTIFIER),
        ("storeId", ValueKind.IDENTIFIER),
        ("Fiscal year", ValueKind.PERIOD),
        ("Day of week", ValueKind.PERIOD),
        ("Shipping (GBP)", ValueKind.MONEY),
        ("Paid", None),
        ("Humid", None),
    ],
)
def test_other_headers_may_tell_their_kind(header: str, kind: ValueKind | None) -> None:
    assert read_header(header).kind == kind


@pytest.mark.parametrize(
    ("header", "currency"),
    [
        ("Amount spent (USD)", "USD"),
        ("Cost (€)", "EUR"),
        ("Spend in GBP", "GBP"),
        ("Cost (R$)", "BRL"),
        ("Clicks (all)", None),
        ("Impressions (TOP)", None),
    ],
)
def test_a_currency_in_the_header_is_read(header: str, currency: str | None) -> None:
    assert read_header(header).currency == currency


def test_a_title_is_a_campaign_only_among_mailings() -> None:
    mailing = read_headers(["Title", "Total Recipients"])
    article = read_headers(["Title", "Views"])

    assert mailing[0].semantic_type == "campaign"
    assert article[0].semantic_type is None


def test_the_more_telling_header_comes_first() -> None:
    meanings = read_headers(["Clicks (all)", "Month", "Link clicks", "Day"])

    assert claims(meanings) == {"clicks": [2, 0], "date": [3, 1]}


@pytest.mark.parametrize(
    ("mark", "locale", "code"),
    [
        ("$", None, None),
        ("$", "en", None),
        ("$", "de_DE", None),
        ("$", "en_US", "USD"),
        ("$", "en_CA", "CAD"),
        ("$", "es-MX", "MXN"),
        ("US$", None, "USD"),
        ("¥", "zh_CN", "CNY"),
        ("¥", None, "JPY"),
        ("kr", "sv_SE", "SEK"),
        ("kr", None, None),
        ("eur", None, "EUR"),
        ("zł", None, "PLN"),
        ("XYZ", None, None),
    ],
)
def test_signs_become_codes_where_they_name_one(
    mark: str, locale: str | None, code: str | None
) -> None:
    assert currency_code(mark, locale) == code


def test_a_semantic_type_is_its_own_synonym() -> None:
    for name in KIND_OF:
        meaning = read_header(name)
        assert name in {meaning.semantic_type, meaning.second}


def test_headers_are_compared_by_their_words() -> None:
    assert normalized("  Avg.\n CPC ") == "avg cpc"
