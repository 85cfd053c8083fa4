// @ts-check
// Forms written without a network: sealed on this device, sent once when it is back. docs/offline.md says how.
// Works for every <form data-draft="where to go then">; the server takes the same form_key only once.

const BEGIN = "draft "; // of their names among the worker's facts; it forgets them with everything else of a customer
const TYPING = `${BEGIN}typing `;
const KEEP_MS = 40 * 24 * 3600 * 1000;
const PAUSE_MS = 400; // of typing, before it is kept
const AGAIN_MS = 20_000;

/** @typedef {{owner: string, at: number, state: string, iv: BufferSource, sealed: ArrayBuffer}} Sealed */
/** @typedef {{action: string, title: string, type: string, fields: Record<string, string>, then: string}} About */

/** What was sent since this page is open: its title and where it stands now. @type {{title: string, address: string}[]} */
const sent = [];
let pause = 0;
let again = 0;

document.addEventListener("submit", (event) => take(event), { capture: true });
document.addEventListener("input", (event) => note(event.target));
document.addEventListener("click", (event) => drop(event.target));
window.addEventListener("online", () => flush());

/** A page has come: fill in what was typed into its form before, show what waits, and send it. */
export async function look() {
  const form = document.querySelector("form[data-draft]");
  if (form instanceof HTMLFormElement && !form.dataset.draftId) await recover(form);
  await show();
  await flush();
}

// --- writing ---

/** Keep the form first, then send it: whatever happens in between, nothing is lost. @param {SubmitEvent} event */
async function take(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.draft === undefined || event.defaultPrevented) return;
  event.preventDefault();
  const id = (form.dataset.draftId ||= crypto.randomUUID());
  const data = new FormData(form);
  data.delete("csrf_token"); // the one that counts is taken from the cookie when it is sent
  data.set("form_key", id);
  const packed = new Response(data);
  const type = packed.headers.get("Content-Type") ?? "";
  const about = { action: new URL(form.action).pathname, title: titleOf(form), type, fields: {}, then: form.dataset.draft };
  const body = await packed.arrayBuffer();
  clearTimeout(pause);
  const owner = await keep(BEGIN + id, "waiting", about, body).catch(() => "");
  const answer = await alone(() => post(about, body, owner));
  if (!isAway(answer)) await forget(BEGIN + id);
  if (answer.ok || (isAway(answer) && owner)) await forget(TYPING + location.pathname);
  if (answer.ok) location.assign(answer.url);
  else if (!isAway(answer)) await showAnswer(answer);
  else if (owner) location.assign(about.then);
  else say("noNetwork"); // this device keeps nothing: what was typed stays on the screen
}

/** What is typed is kept, but for files. @param {EventTarget | null} field */
function note(field) {
  const form = field instanceof HTMLElement ? field.closest("form[data-draft]") : null;
  if (!(form instanceof HTMLFormElement)) return;
  clearTimeout(pause);
  pause = setTimeout(() => {
    const about = { action: "", title: "", type: "", fields: textsOf(form), then: "" };
    keep(TYPING + location.pathname, "typing", about, new ArrayBuffer(0)).catch(() => {});
  }, PAUSE_MS);
}

/** @param {HTMLFormElement} form */
async function recover(form) {
  const known = await opened(TYPING + location.pathname);
  for (const [name, text] of Object.entries(known?.about.fields ?? {})) {
    const field = form.elements.namedItem(name);
    if (field && "value" in field && !field.value) field.value = text;
  }
}

/** @param {HTMLFormElement} form */
function textsOf(form) {
  const texts = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !/_(token|key)$/.test(name));
  return Object.fromEntries(/** @type {[string, string][]} */ (texts));
}

/** @param {HTMLFormElement} form */
function titleOf(form) {
  return form.dataset.title || String(new FormData(form).get("subject") ?? "");
}

// --- sending ---

/** Send all that waits, one after another, in one tab only. */
async function flush() {
  clearTimeout(again);
  if (await recall("in doubt")) return; // somebody has just signed in, and nobody knows yet who
  await alone(async () => {
    for (const name of await waiting()) if (!(await sendOne(name))) break;
  });
  await show();
  const left = await waiting();
  localStorage[left.length ? "setItem" : "removeItem"]("drafts", "waiting"); // other pages look after them by this
  if (left.length) again = setTimeout(flush, AGAIN_MS);
}

/** Whether it is worth while to try the next one. @param {string} name */
async function sendOne(name) {
  const draft = await opened(name);
  if (!draft || Date.now() - draft.at > KEEP_MS) return forget(name).then(() => true);
  const answer = await post(draft.about, draft.body, draft.owner);
  if (isAway(answer)) return false;
  if (!answer.ok) return keep(name, "refused", draft.about, draft.body).then(() => true);
  await forget(name);
  sent.push({ title: draft.about.title, address: answer.url });
  say("draftSent");
  return true;
}

/** @param {About} about @param {ArrayBuffer} body @param {string} owner */
function post({ action, type }, body, owner) {
  /** @type {Record<string, string>} */
  const headers = { "Content-Type": type, "X-CSRFToken": csrfToken(), "HX-Request": "true" }; // told 401, not led to sign-in
  if (owner) headers["X-For-Customer"] = owner;
  return fetch(action, { method: "POST", body, headers }).catch(() => Response.error());
}

/** No network, a portal that is away, or nobody signed in who wrote it: it waits. @param {Response} answer */
function isAway({ status }) {
  return status === 0 || status >= 500 || [400, 401, 403, 429].includes(status);
}

/** What must be mended, in place of the form. @param {Response} answer */
async function showAnswer(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.getElementById("main");
  if (!main) return say("failed");
  document.getElementById("main")?.replaceWith(main);
  document.title = page.title;
  /** @type {any} */ (window).htmx?.process(main);
  document.dispatchEvent(new CustomEvent("htmx:after:swap", { detail: { ctx: { target: main } } }));
}

function csrfToken() {
  return /(?:^|; )(?:__Host-)?csrf=([^;]*)/.exec(document.cookie)?.[1] ?? "";
}

/** @param {string} word */
function say(word) {
  document.dispatchEvent(new CustomEvent("selfcare:say", { detail: word }));
}

/** @template T @param {() => Promise<T>} act @returns {Promise<T>} */
async function alone(act) {
  return await navigator.locks.request("drafts", act);
}

// --- showing ---

/** The list of what waits, where the page has room for one. */
async function show() {
  const box = document.querySelector("[data-drafts]");
  const row = box?.querySelector("template");
  if (!(box instanceof HTMLElement) || !row) return;
  const rows = sent.map(({ title, address }) => rowOf(row, title, "sent", "", address));
  for (const name of await names()) {
    const draft = name.startsWith(TYPING) ? null : await opened(name);
    if (draft) rows.push(rowOf(row, draft.about.title, draft.state, name));
  }
  box.querySelector("ul")?.replaceChildren(...rows);
  box.hidden = !rows.length;
}

/** @param {HTMLTemplateElement} template @param {string} title @param {string} state @param {string} name @param {string} [address] */
function rowOf(template, title, state, name, address) {
  const row = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const place = row.querySelector("[data-title]");
  if (place) place.textContent = title;
  row.querySelectorAll("[data-state]").forEach((one) => one.toggleAttribute("hidden", one.getAttribute("data-state") !== state));
  const button = row.querySelector("[data-drop]");
  if (name) button?.setAttribute("data-drop", name);
  else button?.remove();
  if (address && place instanceof HTMLAnchorElement) place.href = address;
  return row;
}

/** @param {EventTarget | null} pressed */
async function drop(pressed) {
  const button = pressed instanceof Element ? pressed.closest("[data-drop]") : null;
  if (!button) return;
  await forget(button.getAttribute("data-drop") ?? "");
  await show();
}

// --- the store: the worker's own facts, sealed with its key, gone when it forgets the customer ---

/** Returns whose it is. Throws where nothing is kept of anybody. @param {string} name @param {string} state @param {About} about @param {ArrayBuffer} body */
function keep(name, state, about, body) {
  return navigator.locks.request("kept-", async () => {
    const [key, store] = [await recall("key"), (await caches.keys()).find((one) => one.startsWith("kept-"))];
    if (!key || !store || !document.documentElement.dataset.keep) throw new Error("nothing is kept here");
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = await new Blob([JSON.stringify(about), "\n", body]).arrayBuffer();
    const sealed = await crypto.subtle.encrypt(method(iv, name), key, plain);
    const owner = store.slice("kept-".length);
    await inFacts("readwrite", (facts) => facts.put({ owner, at: Date.now(), state, iv, sealed }, name));
    if (state !== "typing") localStorage.setItem("drafts", "waiting");
    return owner;
  });
}

/** @param {string} name */
async function opened(name) {
  const [draft, key] = [/** @type {Sealed | undefined} */ (await recall(name)), await recall("key")];
  if (!draft || !key) return null;
  const plain = await crypto.subtle.decrypt(method(draft.iv, name), key, draft.sealed).catch(() => null);
  if (!plain) return null;
  const end = new Uint8Array(plain).indexOf(10);
  const about = /** @type {About} */ (JSON.parse(new TextDecoder().decode(plain.slice(0, end))));
  return { ...draft, about, body: plain.slice(end + 1) };
}

/** @param {BufferSource} iv @param {string} name */
function method(iv, name) {
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) };
}

async function waiting() {
  const found = [];
  for (const name of await names()) if ((await recall(name))?.state === "waiting") found.push(name);
  return found;
}

/** @returns {Promise<string[]>} */
async function names() {
  const all = await inFacts("readonly", (facts) => facts.getAllKeys(IDBKeyRange.bound(BEGIN, `${BEGIN}~`))).catch(() => []);
  return all.map(String);
}

/** @param {string} name */
function forget(name) {
  return inFacts("readwrite", (facts) => facts.delete(name)).catch(() => {});
}

/** @param {string} name @returns {Promise<any>} */
function recall(name) {
  return inFacts("readonly", (facts) => facts.get(name)).catch(() => undefined);
}

/** @template T @param {IDBTransactionMode} mode @param {(facts: IDBObjectStore) => IDBRequest<T>} ask @returns {Promise<T>} */
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

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function answerOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
