// The statements as a table: the same selection and the same filters as the drawing, for reading without a picture.
import { csv } from "./csv.ts";
import type { Graph } from "./data.ts";
import { button, byId, make } from "./dom.ts";
import { fold } from "./search.ts";

const PAGE = 100;

type Value = string | number;
interface Column { title: string; value: (graph: Graph, edge: number) => Value; text?: (value: Value) => string; downFirst?: boolean }

const COLUMNS: readonly Column[] = [
  { title: "Subject", value: (graph, edge) => graph.name(graph.subject[edge]!) },
  { title: "Relation", value: (graph, edge) => graph.relation(edge).label },
  { title: "Object", value: (graph, edge) => graph.name(graph.object[edge]!) },
  { title: "Status", value: (graph, edge) => graph.kind(edge).label },
  { title: "Score", value: (graph, edge) => graph.score(edge), text: (value) => Number(value).toFixed(2), downFirst: true },
  { title: "Origins", value: (graph, edge) => graph.origins(edge), downFirst: true },
  { title: "Latest", value: latest, downFirst: true },
];

function latest(graph: Graph, edge: number): string {
  let time = "";
  for (let i = graph.witnesses.start[edge]!; i < graph.witnesses.start[edge + 1]!; i += 1) {
    const at = graph.time(graph.witnesses.rows[i]!);
    if (at > time) time = at;
  }
  return time;
}

export class Table {
  private edges: number[] = [];
  private rows: number[] = [];
  private chosen = new Set<number>();
  private shown = PAGE;
  private by = 4;
  private down = true;
  private readonly body = byId("rows");
  private readonly find = byId<HTMLInputElement>("table-find");

  constructor(private readonly graph: Graph, private readonly select: (edges: number[]) => void, copy: (text: string) => void) {
    byId("columns").replaceChildren(...COLUMNS.map((column, i) => {
      const head = make("th");
      head.scope = "col";
      head.append(button(column.title, () => this.sortBy(i)));
      return head;
    }));
    this.find.addEventListener("input", () => this.arrange());
    byId("table-copy").addEventListener("click", () => copy(csv(graph, this.rows)));
    byId("table-more").addEventListener("click", () => { this.shown += 5 * PAGE; this.render(); });
  }

  /** The statements that are seen; those that are chosen are marked. */
  update(edges: readonly number[], chosen: readonly number[]): void {
    this.edges = [...edges];
    this.chosen = new Set(chosen);
    this.arrange();
    this.body.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  private sortBy(column: number): void {
    this.down = this.by === column ? !this.down : COLUMNS[column]!.downFirst === true;
    this.by = column;
    this.arrange();
  }

  private arrange(): void {
    const { graph } = this;
    const wanted = fold(this.find.value).split(" ").filter(Boolean);
    const { value } = COLUMNS[this.by]!;
    const matches = (edge: number): boolean => {
      const text = fold(`${graph.sentence(edge)} ${graph.kind(edge).label}`).replace(/[^\p{L}\p{N}]+/gu, " ");
      return wanted.every((word) => ` ${text}`.includes(` ${word}`));
    };
    const keyed = (wanted.length ? this.edges.filter(matches) : this.edges).map((edge) => ({ edge, key: value(graph, edge) }));
    const way = this.down ? -1 : 1;
    keyed.sort((a, b) => (a.key < b.key ? -way : a.key > b.key ? way : a.edge - b.edge));
    this.rows = keyed.map(({ edge }) => edge);
    this.shown = Math.max(PAGE, Math.min(this.rows.length, this.rows.findIndex((edge) => this.chosen.has(edge)) + 20));
    this.render();
  }

  private render(): void {
    [...byId("columns").children].forEach((head, i) => {
      head.setAttribute("aria-sort", i === this.by ? (this.down ? "descending" : "ascending") : "none");
    });
    this.body.replaceChildren(...this.rows.slice(0, this.shown).map((edge) => this.row(edge)));
    byId("table-count").textContent = `${this.rows.length.toLocaleString("en")} of ${this.edges.length.toLocaleString("en")} statements`;
    byId("table-more").hidden = this.rows.length <= this.shown;
  }

  private row(edge: number): HTMLElement {
    const row = make("tr");
    row.setAttribute("aria-selected", String(this.chosen.has(edge)));
    row.dataset["kind"] = this.graph.kind(edge).name;
    COLUMNS.forEach(({ value, text = String }, i) => {
      const cell = make("td");
      const words = text(value(this.graph, edge));
      cell.append(i === 1 ? button(words, () => this.select([edge])) : words);
      row.append(cell);
    });
    row.addEventListener("click", (event) => { if (!(event.target instanceof HTMLButtonElement)) this.select([edge]); });
    return row;
  }
}
