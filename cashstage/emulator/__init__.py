"""Google's part on a machine without Google credentials: OAuth, Sheets and Drive as we use them.

Development only. The product reaches it through `GOOGLE_API_ENDPOINT` alone and can't tell it from
Google; only what starts it and what seeds the demo workspace import this package.
"""
