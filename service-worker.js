// What works without a network: the look of the portal, and the customer's own invoices.
// VERSION, SHELL_FILES and KEPT_PAGES are written in above by the server. docs/offline.md says what is kept and why.
/* global VERSION, SHELL_FILES, KEPT_PAGES */

const SHELL = `shell-${VERSION}`;
const STORE = "kept-"; // and the key of the customer whose pages they are
const OFFLINE_PAGE = "/offline";
const PATIENCE_MS = 3_000; // then the stored page is shown, and the network goes on
const DAY_MS = 24 * 3600 * 1000;
const KEEP_MS = 40 * DAY_MS;
const AWAY = [502, 503, 504];
const LEAVING = ["/logout", "/account/devices/end-all"];
const PAGE = new RegExp(`^(${KEPT_PAGES.join("|")})$`);

let generation = 0; // grows when a customer leaves: an answer that is still under way is not kept any more

self.addEventListener("install", (event) => event.waitUntil(storeShell()));
self.addEventListener("activate", (event) => event.waitUntil(forgetOldShells()));
self.addEventListener("sync", (event) => event.waitUntil(sendWaitingSignOut()));
self.addEventListener("message", (event) => event.waitUntil(obey(event.data, event.source)));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST" && LEAVING.includes(pathname)) event.respondWith(signOut(request));
  if (request.method === "POST" && pathname === "/login") event.respondWith(signIn(request));
  if (request.method !== "GET" || pathname.endsWith("/state")) return; // what asks by itself is never shown stored
  if (pathname.startsWith("/static/")) event.respondWith(storedOrNetwork(request));
  else if (isPage(request)) event.respondWith(networkOrStored(event));
});

async function obey(message, from) {
  if (message.do === "take over") await self.skipWaiting();
  if (message.do === "keep") await keepList(message.addresses, from);
  if (message.do === "forget") await forgetCustomer();
}

// --- the shell: the look of the portal ---

/** All files or none: a portal with half of its look is worse than one that needs a network. */
async function storeShell() {
  const shell = await caches.open(SHELL);
  await shell.addAll(SHELL_FILES.map((file) => new Request(file, { cache: "reload", credentials: "omit" })));
}

async function forgetOldShells() {
  const old = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** Names hold hashes: what is stored under one is never old. */
async function storedOrNetwork(request) {
  return (await caches.match(request, { cacheName: SHELL })) ?? fetch(request);
}

// --- pages ---

/** What somebody goes to, by link or by htmx; and what may be kept, such as an invoice's PDF. */
function isPage(request) {
  return wantsHtml(request) || PAGE.test(addressOf(request.url));
}

function wantsHtml(request) {
  return request.mode === "navigate" || request.headers.has("HX-Request");
}

async function networkOrStored(event) {
  const { request } = event;
  const fresh = fetchAndKeep(event);
  event.waitUntil(fresh.catch(() => {})); // it may come after its page was shown from the store, or fail then
  try {
    return await withPatience(fresh, request);
  } catch {
    return (await stored(request)) ?? offlinePage(request);
  }
}

/** The network's answer; after a while the stored page if there is one, else the network's answer after all. */
async function withPatience(fresh, request) {
  const enough = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  const first = await Promise.race([fresh, enough]);
  return first ?? (await stored(request)) ?? fresh;
}

/** Fetch, make room if the answer is another customer's, and keep what may be kept. Throws when there is no network. */
async function fetchAndKeep(event) {
  const { request, request: { url } } = event;
  const asked = generation;
  await sendWaitingSignOut();
  const response = await fetch(request);
  if (AWAY.includes(response.status)) throw new Error("away");
  const stay = await makeRoomFor(response, asked);
  event.waitUntil(renew(response, stay));
  const isPart = response.headers.get("X-Offline") === "part";
  if (mayBeKept(response)) event.waitUntil(isPart ? keepOne(url, stay) : keep(url, response.clone(), stay));
  return response;
}

/** What was paid changed other pages: those that are kept are fetched anew. */
async function renew(response, asked) {
  const stale = (response.headers.get("X-Renew") ?? "").split(" ").filter(Boolean);
  for (const address of stale) if (await find(address)) await keepOne(address, asked).catch(() => {});
}

/** The help is part of the shell. Offline, htmx too gets the whole page: it takes the main part out by itself. */
async function offlinePage(request) {
  const inShell = (address) => caches.match(address, { cacheName: SHELL });
  const page = (await inShell(addressOf(request.url))) ?? (await inShell(OFFLINE_PAGE));
  return (wantsHtml(request) && page) || Response.error();
}

// --- what is kept of a customer ---

function mayBeKept(response) {
  const { headers, status, redirected, type } = response;
  return status === 200 && !redirected && type === "basic" && headers.has("X-Offline") && headers.has("X-Customer-Key");
}

/** Before an answer is shown, everything of any other customer is gone. Returns the generation it may be kept in. */
async function makeRoomFor(response, asked) {
  const key = response.headers.get("X-Customer-Key");
  const isEnd = response.headers.has("X-Purge");
  return alone(async () => {
    const isLate = asked !== generation;
    if (isEnd || (key && (await keptStores()).some((name) => name !== STORE + key))) await empty();
    if ((isEnd || key) && (await recall("in doubt"))) await remember("in doubt");
    return isLate ? asked : generation;
  });
}

/** One change of the store at a time; no answer is shown while the store is being emptied. */
function alone(act) {
  return navigator.locks.request(STORE, act);
}

async function keptStores() {
  return (await caches.keys()).filter((name) => name.startsWith(STORE));
}

/** Seal a page and put it away, unless its customer has left since it was asked for. */
async function keep(address, response, asked) {
  const place = addressOf(address);
  const body = await response.arrayBuffer();
  const headers = { "X-Type": response.headers.get("Content-Type") ?? "", "X-Kept-At": String(Date.now()) };
  await alone(async () => {
    if (asked !== generation) return;
    const sealed = await seal(place, body);
    const store = await caches.open(STORE + response.headers.get("X-Customer-Key"));
    await store.put(place, new Response(sealed, { headers }));
  });
}

/** What stands in the store for a filtered list is the list. */
function addressOf(address) {
  return new URL(address, location.origin).pathname;
}

/** The stored page, marked as such; null if there is none, if it cannot be opened any more, or is perhaps another's. */
async function stored(request) {
  const address = addressOf(request.url);
  const found = await find(address);
  if (!found || (await recall("in doubt"))) return null;
  const type = found.headers.get("X-Type") ?? "";
  const body = await unseal(address, await found.arrayBuffer());
  return body && (type.startsWith("text/html") ? storedHtml(body, type) : storedFile(body, type, request));
}

/** All is fetched anew long before it is too old: if something is, nobody has been here for weeks, and all goes. */
async function find(address) {
  const found = await caches.match(address, { cacheName: (await keptStores())[0] ?? STORE });
  if (!found || ageOf(found) < KEEP_MS) return found;
  return forgetCustomer(); // and nothing is found
}

function ageOf(found) {
  return Date.now() - Number(found.headers.get("X-Kept-At"));
}

/** The page knows by this mark that it is not fresh, and then shows what it says about its age. */
function storedHtml(body, type) {
  const text = new TextDecoder().decode(body).replace('data-source="network"', 'data-source="store"');
  return new Response(text, { headers: { "Content-Type": type } });
}

/** A whole PDF, or the bytes that a viewer asks for. */
function storedFile(body, type, request) {
  const size = body.byteLength;
  const [isRange, from, to] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("Range") ?? "") ?? [];
  if (!isRange || from + to === "") return new Response(body, { headers: { "Content-Type": type } });
  const first = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (first > last) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${size}` } });
  const headers = { "Content-Type": type, "Content-Range": `bytes ${first}-${last}/${size}` };
  return new Response(body.slice(first, last + 1), { status: 206, headers });
}

/** Keep a list of addresses, the first first, and tell the page of each; whatever is not on the list goes. */
async function keepList(addresses, from) {
  await self.clients.claim(); // a page that was on its way while we came in is nobody's yet
  if (!(await caches.has(SHELL))) await storeShell(); // WebKit empties a site and leaves its worker alive
  const asked = generation;
  const waiting = [...addresses];
  const lane = async () => {
    for (let address = waiting.shift(); address && asked === generation; address = waiting.shift()) {
      if (!(await isFresh(address))) await keepOne(address, asked);
      from?.postMessage({ done: "keep", address });
    }
  };
  try {
    await Promise.all([lane(), lane(), lane()]);
    await dropOthers(addresses, asked);
  } catch (problem) {
    const isFull = problem instanceof DOMException && problem.name === "QuotaExceededError";
    from?.postMessage({ done: isFull ? "full" : "stopped" });
  }
}

async function keepOne(address, asked) {
  await sendWaitingSignOut();
  const response = await fetch(address);
  const stay = await makeRoomFor(response, asked);
  if (mayBeKept(response)) await keep(address, response, stay);
}

/** A page that was kept today need not be fetched again, nor a PDF of this month: it never changes. */
async function isFresh(address) {
  const found = await find(address);
  return found && ageOf(found) < (address.endsWith("/pdf") ? 30 * DAY_MS : DAY_MS / 2);
}

/** What left the list is not kept for ever. */
async function dropOthers(addresses, asked) {
  for (const name of await keptStores()) {
    const store = await caches.open(name);
    const others = (await store.keys()).filter(({ url }) => !addresses.includes(addressOf(url)));
    if (asked === generation) await Promise.all(others.map((one) => store.delete(one)));
  }
}

// --- coming and leaving ---

/** Whoever comes in may be another than before: until an answer says who it is, nothing stored is shown. */
async function signIn(request) {
  await sendWaitingSignOut();
  const response = await fetch(request);
  if (response.type === "opaqueredirect") await remember("in doubt", true);
  return response;
}

async function forgetCustomer() {
  generation += 1; // at once, whatever goes on
  await alone(empty);
}

/** The key goes, without which nothing that was stored can be read, and the pages with it. */
async function empty() {
  generation += 1;
  const forms = IDBKeyRange.bound("draft ", "draft ~"); // they wait for a network, see drafts.js
  await Promise.allSettled([remember("key"), remember(forms), ...(await keptStores()).map((n) => caches.delete(n))]);
  await navigator.clearAppBadge?.().catch(() => {});
}

/** Signing out works without a network too: all is gone at once, and the server is told before it is asked anything. */
async function signOut(request) {
  const form = { address: request.url, body: await request.text() };
  await forgetCustomer();
  try {
    return await sendSignOut(form);
  } catch {
    await remember("sign out", form);
    await self.registration.sync?.register("sign out").catch(() => {});
    return Response.redirect(OFFLINE_PAGE, 303);
  }
}

async function sendWaitingSignOut() {
  const form = await recall("sign out");
  if (!form) return;
  await sendSignOut(form);
  await remember("sign out");
}

/** We forget all by ourselves: told to empty the browser, WebKit would wait for us, and we for the answer. */
async function sendSignOut({ address, body }) {
  const headers = { "Content-Type": "application/x-www-form-urlencoded", "X-Emptied": "1" };
  const response = await fetch(address, { method: "POST", body, headers, redirect: "manual" });
  if (response.status >= 500) throw new Error("away");
  await forgetCustomer(); // also what was asked for while the server still knew the customer
  return response;
}

// --- sealing: no page lies readable on the disk, and forgetting the key forgets them all ---

async function seal(address, body) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return new Blob([iv, await crypto.subtle.encrypt(method(iv, address), await key(), body)]);
}

async function unseal(address, sealed) {
  const known = await recall("key");
  const iv = sealed.slice(0, 12);
  return known && crypto.subtle.decrypt(method(iv, address), known, sealed.slice(12)).catch(() => null);
}

/** What was sealed as one page cannot be opened as another. */
function method(iv, address) {
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(address) };
}

/** One key for each stay of a customer; it cannot be taken out of the browser. */
async function key() {
  const known = await recall("key");
  if (known) return known;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await remember("key", made);
  return made;
}

// --- the few facts that outlive a worker ---

/** A browser that gives us no place for facts has none; the portal goes on without them. */
async function recall(name) {
  return inFacts("readonly", (facts) => facts.get(name)).catch(() => undefined);
}

async function remember(name, value) {
  await inFacts("readwrite", (facts) => (value === undefined ? facts.delete(name) : facts.put(value, name)));
}

async function inFacts(mode, ask) {
  const opening = indexedDB.open("selfcare", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("facts");
  const database = await answerOf(opening);
  try {
    return await answerOf(ask(database.transaction("facts", mode).objectStore("facts")));
  } finally {
    database.close();
  }
}

function answerOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
