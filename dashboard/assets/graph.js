/* Interactive graphs: how they look (the colours of the page, light and dark), words at the pointer, where a click
 * leads, and what lights up. The graph itself is Dash's cytoscape component with the id "graph"; its native instance is
 * found on its container. Every node carries the address that a click opens, so a click is the same as the link in the
 * list below the graph; without the mouse the list does everything.
 */
(function () {
  "use strict";
  let cy = null;
  // with a wheel sensitivity of its own cytoscape warns at each start; it is set on the instance instead
  if (window.dash_cytoscape && window.dash_cytoscape.Cytoscape.defaultProps) {
    delete window.dash_cytoscape.Cytoscape.defaultProps.wheelSensitivity;
  }
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");

  const shades = () => {
    const style = getComputedStyle(document.documentElement);
    return (name) => style.getPropertyValue(`--${name}`).trim();
  };

  /* A symbol of the legend as a picture of its own, in the colours that it has there. */
  function sign(item) {
    const shown = item.querySelector("svg");
    const svg = shown.cloneNode(true);
    const parts = svg.querySelectorAll("*");
    shown.querySelectorAll("*").forEach((part, i) => {
      const style = getComputedStyle(part);
      for (const name of ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap"]) {
        parts[i].setAttribute(name, style.getPropertyValue(name));
      }
    });
    svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    svg.setAttribute("width", "48");
    svg.setAttribute("height", "48");
    return `data:image/svg+xml;utf8,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`;
  }

  /* The graph of a country: capabilities, agreements, countries, headings, and lines by what they say. */
  function wholeGraph(of, font) {
    const named = {
      label: "data(label)", color: of("ink"), "font-family": font, "font-size": "data(font)", "text-wrap": "wrap",
      "text-outline-color": of("card"), "text-outline-width": 2.5, "min-zoomed-font-size": 5.5 };
    const below = { "text-valign": "bottom", "text-margin-y": 4 };
    const thin = { width: 1, "line-color": of("control"), opacity: 0.16 };
    const rules = [
      { selector: "node.capability", style: {
        ...named, ...below, width: "data(size)", height: "data(size)", shape: "round-rectangle",
        "background-opacity": 0, "background-fit": "cover", "background-clip": "none", "font-weight": 600 } },
      { selector: "node.agreement", style: {
        ...named, ...below, width: "data(size)", height: 17, shape: "round-rectangle", "background-color": of("card"),
        "border-width": 2, "border-color": of("accent") } },
      { selector: "node.country", style: {
        ...named, ...below, width: "data(size)", height: "data(size)", shape: "ellipse", "background-color": of("sea"),
        "border-width": 1.5, "border-color": of("control") } },
      { selector: "node.org[font = 14]", style: { "min-zoomed-font-size": 5.5 } },
      { selector: "node.heading", style: {
        label: "data(label)", width: 1, height: 1, "background-opacity": 0, color: of("muted"), "font-family": font,
        "font-size": 16, "font-weight": 700, "text-valign": "center", "text-halign": "center", events: "no" } },
      { selector: "edge.way", style: { width: 1.6, "line-color": of("muted") } },
      { selector: "edge.r-supports, edge.r-stands_in", style: { "line-style": "dotted" } },
      { selector: "edge.r-plans", style: { "line-style": "dashed", "line-color": of("planned-edge") } },
      { selector: "edge.r-works_with", style: { "line-color": of("accent"), width: "data(width)" } },
      { selector: "edge.r-pays", style: { "line-color": of("kind-ngo"), "line-style": "dashed", width: 2 } },
      { selector: "edge.r-works_in", style: { ...thin, "line-style": "dashed", width: "data(width)" } },
      { selector: "edge.r-member_of, edge.r-part_of, edge.r-seat_on", style: { "line-color": of("kind-network_member"), width: 1.3 } },
      { selector: "edge.quiet", style: thin },
      { selector: "edge.alone", style: { width: 5.5, "line-color": of("fragile-edge") } },
      { selector: "edge.uncounted", style: { "line-style": "dashed", "line-dash-pattern": [12, 6] } },
      { selector: "edge.single", style: { width: 4, "line-color": of("single-edge") } },
      { selector: "node.hit", style: { "border-width": 6, "border-opacity": 1, "border-color": of("accent"), "z-index": 10 } },
    ];
    const side = { right: "right", left: "left" };
    for (const [place, halign] of Object.entries(side)) {
      const margin = place === "right" ? 4 : -4;
      const at = { "text-valign": "center", "text-halign": halign, "text-margin-x": margin, "text-margin-y": 0, "text-justification": place === "right" ? "left" : "right" };
      for (const kind of ["capability", "agreement", "country", "heading", "org"]) rules.push({ selector: `node.${kind}.${place}`, style: at });
    }
    rules.push({ selector: "node.capability.above", style: { "text-valign": "top", "text-margin-y": -4 } });
    return rules;
  }

  function look() {
    const of = shades();
    const font = '"Noto Sans", sans-serif';
    const rules = [
      { selector: "node.org", style: {
        width: "data(size)", height: "data(size)", shape: "ellipse", "background-color": of("card"),
        "border-width": 1.5, "border-color": of("control"), "background-fit": "contain",
        "background-width": "80%", "background-height": "80%", "background-clip": "none",
        label: "data(label)", color: of("ink"), "font-family": font, "font-size": "data(font)", "text-wrap": "wrap",
        "text-valign": "bottom", "text-margin-y": 4, "text-outline-color": of("card"), "text-outline-width": 2.5,
        "min-zoomed-font-size": 7.5 } },
      { selector: "node.right", style: { "text-valign": "center", "text-halign": "right", "text-margin-x": 4, "text-margin-y": 0 } },
      { selector: "node.left", style: { "text-valign": "center", "text-halign": "left", "text-margin-x": -4, "text-margin-y": 0 } },
      { selector: "node.above", style: { "text-valign": "top", "text-margin-y": -4 } },
      { selector: "node.cut", style: { "border-width": 4.2, "border-color": of("fragile-edge") } },
      { selector: "node.more", style: { "border-style": "dashed" } },
      { selector: "node.bubble[size]", style: {
        width: "data(size)", height: "data(size)", shape: "ellipse", "background-color": of("sea"),
        "border-width": 2, "border-color": of("accent"), label: "data(label)", color: of("ink"),
        "font-family": font, "font-size": "data(font)", "font-weight": 600, "min-zoomed-font-size": 7.5, "text-wrap": "wrap", "text-valign": "bottom",
        "text-margin-y": 5, "text-outline-color": of("card"), "text-outline-width": 2.5 } },
      { selector: "node.bubble.open", style: {
        width: "data(wide)", height: "data(high)", "z-compound-depth": "bottom",
        shape: "round-rectangle", "background-opacity": 0.5, "border-width": 1.5,
        "background-color": of("sea"), "border-color": of("line"), label: "data(label)", color: of("ink"),
        "font-family": font, "font-size": "data(font)", "font-weight": 600, "min-zoomed-font-size": 8,
        "text-valign": "top", "text-margin-y": "data(down)" } },
      { selector: "edge", style: {
        width: 1.8, "line-color": of("accent"), "curve-style": "straight", "line-style": "solid" } },
      { selector: "edge.bundle", style: { width: "data(width)" } },
      { selector: "edge.one", style: { "line-style": "dashed", "line-dash-pattern": [6, 5] } },
      { selector: "edge.bridge[!leaf]", style: { width: 5.5, "line-color": of("fragile-edge") } },
      { selector: "edge.bridge.one[!leaf]", style: { "line-dash-pattern": [12, 7] } },
      { selector: "edge.missing", style: {
        width: 2.4, "line-color": of("gap-edge"), "line-style": "dotted", "curve-style": "bezier" } },
      ...wholeGraph(of, font),
      { selector: ".dim", style: { opacity: 0.22 } },
      { selector: "node.lit, node.centre", style: { "border-width": 6, "border-color": of("accent") } },
      { selector: "edge.lit", style: { width: 7, "line-color": of("accent"), "z-index": 9 } },
      { selector: ".back", style: { opacity: 0.2 } },
      { selector: "node.chosen", style: { "border-width": 5, "border-color": of("accent"), "font-weight": 700, opacity: 1, "z-index": 10, "min-zoomed-font-size": 0 } },
      { selector: "edge.near", style: { opacity: 1, width: 2 } },
      { selector: "node.over", style: { "border-width": 4, "border-color": of("accent") } },
      { selector: "edge.over", style: { width: 4, opacity: 1 } },
      { selector: "core", style: { "active-bg-opacity": 0, "selection-box-opacity": 0 } },
    ];
    for (const item of document.querySelectorAll("#page .glegend [data-kind]")) {
      const kind = item.dataset.kind === "other" ? "" : item.dataset.kind;
      rules.push({ selector: `node.org[kind = "${CSS.escape(kind)}"]`, style: { "background-image": sign(item) } });
    }
    for (const item of document.querySelectorAll("#page .glegend [data-sign]")) {
      rules.push({ selector: `node.capability[sign = "${item.dataset.sign}"]`, style: { "background-image": sign(item) } });
    }
    return rules;
  }

  function dress() {
    if (!cy || cy.destroyed()) return;
    cy.style(look());
    letters();
  }

  /* ------------------------------------------------------- words at the pointer */
  let tip = null;
  function words(target, at) {
    if (!tip) {
      tip = document.createElement("div");
      tip.className = "tip graph-tip";
      tip.setAttribute("aria-hidden", "true");
      document.body.append(tip);
    }
    const text = target && target.data("tip");
    tip.hidden = !text;
    if (!text) return;
    tip.replaceChildren(
      ...text.split("\n").map((line, i) => {
        const part = document.createElement(i ? "span" : "b");
        part.textContent = line;
        return part;
      }),
    );
    const x = Math.min(at.clientX + 14, window.innerWidth - tip.offsetWidth - 8);
    const below = at.clientY + 18 + tip.offsetHeight < window.innerHeight;
    tip.style.left = `${Math.max(4, x)}px`;
    tip.style.top = `${below ? at.clientY + 18 : Math.max(4, at.clientY - tip.offsetHeight - 12)}px`;
  }

  let pointed = ""; // what was clicked in the graph itself: it is in sight, so the graph stays as it is

  /* What the page names as chosen: lit with its partners, the rest stands back, and in sight. */
  function choose(again) {
    if (!cy || cy.destroyed()) return;
    const panel = document.querySelector("#page [data-graph-node]");
    const ident = panel ? panel.dataset.graphNode : "";
    if (!again && cy.container().dataset.chosen === ident) return;
    cy.container().dataset.chosen = ident;
    cy.batch(() => {
      cy.elements().removeClass("back chosen near");
      const node = ident ? cy.getElementById(ident) : cy.collection();
      if (!node.length) return;
      const near = node.closedNeighborhood();
      cy.elements().not(near).not(near.ancestors()).not(".heading").addClass("back");
      near.addClass("near");
      node.addClass("chosen");
    });
    letters();
    const node = ident ? cy.getElementById(ident) : cy.collection();
    if (!node.length || ident === pointed) return;
    const near = node.closedNeighborhood(), padding = 48;
    const box = near.renderedBoundingBox();
    const seen = box.x1 > 0 && box.y1 > 0 && box.x2 < cy.width() && box.y2 < cy.height() && cy.zoom() > 0.6;
    if (seen) return;
    const all = near.boundingBox();
    const fitting = Math.min((cy.width() - 2 * padding) / all.w, (cy.height() - 2 * padding) / all.h);
    const zoom = Math.min(Math.max(fitting, cy.minZoom()), 1.2);
    const middle = { x: (all.x1 + all.x2) / 2, y: (all.y1 + all.y2) / 2 };
    const pan = { x: cy.width() / 2 - middle.x * zoom, y: cy.height() / 2 - middle.y * zoom };
    if (still.matches) cy.viewport({ zoom, pan });
    else cy.animate({ zoom, pan }, { duration: 300 });
  }

  /* Dash makes the graph anew at each answer: where it was looked at is kept while its nodes are the same. */
  let kept = null;
  const keyOf = (graph) => graph.nodes().map((n) => n.id()).join();

  /* Names that are large because all is seen small become smaller on coming nearer. */
  function letters() {
    if (!cy || cy.destroyed()) return;
    const most = Math.max(12, 11 / cy.zoom());
    cy.batch(() => {
      cy.nodes("[font > 12][font != 14]").forEach((n) => n.style("font-size", Math.min(n.data("font"), most)));
      // the one that is chosen is named at any distance, though the whole is too full for its name
      cy.nodes("[font = 12]").forEach((n) => n.style("font-size", n.hasClass("chosen") ? most : 12));
      // in the graph of a country, those that the chosen one is connected to are named too
      cy.nodes(".near[font = 14]").forEach((n) => n.style("font-size", Math.max(14, 11 / cy.zoom())));
      cy.nodes("[font = 14]").not(".near").forEach((n) => n.style("font-size", 14));
    });
  }
  let drawing = 0;
  function moved() {
    window.cancelAnimationFrame(drawing);
    drawing = window.requestAnimationFrame(() => {
      if (!cy || cy.destroyed()) return;
      letters();
      kept = { key: keyOf(cy), zoom: cy.zoom(), pan: { ...cy.pan() } };
    });
  }

  function bind(found) {
    cy = found;
    // the component may lay out a graph once more after it is gone, when there is no renderer left to ask
    Object.getPrototypeOf(cy).headless = function () {
      return !this.renderer() || this.renderer().isHeadless();
    };
    cy.renderer().wheelSensitivity = 0.6;
    cy.on("mouseover", "node, edge", (event) => {
      event.target.addClass("over");
      cy.container().style.cursor = event.target.data("href") ? "pointer" : "default";
      words(event.target, event.originalEvent);
    });
    cy.on("mousemove", "node, edge", (event) => words(event.target, event.originalEvent));
    cy.on("mouseout", "node, edge", (event) => {
      event.target.removeClass("over");
      cy.container().style.cursor = "";
      words(null);
    });
    cy.on("tap", "node", (event) => {
      words(null);
      pointed = event.target.id();
      const href = event.target.data("href");
      if (href) window.mnr.move(href);
    });
    cy.on("dbltap", "node.org", (event) => {
      const link = document.querySelector(`#page [data-expand="${CSS.escape(event.target.id())}"]`);
      if (link) link.click();
    });
    cy.on("pan zoom", () => {
      words(null);
      moved();
    });
    dress();
    if (kept && kept.key === keyOf(cy)) {
      cy.resize();
      cy.viewport({ zoom: kept.zoom, pan: kept.pan });
    } else whole();
    letters();
    choose(true);
    mark();
    cy.container().setAttribute("aria-hidden", "true");
  }

  /* What is drawn, for whoever waits for it. */
  function mark() {
    const told = cy.container().dataset;
    told.nodes = String(cy.nodes().length);
    told.open = cy.nodes(".open").map((n) => n.id()).join(" ");
    told.lit = String(cy.nodes(".lit").length);
    told.ready = "";
  }

  /* What is to be seen, names included: how wide they are is known from the server, not only once they are drawn. */
  function extent(some) {
    const box = some.boundingBox({ includeLabels: false, includeOverlays: false });
    some.nodes().forEach((node) => {
      const [x, y, u, v] = node.data("box") || [box.x1, box.y1, box.x2, box.y2];
      box.x1 = Math.min(box.x1, x);
      box.y1 = Math.min(box.y1, y);
      box.x2 = Math.max(box.x2, u);
      box.y2 = Math.max(box.y2, v);
    });
    return box;
  }

  function whole() {
    cy.resize();
    const way = cy.elements(".lit");
    const box = extent(way.length > 1 ? way : cy.elements());
    const edge = way.length > 1 ? 70 : 18;
    const wide = cy.width() - 2 * edge;
    const high = cy.height() - 2 * edge;
    if (!(wide > 0 && high > 0 && box.x2 > box.x1)) return;
    const zoom = Math.min(1.25, wide / (box.x2 - box.x1), high / Math.max(1, box.y2 - box.y1));
    cy.viewport({
      zoom,
      pan: { x: cy.width() / 2 - (zoom * (box.x1 + box.x2)) / 2, y: cy.height() / 2 - (zoom * (box.y1 + box.y2)) / 2 },
    });
  }

  /* The elements of another graph have come: seen whole again. */
  let shown = "";
  function check() {
    const container = document.getElementById("graph");
    const found = container && container._cyreg && container._cyreg.cy;
    if (!found || found.destroyed()) {
      cy = null;
      shown = "";
      return;
    }
    const now = [...document.querySelectorAll("#page .gstill [data-key]")].length + "|" + found.nodes().map((n) => n.id()).join();
    if (found !== cy) {
      bind(found);
      shown = now;
    } else if (now !== shown) {
      shown = now;
      dress();
      whole();
      choose(true);
      mark();
    } else choose(false);
  }

  /* When the facts are closed the focus goes back to the row that opened them, though the page was drawn anew. */
  let opener = "";
  let open = false;
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("#page a[data-node]") : null;
    if (!link) return;
    opener = link.id;
    pointed = "";
  });
  document.addEventListener("mnr:drawn", () => {
    const now = Boolean(document.querySelector("#page .graph-side[data-panel]"));
    const row = open && !now && document.getElementById(opener);
    if (row && document.activeElement === document.body) row.focus();
    open = now;
  });

  let waiting = 0;
  const soon = () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(check, 40);
  };
  const place = document.getElementById("react-entry-point") || document.documentElement;
  new MutationObserver(soon).observe(place, { childList: true, subtree: true });
  new MutationObserver(() => window.setTimeout(dress, 0)).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", dress);

  // the wheel alone moves the page; with Ctrl (or two fingers spread) it makes the graph bigger
  document.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey && event.target instanceof Element && event.target.closest(".graph-stage"))
        event.stopImmediatePropagation();
    },
    { capture: true, passive: true },
  );

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-graph]") : null;
    if (!button || !cy || cy.destroyed()) return;
    if (button.dataset.graph === "fit") whole();
    else {
      const level = cy.zoom() * (button.dataset.graph === "in" ? 1.3 : 1 / 1.3);
      cy.zoom({ level, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
    }
  });
})();
