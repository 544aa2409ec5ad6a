/* Files to take away: fetched in place, so that one that takes longer says so and can be stopped, and one that
 * cannot be made says why. Without scripts, and with a modifier key, the link does what links do.
 */
(function () {
  "use strict";
  const QUIET_MS = 800;

  function nameOf(answer, link) {
    const found = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") || "");
    return found ? found[1] : link.getAttribute("download") || link.pathname.split("/").pop();
  }

  function take(link) {
    const words = document.getElementById("toasts").dataset;
    const stop = new AbortController();
    let waiting = null;
    const timer = window.setTimeout(() => {
      waiting = window.mnr.toast(words.file, { action: { words: words.stop, act: () => stop.abort() }, stays: true });
    }, QUIET_MS);
    const done = () => {
      window.clearTimeout(timer);
      if (waiting) waiting.remove();
    };
    fetch(link.href, { signal: stop.signal })
      .then((answer) => {
        if (answer.ok) return answer.blob().then((body) => [nameOf(answer, link), body]);
        return answer.json().then((told) => Promise.reject(new Error([told.message, told.hint].filter(Boolean).join(" "))));
      })
      .then(([name, body]) => {
        done();
        const out = document.createElement("a");
        out.href = URL.createObjectURL(body);
        out.download = name;
        out.dataset.made = "";
        document.body.append(out);
        out.click();
        out.remove();
        window.setTimeout(() => URL.revokeObjectURL(out.href), 60000);
      })
      .catch((error) => {
        done();
        if (error.name !== "AbortError") window.mnr.toast(error instanceof TypeError ? words.failed : error.message, { wrong: true });
      });
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("#app a[download]") : null;
    if (!link || event.defaultPrevented || event.button !== 0 || link.dataset.made !== undefined) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.origin !== window.location.origin || !document.getElementById("toasts")) return;
    event.preventDefault();
    take(link);
  });
})();
