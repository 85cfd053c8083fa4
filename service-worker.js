// What still works without a network: the look of the portal, and a page that says what to do.
// VERSION and SHELL_FILES are written in above by the server, with names that hold their hash.
/* global VERSION, SHELL_FILES */

const SHELL = `shell-${VERSION}`;
const OFFLINE_PAGE = "/offline";
const PATIENCE_MS = 20_000; // a network that hangs for longer is none; there is no stored page to show sooner

self.addEventListener("install", (event) => event.waitUntil(storeShell()));
self.addEventListener("activate", (event) => event.waitUntil(forgetOldShells()));
self.addEventListener("message", (event) => event.data === "take over" && self.skipWaiting());
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  if (isStatic(request)) event.respondWith(storedOrNetwork(request));
  else if (isPage(request)) event.respondWith(networkOrOfflinePage(request));
});

/** All files or none: a portal with half of its look is worse than one that needs a network. */
async function storeShell() {
  const shell = await caches.open(SHELL);
  await shell.addAll([...SHELL_FILES, OFFLINE_PAGE].map((address) => new Request(address, { cache: "reload" })));
}

async function forgetOldShells() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("shell-") && name !== SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

function isStatic(request) {
  return new URL(request.url).pathname.startsWith("/static/");
}

/** A page somebody goes to. What htmx fetches is a part of one and fails by itself, with a toast. */
function isPage(request) {
  return request.mode === "navigate";
}

/** Names hold hashes: what is stored under one is never old. */
async function storedOrNetwork(request) {
  return (await caches.match(request)) ?? fetch(request);
}

async function networkOrOfflinePage(request) {
  try {
    return await withPatience(fetch(request), PATIENCE_MS);
  } catch {
    return (await caches.match(OFFLINE_PAGE)) ?? Response.error();
  }
}

function withPatience(answer, milliseconds) {
  const enough = new Promise((_, reject) => setTimeout(reject, milliseconds, new Error("no answer in time")));
  return Promise.race([answer, enough]);
}
