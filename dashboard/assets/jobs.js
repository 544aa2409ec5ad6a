/* Pages that are still being worked out: how far, how long still, stop, start again (dashboard/ui/jobs.py).
 *
 *   [data-job="id"]     a panel in place of a page: asks /_jobs/<id> every data-every ms, draws the page when ready
 *   [data-job-form]     stop or start again: sent without leaving the page, then the page is drawn again
 */
(function () {
  "use strict";
  const JSON_ONLY = { Accept: "application/json" };
  let asked = "";

  function again() {
    asked = "";
    window.mnr.redraw();
  }

  function show(panel, told) {
    const bar = panel.querySelector("progress");
    if (bar && told.percent === null) bar.removeAttribute("value");
    else if (bar) {
      bar.max = 100;
      bar.value = told.percent;
    }
    for (const [name, words] of [["what", told.what], ["left", told.left]]) {
      const place = panel.querySelector(`[data-job-${name}]`);
      if (place && words && place.textContent !== words) place.textContent = words;
    }
  }

  function ask() {
    const panel = document.querySelector("#page [data-job]");
    if (!panel || panel.dataset.job !== asked) return;
    const id = asked;
    const every = Number(panel.dataset.every) || 300;
    fetch(`/_jobs/${encodeURIComponent(id)}`, { headers: JSON_ONLY })
      .then((answer) => answer.json())
      .then(
        (told) => {
          if (id !== asked) return;
          if (told.state !== "running") again();
          else {
            show(panel, told);
            window.setTimeout(ask, every);
          }
        },
        () => window.setTimeout(ask, 2000),
      );
  }

  document.addEventListener("mnr:drawn", () => {
    const panel = document.querySelector("#page [data-job]");
    if (panel && panel.dataset.job !== asked) {
      asked = panel.dataset.job;
      window.setTimeout(ask, 150);
    } else if (!panel) asked = "";
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.jobForm === undefined || !document.querySelector("#page"))
      return;
    event.preventDefault();
    fetch(form.action, { method: "POST", headers: JSON_ONLY }).then(again, again);
  });
})();
