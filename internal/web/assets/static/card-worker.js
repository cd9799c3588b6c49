// Keeps the prompt card readable without a signal, and nothing else. The card
// holds nothing about anybody; every other page goes straight to the server.
const name = `card ${self.location.pathname}`
const parts = ['/prompt-card', 'govuk-frontend.min.css', 'moj-frontend.min.css', 'foursight.css', 'favicon.svg'].map((part) => new URL(part, self.location).href)

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(name).then((kept) => kept.addAll(parts)))
})
self.addEventListener('activate', (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((other) => other !== name).map((other) => caches.delete(other)))))
})
self.addEventListener('fetch', (event) => {
  if (event.request.method !== 'GET' || !parts.includes(event.request.url)) return
  event.respondWith(fetch(event.request).catch(() => caches.match(event.request.url)))
})
