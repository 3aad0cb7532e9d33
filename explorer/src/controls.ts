// What the reader does with pointer, keys and buttons, and what the page does then.
import type { App } from "./app.ts";
import { byId } from "./dom.ts";
import { noFilters } from "./filters.ts";
import { step } from "./keyboard.ts";
import { FORMATS, download, picture } from "./save.ts";
import { combobox } from "./search.ts";
import { NONE } from "./selection.ts";
import { hideTip, showTip } from "./tip.ts";

export class Controls {
  constructor(private readonly app: App) {
    this.listen();
  }

  private listen(): void {
    const canvas = byId<HTMLCanvasElement>("canvas");
    const point = (event: MouseEvent): { x: number; y: number } => ({ x: event.offsetX, y: event.offsetY });
    canvas.addEventListener("pointermove", (event) => { if (!event.buttons && event.pointerType === "mouse") this.hover(point(event)); });
    canvas.addEventListener("pointerleave", () => { this.app.view.point({ node: -1, line: -1 }); hideTip(); });
    canvas.addEventListener("click", (event) => this.click(point(event)));
    canvas.addEventListener("dblclick", (event) => {
      const { node } = this.app.view.hit(point(event));
      if (node >= 0) { if (this.app.hiddenNeighbours(node)) this.app.expand(node); else this.app.collapse(node); }
    });
    canvas.addEventListener("keydown", (event) => this.key(event));
    combobox(byId<HTMLInputElement>("find"), byId("found"), (query) => this.app.find(query, 8), (node) => this.app.select({ type: "node", node }));
    const on = (id: string, act: () => void): void => byId(id).addEventListener("click", act);
    on("zoom-in", () => this.app.view.zoomBy(1.4));
    on("zoom-out", () => this.app.view.zoomBy(1 / 1.4));
    on("fit", () => this.app.view.fit());
    on("show-all", () => this.app.showAll());
    on("toggle-table", () => this.app.setTable(!this.app.state.table));
    on("reset", () => { Object.assign(this.app.state.filters, noFilters()); this.app.changed(); });
    on("copy-link", () => this.app.copied(location.href, "The address of this view"));
    on("sheet", () => byId("side").classList.toggle("up"));
    const colour = byId<HTMLSelectElement>("colour");
    colour.value = this.app.state.byCommunity ? "community" : "class";
    colour.addEventListener("change", () => { this.app.state.byCommunity = colour.value === "community"; this.app.changed(); });
    for (const save of document.querySelectorAll<HTMLElement>("[data-format]")) save.addEventListener("click", () => void this.save(save.dataset["format"]!));
  }

  private async save(format: string): Promise<void> {
    const name = (this.app.graph.data.title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "graph").toLowerCase();
    const known = FORMATS.get(format);
    if (known) download(`${name}.${format}`, new Blob([this.app.written(format)], { type: known.type }));
    else if (format === "svg") download(`${name}.svg`, new Blob([this.app.drawing()], { type: "image/svg+xml" }));
    else download(`${name}.png`, await picture(this.app.scene, this.app.view.frame()));
  }

  private hover(at: { x: number; y: number }): void {
    const hit = this.app.view.hit(at);
    this.app.view.point(hit);
    byId("canvas").classList.toggle("hit", hit.node >= 0 || hit.line >= 0);
    if (hit.node >= 0) showTip(at, this.app.graph.name(hit.node), this.app.graph.className(hit.node));
    else if (hit.line >= 0) {
      const edges = this.edgesOfLine(hit.line);
      const quote = this.app.evidence?.of(edges[0]!)[0];
      showTip(at, edges.map((edge) => this.app.graph.sentence(edge)).join("; "), quote ? `“${quote.text}”` : "");
    } else hideTip();
  }

  private edgesOfLine(line: number): number[] {
    const { start, rows } = this.app.lines.edges;
    return Array.from(rows.subarray(start[line], start[line + 1])).filter((edge) => this.app.seen.edges[edge]);
  }

  private click(at: { x: number; y: number }): void {
    hideTip();
    const hit = this.app.view.hit(at);
    if (hit.node >= 0) this.app.select({ type: "node", node: hit.node });
    else if (hit.line >= 0) this.app.select({ type: "edges", edges: this.edgesOfLine(hit.line) });
    else { this.app.select(NONE); byId("side").classList.remove("up"); }
  }

  private key(event: KeyboardEvent): void {
    const { selection } = this.app.state;
    const acts: Readonly<Record<string, () => void>> = {
      "+": () => this.app.view.zoomBy(1.3), "-": () => this.app.view.zoomBy(1 / 1.3), "0": () => this.app.view.fit(),
      Escape: () => this.app.select(NONE),
      Enter: () => { this.app.tabs.open("evidence"); byId("evidence").focus(); },
    };
    const act = Object.hasOwn(acts, event.key) ? acts[event.key] : undefined;
    if (act) act();
    else if (event.key.startsWith("Arrow")) {
      const node = selection.type === "node" ? step(this.app.graph, this.app.seen.edges, selection.node, event.key) : (this.app.scene.nodes[0] ?? -1);
      if (node >= 0) this.app.select({ type: "node", node });
    } else return;
    event.preventDefault();
  }
}
