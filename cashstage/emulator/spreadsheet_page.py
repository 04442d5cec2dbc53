"""The page that shows one spreadsheet and lets its cells be typed over."""

from __future__ import annotations

from html import escape

from starlette.responses import HTMLResponse

from cashstage.emulator.a1 import column_letters
from cashstage.emulator.number_format import LOCALES
from cashstage.emulator.page import hidden, page
from cashstage.emulator.people import DEMO_PEOPLE
from cashstage.emulator.workbook import Spreadsheet, Tab

ROWS_PER_PAGE = 200

_CURRENT = ' aria-current="page"'
_NOTHING = '<p class="muted">None yet.</p>'
_HEAD = """<style>
.grid{overflow:auto;max-height:70vh;border:1px solid var(--line);border-radius:8px;
background:var(--surface)}
.grid td,.grid th{border-right:1px solid var(--line);border-bottom:1px solid var(--line);
padding:4px 8px;white-space:nowrap;height:28px;min-width:72px}
.grid th{position:sticky;background:var(--paper);color:var(--muted);font-weight:500;z-index:1}
.grid thead th{top:0}.grid tbody th{left:0;min-width:48px;text-align:right}
.grid td.n{text-align:right}.grid td:focus-visible{outline-offset:-2px}
.grid td input{font:inherit;border:0;padding:0;width:100%;min-width:90px;background:transparent;
color:inherit;outline:0}
.bar{display:flex;gap:16px;flex-wrap:wrap;align-items:center;margin:12px 0}
.bar input[type=text]{width:auto}.tabs a[aria-current]{font-weight:600;text-decoration:none}
</style>"""

_SCRIPT = """<script>
const grid = document.querySelector('.grid'), note = document.getElementById('saved')
function edit(td) {
  if (td.querySelector('input')) return
  const before = td.textContent, input = document.createElement('input')
  input.value = before
  input.setAttribute('aria-label', td.dataset.cell)
  td.replaceChildren(input)
  input.focus()
  input.select()
  let done = false
  const close = async (save) => {
    if (done) return
    done = true
    td.textContent = save ? input.value : before
    if (!save || input.value === before) return
    note.textContent = 'Saving'
    const body = new URLSearchParams({gid: grid.dataset.gid, cell: td.dataset.cell,
      value: input.value})
    try {
      const answer = await fetch(grid.dataset.post, {method: 'POST', body,
        headers: {Accept: 'application/json'}})
      if (!answer.ok) throw new Error(await answer.text())
      const cell = await answer.json()
      td.textContent = cell.shown
      td.className = cell.numeric ? 'n' : ''
      note.textContent = 'Saved, version ' + cell.version
    } catch (error) {
      td.textContent = before
      note.textContent = 'Not saved: ' + error.message
    }
  }
  input.addEventListener('blur', () => close(true))
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') { close(true).then(() => td.focus()) }
    if (event.key === 'Escape') { close(false); td.focus() }
    event.stopPropagation()
  })
}
grid.addEventListener('click', (event) => {
  const td = event.target.closest('td')
  if (td) edit(td)
})
grid.addEventListener('keydown', (event) => {
  const td = event.target.closest('td')
  if (!td) return
  const row = td.parentElement, index = [...row.children].indexOf(td)
  const next = {ArrowLeft: td.previousElementSibling, ArrowRight: td.nextElementSibling,
    ArrowUp: row.previousElementSibling?.children[index],
    ArrowDown: row.nextElementSibling?.children[index]}[event.key]
  if (next?.dataset.cell) { next.focus(); event.preventDefault() }
  if (event.key === 'Enter') { edit(td); event.preventDefault() }
})
</script>"""


def show_list(spreadsheets: list[Spreadsheet], people: list[str]) -> HTMLResponse:
    """All spreadsheets, a form for a new one, and the accounts that have given consent."""
    rows = "".join(
        f'<a class="person" href="/spreadsheets/d/{escape(found.id)}/edit">'
        f'<span class="face" aria-hidden="true">{escape(found.title[:1])}</span>'
        f'<span>{escape(found.title)}<br><span class="muted">{escape(found.owner)} · '
        f"{found.modified:%d %b, %H:%M} UTC</span></span></a>"
        for found in spreadsheets
    )
    accounts = "".join(
        f'<form method="post" action="/accounts/revoke" class="person">{hidden("email", email)}'
        f"<span>{escape(email)}</span><button>Remove access</button></form>"
        for email in people
    )
    owners = "".join(f"<option>{escape(person.email)}</option>" for person in DEMO_PEOPLE)
    locales = "".join(f"<option>{name}</option>" for name in LOCALES)
    return page(
        "Spreadsheets · Google emulator",
        rf"""<main class="narrow"><div class="card"><h1>Spreadsheets</h1>
<nav aria-label="Spreadsheets">{rows or _NOTHING}</nav>
<details><summary>New spreadsheet</summary><form method="post" action="/spreadsheets">
<p><label>Title<input type="text" name="title" required></label></p>
<p><label>Owner<select name="owner">{owners}</select></label></p>
<p><label>Locale<select name="locale">{locales}</select></label></p>
<p><label>Cells, pasted as CSV or out of another sheet
<textarea name="text" rows="6"></textarea></label></p>
<div class="actions"><button class="main">Create</button></div></form></details>
<details><summary>Accounts with access to apps</summary>
{accounts or _NOTHING}</details>
<details><summary>New service account</summary><form method="post" action="/service-accounts">
<p><label>Name<input type="text" name="name" required pattern="[a-z][a-z0-9\-]{{4,28}}[a-z0-9]"
placeholder="dashboard-reader"></label></p>
<div class="actions"><button class="main">Make a key</button></div></form></details>
</div></main>""",
    )


def show_spreadsheet(spreadsheet: Spreadsheet, tab: Tab, number: int) -> HTMLResponse:
    """One tab's cells, `ROWS_PER_PAGE` rows on each page; pages count from 1."""
    address = f"/spreadsheets/d/{spreadsheet.id}"
    tabs = " ".join(
        f'<a href="{address}/edit?gid={found.sheet_id}"{_CURRENT if found is tab else ""}>'
        f"{escape(found.title)}</a>"
        for found in spreadsheet.tabs
    )
    sharing = ", ".join(escape(email) for email in sorted(spreadsheet.readers)) or "nobody"
    return page(
        f"{spreadsheet.title} · Google emulator",
        f"""<main class="wide"><p><a href="/spreadsheets">Spreadsheets</a></p>
<h1>{escape(spreadsheet.title)}</h1>
<p class="muted">{escape(spreadsheet.owner)} · {escape(spreadsheet.locale_name)} ·
{escape(spreadsheet.time_zone)} · shared with {sharing} ·
<span id="saved" role="status">Version {spreadsheet.version}</span></p>
<div class="bar"><nav class="tabs" aria-label="Tabs">{tabs}</nav>
<nav aria-label="Rows">{_pager(address, tab, number)}</nav></div>
<div class="grid" tabindex="-1" data-gid="{tab.sheet_id}" data-post="{address}/cells">
{_table(spreadsheet, tab, number)}</div>
{_forms(address, spreadsheet, tab)}</main>{_SCRIPT}""",
        head=_HEAD,
    )


def _table(spreadsheet: Spreadsheet, tab: Tab, number: int) -> str:
    first = (number - 1) * ROWS_PER_PAGE
    heads = "".join(f'<th scope="col">{column_letters(c)}</th>' for c in range(tab.column_count))
    lines = []
    for row in range(first, min(first + ROWS_PER_PAGE, tab.row_count)):
        cells = "".join(_cell(spreadsheet, tab, row, column) for column in range(tab.column_count))
        lines.append(f'<tr><th scope="row">{row + 1}</th>{cells}</tr>')
    return f"<table><thead><tr><th></th>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _cell(spreadsheet: Spreadsheet, tab: Tab, row: int, column: int) -> str:
    value = tab.value(row, column)
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    name = f"{column_letters(column)}{row + 1}"
    shown = escape(spreadsheet.shown(tab, row, column))
    return f'<td tabindex="0" data-cell="{name}"{" class=n" if numeric else ""}>{shown}</td>'


def _pager(address: str, tab: Tab, number: int) -> str:
    last = (tab.row_count - 1) // ROWS_PER_PAGE + 1
    links = []
    for target in range(1, last + 1):
        start = (target - 1) * ROWS_PER_PAGE + 1
        rows = f"{start}-{min(start + ROWS_PER_PAGE - 1, tab.row_count)}"
        current = _CURRENT if target == number else ""
        links.append(
            f'<a href="{address}/edit?gid={tab.sheet_id}&amp;page={target}"{current}>{rows}</a>'
        )
    return "Rows " + " ".join(links)


def _forms(address: str, spreadsheet: Spreadsheet, tab: Tab) -> str:
    gid = hidden("gid", str(tab.sheet_id))
    return f"""<form class="bar" method="post" action="{address}/cells">{gid}
<label>Cell <input type="text" name="cell" size="6" required></label>
<label>Value <input type="text" name="value"></label><button>Set cell</button></form>
<form class="bar" method="post" action="{address}/sharing">
<label>Person <input type="email" name="email" required></label>
<button name="access" value="reader">Share</button>
<button name="access" value="none">Stop sharing</button></form>
<form class="bar" method="post" action="{address}/names">{gid}
<label>Spreadsheet <input type="text" name="title" value="{escape(spreadsheet.title)}" required>
</label><label>Tab <input type="text" name="tab" value="{escape(tab.title)}" required></label>
<button>Rename</button></form>
<form class="bar" method="post" action="{address}/trash"><button>Delete for ever</button></form>"""
