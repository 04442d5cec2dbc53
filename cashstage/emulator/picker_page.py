"""The inside of the Picker's frame: a list of spreadsheets, a search, Select and Cancel."""

from __future__ import annotations

from html import escape
from pathlib import Path

from starlette.responses import HTMLResponse

from cashstage.emulator.page import STYLE

_SCRIPT = Path(__file__).with_name("picker_page.js")
_MORE_STYLE = """
html,body{height:100%}body{background:var(--surface)}
.picker{height:100%;display:grid;grid-template-rows:auto auto 1fr auto}
.picker header,.picker footer,.find{padding:12px 16px}
.picker header{display:flex;justify-content:space-between;gap:12px;align-items:baseline;
border-bottom:1px solid var(--line)}
.picker h1{font-size:18px;margin:0}.picker header .muted{flex:none}
.find input{width:100%;padding:10px 12px;font:inherit;color:inherit;background:var(--paper);
border:1px solid var(--line);border-radius:8px}
.list{overflow:auto;margin:0;padding:0 8px}
.list label{display:flex;gap:12px;align-items:center;padding:10px 8px;border-radius:8px;
min-height:44px;border-bottom:1px solid var(--line);cursor:pointer}
.list label:hover,.list label:has(:checked){background:var(--tint)}
.list span:first-of-type{flex:1;min-width:0;overflow:hidden;text-overflow:ellipsis;
white-space:nowrap}
.list p{padding:24px 8px;text-align:center}
.picker footer{display:flex;justify-content:flex-end;gap:12px;border-top:1px solid var(--line)}
button:disabled{opacity:.5;cursor:default}
"""


def show_picker(origin: str) -> HTMLResponse:
    """The frame's document, which `origin` alone may show and hear from."""
    script = _SCRIPT.read_text(encoding="utf-8")
    return HTMLResponse(
        f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>Google Picker</title>
<link rel="icon" href="data:,"><style>{STYLE}{_MORE_STYLE}</style></head>
<body data-origin="{escape(origin)}"><form class="picker">
<header><h1 id="title">Select a file</h1><span class="muted">Google emulator</span></header>
<div class="find"><input type="search" aria-label="Search in Drive" placeholder="Search in Drive">
</div>
<div class="list" role="group" aria-labelledby="title" aria-live="polite">
<p class="muted">Loading</p></div>
<footer><button type="button" id="cancel">Cancel</button>
<button class="main" id="select" disabled>Select</button></footer>
</form><script>{script}</script></body></html>""",
        headers={
            "Cache-Control": "no-store",
            "Content-Security-Policy": f"frame-ancestors {origin}",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        },
    )
