// @ts-check
// Keys for people who answer all day. Everything they do stands on the page, too.

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const act = ACTIONS[event.key];
  if (act?.()) event.preventDefault();
});
document.addEventListener("click", fillWith);

/** What each key does; whether it did anything. @type {Record<string, () => boolean>} */
const ACTIONS = {
  j: () => step(1),
  k: () => step(-1),
  "/": () => focusOn("#search"),
  a: () => focusOn(".panel textarea[name=text], .panel textarea[name=reasons]"),
  u: () => press(".panel .back, .head .back"),
  "?": showKeys,
};

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof Element && target.closest("input:not([type=radio], [type=checkbox]), textarea, select, dialog") !== null;
}

/** To the next or the former row of the queue; Enter, as on any link, opens it. @param {number} by */
function step(by) {
  const links = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".queue tbody a")]).filter((link) => link.offsetParent);
  const here = links.findIndex((link) => link === document.activeElement || link.closest("tr")?.hasAttribute("aria-current"));
  const focused = links.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const next = links[Math.min(Math.max((focused < 0 ? here : focused) + by, 0), links.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return Boolean(next);
}

/** @param {string} where */
function focusOn(where) {
  const field = document.querySelector(where);
  if (!(field instanceof HTMLElement)) return false;
  field.focus();
  return true;
}

/** @param {string} where */
function press(where) {
  const link = document.querySelector(where);
  if (link instanceof HTMLElement) link.click();
  return link !== null;
}

function showKeys() {
  const dialog = document.getElementById("keys");
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
  return dialog !== null;
}

/** A text of the operator goes where the answer is written, and nothing that is there is lost. @param {MouseEvent} event */
function fillWith(event) {
  const link = event.target instanceof Element ? event.target.closest("a[data-text]") : null;
  if (!(link instanceof HTMLElement)) return;
  const field = document.getElementById(link.dataset.into ?? "");
  if (!(field instanceof HTMLTextAreaElement)) return;
  event.preventDefault();
  field.setRangeText(link.dataset.text ?? "", field.selectionStart, field.selectionEnd, "end");
  field.focus();
}
