// @ts-check
// What the script adds to pages that work without it. Wiring on top, one small function per idea.

const RESTORE_MS = 10_000; // a button whose form led nowhere (a download) can be pressed again
const TOAST_MS = 6_000;

/** What stood on a button before it said "Sending…". @type {Map<HTMLButtonElement, Node[]>} */
const labels = new Map();
let fading = 0;
let isBeneath = false; // Back only closes a sheet

prepare(document.body);
registerWorker();
waitForCode();
document.getElementById("errors")?.focus();

document.addEventListener("click", (event) => {
  const pressed = event.target instanceof Element ? event.target.closest("button") : null;
  if (pressed?.dataset.copy !== undefined) copy(pressed);
  if (pressed?.dataset.show !== undefined) showPassword(pressed);
  if (pressed?.dataset.close !== undefined || event.target === sheet()) history.back();
  const inSheet = event.target instanceof Element && event.target.closest("#sheet a[href^='#']");
  if (!inSheet) return;
  event.preventDefault();
  document.querySelector(inSheet.getAttribute("href") ?? "")?.focus();
});
document.addEventListener("cancel", (event) => event.target === sheet() && (event.preventDefault(), history.back()), { capture: true });
window.addEventListener("popstate", goBackBeneath);
document.addEventListener("htmx:before:history:restore", (event) => isBeneath && event.preventDefault());
document.addEventListener("input", (event) => dropSpaces(event.target));
document.addEventListener("input", (event) => filterArticles(event.target));
document.addEventListener("submit", beforeSending, { capture: true });
window.addEventListener("online", () => document.querySelector("[data-no-network-page]") && location.reload());
window.addEventListener("pageshow", (event) => event.persisted && restoreButtons());

on("htmx:config:request", ({ ctx }) => (ctx.request.headers["X-CSRFToken"] = csrfToken()));
on("htmx:before:request", ({ ctx }) => ctx.select && (ctx.request.headers["HX-Request-Type"] = "partial"));
on("htmx:before:request", ({ ctx }) => ctx.target?.id === "sheet-body" && history.replaceState({ htmx: true, title: document.title }, ""));
on("htmx:after:swap", ({ ctx }) => ctx.swap !== "none" && arrive(ctx));
on("htmx:finally:request", restoreButtons);
on("htmx:response:error", ({ ctx }) => ctx.response.status >= 500 && !ctx.sourceElement?.hasAttribute(`data-hx-status:${ctx.response.status}`) && toast(word("failed")));
on("selfcare:say", (name) => (restoreButtons(), toast(word(name))));
on("htmx:error", () => toast(word("noNetwork")));

/** @param {string} name @param {(detail: any) => void} react */
function on(name, react) {
  document.addEventListener(name, (event) => react(/** @type {CustomEvent} */ (event).detail));
}

/** A sentence in the reader's language; the page carries them all. @param {string} name */
function word(name) {
  return document.getElementById("toast")?.dataset[name] ?? "";
}

// --- pages ---

/** What only works with a script is hidden until there is one. @param {Element} part */
function prepare(part) {
  const canCopy = "clipboard" in navigator;
  part.querySelectorAll("[data-show]").forEach((button) => button.removeAttribute("hidden"));
  part.querySelectorAll("[data-copy]").forEach((button) => button.toggleAttribute("hidden", !canCopy));
  part.querySelectorAll("[data-own-device]").forEach((box) => tickOnPhones(/** @type {HTMLInputElement} */ (box)));
  part.querySelectorAll("[data-seconds]").forEach((button) => countDown(/** @type {HTMLButtonElement} */ (button)));
}

/** A new main part stands, or a sheet: say so, go to its heading or to what must be mended. @param {any} ctx */
function arrive(ctx) {
  const isPage = ctx.target === document.body || ctx.target?.id === "main";
  if (isPage) closeSheet();
  const dialog = sheet();
  if (dialog && ctx.target?.id === "sheet-body") dialog.showModal ? dialog.showModal() : location.reload(); // iOS 15.3
  const over = dialog?.open ? dialog : null;
  if (!over) markPlace();
  const part = over ?? document.getElementById("main");
  if (!part || !(isPage || ctx.target?.matches("#sheet-body, .sheet"))) return;
  prepare(part);
  const start = part.querySelector("#errors") ?? over?.querySelector("[autofocus]") ?? part.querySelector("h1");
  if (start instanceof HTMLElement) start.focus({ preventScroll: true });
  if (ctx.push && !over) window.scrollTo(0, 0);
  else start?.scrollIntoView({ block: "nearest" });
  const said = document.getElementById("said");
  if (said) said.textContent = ctx.title ?? document.title;
}

/** Where we are: an address that begins the current one, in the bar and in a list beside. */
function markPlace() {
  document.querySelectorAll(".nav li a, .at-detail .split-list .row").forEach((link) => {
    const path = link.getAttribute("href") ?? "";
    const places = [path, ...(link.getAttribute("data-also")?.split(" ") ?? [])];
    if (places.some(isHere)) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  });
}

/** @param {string} path */
function isHere(path) {
  return location.pathname === path || (path !== "/" && location.pathname.startsWith(`${path}/`));
}

// --- the sheet: whatever closes it goes back; the page beneath is fetched anew when a payment has begun ---

function sheet() {
  return /** @type {HTMLDialogElement | null} */ (document.getElementById("sheet"));
}

/** @param {PopStateEvent} event */
function goBackBeneath(event) {
  const over = sheet();
  isBeneath = over?.open === true && !over.querySelector(".wait, [data-unpaid]");
  if (isBeneath) document.title = event.state?.title;
  closeSheet();
}

/** Nothing in it asks by itself any more. */
function closeSheet() {
  sheet()?.close?.();
  document.getElementById("sheet-body")?.replaceChildren();
}

// --- forms ---

/** Kept pages hold old tokens: the cookie has the one that counts. */
function csrfToken() {
  return /(?:^|; )(?:__Host-)?csrf=([^;]*)/.exec(document.cookie)?.[1] ?? "";
}

/** @param {SubmitEvent} event */
function beforeSending(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const token = form.querySelector("[name=csrf_token]");
  if (token instanceof HTMLInputElement && csrfToken()) token.value = csrfToken();
  const pressed = event.submitter;
  if (form.dataset.sent) return event.preventDefault();
  if (!(pressed instanceof HTMLButtonElement) || !pressed.dataset.busy) return;
  form.dataset.sent = "yes";
  labels.set(pressed, [...pressed.childNodes]);
  // a disabled button is not sent with its form, so it is only disabled once the form is on its way
  setTimeout(() => {
    pressed.disabled = true;
    pressed.textContent = pressed.dataset.busy ?? "";
  });
  setTimeout(restoreButtons, RESTORE_MS);
}

function restoreButtons() {
  document.querySelectorAll("form[data-sent]").forEach((form) => form.removeAttribute("data-sent"));
  labels.forEach((label, button) => {
    button.disabled = false;
    button.replaceChildren(...label);
  });
  labels.clear();
}

/** A phone, and an installed app anywhere, is most likely one's own. @param {HTMLInputElement} box */
function tickOnPhones(box) {
  const isOwn = matchMedia("(pointer: coarse), (display-mode: standalone)").matches;
  if (isOwn && !document.getElementById("errors")) box.checked = true;
}

/** @param {HTMLElement} button */
function showPassword(button) {
  const field = document.getElementById(button.dataset.show ?? "");
  if (!(field instanceof HTMLInputElement)) return;
  const isHidden = field.type === "password";
  field.type = isHidden ? "text" : "password";
  button.setAttribute("aria-pressed", String(isHidden));
}

/** A code pasted as `123 456` is `123456`; anything that is not a code stays as it is. @param {EventTarget | null} field */
function dropSpaces(field) {
  if (!(field instanceof HTMLInputElement) || field.dataset.code === undefined) return;
  if (/^[\d\s-]+$/.test(field.value)) field.value = field.value.replace(/\D/g, "");
}

/** All of the help is on its page: what does not hold every word is hidden. @param {EventTarget | null} field */
function filterArticles(field) {
  if (!(field instanceof HTMLInputElement) || field.dataset.articles === undefined) return;
  const words = folded(field.value).split(/\s+/);
  document.querySelectorAll("[data-article]").forEach((article) => {
    const text = folded(article.textContent ?? "");
    article.toggleAttribute("hidden", !words.every((one) => text.includes(one)));
  });
}

/** Without capitals and strokes, as people type. @param {string} text */
function folded(text) {
  return text.toLowerCase().replace(/ł/g, "l").normalize("NFD").replace(/\p{M}/gu, "");
}

/** Let the phone fill in the code of a message that is bound to this address. */
async function waitForCode() {
  const field = document.querySelector("[data-code]");
  if (!(field instanceof HTMLInputElement) || !("OTPCredential" in window)) return;
  const stop = new AbortController();
  field.form?.addEventListener("submit", () => stop.abort());
  const question = /** @type {any} */ ({ otp: { transport: ["sms"] }, signal: stop.signal });
  try {
    const found = /** @type {any} */ (await navigator.credentials.get(question));
    if (found?.code) field.value = found.code;
  } catch {
    // refused, or typed meanwhile
  }
}

/** @param {HTMLButtonElement} button */
function countDown(button) {
  const until = Date.now() + Number(button.dataset.seconds) * 1000;
  const label = button.textContent ?? "";
  const tick = () => {
    const seconds = Math.ceil((until - Date.now()) / 1000);
    button.disabled = seconds > 0;
    button.textContent = seconds > 0 ? (button.dataset.wait ?? "").replace("{seconds}", String(seconds)) : label;
    if (seconds > 0) setTimeout(tick, 500);
  };
  tick();
}

/** @param {HTMLElement} button */
async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy ?? "");
  toast(button.dataset.said ?? "");
}

// --- toasts ---

/** One at a time; without an action it goes by itself. @param {string} text @param {{label: string, act: () => void}} [action] */
function toast(text, action) {
  const box = document.getElementById("toast");
  if (!box) return;
  clearTimeout(fading);
  (sheet()?.open ? sheet() : document.body)?.append(box);
  const sentence = document.createElement("p");
  sentence.textContent = text;
  const close = () => (box.hidden = true);
  box.replaceChildren(sentence);
  if (action) box.append(toastButton(action.label, action.act));
  box.append(toastButton(word("close"), close));
  box.hidden = false;
  if (!action) fading = setTimeout(close, TOAST_MS);
}

/** @param {string} label @param {() => void} act */
function toastButton(label, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-s";
  button.textContent = label;
  button.addEventListener("click", act);
  return button;
}

// --- the worker ---

async function registerWorker() {
  if (!("serviceWorker" in navigator)) return;
  const known = await navigator.serviceWorker.register("/service-worker.js", { updateViaCache: "none" }).catch(() => null);
  if (!known) return;
  if (known.waiting) offer(known.waiting);
  known.addEventListener("updatefound", () => {
    const coming = known.installing;
    coming?.addEventListener("statechange", () => coming.state === "installed" && offer(coming));
  });
}

/** A new version waits until the customer wants it. @param {ServiceWorker} worker */
function offer(worker) {
  if (!navigator.serviceWorker.controller) return; // the first one: nothing is old yet
  const refresh = () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    worker.postMessage({ do: "take over" });
  };
  toast(word("newVersion"), { label: word("refresh"), act: refresh });
}
