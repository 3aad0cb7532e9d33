// One state, and all that follows from it: what is drawn, listed, told and written into the address.
import { type State, fromHash, toHash } from "./address.ts";
import type { Graph } from "./data.ts";
import { byId, make, plural } from "./dom.ts";
import { described } from "./evidence-panel.ts";
import type { Evidence } from "./evidence.ts";
import { type Visible, core, visible } from "./filters.ts";
import { Legend } from "./legend.ts";
import { type Lines, linesOf } from "./lines.ts";
import { about } from "./node-panel.ts";
import type { Frame, Scene } from "./paint.ts";
import { PathPanel } from "./path-panel.ts";
import { FORMATS, copy, drawing } from "./save.ts";
import { finder } from "./search.ts";
import { type Selection, edgesOf, nodesOf, spoken } from "./selection.ts";
import { Table } from "./table.ts";
import { Tabs } from "./tabs.ts";
import { theme } from "./theme.ts";
import { hideTip } from "./tip.ts";
import { View } from "./view.ts";

/** Pages with more nodes open on the core. */
const LIMIT = 2000;
const CORE = 400;

export class App {
  readonly view: View;
  readonly lines: Lines;
  readonly state: State;
  open: Uint8Array;
  seen: Visible;
  evidence: Evidence | undefined;
  private waiting: (() => void)[] = [];
  readonly find: ReturnType<typeof finder>;
  private readonly dark = matchMedia("(prefers-color-scheme: dark)");
  private readonly legend: Legend;
  private readonly table: Table;
  readonly tabs: Tabs;
  private readonly paths: PathPanel;
  scene: Scene;

  constructor(readonly graph: Graph) {
    this.state = fromHash(graph, location.hash);
    this.open = this.state.all ? new Uint8Array(graph.size).fill(1) : core(graph, LIMIT, CORE);
    this.openSelected();
    this.lines = linesOf(graph);
    this.seen = visible(graph, this.open, this.state.filters);
    this.scene = this.makeScene();
    this.view = new View(byId<HTMLCanvasElement>("canvas"), this.scene);
    this.find = finder(graph);
    this.legend = new Legend(graph, () => this.state.filters, () => this.changed());
    this.table = new Table(graph, (edges) => this.select({ type: "edges", edges }), (text) => this.copied(text, "The table"));
    this.tabs = new Tabs(() => hideTip());
    this.paths = new PathPanel(graph, {
      seen: () => this.seen.edges,
      find: (query) => this.find(query, 8),
      follow: (nodes, edges) => this.select({ type: "set", nodes, edges }, true),
      select: (edges) => this.select({ type: "edges", edges }),
      quote: (edge) => this.evidence?.of(edge)[0]?.text ?? "",
    });
    this.view.onMoved = () => { hideTip(); this.state.place = this.middle(); };
    this.view.onSettled = () => this.remember();
    this.dark.addEventListener("change", () => this.changed());
    this.setTable(this.state.table);
    this.changed(false);
    this.goTo(this.state.place);
    this.showSelection();
  }

  /** The sentences are there: panels that waited for them can be filled. */
  ready(evidence: Evidence): void {
    this.evidence = evidence;
    for (const act of this.waiting.splice(0)) act();
  }

  /** Work out anew what is seen, and show it everywhere. */
  changed(write = true): void {
    this.seen = visible(this.graph, this.open, this.state.filters);
    this.scene = this.makeScene();
    this.view.show(this.scene);
    this.legend.update(this.scene.theme);
    const { nodeCount, edgeCount } = this.seen;
    const { size, edgeCount: all, data } = this.graph;
    const some = (count: number, of: number, noun: string): string =>
      count === of ? plural(of, noun) : `${count.toLocaleString("en")} of ${plural(of, noun)}`;
    byId("counts").textContent = [some(nodeCount, size, "node"), some(edgeCount, all, "statement"), plural(data.articleCount, "article")].join(" · ");
    const closed = this.open.indexOf(0) >= 0;
    byId("show-all").hidden = !closed;
    byId("empty").hidden = nodeCount > 0;
    this.updateTable();
    this.refocus();
    if (write) this.remember();
  }

  select(selection: Selection, keepTab = false): void {
    this.state.selection = selection;
    this.openSelected();
    this.showSelection(keepTab);
    this.remember();
  }

  setTable(on: boolean): void {
    this.state.table = on;
    byId("table").hidden = !on;
    if (on) byId("side").classList.remove("up"); // a phone has no room for both
    byId("toggle-table").setAttribute("aria-pressed", String(on));
    this.updateTable();
    this.remember();
  }

  expand(node: number): void {
    for (const other of this.graph.neighbours(node)) this.open[other] = 1;
    this.open[node] = 1;
    this.changed();
    this.showSelection();
  }

  /** Hide the neighbours that hang on this node alone. */
  collapse(node: number): void {
    for (const other of this.graph.neighbours(node)) {
      const holds = this.graph.neighbours(other).some((third) => third !== node && this.open[third] && this.graph.degree[third]! > 1);
      if (!holds || this.graph.neighbours(other).length === 1) this.open[other] = 0;
    }
    this.changed();
    this.showSelection();
  }

  hiddenNeighbours(node: number): number {
    return this.graph.neighbours(node).filter((other) => !this.open[other]).length;
  }

  showAll(): void {
    this.state.all = true;
    this.open.fill(1);
    this.changed();
    this.view.fit();
  }

  /** The statements to take away: the chosen ones, else all that are seen. */
  taken(): { nodes: number[]; edges: number[] } {
    const { graph, state: { selection } } = this;
    const chosen = edgesOf(graph, selection, this.seen.edges);
    const edges = selection.type === "none" ? indices(this.seen.edges) : chosen;
    return { nodes: nodesOf(graph, selection, edges), edges };
  }

  written(format: string): string {
    const { nodes, edges } = this.taken();
    return FORMATS.get(format)!.write(this.graph, nodes, edges);
  }

  drawing(): string {
    return drawing(this.scene, this.view.frame());
  }

  private makeScene(): Scene {
    const { graph, lines, seen } = this;
    const shown: number[] = [];
    for (let line = 0; line < lines.count; line += 1) {
      for (let i = lines.edges.start[line]!; i < lines.edges.start[line + 1]!; i += 1) {
        if (seen.edges[lines.edges.rows[i]!]) { shown.push(line); break; }
      }
    }
    const width = graph.data.kinds.map((kind) => kind.width);
    shown.sort((a, b) => width[lines.kind[a]!]! - width[lines.kind[b]!]! || lines.kind[b]! - lines.kind[a]! || a - b);
    return {
      graph, lines, nodes: graph.byDegree.filter((node) => seen.nodes[node]), shown: Int32Array.from(shown),
      theme: theme(graph, this.dark.matches, this.state.byCommunity),
    };
  }

  private openSelected(): void {
    const { selection } = this.state;
    const edges = edgesOf(this.graph, selection, new Uint8Array(this.graph.edgeCount));
    const closed = nodesOf(this.graph, selection, edges).filter((node) => !this.open[node]);
    if (!closed.length) return;
    for (const node of closed) {
      this.open[node] = 1;
      if (selection.type === "node") for (const other of this.graph.neighbours(node).slice(0, 40)) this.open[other] = 1;
    }
    if (this.view) this.changed(false);
  }

  private showSelection(keepTab = false): void {
    const { graph, state: { selection } } = this;
    const edges = edgesOf(graph, selection, this.seen.edges);
    byId("live").textContent = spoken(graph, selection, edges);
    byId("save-what").textContent = selection.type === "none" ? "All statements that are shown." : `${plural(edges.length, "selected statement")}.`;
    this.refocus();
    this.updateTable();
    this.fillPanel(edges);
    if (selection.type !== "none" && !keepTab) {
      this.tabs.open("evidence");
      byId("panel").scrollTop = 0;
      byId("side").classList.add("up");
    }
    // A phone's sheet has its height only now.
    requestAnimationFrame(() => setTimeout(() => this.view.reveal(selection.type === "node" ? [selection.node] : nodesOf(graph, selection, edges)), 0));
  }

  private fillPanel(edges: readonly number[]): void {
    const { graph, state: { selection } } = this;
    const panel = byId("evidence");
    if (selection.type === "none") {
      panel.replaceChildren(make("p", "Click a line to read the sentences behind it, or a node to see all that is said of it.", "help"));
    } else if (selection.type === "node") {
      panel.replaceChildren(...about(graph, selection.node, this.seen.edges, {
        select: (chosen) => this.select({ type: "edges", edges: chosen }),
        expand: (node) => this.expand(node),
        collapse: (node) => this.collapse(node),
        pathsFrom: (node) => { this.tabs.open("paths"); this.paths.from(node); },
        hidden: (node) => this.hiddenNeighbours(node),
      }));
    } else if (this.evidence) {
      const { evidence } = this;
      panel.replaceChildren(...edges.slice(0, 50).map((edge) =>
        described(graph, evidence, edge, (chosen) => this.select({ type: "edges", edges: chosen }))));
    } else {
      panel.replaceChildren(make("p", "Reading the sentences …", "help"));
      this.waiting = [() => this.fillPanel(edges)];
    }
  }

  private refocus(): void {
    const { graph, lines, seen, state: { selection } } = this;
    const edges = edgesOf(graph, selection, seen.edges).filter((edge) => seen.edges[edge]);
    if (selection.type === "none") return this.view.highlight(null);
    const nodes = new Set(nodesOf(graph, selection, edges));
    this.view.highlight({
      marked: selection.type === "node" ? selection.node : -1,
      nodes: graph.byDegree.filter((node) => nodes.has(node)),
      lines: Int32Array.from(new Set(edges.map((edge) => lines.of[edge]!))),
    });
  }

  private updateTable(): void {
    if (this.state.table) this.table.update(indices(this.seen.edges), edgesOf(this.graph, this.state.selection, this.seen.edges));
  }

  private goTo(at: State["place"]): void {
    const { width, height } = this.view.frame();
    if (at) return this.view.moveTo(width / 2 - at.x * at.k, height / 2 - at.y * at.k, at.k);
    this.view.fit();
    const first = this.graph.byDegree[0]!;
    if (this.view.frame().k < 0.45 && width < 600 && this.seen.nodes[first]) { // a phone: begin at the hub
      this.view.moveTo(width / 2 - 0.6 * this.graph.x[first]!, height / 2 - 0.6 * this.graph.y[first]!, 0.6);
    }
  }

  private remember(): void {
    const hash = toHash(this.graph, this.state);
    try {
      history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
    } catch { /* a page inside another has no address of its own */ }
  }

  copied(text: string, what: string): void {
    void copy(text).then(() => { byId("live").textContent = `${what} is on the clipboard`; });
  }

  private middle(): State["place"] {
    const { x, y, k, width, height }: Frame = this.view.frame();
    return { x: (width / 2 - x) / k, y: (height / 2 - y) / k, k };
  }
}

function indices(flags: Uint8Array): number[] {
  const found: number[] = [];
  for (let i = 0; i < flags.length; i += 1) if (flags[i]) found.push(i);
  return found;
}
