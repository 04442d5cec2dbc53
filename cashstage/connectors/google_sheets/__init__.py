"""The Google Sheets connector: the only folder that speaks to Sheets and Drive.

`client` lists and describes, `fetch` reads a range, `reference` understands what people paste.
"""
