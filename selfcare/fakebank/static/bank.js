// Keeps the app fresh: what waits appears by itself. Without this script one reloads the page.

const PARTS = ["waiting", "code", "newest"];
const EVERY_MS = 1500;

async function refresh() {
  if (document.hidden || document.activeElement?.closest("form")) return;
  const answer = await fetch("/");
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of PARTS) {
    const [old, now] = [document.getElementById(id), fresh.getElementById(id)];
    if (old.innerHTML !== now.innerHTML) old.replaceWith(now);
  }
}

setInterval(() => refresh().catch(() => {}), EVERY_MS);
