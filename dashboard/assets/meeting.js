/* A form whose words are kept in this browser until they are taken away: nothing is lost on reload, and each step can
 * be taken back.
 *
 *   form[data-draft="key"]      the form; the key names its draft
 *   [data-draft-field]          a field that is kept (its name is its place in the draft)
 *   [data-draft-step]           a choice that lives in the address; taking it back sets it again
 *   [data-from-plan="text"]     what the plan says there: it counts before what was kept, the first time that it is seen
 *   [data-draft-act]            undo, clear
 *   [data-not-before="name"]    a day that cannot be before that of another field: looked at before the form is sent
 *   [data-draft-state]          says whether what was typed is kept (data-kept, data-lost, data-undone)
 */
(function () {
  "use strict";
  const PREFIX = "mnr.draft.";
  const MOST = 100;
  let quiet = false;
  let cleared = null; // what starting afresh threw away, for one step back on this page; kept nowhere

  function read(key) {
    try {
      const found = JSON.parse(window.localStorage.getItem(PREFIX + key) || "{}");
      return { fields: found.fields || {}, undo: found.undo || [], plan: found.plan || {} };
    } catch (_error) {
      return { fields: {}, undo: [], plan: {} };
    }
  }
  function write(form, draft) {
    draft.undo = draft.undo.slice(-MOST);
    let kept = true;
    try {
      window.localStorage.setItem(PREFIX + form.dataset.draft, JSON.stringify(draft));
    } catch (_error) {
      kept = false;
    }
    tell(form, kept ? "kept" : "lost");
    buttons(form, draft);
  }
  function tell(form, what) {
    const place = form.querySelector("[data-draft-state]");
    if (place) place.textContent = place.dataset[what] || "";
  }
  function buttons(form, draft) {
    const undo = form.querySelector('[data-draft-act="undo"]');
    const clear = form.querySelector('[data-draft-act="clear"]');
    const back = cleared && cleared.key === form.dataset.draft;
    if (undo) undo.hidden = !draft.undo.length && !back;
    if (clear) clear.hidden = !Object.values(draft.fields).some(Boolean);
  }
  const formOf = (field) => field.closest && field.closest("form[data-draft]");
  const fieldsOf = (form) => [...form.querySelectorAll("[data-draft-field]")];

  /* After a page has been drawn: what was typed comes back; what was typed before the scripts took over is kept. */
  function fill() {
    const form = document.querySelector("#page form[data-draft]");
    if (!form) return;
    const draft = read(form.dataset.draft);
    let seen = false;
    for (const field of fieldsOf(form)) {
      if (field.dataset.filled === form.dataset.draft) continue;
      const given = field.dataset.fromPlan;
      if (given !== undefined && draft.plan[field.name] !== given) {
        const was = draft.fields[field.name] || "";
        if (was && was !== given) draft.undo.push({ name: field.name, was });
        draft.fields[field.name] = draft.plan[field.name] = given;
        seen = true;
      }
      if (draft.fields[field.name] !== undefined) field.value = draft.fields[field.name];
      else if (field.value && field.dataset.filled === undefined) draft.fields[field.name] = field.value;
      else field.value = "";
      field.dataset.filled = form.dataset.draft;
    }
    if (Object.values(draft.fields).some(Boolean)) tell(form, "kept");
    if (seen) write(form, draft);
    buttons(form, draft);
  }

  document.addEventListener("focusin", (event) => {
    const field = event.target;
    if (field.dataset && field.dataset.draftField !== undefined) field.dataset.before = field.value;
  });
  document.addEventListener("input", (event) => {
    const field = event.target;
    const form = formOf(field);
    if (!form || field.dataset.draftField === undefined) return;
    const draft = read(form.dataset.draft);
    draft.fields[field.name] = field.value;
    write(form, draft);
  });
  document.addEventListener(
    "change",
    (event) => {
      const field = event.target;
      const form = formOf(field);
      if (!form || quiet) return;
      const draft = read(form.dataset.draft);
      if (field.dataset.draftField !== undefined) {
        draft.undo.push({ name: field.name, was: field.dataset.before || "" });
        field.dataset.before = field.value;
        draft.fields[field.name] = field.value;
      } else if (field.dataset.draftStep !== undefined) {
        const query = new URLSearchParams(window.location.search);
        const was = field.type === "radio" ? query.get(field.dataset.query) || "" : field.defaultValue;
        draft.undo.push({ name: field.name, was, step: true });
      } else return;
      write(form, draft);
    },
    true,
  );
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || !formOf(field) || field.tagName !== "INPUT") return;
    event.preventDefault(); // Enter in a field ends the field, it does not take the minutes
    if (field.dataset.draftField !== undefined) field.dispatchEvent(new Event("change", { bubbles: true }));
  });

  function put(form, name, value) {
    const every = [...form.elements].filter((field) => field.name === name);
    for (const field of every) {
      if (field.type === "radio") {
        if (field.value !== value) continue;
        field.checked = true;
      } else field.value = value;
      quiet = true;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      quiet = false;
      field.focus();
      return;
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-draft-act]");
    const form = button && formOf(button);
    if (!form) return;
    const draft = read(form.dataset.draft);
    if (button.dataset.draftAct === "clear") {
      draft.undo = [];
      cleared = { key: form.dataset.draft, all: draft.fields };
      draft.fields = {};
      for (const field of fieldsOf(form)) field.value = "";
      write(form, draft);
      tell(form, "");
      return;
    }
    const last = draft.undo.pop() || (cleared && cleared.key === form.dataset.draft ? cleared : null);
    if (!last) return;
    if (last.all) {
      cleared = null;
      draft.fields = last.all;
      for (const field of fieldsOf(form)) field.value = draft.fields[field.name] || "";
    } else if (!last.step) draft.fields[last.name] = last.was;
    write(form, draft);
    if (!last.all) put(form, last.name, last.was);
    tell(form, "undone");
  });

  document.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest && event.target.closest('button[type="submit"]');
      const form = button && formOf(button);
      if (!form) return;
      for (const field of form.querySelectorAll("[data-not-before]")) {
        const other = form.elements.namedItem(field.dataset.notBefore);
        field.min = (other && other.value) || "";
      }
    },
    true,
  );

  document.addEventListener("mnr:drawn", fill);
  fill();
})();
