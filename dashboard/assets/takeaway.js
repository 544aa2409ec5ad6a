/* An export menu closes when the pointer or the focus goes elsewhere. A folded section opens when a link leads into it.
 * A button with data-copy copies the words of what it names.
 */
(function () {
  "use strict";
  function closeOthers(target) {
    for (const menu of document.querySelectorAll("details.take[open]")) if (!menu.contains(target)) menu.open = false;
  }
  document.addEventListener("pointerdown", (event) => closeOthers(event.target));
  document.addEventListener("focusin", (event) => closeOthers(event.target));

  function unfold(hash) {
    const place = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
    if (!place) return;
    const inside = place.querySelector(":scope > details.folding");
    if (inside) inside.open = true;
    for (let near = place.closest("details"); near; near = near.parentElement.closest("details")) near.open = true;
  }
  document.addEventListener("mnr:drawn", () => unfold(window.location.hash));
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target instanceof Element ? event.target.closest('#app a[href*="#"]') : null;
      if (link && link.pathname === window.location.pathname) unfold(link.hash);
    },
    { capture: true },
  );

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
    const from = button && document.getElementById(button.dataset.copy);
    if (!from) return;
    const words = "value" in from ? from.value : from.innerText;
    navigator.clipboard.writeText(words).then(
      () => window.mnr.toast(button.dataset.done || ""),
      () => from.select && from.select(),
    );
  });

  /* Paper has no folds: what is closed is opened for it, and closed again. */
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details.folding:not([open])")];
    for (const fold of opened) fold.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
    opened = [];
  });
})();
