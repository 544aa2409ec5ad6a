/* Short messages, and forms that change something.
 *
 *   window.mnr.toast(words, {undo: {words, action}, action: {words, act}, stays, wrong})   gives back the message
 *   form[data-post]      sent without leaving the page; answered with {said, to?, undo?, error?} (dashboard/web/actions.py)
 *   [data-confirm]       words of a question before it is sent
 *   #who                 asks once who makes the changes of this browser (cookie `by`), for the verbs in data-verbs
 *   mnr:sent             an event of the form (of the document where something is undone), with what was answered
 * One region (role=status) holds the messages; one with a way back stays until it is closed.
 */
(function () {
  "use strict";
  const STAY_MS = 6000;

  function region() {
    return document.getElementById("toasts");
  }

  function toast(words, more) {
    const place = region();
    if (!place || !words) return null;
    const { undo, action, stays, wrong } = more || {};
    const box = document.createElement("div");
    box.className = wrong ? "toast wrong" : "toast";
    const text = document.createElement("p");
    text.textContent = words;
    box.append(text);
    const button = (label, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "button quiet";
      made.textContent = label;
      made.addEventListener("click", act);
      box.append(made);
    };
    if (undo)
      button(undo.words, () => {
        box.remove();
        const body = new FormData();
        body.append("here", window.location.pathname + window.location.search); // the page stays
        signed(undo.action).then((go) => go && send(undo.action, body));
      });
    if (action)
      button(action.words, () => {
        box.remove();
        action.act();
      });
    const close = document.createElement("button");
    close.type = "button";
    close.className = "tool close";
    close.setAttribute("aria-label", place.dataset.close);
    close.textContent = "\u00d7";
    close.addEventListener("click", () => box.remove());
    box.append(close);
    for (const other of [...place.children]) if (other.querySelector("p").textContent === words) other.remove();
    while (place.children.length > 2) place.firstChild.remove();
    place.append(box);
    if (!undo && !stays && !wrong) {
      const wait = () => {
        if (box.matches(":hover") || box.contains(document.activeElement)) window.setTimeout(wait, 1000);
        else box.remove();
      };
      window.setTimeout(wait, STAY_MS);
    }
    return box;
  }

  function send(action, body, form) {
    document.documentElement.dataset.busy = "";
    return fetch(action, { method: "POST", body, headers: { Accept: "application/json" } })
      .then((answer) => answer.json())
      .then(
        (told) => {
          delete document.documentElement.dataset.busy;
          (form || document).dispatchEvent(new CustomEvent("mnr:sent", { bubbles: true, detail: told }));
          if (told.error) toast([told.message, told.hint].filter(Boolean).join(" "), { wrong: true });
          else if (told.said) toast(told.said, { undo: told.undo });
          if (told.to) window.mnr.move(told.to, false, true);
          else if (!told.error) window.mnr.redraw();
        },
        () => {
          delete document.documentElement.dataset.busy;
          toast(region().dataset.failed, { wrong: true });
        },
      );
  }

  function confirmed(words) {
    const box = document.getElementById("confirm");
    box.querySelector("[data-confirm-words]").textContent = words;
    box.returnValue = "";
    box.showModal();
    return new Promise((decide) => {
      const yes = box.querySelector("[data-confirm-yes]");
      const agree = () => box.close("yes");
      yes.addEventListener("click", agree, { once: true });
      box.addEventListener(
        "close",
        () => {
          yes.removeEventListener("click", agree);
          decide(box.returnValue === "yes");
        },
        { once: true },
      );
    });
  }

  /* Who makes the change is asked once in a browser; whether it is to be sent. */
  function signed(action) {
    const box = document.getElementById("who");
    const verb = /\/do\/([^/]+)/.exec(new URL(action, window.location.href).pathname);
    const asks = box && verb && box.dataset.verbs.split(" ").includes(verb[1]) && !window.mnr.keptAs("by");
    if (!asks) return Promise.resolve(true);
    const name = box.querySelector("input");
    box.returnValue = "";
    box.showModal();
    return new Promise((decide) => {
      box.addEventListener(
        "close",
        () => {
          const given = box.returnValue === "yes" ? name.value.trim() : "";
          if (box.returnValue) window.mnr.keep("by", given || "-");
          decide(Boolean(box.returnValue));
        },
        { once: true },
      );
    });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.post === undefined || !region()) return;
    event.preventDefault();
    if (form.dataset.sending !== undefined) return; // a second click does not send it twice
    form.dataset.sending = "";
    const body = new FormData(form, event.submitter);
    const question = form.dataset.confirm;
    (question ? confirmed(question) : Promise.resolve(true))
      .then((go) => go && signed(form.action))
      .then((go) => go && send(form.action, body, form))
      .finally(() => delete form.dataset.sending);
  });

  /* A field that cannot be sent says beside itself what is wrong, until that is mended. */
  const saysOf = (field) => (field.id ? document.getElementById(`${field.id}-wrong`) : null);
  document.addEventListener(
    "invalid",
    (event) => {
      const field = event.target;
      const says = saysOf(field);
      if (!says) return;
      event.preventDefault();
      says.textContent = says.dataset.words;
      field.setAttribute("aria-invalid", "true");
      if (field.form.querySelector(":invalid:not(fieldset)") === field) field.focus();
    },
    true,
  );
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || !field.hasAttribute("aria-invalid") || !field.validity.valid) return;
    field.removeAttribute("aria-invalid");
    saysOf(field).textContent = "";
  });
  window.mnr = Object.assign(window.mnr || {}, { toast });
})();
