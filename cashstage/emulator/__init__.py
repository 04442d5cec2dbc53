"""Google's part on a machine without Google credentials: OAuth, Sheets and Drive as we use them.

Development only. The product never imports this package outside `cli`; it reaches the emulator
through `GOOGLE_API_ENDPOINT` alone and can't tell it from Google.
"""
