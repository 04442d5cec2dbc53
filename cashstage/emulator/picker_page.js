// Inside the Picker's frame: lists the person's spreadsheets, grants what is selected, tells the page.

const asked = new URLSearchParams(location.hash.slice(1))
const origin = document.body.dataset.origin
const form = document.querySelector('form')
const list = document.querySelector('.list')
const search = document.querySelector('input[type=search]')
const select = document.getElementById('select')
const several = asked.get('several') === 'true'
const authorization = {Authorization: `Bearer ${asked.get('token')}`}
let docs = []

document.getElementById('title').textContent = asked.get('title') || 'Select a file'

function tell(data) {
  parent.postMessage({picker: asked.get('id'), data}, origin)
}

function note(text) {
  const paragraph = document.createElement('p')
  paragraph.className = 'muted'
  paragraph.textContent = text
  list.replaceChildren(paragraph)
}

function row(doc) {
  const label = document.createElement('label')
  const input = document.createElement('input')
  const name = document.createElement('span')
  const edited = document.createElement('span')
  input.type = several ? 'checkbox' : 'radio'
  input.name = 'file'
  input.value = doc.id
  name.textContent = doc.name
  edited.className = 'muted'
  edited.textContent = new Date(doc.lastEditedUtc).toLocaleDateString()
  label.append(input, name, edited)
  return label
}

async function ask(path, options = {}) {
  const headers = {...authorization, ...options.headers}
  const answer = await fetch(path, {...options, headers})
  if (!answer.ok) throw new Error((await answer.json()).error.message)
  return answer
}

async function show() {
  select.disabled = true
  try {
    const answer = await ask(`/picker/files?q=${encodeURIComponent(search.value)}`)
    docs = (await answer.json()).docs
    list.replaceChildren(...docs.map(row))
    if (!docs.length) note('No files match')
  } catch (error) {
    note(error.message)
  }
}

list.addEventListener('change', () => { select.disabled = !list.querySelector(':checked') })
search.addEventListener('input', show)
document.getElementById('cancel').addEventListener('click', () => tell({action: 'cancel'}))
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') tell({action: 'cancel'})
})
form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const ids = [...list.querySelectorAll(':checked')].map((input) => input.value)
  if (!ids.length) return
  select.disabled = true
  try {
    const body = JSON.stringify({appId: asked.get('appId'), ids})
    await ask('/picker/picks', {method: 'POST', body, headers: {'Content-Type': 'application/json'}})
  } catch (error) {
    note(error.message)
    return
  }
  tell({action: 'picked', viewToken: [asked.get('view'), null, {}],
    docs: docs.filter((doc) => ids.includes(doc.id))})
})

show().then(() => {
  tell({action: 'loaded'})
  search.focus()
})
