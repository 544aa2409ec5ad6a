/* Go to anything, or do anything, by typing: Ctrl K or the button (dashboard/web/palette.py, dashboard/web/frame.py).
 *
 * A combobox with its list: the field keeps the focus, arrows move in the list, Enter takes, Escape closes.
 */
(function () {
  "use strict";
  const SHOWN = 50;
  const lists = {};
  let found = [];
  let at = 0;
  let opener = null;

  const parts = () => ({
    box: document.getElementById("palette"),
    field: document.getElementById("palette-find"),
    list: document.getElementById("palette-list"),
    note: document.getElementById("palette-note"),
  });

  function read(address) {
    lists[address] =
      lists[address] ||
      fetch(address)
        .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
        .then((rows) =>
          rows.map(([kind, words, more, href, act, value]) => {
            const name = window.mnr.plain(words);
            return { kind, words, more, href, act, value, name, all: `${name} ${window.mnr.plain(`${more} ${kind}`)}` };
          }),
        );
    lists[address].catch(() => delete lists[address]);
    return lists[address];
  }

  /* 0 = the name itself, 1 = its start, 2 = the start of a word, 3 = anywhere; -1 = not at all */
  function rank(entry, words) {
    if (!words.length) return 0;
    if (!words.every((w) => entry.all.includes(w))) return -1;
    const whole = words.join(" ");
    if (entry.name === whole) return 0;
    if (entry.name.startsWith(whole)) return 1;
    return words.every((w) => ` ${entry.all}`.includes(` ${w}`)) ? 2 : 3;
  }

  /* words that say nothing, between a capability and its country */
  const SMALL = new Set("a the in of for de du des d l la le les en au aux et pour el los las del para y".split(" "));

  const parted = (words) => words.split(/[\s'’-]+/).filter(Boolean);

  /* "malawi hotline", "hotline in Malawi": the capability in the country, by words of both in any order */
  function cells(entries, typed) {
    const words = parted(typed).filter((w) => !SMALL.has(w));
    if (words.length < 2) return [];
    const named = (act) => entries.filter((e) => e.act === act).map((entry) => ({ entry, own: parted(entry.all) }));
    const fits = (own, w) => own.some((o) => o.startsWith(w));
    const capabilities = named("capability");
    return named("country").flatMap(({ entry: country, own }) => {
      const rest = words.filter((w) => !fits(own, w));
      if (!rest.length || rest.length === words.length) return [];
      return capabilities
        .filter((c) => rest.every((w) => fits(c.own, w)))
        .map(({ entry: capability }) => ({
          kind: capability.kind,
          words: `${country.words}: ${capability.words}`,
          more: capability.more,
          act: "",
          href: parts()
            .box.dataset.cell.replace("-country-", country.value)
            .replace("-capability-", capability.value),
        }));
    });
  }

  function show(entries) {
    const { box, field, list, note } = parts();
    const typed = window.mnr.plain(field.value);
    const words = typed.split(/\s+/).filter(Boolean);
    const fits = entries.map((e, i) => [rank(e, words), i, e]).filter(([r]) => r >= 0);
    fits.push(...cells(entries, typed).map((e) => [0, -1, e]));
    fits.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    found = fits.slice(0, SHOWN).map(([, , e]) => e);
    list.replaceChildren(
      ...found.map((entry, i) => {
        const option = document.createElement("li");
        option.id = `palette-${i}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const name = document.createElement("bdi");
        name.textContent = entry.words;
        const more = document.createElement("span");
        more.className = "sub";
        more.textContent = entry.more;
        const kind = document.createElement("span");
        kind.className = "chip";
        kind.textContent = entry.kind;
        option.append(name, " ", more, " ", kind);
        option.addEventListener("click", () => take(entry));
        return option;
      }),
    );
    note.textContent = !fits.length
      ? box.dataset.none
      : fits.length > SHOWN
        ? box.dataset.many.replace("{count}", String(fits.length))
        : "";
    mark(0);
  }

  function mark(index) {
    const { field, list } = parts();
    const options = [...list.children];
    at = Math.max(0, Math.min(index, options.length - 1));
    for (const [i, option] of options.entries()) option.setAttribute("aria-selected", String(i === at));
    if (options.length) {
      field.setAttribute("aria-activedescendant", options[at].id);
      options[at].scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  }

  function take(entry) {
    const { box } = parts();
    box.close();
    if (entry.href) {
      opener = null;
      window.mnr.move(entry.href);
    } else if (entry.act.startsWith("query:")) {
      window.mnr.move(window.mnr.queried({ [entry.act.slice(6)]: entry.value }));
    } else window.mnr.act(entry.act, entry.value);
  }

  function open() {
    const { box, field, note } = parts();
    if (!box || box.open) return;
    opener = document.activeElement;
    field.value = "";
    box.showModal();
    field.focus();
    read(box.dataset.from).then(show, () => (note.textContent = box.dataset.failed));
  }

  document.addEventListener("mnr:act", (event) => {
    if (event.detail.act === "palette") open();
  });
  /* what was saved may have a name of its own */
  document.addEventListener("mnr:sent", () => {
    for (const address of Object.keys(lists)) delete lists[address];
  });
  document.addEventListener("input", (event) => {
    if (event.target.id === "palette-find") read(parts().box.dataset.from).then(show, () => {});
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      if (document.querySelector("dialog[open]:not(#palette)")) return;
      event.preventDefault();
      const { box } = parts();
      if (box && box.open) box.close();
      else open();
      return;
    }
    if (event.target.id !== "palette-find") return;
    if (event.key === "ArrowDown") mark(at + 1);
    else if (event.key === "ArrowUp") mark(at - 1);
    else if (event.key === "PageDown") mark(at + 8);
    else if (event.key === "PageUp") mark(at - 8);
    else if (event.key === "Enter" && found[at]) take(found[at]);
    else return;
    event.preventDefault();
  });
  document.addEventListener(
    "close",
    (event) => {
      if (event.target.id === "palette" && opener && opener.isConnected) opener.focus();
    },
    true,
  );
})();
