"""Every name of the vocabulary means one thing, and the platforms' headers are known."""

from __future__ import annotations

import unicodedata
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashstage.schema.normal_form import header_key, normalized
from cashstage.schema.semantic import DISTINCT_TYPES, KIND_OF, RATIO_TYPES, read_header
from cashstage.schema.vocabulary.ambiguous import DEFAULTS, FAMILIES, SECOND_MEANINGS
from cashstage.schema.vocabulary.index import INDEX, spellings
from cashstage.schema.vocabulary.names import LANGUAGES
from tests.schema.export_headers import BY_LANGUAGE
from tests.schema.recognised_names import RECOGNISED

HEADERS = [
    (language, header, meaning)
    for language, headers in BY_LANGUAGE.items()
    for header, meaning in headers.items()
]
KNOWN = [header for _, header, meaning in HEADERS if meaning is not None]
_GLOSSARY_WORDS = (
    "impressions clicks link_clicks cost conversions revenue gross_profit orders units leads"
    " opportunities sessions engaged_sessions engagement_time events video_views video_views_2s"
    " video_views_6s video_completions page_views landing_page_views sent delivered bounces"
    " unsubscribes spam_complaints budget reach users unique_opens impression_share"
    " average_position ctr cpc cpm cpv cvr cpa cpl cac roas acos mer roi poas aov rpc rpm frequency"
    " engagement_rate bounce_rate view_rate completion_rate delivery_rate open_rate click_rate"
    " unsubscribe_rate click_to_open_rate win_rate won_deals lost_deals ltv ltv_cac churn_rate"
    " repeat_rate new_customers lost_customers pacing date campaign campaign_id campaign_type"
    " ad_group ad currency interactions registrations post_click_conversions"
    " view_through_conversions lost_impression_share_rank lost_impression_share_budget bid_strategy"
    " add_to_cart checkouts attribution_setting result_type reactions comments shares follows"
    " social_actions engagements lead_forms_opened conversion_action average_play_time channel"
    " source_medium landing_page session_duration new_users contact_id record_id email_address"
    " lifecycle_stage lead_status source associated_deals annual_revenue deal deal_stage pipeline"
    " deal_amount payment_status fulfillment_status subtotal shipping taxes discount_code discounts"
    " product price product_id gross_sales refunds soft_bounces hard_bounces opens unique_clicks"
    " subject swipes swipe_rate keyword device country region city medium"
)
GLOSSARY = frozenset(_GLOSSARY_WORDS.split())


@pytest.mark.parametrize(
    ("language", "header", "meaning"), HEADERS, ids=[f"{a}:{b}" for a, b, _ in HEADERS]
)
def test_headers_of_exports(language: str, header: str, meaning: str | None) -> None:
    assert read_header(header).semantic_type == meaning


def test_every_language_is_well_covered() -> None:
    assert BY_LANGUAGE.keys() == LANGUAGES.keys()
    assert min(len(headers) for headers in BY_LANGUAGE.values()) >= 50
    assert len(HEADERS) >= 600


@pytest.mark.parametrize(("semantic_type", "names"), RECOGNISED.items(), ids=RECOGNISED)
def test_no_name_is_lost(semantic_type: str, names: str) -> None:
    assert {read_header(name).semantic_type for name in names.split("|")} == {semantic_type}


def test_the_whole_glossary_has_semantic_types() -> None:
    assert KIND_OF.keys() >= GLOSSARY
    assert RECOGNISED.keys() <= KIND_OF.keys()


def test_no_name_means_two_things() -> None:
    meanings = defaultdict(set)
    for meaning, _, _, key in spellings():
        meanings[key].add(meaning)

    assert {key: said for key, said in meanings.items() if len(said) > 1} == {}


def test_every_name_is_found_as_it_is_written() -> None:
    for meaning, language, _, key in spellings():
        entry = INDEX[key]
        assert language in entry.languages
        assert entry.semantic_type == DEFAULTS.get(meaning) if meaning in FAMILIES else meaning


def test_second_meanings_are_names_of_another_first() -> None:
    for meaning, names in SECOND_MEANINGS.items():
        for name in names.split("|"):
            entry = INDEX[header_key(name)]
            assert (entry.second, entry.semantic_type != meaning) == (meaning, True)


def test_ratios_and_people_are_known_not_to_add_up() -> None:
    assert {"cpc", "aov", "ctr", "roas", "frequency", "price"} <= RATIO_TYPES
    assert {"reach", "users"} <= DISTINCT_TYPES
    assert not {"cost", "revenue", "clicks"} & (RATIO_TYPES | DISTINCT_TYPES)


@pytest.mark.parametrize(
    ("header", "semantic_type"),
    [
        ("Cost (all campaigns)", None),
        ("Clicks last year", None),
        ("Cost per campaign", None),
        ("Average cost of goods", None),
        ("Average clicks", None),
        ("Total CTR", None),
        ("Users id", None),
        ("Number of campaign", None),
        ("Order value per user", None),
    ],
)
def test_other_words_change_the_meaning(header: str, semantic_type: str | None) -> None:
    assert read_header(header).semantic_type == semantic_type


@given(st.sampled_from(KNOWN), st.sampled_from(["upper", "lower", "title", "capitalize"]))
def test_case_does_not_matter(header: str, change: str) -> None:
    changed = getattr(header, change)()

    assert read_header(changed).semantic_type == read_header(header).semantic_type


@given(st.sampled_from(KNOWN))
def test_accents_and_their_encoding_do_not_matter(header: str) -> None:
    apart = unicodedata.normalize("NFD", header)
    without = "".join(sign for sign in apart if unicodedata.category(sign) != "Mn")

    for changed in (apart, without):
        assert read_header(changed).semantic_type == read_header(header).semantic_type


@given(st.sampled_from(KNOWN), st.sampled_from(["_", " ", "  ", "\n", "\u00a0", " - "]))
def test_spaces_do_not_matter(header: str, space: str) -> None:
    changed = space.join(header.split(" "))

    assert read_header(changed).semantic_type == read_header(header).semantic_type


@given(st.text())
def test_any_header_is_read_and_always_alike(header: str) -> None:
    assert read_header(header) == read_header(header)
    assert normalized(normalized(header)) == normalized(header)
    assert header_key(normalized(header)) == header_key(header)
