/* The tour of five steps: a card beside the page, never over all of it; Escape or "End the tour" leaves at any time.
 * Which step is on is kept for this tab, that it was seen is kept for this browser. Texts: dashboard/ui/help.py.
 */
(function () {
  "use strict";
  const STEP = "mnr.tour.step";
  const SEEN = "mnr.toured";
  let marked = null;
  let shown = -1;

  const card = () => document.getElementById("tour");
  const stops = () => [...(card()?.querySelectorAll("[data-tour-stops] > li") || [])];

  function kept(store, key, value) {
    try {
      if (value === undefined) return window[store].getItem(key);
      if (value === null) window[store].removeItem(key);
      else window[store].setItem(key, value);
    } catch (refused) {
      /* storage is switched off: the tour works, it is only not remembered */
    }
    return null;
  }

  function unmark() {
    if (marked) delete marked.dataset.toured;
    marked = null;
  }

  function go(step) {
    const all = stops();
    if (!all.length) return;
    kept("sessionStorage", STEP, String(step));
    shown = -1;
    const target = new URL(all[step].dataset.href, window.location.href);
    if (target.pathname === window.location.pathname && target.search === window.location.search) tell();
    else window.mnr.move(target.href);
  }

  function end() {
    unmark();
    shown = -1;
    kept("sessionStorage", STEP, null);
    kept("localStorage", SEEN, "yes");
    document.documentElement.dataset.toured = "";
    const box = card();
    if (!box || box.hidden) return;
    box.hidden = true;
    window.mnr.toast(box.dataset.ended);
    const title = document.querySelector("#page h1");
    if (title) {
      title.setAttribute("tabindex", "-1");
      title.focus({ preventScroll: true });
    }
  }

  /* Show the card of the step if this is its page; somewhere else the tour waits out of sight. */
  function tell() {
    const box = card();
    const now = kept("sessionStorage", STEP);
    if (!box || now === null || now === "") return;
    const all = stops();
    const step = Number(now);
    const stop = all[step];
    const here = stop && new URL(stop.dataset.href, window.location.href).pathname === window.location.pathname;
    if (!here) {
      box.hidden = true;
      unmark();
      shown = -1;
      return;
    }
    if (shown === step || document.querySelector("#page [data-job]")) return;
    shown = step;
    const [title, words] = stop.children;
    const count = box.querySelector("[data-tour-count]");
    count.textContent = count.dataset.tourCount.replace("{step}", step + 1).replace("{steps}", all.length);
    box.querySelector("[data-tour-title]").textContent = title.textContent;
    box.querySelector("[data-tour-words]").textContent = words.textContent;
    box.querySelector('[data-tour="back"]').hidden = step === 0;
    box.querySelector('[data-tour="end"]').hidden = step === all.length - 1;
    const next = box.querySelector('[data-tour="next"]');
    next.dataset.next = next.dataset.next || next.textContent;
    next.textContent = step === all.length - 1 ? next.dataset.last : next.dataset.next;
    box.hidden = false;
    unmark();
    for (const selector of stop.dataset.mark.split(",")) {
      marked = document.querySelector(`#app ${selector.trim()}`);
      if (marked) break;
    }
    if (marked) {
      marked.dataset.toured = "";
      marked.scrollIntoView({ block: "nearest" });
    }
    box.querySelector("[data-tour-title]").focus({ preventScroll: true });
  }

  document.addEventListener("mnr:act", (event) => {
    if (event.detail.act === "tour") go(0);
  });
  document.addEventListener("mnr:drawn", () => window.setTimeout(tell, 60));
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-tour]") : null;
    if (!button) return;
    const step = Number(kept("sessionStorage", STEP) || 0);
    if (button.dataset.tour === "end" || (button.dataset.tour === "next" && step >= stops().length - 1)) end();
    else go(button.dataset.tour === "back" ? step - 1 : step + 1);
  });
  document.addEventListener("keydown", (event) => {
    const box = card();
    const mine = box && !box.hidden && (box.contains(event.target) || event.target === document.body);
    if (event.key === "Escape" && mine) {
      event.stopPropagation();
      end();
    }
  }, true);
  if (kept("localStorage", SEEN)) document.documentElement.dataset.toured = "";
})();
