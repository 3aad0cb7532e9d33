// The legend is the filter: each class, kind of statement and relation with its count, to be switched off and on.
import type { Graph } from "./data.ts";
import { byId, make, option, svg } from "./dom.ts";
import type { Filters } from "./filters.ts";
import { outline } from "./shapes.ts";
import type { Theme } from "./theme.ts";

export class Legend {
  private readonly days: string[];

  constructor(private readonly graph: Graph, private readonly filters: () => Filters, private readonly changed: () => void) {
    this.days = days(graph);
    const { data } = graph;
    this.rows("groups", "groups", count(data.groups.length, graph.group), data.groups);
    this.rows("kinds", "kinds", count(data.kinds.length, data.edges.kind), data.kinds);
    this.rows("relations", "relations", count(data.relations.length, data.edges.relation), data.relations);
    this.selects();
    this.sliders();
    byId("relations-all").addEventListener("click", () => this.allRelations());
  }

  /** Show what the filters are, in the colours of the theme. */
  update(theme: Theme): void {
    const filters = this.filters();
    for (const name of ["groups", "kinds", "relations"] as const) {
      for (const box of byId(name).querySelectorAll("input")) box.checked = !filters[name].has(Number(box.value));
    }
    this.graph.data.kinds.forEach((_, kind) => {
      byId("kinds").querySelector(`[data-swatch="${kind}"] path`)?.setAttribute("stroke", theme.kind(kind));
    });
    const sample = firstOfGroups(this.graph);
    this.graph.data.groups.forEach((_, group) => {
      byId("groups").querySelector(`[data-swatch="${group}"] path`)?.setAttribute("fill", theme.node(sample[group]!));
    });
    byId<HTMLSelectElement>("publisher").value = filters.publisher;
    byId<HTMLSelectElement>("article").value = String(filters.article);
    this.setSliders(filters);
  }

  private rows(id: string, name: "groups" | "kinds" | "relations", counts: number[], items: readonly { label: string; note?: string }[]): void {
    const order = items.map((_, i) => i).filter((i) => counts[i]);
    if (name === "relations") order.sort((a, b) => counts[b]! - counts[a]! || (items[a]!.label < items[b]!.label ? -1 : 1));
    byId(id).replaceChildren(...order.map((i) => {
      const row = make("li");
      const label = make("label");
      const box = make("input");
      box.type = "checkbox";
      box.value = String(i);
      box.checked = true;
      box.addEventListener("change", () => {
        if (box.checked) this.filters()[name].delete(i);
        else this.filters()[name].add(i);
        this.changed();
      });
      label.append(box);
      if (name !== "relations") label.append(this.swatch(name, i));
      const words = make("span", items[i]!.label, "words");
      if (items[i]!.note) words.append(make("small", items[i]!.note));
      label.append(words, make("span", counts[i]!.toLocaleString("en"), "count"));
      row.append(label);
      return row;
    }));
  }

  private swatch(name: "groups" | "kinds", i: number): SVGElement {
    const { groups, kinds } = this.graph.data;
    const wide = name === "kinds";
    const picture = svg("svg", { viewBox: wide ? "0 0 40 12" : "-10 -10 20 20", width: wide ? 40 : 18, height: wide ? 12 : 18, "aria-hidden": "true", "data-swatch": i });
    const { dashes, width } = kinds[wide ? i : 0]!;
    picture.append(wide
      ? svg("path", { d: "M1 6h38", fill: "none", "stroke-width": width + 0.4, "stroke-dasharray": dashes.join(" ") })
      : svg("path", { d: shapePath(groups[i]!.shape) }));
    return picture;
  }

  private selects(): void {
    const { articles } = this.graph.data;
    const publishers = [...new Set(articles.publisher)].filter(Boolean).sort();
    const publisher = byId<HTMLSelectElement>("publisher");
    publisher.append(...publishers.map((name) => option(name, name)));
    publisher.addEventListener("change", () => { this.filters().publisher = publisher.value; this.changed(); });
    const article = byId<HTMLSelectElement>("article");
    const titles = articles.title.map((title, i) => ({ i, text: [articles.published[i], title || articles.source[i]].filter(Boolean).join("  ") }));
    article.append(...titles.sort((a, b) => (a.text < b.text ? -1 : 1)).map(({ i, text }) => option(text, String(i))));
    article.addEventListener("change", () => { this.filters().article = Number(article.value); this.changed(); });
  }

  private sliders(): void {
    const last = Math.max(0, this.days.length - 1);
    for (const id of ["since", "until"]) byId<HTMLInputElement>(id).max = String(last);
    byId<HTMLInputElement>("origins").max = String(this.graph.data.edges.origins.reduce((most, origins) => Math.max(most, origins), 1));
    byId("times").hidden = this.days.length < 2;
    const on = (id: string, act: (value: number) => void): void => {
      const input = byId<HTMLInputElement>(id);
      input.addEventListener("input", () => { act(Number(input.value)); this.changed(); });
    };
    on("since", (day) => { this.filters().since = day ? this.days[day]! : ""; });
    on("until", (day) => { this.filters().until = day < last ? this.days[day]! : ""; });
    on("score", (score) => { this.filters().score = score / 100; });
    on("origins", (origins) => { this.filters().origins = origins; });
  }

  private setSliders(filters: Filters): void {
    const last = Math.max(0, this.days.length - 1);
    const nearest = (day: string, otherwise: number): number => (day ? Math.max(0, this.days.findLastIndex((d) => d <= day)) : otherwise);
    const set = (id: string, value: number, text: string): void => {
      const input = byId<HTMLInputElement>(id);
      input.value = String(value);
      input.setAttribute("aria-valuetext", text);
      byId(`${id}-value`).textContent = text;
    };
    set("since", nearest(filters.since, 0), filters.since || "the beginning");
    set("until", nearest(filters.until, last), filters.until || "the end");
    set("score", Math.round(filters.score * 100), filters.score ? `at least ${filters.score.toFixed(2)}` : "any");
    set("origins", filters.origins, filters.origins ? `at least ${filters.origins}` : "any");
  }

  private allRelations(): void {
    const { relations } = this.filters();
    const { length } = this.graph.data.relations;
    if (relations.size) relations.clear();
    else for (let i = 0; i < length; i += 1) relations.add(i);
    this.changed();
  }
}

function count(size: number, values: ArrayLike<number>): number[] {
  const counts = new Array<number>(size).fill(0);
  for (let i = 0; i < values.length; i += 1) counts[values[i]!]! += 1;
  return counts;
}

function firstOfGroups(graph: Graph): number[] {
  return graph.data.groups.map((_, group) => Math.max(0, graph.group.indexOf(group)));
}

/** All days on which something is said to have been, sorted. */
function days(graph: Graph): string[] {
  const found = new Set<string>();
  for (let i = 0; i < graph.data.witnesses.when.length; i += 1) found.add(graph.time(i).split("/")[0]!.replace("..", ""));
  found.delete("");
  return [...found].sort();
}

function shapePath(shape: string): string {
  let d = "";
  outline({
    moveTo: (x, y) => { d += `M${x.toFixed(2)} ${y.toFixed(2)}`; },
    lineTo: (x, y) => { d += `L${x.toFixed(2)} ${y.toFixed(2)}`; },
    arc: (x, y, r) => { d += `A${r} ${r} 0 1 1 ${x - r} ${y}A${r} ${r} 0 1 1 ${x + r} ${y}`; },
    closePath: () => { d += "Z"; },
  }, shape, 0, 0, 7);
  return d;
}
