// Takes the place of the service worker when an operator switches it off: forgets everything it kept, and goes.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  await new Promise((resolve) => {
    const forgetting = indexedDB.deleteDatabase("selfcare");
    forgetting.onsuccess = forgetting.onerror = resolve;
  });
  await self.registration.unregister(); // pages on screen go on as they are, so nothing that was typed is lost
}
