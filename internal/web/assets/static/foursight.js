// Comfort on top of pages that work without it. Nothing here is needed to read,
// record or decide: every form posts and every link leads somewhere by itself.
// Nothing about anybody is kept in the browser: no storage, no cookies of our own.
import { initAll } from './govuk-frontend.min.js'

document.body.classList.add('js-enabled')
if ('noModule' in HTMLScriptElement.prototype) {
  document.body.classList.add('govuk-frontend-supported')
}
initAll()

const live = document.querySelector('[data-announce]')
const announce = (text) => {
  if (live) live.textContent = text
}

// Single keys, never with Ctrl, Alt or Meta, never while typing, and not at all
// where the person has switched them off (WCAG 2.1.4).
const typing = (el) => el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName)
if (document.body.dataset.shortcuts !== 'off') {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return
    const goal = { '/': '[data-shortcut-search]', '?': '[data-shortcut-help]' }[event.key]
    const el = goal && document.querySelector(goal)
    if (!el) return
    event.preventDefault()
    if (event.key === '/') el.focus()
    else el.click()
  })
}

// Drafts: a form with data-draft="URL" posts its fields there every eight
// seconds while they change, and once more when the page is left. Files and
// passwords are never part of a draft.
const draftOf = (form) => {
  const fields = new URLSearchParams()
  for (const [name, value] of new FormData(form)) {
    const field = form.elements.namedItem(name)
    if (typeof value === 'string' && field?.type !== 'password') fields.append(name, value)
  }
  return fields
}
for (const form of document.querySelectorAll('form[data-draft]')) {
  const status = form.querySelector('[data-draft-status]')
  let saved = draftOf(form).toString()
  let sending = false
  let sent = false
  const save = async (leaving) => {
    const fields = draftOf(form)
    const now = fields.toString()
    if (sent || sending || now === saved) return
    sending = true
    try {
      const answer = await fetch(form.dataset.draft, { method: 'POST', body: fields, keepalive: leaving, redirect: 'error' })
      if (!answer.ok) throw new Error(answer.statusText)
      saved = now
      if (status) status.textContent = `Draft saved at ${new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`
    } catch {
      if (status) status.textContent = 'The draft could not be saved. What you typed is still on this page.'
    } finally {
      sending = false
    }
  }
  setInterval(() => save(false), 8000)
  form.addEventListener('submit', () => { sent = true })
  addEventListener('pagehide', () => save(true))
}

// Session: the banner is in the page from the start, hidden; it is shown when
// data-session-warn seconds have gone by. Its button is an ordinary form.
for (const banner of document.querySelectorAll('[data-session-warn]')) {
  setTimeout(() => {
    banner.hidden = false
    announce(banner.textContent.trim().replace(/\s+/g, ' '))
  }, Number(banner.dataset.sessionWarn) * 1000)
}

// What waits is told while a page stands idle: the page that watches is asked, which is
// no activity and ends with the session. Nothing typed is touched. Where it no longer
// answers, the page says so: silence would read as if nothing waited.
for (const told of document.querySelectorAll('[data-watch]')) {
  const title = document.title
  let said = told.dataset.watchSaid
  let missed = 0
  const tab = (mark) => { document.title = mark ? `(${mark}) ${title}` : title }
  const show = (line, mark, now) => {
    tab(mark)
    if (now === said) return
    said = now
    told.replaceChildren(...(line ? [line] : []))
    if (now) announce(now)
  }
  const stopped = (words) => {
    const line = document.createElement('div')
    line.className = 'fs-told fs-told--stopped'
    const p = document.createElement('p')
    p.className = 'govuk-width-container fs-demo__words'
    const link = document.createElement('a')
    link.className = 'govuk-link govuk-link--no-visited-state'
    link.href = '/sign-in'
    link.target = '_blank' // what is typed here stays; signed in there, this page watches again
    link.rel = 'noopener'
    link.textContent = 'Sign in again (opens a new tab)'
    p.append(words, ' ', link, '.')
    line.append(p)
    show(line, 'not watching', p.textContent)
  }
  // Once may be a moment of the line; twice, and a minute has gone by unwatched.
  const failed = () => {
    if (++missed > 1) stopped('Foursight does not answer: this page does not watch for online reports now. It keeps trying. If this stays:')
  }
  tab(told.dataset.watchCount)
  setInterval(async () => {
    try {
      const answer = await fetch(told.dataset.watch)
      if (answer.status >= 500 || answer.status === 429) return failed()
      missed = 0
      if (!answer.ok || answer.redirected || !answer.headers.has('Refresh')) {
        return stopped('This page no longer watches for online reports: you are signed out.')
      }
      const line = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('.fs-told')
      show(line, line?.dataset.count, line ? line.textContent.trim() : '')
    } catch {
      failed()
    }
  }, Number(told.dataset.watchEvery ?? 30) * 1000)
}

// A page with a way out is never shown again from the browser's memory: it is
// asked for anew, and whoever has left is no longer signed in.
addEventListener('pageshow', (event) => {
  if (!event.persisted || !document.querySelector('.govuk-js-exit-this-page-button')) return
  document.documentElement.hidden = true
  location.reload()
})

// Copying: the button appears only where it can work; the text can be selected anyway.
for (const button of document.querySelectorAll('[data-copy]')) {
  const source = document.getElementById(button.dataset.copy)
  if (!source || !navigator.clipboard) continue
  button.hidden = false
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(source.value)
      announce('Copied')
      button.textContent = 'Copied'
    } catch {
      source.focus()
      source.select()
      announce('Select and copy the text yourself: the browser did not allow it.')
    }
  })
}

// A file takes as long as the line is slow: while it is sent, the button says so.
for (const form of document.querySelectorAll('form[data-busy]')) {
  form.addEventListener('submit', () => {
    const button = form.querySelector('button[type="submit"]')
    if (!button || !form.querySelector('input[type="file"]')?.files.length) return
    form.setAttribute('aria-busy', 'true')
    button.classList.add('fs-busy')
    button.textContent = form.dataset.busy
    announce(form.dataset.busy)
  })
}
// Whoever comes back to the page by the browser's own way may send again.
addEventListener('pageshow', (event) => {
  if (event.persisted && document.querySelector('form[aria-busy]')) location.reload()
})

// Expand all: opens or shuts every <details> of the region it names.
for (const button of document.querySelectorAll('[data-expand]')) {
  const region = document.getElementById(button.dataset.expand)
  if (!region) continue
  button.hidden = false
  button.addEventListener('click', () => {
    const open = button.getAttribute('aria-pressed') !== 'true'
    for (const d of region.querySelectorAll('details')) d.open = open
    button.setAttribute('aria-pressed', String(open))
    button.textContent = open ? 'Close all' : 'Open all'
  })
}

// The prompt card holds nothing about anybody: a worker keeps it, and it alone, for
// when there is no signal. Whichever page leads to it has it kept, once that page is whole.
const card = document.querySelector('[data-offline]')
if (card && navigator.serviceWorker) {
  const keep = () => navigator.serviceWorker.register(card.dataset.offline, { scope: '/prompt-card' }).catch(() => {})
  if (document.readyState === 'complete') keep()
  else addEventListener('load', keep)
}
// Where the browser has room for it, every sheet says what the first one does: whose
// paper it is and who printed it when.
const foot = document.querySelector('[data-print-foot]')?.dataset.printFoot
if (foot) {
  const own = [...document.styleSheets].find((sheet) => sheet.href?.endsWith('/foursight.css'))
  own?.insertRule(`@page { @bottom-left { content: ${JSON.stringify(foot)}; font: 9pt arial, sans-serif } }`, own.cssRules.length)
}

// What a press or a choice opens is brought onto the screen: on a phone it would
// open below its edge, and look as if nothing had happened.
function ontoScreen(box) {
  const { top, bottom } = box.getBoundingClientRect()
  if (top < 0 || bottom > innerHeight) box.scrollIntoView({ block: bottom - top > innerHeight ? 'start' : 'nearest' })
}
addEventListener('toggle', (event) => {
  const opened = event.target
  if (opened instanceof HTMLDetailsElement && opened.open && opened.contains(document.activeElement)) ontoScreen(opened)
}, true)
addEventListener('change', (event) => {
  const box = document.getElementById(event.target.getAttribute?.('aria-controls') ?? '')
  if (event.target.checked && box) requestAnimationFrame(() => { if (box.offsetParent) ontoScreen(box) })
})

// A printed page carries everything: folded parts are opened for the print and shut after.
let opened = []
addEventListener('beforeprint', () => {
  opened = [...document.querySelectorAll('main details:not([open])')]
  for (const d of opened) d.open = true
})
addEventListener('afterprint', () => {
  for (const d of opened) d.open = false
})

// The six questions of a call: one key takes an answer of the question that has
// the focus and goes on to the next; after the last Enter saves.
const callSave = document.getElementById('call-save')
if (callSave && document.body.dataset.shortcuts !== 'off') {
  const groups = [...callSave.form.querySelectorAll('.fs-keyed')]
  groups.forEach((group, n) => {
    const radios = [...group.querySelectorAll('input')]
    // What is no answer has the same key in every question.
    const noAnswer = { asked_not_known: 'k', declined: 'p', '': '0' }
    const keys = radios.map((radio, i) => noAnswer[radio.value.replace(/^s:/, '')] ?? '123456789abcdefghij'[i])
    radios.forEach((radio, i) => {
      const key = document.createElement('kbd')
      key.className = 'fs-kbd'
      key.ariaHidden = 'true'
      key.textContent = keys[i]
      radio.nextElementSibling?.prepend(key)
    })
    group.addEventListener('keydown', (event) => {
      const chosen = radios[keys.indexOf(event.key.toLowerCase())]
      if (!chosen || event.ctrlKey || event.altKey || event.metaKey) return
      event.preventDefault()
      chosen.click()
      const next = groups[n + 1]
      const to = next ? next.querySelector(':checked') || next.querySelector('input') : callSave
      to.focus()
    })
  })
}
