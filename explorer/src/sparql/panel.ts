// The tab for queries: the saved ones in a list, an editor, and answers that select what they name in the graph.
import { cell } from "../csv.ts";
import type { Graph } from "../data.ts";
import { button, byId, make, option, plural } from "../dom.ts";
import { fold } from "../search.ts";
import type { Engine } from "./engine.ts";
import type { Answer, Value } from "./messages.ts";
import { bound, declared, quoted, tokens } from "./text.ts";

export interface Parameter { name: string; type: string; help: string; required: boolean; default: string }
export interface SavedQuery { name: string; title: string; description: string; text: string; parameters: Parameter[] }
export interface Queries { queries: SavedQuery[]; prefixes: Record<string, string> }

export interface Actions { follow: (nodes: number[], edges: number[]) => void; copy: (text: string) => void }

const ENTITY = "https://w3id.org/kg-news/entity/";
const RELATION = "https://w3id.org/kg-news/ontology#";
const MANY = 500;
const PATIENCE = 30_000;

export class QueryPanel {
  private readonly editor = byId<HTMLTextAreaElement>("query");
  private readonly nodes: ReadonlyMap<string, number>;
  private answer: Answer = { columns: [], rows: [] };

  constructor(private readonly graph: Graph, private readonly known: Queries, private readonly engine: Engine, private readonly actions: Actions) {
    this.nodes = new Map(graph.data.nodes.slug.map((slug, node) => [ENTITY + slug, node]));
    const list = byId<HTMLSelectElement>("saved");
    list.append(...known.queries.map(({ name, title }) => option(title, name)));
    list.addEventListener("change", () => this.choose(list.value));
    this.editor.addEventListener("input", () => this.highlight());
    this.editor.addEventListener("scroll", () => { byId("colours").scrollTop = this.editor.scrollTop; });
    this.editor.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void this.run(); });
    byId("run").addEventListener("click", () => void this.run());
    byId("stop").addEventListener("click", () => engine.stop());
    byId("answer-show").addEventListener("click", () => this.follow(this.answer.rows));
    byId("answer-copy").addEventListener("click", () => actions.copy(this.csv()));
    this.highlight();
  }

  /** Start the engine, and say what it knows. */
  async open(): Promise<void> {
    byId("query-status").textContent = `${plural(await this.engine.open(), "triple")} can be asked.`;
  }

  /** Put a saved query into the editor, with a field for each of its parameters. */
  private choose(name: string): void {
    const query = this.known.queries.find((saved) => saved.name === name);
    if (!query) return;
    this.editor.value = query.text;
    byId("query-about").textContent = query.description;
    byId("parameters").replaceChildren(...query.parameters.map((parameter) => this.field(parameter)));
    this.highlight();
  }

  private field(parameter: Parameter): HTMLElement {
    const row = make("p", "", "field");
    const label = make("label", parameter.name.replaceAll("_", " "));
    const input = make("input");
    input.type = "search";
    input.id = `parameter-${parameter.name}`;
    input.title = parameter.help;
    input.placeholder = parameter.default || (parameter.required ? parameter.help : "any");
    label.htmlFor = input.id;
    input.addEventListener("input", () => {
      this.editor.value = bound(this.editor.value, parameter.name, this.term(parameter.type, input.value || parameter.default));
      this.highlight();
    });
    row.append(label, input);
    return row;
  }

  /** What a reader's word stands for: the entity or relation of that name, else a text or number; "" where it is not known. */
  private term(type: string, word: string): string {
    const wanted = fold(word);
    if (!wanted) return "";
    const { nodes, relations } = this.graph.data;
    if (type === "entity") {
      const node = this.graph.byDegree.find((n) => [nodes.name[n]!, ...nodes.aliases[n]!].some((name) => fold(name) === wanted));
      return node === undefined ? "" : `<${ENTITY}${nodes.slug[node]!}>`;
    }
    if (type === "relation") {
      const found = relations.find(({ label, term }) => fold(label) === wanted || fold(term) === wanted);
      return found ? `<${RELATION}${found.term}>` : "";
    }
    if (type === "integer") return /^[+-]?\d{1,18}$/.test(wanted) ? wanted : "";
    return quoted(word);
  }

  private highlight(): void {
    byId("colours").replaceChildren(...tokens(this.editor.value).map(({ kind, text }) => make("span", text, kind)), "\n");
  }

  private async run(): Promise<void> {
    const status = byId("query-status");
    status.textContent = "Asking …";
    byId("stop").hidden = false;
    const patience = setTimeout(() => this.engine.stop(), PATIENCE);
    const begun = performance.now();
    try {
      this.answer = await this.engine.ask(declared(this.editor.value, this.known.prefixes));
      status.textContent = `${plural(this.answer.rows.length, "row")} in ${Math.round(performance.now() - begun)} ms`;
    } catch (error) {
      this.answer = { columns: [], rows: [] };
      status.textContent = error instanceof Error ? error.message : String(error);
    }
    clearTimeout(patience);
    byId("stop").hidden = true;
    this.show();
  }

  private show(): void {
    const { columns, rows } = this.answer;
    const table = make("table");
    const head = make("tr");
    head.append(...columns.map((name) => { const th = make("th", name); th.scope = "col"; return th; }));
    const body = rows.slice(0, MANY).map((row) => {
      const line = make("tr");
      line.append(...row.map((value, i) => {
        const td = make("td");
        td.append(i === 0 ? button(this.words(value), () => this.follow([row])) : this.words(value));
        return td;
      }));
      return line;
    });
    table.append(head, ...body);
    byId("answer").replaceChildren(...(rows.length ? [table] : []), ...(rows.length > MANY ? [make("p", `The first ${MANY} rows are shown.`, "meta")] : []));
    byId("answer-tools").hidden = !rows.length;
  }

  /** A term in a reader's words: the name of a node, else as short as prefixes make it. */
  private words(value: Value | null): string {
    if (!value) return "";
    if (value.type !== "uri") return value.value;
    const node = this.nodes.get(value.value);
    if (node !== undefined) return this.graph.name(node);
    const relation = this.graph.data.relations.find(({ term }) => RELATION + term === value.value);
    if (relation) return relation.label;
    const prefix = Object.entries(this.known.prefixes).find(([, iri]) => value.value.startsWith(iri));
    return prefix ? `${prefix[0]}:${value.value.slice(prefix[1].length)}` : value.value;
  }

  /** Select in the graph what rows name: their nodes, and the statements between two nodes of one row. */
  private follow(rows: readonly (Value | null)[][]): void {
    const nodes = new Set<number>();
    const edges = new Set<number>();
    for (const row of rows) {
      const iris = row.flatMap((value) => (value?.type === "uri" ? [value.value] : []));
      const named = iris.flatMap((iri) => this.nodes.get(iri) ?? []);
      const relations = new Set(iris.filter((iri) => iri.startsWith(RELATION)).map((iri) => iri.slice(RELATION.length)));
      for (const node of named) {
        nodes.add(node);
        for (const edge of this.graph.edgesAt(node)) {
          const { term } = this.graph.relation(edge);
          if (named.includes(this.graph.other(edge, node)) && (!relations.size || relations.has(term))) edges.add(edge);
        }
      }
    }
    this.actions.follow([...nodes], [...edges]);
  }

  private csv(): string {
    const { columns, rows } = this.answer;
    return [columns, ...rows.map((row) => row.map((value) => value?.value ?? ""))].map((row) => `${row.map(cell).join(",")}\n`).join("");
  }
}
