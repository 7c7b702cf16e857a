// Keeps the room up to date: asks every three seconds and puts in what has changed, never over words being written.
(() => {
  "use strict";
  const live = document.getElementById("live"), status = document.getElementById("status"), words = document.body.dataset;
  const EVERY = 3000;
  let tag = "", failures = 0;
  if (location.search.includes("did=")) history.replaceState(null, "", location.pathname);

  function untouched(part) {
    return !part.contains(document.activeElement) && Array.from(part.querySelectorAll("textarea, select")).every((field) => !field.value);
  }
  function put(name, page) {
    const part = document.getElementById(name), next = page.getElementById(name);
    if (!part || !next || part.innerHTML === next.innerHTML) return false;
    part.innerHTML = next.innerHTML;
    return true;
  }
  async function look() {
    const response = await fetch(location.href, { headers: tag ? { "If-None-Match": tag } : {} });
    if (response.redirected) return location.reload(); // the session is over
    if (response.status === 200) {
      tag = response.headers.get("ETag") || "";
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (!live.contains(document.activeElement) && put("live", page)) status.textContent = words.updated;
      const acts = document.getElementById("acts");
      if (acts && untouched(acts)) put("acts", page);
    }
    if (failures > 1) status.textContent = "";
    failures = 0;
  }
  async function again() {
    try {
      if (!document.hidden) await look();
    } catch (error) {
      failures += 1;
      if (failures > 1) status.textContent = words.lost;
    }
    setTimeout(again, EVERY);
  }
  document.addEventListener("submit", (event) => { // a second press of the same button does nothing
    setTimeout(() => event.target.querySelectorAll("button").forEach((button) => { button.disabled = true; }));
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("button").forEach((button) => { button.disabled = false; }));
  setTimeout(again, EVERY);
})();
