// Ways between two nodes, each hop with the statements that make it.
import type { Graph } from "./data.ts";
import { button, byId, make, plural } from "./dom.ts";
import { type Way, hop, shortestWays } from "./paths.ts";
import { type Found, combobox, fold } from "./search.ts";

const SENTENCES = 2;

export interface PathActions {
  seen: () => Uint8Array;
  find: (query: string) => Found[];
  /** Show the nodes and edges of a way. */
  follow: (nodes: number[], edges: number[]) => void;
  select: (edges: number[]) => void;
  quote: (edge: number) => string;
}

export class PathPanel {
  private readonly ends: [number, number] = [-1, -1];

  constructor(private readonly graph: Graph, private readonly actions: PathActions) {
    (["from", "to"] as const).forEach((name, i) => {
      const input = byId<HTMLInputElement>(`path-${name}`);
      combobox(input, byId(`path-${name}-list`), actions.find, (node) => { this.ends[i] = node; this.run(); });
      input.addEventListener("input", () => { this.ends[i] = -1; });
      // A name that was typed out to the end needs no choosing.
      input.addEventListener("change", () => {
        const [best] = actions.find(input.value);
        if (this.ends[i]! < 0 && best && fold(best.name) === fold(input.value)) { this.ends[i] = best.node; this.run(); }
      });
    });
    byId("path-count").addEventListener("change", () => this.run());
  }

  from(node: number): void {
    this.ends[0] = node;
    byId<HTMLInputElement>("path-from").value = this.graph.name(node);
    byId("path-to").focus();
    this.run();
  }

  private run(): void {
    const [from, to] = this.ends;
    if (from < 0 || to < 0) return;
    const ways = shortestWays(this.graph, this.actions.seen(), from, to, Number(byId<HTMLSelectElement>("path-count").value));
    const names = `${this.graph.name(from)} and ${this.graph.name(to)}`;
    byId("ways").replaceChildren(
      make("p", ways.length ? `${plural(ways.length, "way")} between ${names}` : `No way between ${names} in what is shown.`, "meta"),
      ...ways.map((way) => this.way(way)),
    );
    if (ways[0]) this.follow(ways[0]);
  }

  private hops(way: Way): number[][] {
    const rank = (edge: number): number => this.graph.data.edges.kind[edge]!; // kinds are in the order of the legend
    return way.slice(1).map((node, i) => [...hop(this.graph, this.actions.seen(), way[i]!, node)].sort((a, b) => rank(a) - rank(b)));
  }

  private follow(way: Way): void {
    this.actions.follow([...way], this.hops(way).flat());
  }

  private way(way: Way): HTMLElement {
    const item = make("section", "", "way");
    const title = make("h3");
    title.append(button(way.map((node) => this.graph.name(node)).join(" – "), () => this.follow(way)));
    const list = make("ol");
    for (const edges of this.hops(way)) {
      const entry = make("li");
      for (const edge of edges) {
        entry.append(button(this.graph.sentence(edge), () => this.actions.select([edge])));
        if (this.graph.kind(edge).name !== "asserted") entry.append(make("span", this.graph.kind(edge).label, "note"));
        const quote = edges.indexOf(edge) < SENTENCES ? this.actions.quote(edge) : "";
        if (quote) entry.append(make("q", quote));
      }
      list.append(entry);
    }
    item.append(title, list);
    return item;
  }
}
