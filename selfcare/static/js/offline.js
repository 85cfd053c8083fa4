// @ts-check
// Reading without a network, seen from the page: what is kept, what needs the internet, installing, sharing.

/** The PDFs that can be handed on. @type {Map<string, File>} */
const files = new Map();

keepPages();
look(document.body);
document.addEventListener("htmx:after:swap", () => look(document.body));
document.addEventListener("click", (event) => {
  const pressed = event.target instanceof Element ? event.target.closest("button") : null;
  if (pressed?.dataset.share !== undefined) share(pressed);
  if (pressed?.dataset.install !== undefined) install();
  if (pressed?.dataset.notNow !== undefined) notNow();
});
document.addEventListener("submit", (event) => leaves(event.target) && forget());
window.addEventListener("beforeinstallprompt", (event) => offerToInstall(event));

/** What a page says about itself, now that there is a script. @param {Element} part */
function look(part) {
  const main = document.getElementById("main");
  if (main?.dataset.source === "store") markWhatNeedsInternet(main);
  const counted = part.querySelector("[data-unpaid]");
  if (counted instanceof HTMLElement) showBadge(Number(counted.dataset.unpaid));
  const size = part.querySelector("[data-kept-size]");
  if (size instanceof HTMLElement) showSize(size);
  part.querySelectorAll("[data-share]").forEach((button) => prepareToShare(/** @type {HTMLElement} */ (button)));
  showHowToInstallOnIos();
  lookAfterDrafts(part);
}

/** Forms that wait for a network, or may have to, have a script of their own. @param {Element} part */
async function lookAfterDrafts(part) {
  const script = document.querySelector("script[data-drafts-script]")?.getAttribute("data-drafts-script");
  if (!script || !(localStorage.getItem("drafts") || part.querySelector("[data-draft], [data-drafts]"))) return;
  (await import(script)).look();
}

// --- keeping ---

/** Hand the worker the list of what to keep; once the first of it is there, the page says so. */
async function keepPages() {
  const list = document.documentElement.dataset.keep;
  if (!list || !("serviceWorker" in navigator) || !window.isSecureContext) return;
  const { active } = await navigator.serviceWorker.ready;
  const answer = await fetch(list).catch(() => null);
  if (!answer?.ok || !active) return;
  const { addresses, first } = await answer.json();
  const kept = new Set();
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data.done === "keep") kept.add(data.address);
    if (data.done === "full") document.documentElement.dataset.offline = "full";
    if (kept.size >= first) document.documentElement.dataset.offline ??= "ready";
  });
  navigator.serviceWorker.startMessages();
  active.postMessage({ do: "keep", addresses: isSaving() ? withFewFiles(addresses) : addresses });
  navigator.storage?.persist?.();
}

/** The customer or the network asks for little data. */
function isSaving() {
  const { saveData = false, effectiveType = "" } = /** @type {any} */ (navigator).connection ?? {};
  return saveData || effectiveType.endsWith("2g");
}

/** All pages, but only the three newest PDFs. @param {string[]} addresses */
function withFewFiles(addresses) {
  const few = addresses.filter((address) => address.endsWith("/pdf")).slice(0, 3);
  return addresses.filter((address) => !address.endsWith("/pdf") || few.includes(address));
}

/** Whether a form signs this device out. @param {EventTarget | null} form */
function leaves(form) {
  return form instanceof HTMLFormElement && /\/(logout|end-all)$/.test(form.action);
}

/** The worker sees a sign-out by itself, but only when it looks after this page. */
async function forget() {
  const known = await navigator.serviceWorker?.getRegistration();
  known?.active?.postMessage({ do: "forget" });
}

/** @returns {Promise<{path: string, size: number, at: number}[]>} */
async function keptPages() {
  const found = [];
  for (const name of (await caches.keys()).filter((one) => one.startsWith("kept-"))) {
    const store = await caches.open(name);
    for (const request of await store.keys()) {
      const answer = await store.match(request);
      const size = answer ? (await answer.arrayBuffer()).byteLength : 0;
      found.push({ path: new URL(request.url).pathname, size, at: Number(answer?.headers.get("X-Kept-At")) });
    }
  }
  return found;
}

// --- what the page says ---

/** Links to what is not on this device are switched off, and say why. @param {HTMLElement} main */
async function markWhatNeedsInternet(main) {
  const here = new Set((await keptPages()).map(({ path }) => path));
  for (const link of main.querySelectorAll("a[href]")) {
    if (!(link instanceof HTMLAnchorElement) || link.origin !== location.origin || link.hash) continue;
    if (here.has(link.pathname) && !link.search) continue;
    link.setAttribute("aria-disabled", "true");
    link.removeAttribute("href");
    link.classList.add("needs-internet");
    const place = link.querySelector(".row-end .tag, .go");
    if (place) place.replaceWith(onlyOnline(main));
    else if (link.dataset.later) link.textContent = link.dataset.later;
    else if (link.matches(".btn, .stub")) link.append(onlyOnline(main));
  }
  const works = "form[action='/logout'] *, form[data-draft] *, form[data-filter] *"; // these never need the internet
  for (const field of main.querySelectorAll("form :is(button, select)")) field.toggleAttribute("disabled", !field.matches(works));
}

/** @param {HTMLElement} main */
function onlyOnline(main) {
  const tag = document.createElement("span");
  tag.className = "tag tag-quiet";
  tag.textContent = main.dataset.onlyOnline ?? "";
  return tag;
}

/** The app's icon says how many invoices wait. @param {number} count */
function showBadge(count) {
  const app = /** @type {any} */ (navigator);
  if (count && app.setAppBadge) app.setAppBadge(count).catch(() => {});
  if (!count && app.clearAppBadge) app.clearAppBadge().catch(() => {});
}

/** @param {HTMLElement} place */
async function showSize(place) {
  const pages = await keptPages();
  const invoices = pages.filter(({ path }) => /^\/invoices\/\d+$/.test(path)).length;
  const size = (pages.reduce((sum, page) => sum + page.size, 0) / 1e6).toLocaleString(document.documentElement.lang, {
    maximumFractionDigits: 1,
  });
  const words = pages.length ? place.dataset.keptSize : place.dataset.nothing;
  place.textContent = (words ?? "").replace("{invoices}", String(invoices)).replace("{size}", size);
}

// --- the PDF, handed on ---

/** On phones the file is fetched when the page opens: sharing must begin in the tap itself. @param {HTMLElement} button */
async function prepareToShare(button) {
  const address = button.dataset.share ?? "";
  const name = button.dataset.name ?? "faktura.pdf";
  if (files.has(address) || !matchMedia("(pointer: coarse)").matches || !navigator.canShare) return;
  if (!navigator.canShare({ files: [new File([""], name, { type: "application/pdf" })] })) return;
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok) return;
  files.set(address, new File([await answer.blob()], name, { type: "application/pdf" }));
  button.hidden = false;
}

/** @param {HTMLElement} button */
function share(button) {
  const file = files.get(button.dataset.share ?? "");
  if (file) navigator.share({ files: [file] }).catch(() => {}); // closed without sharing
}

// --- installing ---

/** @type {any} */
let question = null;

/** The browser would let us ask; we do on the second visit, in a card that can be closed for good. @param {Event} event */
function offerToInstall(event) {
  event.preventDefault();
  question = event;
  if (isSecondVisit()) showCard("ask");
}

function showHowToInstallOnIos() {
  const isIos = /iPhone|iPad/.test(navigator.userAgent) && !matchMedia("(display-mode: standalone)").matches;
  if (isIos && isSecondVisit()) showCard("ios");
}

function isSecondVisit() {
  const today = new Date().toDateString();
  const before = localStorage.getItem("visited");
  if (!before) localStorage.setItem("visited", today);
  return Boolean(before) && !localStorage.getItem("not-now");
}

/** @param {string} kind */
function showCard(kind) {
  const card = document.querySelector(`[data-install-card=${kind}]`);
  if (card instanceof HTMLElement) card.hidden = false;
}

function install() {
  question?.prompt();
  hideCards();
}

function notNow() {
  localStorage.setItem("not-now", "yes");
  hideCards();
}

function hideCards() {
  document.querySelectorAll("[data-install-card]").forEach((card) => card.setAttribute("hidden", ""));
}
