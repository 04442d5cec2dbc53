"""What marketing platforms and people call their columns, in seven languages.

Sources: exports of Google Ads, Meta, LinkedIn, TikTok, Mailchimp, GA4, HubSpot and Shopify, and the
translations seen in public import code.
"""
