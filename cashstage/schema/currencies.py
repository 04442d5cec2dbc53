"""The currencies of the world, as ISO 4217 lists those in use, and how they are written."""

from __future__ import annotations

_ISO_4217 = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP"
    " BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP"
    " GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES"
    " KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU"
    " MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON"
    " RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND"
    " TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR"
    " ZMW ZWG"
)
CURRENCY_CODES = frozenset(_ISO_4217.split())

CURRENCIES = (CURRENCY_CODES | {"BGN", "HRK"}) - {"ALL", "TOP"}
"""Codes that are read as a currency; "Clicks (ALL)" and "Impr. (TOP)" are none."""

SYMBOLS: dict[str, str] = {
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₽": "RUB",
    "₩": "KRW",
    "₺": "TRY",
    "₪": "ILS",
    "₫": "VND",
    "₴": "UAH",
    "₦": "NGN",
    "฿": "THB",
    "R$": "BRL",
    "US$": "USD",
    "USD$": "USD",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "MX$": "MXN",
    "NT$": "TWD",
    "CN¥": "CNY",
    "zł": "PLN",
    "Kč": "CZK",
}
"""Signs that name one currency; `$` and `kr` need the locale."""

DOLLARS: dict[str, str] = {
    "US": "USD",
    "PR": "USD",
    "EC": "USD",
    "SV": "USD",
    "AU": "AUD",
    "CA": "CAD",
    "HK": "HKD",
    "MX": "MXN",
    "NZ": "NZD",
    "SG": "SGD",
    "TW": "TWD",
    "AR": "ARS",
    "CL": "CLP",
    "CO": "COP",
}
"""What people mean by `$` where their own money is written so."""

CROWNS: dict[str, str] = {"DK": "DKK", "NO": "NOK", "SE": "SEK", "IS": "ISK"}


def currency_code(mark: str, locale: str | None = None) -> str | None:
    """The ISO 4217 code for a code or sign; None when it could be several.

    `locale` ("en_CA") decides between dollars and between crowns; without one that is written
    so, `$` and `kr` stay open.
    """
    mark = mark.strip()
    if mark.upper() in CURRENCIES:
        return mark.upper()
    region = (locale or "").replace("-", "_").partition("_")[2].upper()
    if mark == "$":
        return DOLLARS.get(region)
    if mark.casefold().rstrip(".") == "kr":
        return CROWNS.get(region)
    if mark == "¥" and region == "CN":
        return "CNY"
    return SYMBOLS.get(mark)
