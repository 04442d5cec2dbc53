"""The frame of every page the emulator shows: one style sheet, no dependencies, no JavaScript."""

from __future__ import annotations

from html import escape

from starlette.responses import HTMLResponse

STYLE = """
:root{color-scheme:light dark;--paper:#f6f6f4;--surface:#fff;--ink:#1c1d1f;--muted:#5c6066;
--line:#dcdcd8;--accent:#1a56c4;--on-accent:#fff;--tint:#eef2fb;--warn:#8a4b00}
@media(prefers-color-scheme:dark){:root{--paper:#141517;--surface:#1c1e21;--ink:#ececea;
--muted:#a3a7ad;--line:#33363b;--accent:#8fb4ff;--on-accent:#10203f;--tint:#222a3a;--warn:#f0b35c}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);
font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
a{color:var(--accent)}h1{font-size:22px;line-height:1.2;margin:0 0 4px;font-weight:600}
p{margin:0 0 12px}.muted{color:var(--muted)}.warn{color:var(--warn)}
.banner{padding:8px 16px;border-bottom:1px solid var(--line);background:var(--surface);
font-size:13px;color:var(--muted)}.banner b{color:var(--ink);font-weight:600}
.narrow{max-width:440px;margin:32px auto;padding:0 16px}
.wide{margin:0 auto;padding:16px}
.card{background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:24px}
.person{display:flex;gap:12px;align-items:center;padding:12px 8px;border-bottom:1px solid
var(--line);color:inherit;text-decoration:none;min-height:56px}
.person:hover,.person:focus-visible{background:var(--tint)}
.face{flex:none;width:36px;height:36px;border-radius:50%;background:var(--tint);display:grid;
place-items:center;font-weight:600;color:var(--accent)}
label.row{display:flex;gap:10px;padding:8px 0;align-items:flex-start}
input[type=email],input[type=text],select,textarea{width:100%;padding:10px 12px;font:inherit;
color:inherit;background:var(--surface);border:1px solid var(--line);border-radius:8px}
button{font:inherit;font-weight:500;min-height:40px;padding:8px 18px;border-radius:8px;
border:1px solid var(--line);background:var(--surface);color:inherit;cursor:pointer}
button.main{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.actions{display:flex;gap:12px;justify-content:flex-end;margin-top:20px;flex-wrap:wrap}
fieldset{border:0;padding:0;margin:12px 0}legend{padding:0;font-weight:600}
summary{cursor:pointer;padding:12px 8px;min-height:44px}
table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums}
"""


def page(title: str, body: str, *, status: int = 200, head: str = "") -> HTMLResponse:
    """A complete page; `body` and `head` are HTML, the title is text."""
    return HTMLResponse(
        f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>{escape(title)}</title>
<link rel="icon" href="data:,"><style>{STYLE}</style>{head}</head><body>
<header class="banner"><b>Google emulator</b> · plays Google's part on this machine.
No password, and nothing leaves it.</header>
{body}</body></html>""",
        status_code=status,
        headers={
            "Cache-Control": "no-store",
            "X-Frame-Options": "DENY",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
        },
    )


def hidden(name: str, value: str) -> str:
    """A hidden form field."""
    return f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
