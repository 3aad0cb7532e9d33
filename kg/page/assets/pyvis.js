"use strict";
// What an article says reaches the document through textContent alone, and is looked up by number, never by name.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const panel = document.getElementById("panel");
  const tip = document.getElementById("tip");
  const FONT = '16px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif';
  const SMALL = FONT.replace("16px", "12px");
  const lineOf = [];
  data.lines.forEach((edges, line) => edges.forEach((edge) => { lineOf[edge] = line; }));

  const nodes = new vis.DataSet(data.network.nodes.map((node) => ({
    ...node, title: undefined, borderWidth: 1, borderWidthSelected: 4,
    color: { background: node.color, border: "#ffffff", highlight: { background: node.color, border: "#1c2430" },
      hover: { background: node.color, border: "#1c2430" } },
    font: { size: 16, face: FONT.slice(5), color: "#1c2430", multi: false, background: "#ffffffcc", vadjust: -1 },
  })));
  const edges = new vis.DataSet(data.network.edges.map((edge) => ({
    ...edge, color: { color: edge.color, highlight: edge.color, hover: edge.color }, selectionWidth: 2, hoverWidth: 1.5,
    arrows: { to: { enabled: edge.arrows === "to", scaleFactor: 0.6 } }, arrowStrikethrough: false,
  })));
  const network = new vis.Network(document.getElementById("graph"), { nodes, edges }, {
    physics: false, layout: { improvedLayout: false },
    interaction: { hover: true, hoverConnectedEdges: false, selectConnectedEdges: false, keyboard: false, tooltipDelay: 1e9 },
  });

  const make = (tag, text, cls) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (cls) element.className = cls;
    return element;
  };
  const number = (id) => Number(id.slice(1));
  const sentence = (edge) =>
    `${data.nodes[edge.subject].name} – ${edge.relation} – ${data.nodes[edge.object].name}`;

  // ---- Names of relations on the lines: in the middle, or aside where that is taken, or not at all. -----------------
  let places = [];
  const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const caption = (line) => {
    const names = [...new Set(data.lines[line].map((edge) => data.edges[edge].relation))];
    const few = names.length > 2 ? `${names.slice(0, 2).join(", ")} +${names.length - 2}` : names.join(", ");
    return data.kinds[data.edges[data.lines[line][0]].kind].caption.split("{}").join(few);
  };
  const rank = (line) => Math.max(...data.lines[line].map((edge) => data.edges[edge].score - data.edges[edge].kind));
  const arrange = () => {
    const context = document.createElement("canvas").getContext("2d");
    context.font = SMALL;
    const taken = nodes.getIds().map((id) => {
      const { left, right, top, bottom } = network.getBoundingBox(id);
      return { left: left - 3, right: right + 3, top: top - 2, bottom: bottom + 5 };
    });
    const order = data.lines.map((_, line) => line).sort((a, b) => rank(b) - rank(a) || a - b);
    places = [];
    for (const line of order) {
      const drawn = network.body.edges[`e${line}`];
      if (!drawn || drawn.options.hidden || drawn.from === drawn.to) continue;
      const text = caption(line);
      const half = context.measureText(text).width / 2 + 3;
      for (const at of [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73]) {
        const { x, y } = drawn.edgeType.getPoint(at);
        const box = { left: x - half, right: x + half, top: y - 8.5, bottom: y + 8.5 };
        if (taken.some((other) => overlap(box, other))) continue;
        taken.push(box);
        places.push({ line, text, x, y, half });
        break;
      }
    }
  };
  const drawCaptions = (context) => {
    if (network.getScale() < 0.35) return;
    context.save();
    context.font = SMALL;
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (const { line, text, x, y, half } of places) {
      context.fillStyle = "#ffffffe6";
      context.fillRect(x - half, y - 8, 2 * half, 16);
      context.fillStyle = data.network.edges[line].color;
      context.fillText(text, x, y + 0.5);
    }
    context.restore();
  };

  // ---- The panel ------------------------------------------------------------------------------------------------------
  const marked = (quote) => {
    const text = make("p");
    const letters = Array.from(quote.text); // offsets count characters, not UTF-16 units
    const spans = ["subject", "cue", "object"].map((role) => ({ role, start: quote[role][0], end: quote[role][1] }))
      .filter((span) => span.end > span.start).sort((a, b) => a.start - b.start);
    let done = 0;
    for (const { role, start, end } of spans) {
      if (start < done) continue;
      text.append(letters.slice(done, start).join(""), make("mark", letters.slice(start, end).join(""), role));
      done = end;
    }
    text.append(letters.slice(done).join(""));
    return text;
  };
  const link = (address, text) => {
    if (!/^https?:\/\/[^\s]+$/i.test(address)) return make("span", text);
    const anchor = make("a", text);
    anchor.href = address;
    anchor.rel = "noopener noreferrer";
    anchor.target = "_blank";
    return anchor;
  };
  const origin = (quote) => {
    const from = make("p", undefined, "meta");
    from.append(link(quote.source, quote.title || quote.source));
    const rest = [quote.publisher, quote.published].filter(Boolean).join(", ");
    if (rest) from.append(` · ${rest}`);
    return from;
  };
  const quoted = (quotes) => { // the same words in several articles
    const [quote] = quotes;
    const block = make("blockquote");
    if (quote.polarity === "negated") block.classList.add("negated");
    else if (quote.modality !== "actual") block.classList.add("unreal");
    const badges = make("div");
    if (quote.polarity === "negated") badges.append(make("span", "denies it", "badge negated"));
    if (quote.modality !== "actual") badges.append(make("span", quote.modality, "badge"));
    if (quote.speaker) badges.append(make("span", `says ${quote.speaker}`, "badge"));
    if (quote.when) badges.append(make("span", quote.when, "badge"));
    if (badges.childNodes.length) block.append(badges);
    block.append(marked(quote), ...quotes.map(origin));
    return block;
  };
  const alike = (quotes) => {
    const groups = new Map();
    for (const quote of quotes) {
      const key = JSON.stringify(["text", "polarity", "modality", "speaker", "when"].map((name) => quote[name]));
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(quote);
    }
    return [...groups.values()];
  };
  const described = (edge) => {
    const section = make("section");
    section.append(make("h3", sentence(edge)));
    const facts = [data.kinds[edge.kind].label, `score ${edge.score.toFixed(2)}`];
    if (edge.origins) facts.push(`${edge.origins} independent origin${edge.origins === 1 ? "" : "s"}`);
    if (edge.rule) facts.push(`rule ${edge.rule}`);
    section.append(make("p", facts.join(" · "), "meta"));
    section.append(...alike(edge.quotes).map(quoted));
    if (edge.premises.length) {
      const list = make("ul");
      for (const premise of edge.premises) list.append(make("li", premise.join(" – ")));
      section.append(make("p", "It follows from:", "meta"), list);
    }
    return section;
  };
  const show = (...parts) => {
    panel.replaceChildren(...parts);
    panel.scrollIntoView({ block: "nearest" });
  };
  const showLine = (line) => show(...data.lines[line].map((edge) => described(data.edges[edge])));
  const showNode = (i) => {
    const node = data.nodes[i];
    const about = make("p", node.class, "meta");
    const others = node.aliases.filter((alias) => alias !== node.name);
    if (others.length) about.append(` · also called ${others.join(", ")}`);
    if (node.link) about.append(" · ", link(node.link, "Wikidata"));
    show(make("h2", node.name), about, list(data.edges.filter((edge) => edge.subject === i || edge.object === i)));
  };
  const list = (chosen) => {
    const items = make("ul");
    for (const edge of chosen) {
      const item = make("li");
      const button = make("button", `${sentence(edge)} (${data.kinds[edge.kind].label})`);
      button.type = "button";
      button.addEventListener("click", () => select(lineOf[data.edges.indexOf(edge)]));
      item.append(button);
      items.append(item);
    }
    return items;
  };
  const select = (line) => {
    network.selectEdges([`e${line}`]);
    showLine(line);
    panel.focus({ preventScroll: true });
  };

  // ---- What happens when ----------------------------------------------------------------------------------------------
  network.on("click", ({ nodes: hitNodes, edges: hitEdges }) => {
    if (hitNodes.length) showNode(number(hitNodes[0]));
    else if (hitEdges.length) showLine(number(hitEdges[0]));
    else panel.replaceChildren();
  });
  const point = (event, ...parts) => {
    tip.replaceChildren(...parts);
    tip.hidden = false;
    const { x, y } = event.pointer.DOM;
    const { clientWidth, clientHeight } = tip.parentElement;
    tip.style.left = `${Math.max(0, Math.min(x + 14, clientWidth - tip.offsetWidth - 4))}px`;
    tip.style.top = `${Math.max(0, Math.min(y + 14, clientHeight - tip.offsetHeight - 4))}px`;
  };
  const hide = () => { tip.hidden = true; };
  network.on("hoverEdge", (event) => {
    const chosen = data.lines[number(event.edge)].map((edge) => data.edges[edge]);
    const parts = chosen.map((edge) => make("div", sentence(edge)));
    const quote = chosen[0].quotes[0];
    if (quote) parts.push(make("p", `“${quote.text}” ${[quote.title, quote.publisher].filter(Boolean).join(", ")}`));
    point(event, ...parts);
  });
  network.on("hoverNode", (event) => {
    const node = data.nodes[number(event.node)];
    point(event, make("div", node.name), make("p", node.class));
  });
  ["blurEdge", "blurNode", "dragStart", "zoom"].forEach((name) => network.on(name, hide));
  network.on("dragEnd", arrange);
  network.on("afterDrawing", drawCaptions);
  for (const box of document.querySelectorAll("input[data-kind]")) {
    box.addEventListener("change", () => {
      const kind = Number(box.dataset.kind);
      edges.update(data.lines.flatMap((members, line) =>
        data.edges[members[0]].kind === kind ? [{ id: `e${line}`, hidden: !box.checked }] : []));
      arrange();
      network.redraw();
    });
  }
  const all = document.getElementById("all");
  all.addEventListener("toggle", () => { if (all.open && all.children.length === 1) all.append(list(data.edges)); });
  network.once("afterDrawing", () => { // labels have their size only now
    network.fit({ animation: false });
    if (network.getScale() < 0.4 && document.getElementById("graph").clientWidth < 600) { // a phone: begin at the hub
      const hub = data.network.nodes.reduce((best, node) => (node.size > best.size ? node : best));
      network.moveTo({ position: { x: hub.x, y: hub.y }, scale: 0.5 });
    }
    arrange();
    network.redraw();
    window.page.ready = true;
  });
  window.page = { network, places: () => places, data, ready: false };
})();
