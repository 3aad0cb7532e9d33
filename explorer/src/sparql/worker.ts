// Oxigraph in a worker of its own: a query that takes long blocks nothing, and is stopped by ending the worker.
import { Store, defaultGraph, initSync, namedNode } from "oxigraph/web.js";

import type { Answer, Reply, Request, Value } from "./messages.ts";
import { givesTriples } from "./text.ts";

/** What rules infer counts, as it does for `kg query`. */
const INFERRED = "https://w3id.org/kg-news/ontology#inferred";

interface Row { [name: string]: { type: string; value: string } }
interface Json { head: { vars?: string[] }; results?: { bindings: Row[] }; boolean?: boolean }
interface Term { termType: string; value: string }
interface Triple { subject: Term; predicate: Term; object: Term }

let store: Store | undefined;

function value(term: { type: string; value: unknown } | undefined): Value | null {
  if (!term) return null;
  if (typeof term.value !== "string") return { type: "literal", value: JSON.stringify(term.value) };
  return { type: term.type === "uri" || term.type === "bnode" ? term.type : "literal", value: term.value };
}

function fromTerm({ termType, value: text }: Term): Value {
  return { type: termType === "NamedNode" ? "uri" : termType === "BlankNode" ? "bnode" : "literal", value: text };
}

function answer(text: string): Answer {
  const graphs = { default_graph: [defaultGraph(), namedNode(INFERRED)] };
  if (givesTriples(text)) {
    const triples = store!.query(text, graphs) as unknown as Triple[];
    return {
      columns: ["subject", "predicate", "object"],
      rows: triples.map((t) => [fromTerm(t.subject), fromTerm(t.predicate), fromTerm(t.object)]),
    };
  }
  const found = JSON.parse(store!.query(text, { ...graphs, results_format: "json" }) as string) as Json;
  if (found.boolean !== undefined) return { columns: ["answer"], rows: [[{ type: "literal", value: found.boolean ? "yes" : "no" }]] };
  const columns = found.head.vars ?? [];
  return { columns, rows: (found.results?.bindings ?? []).map((row) => columns.map((name) => (Object.hasOwn(row, name) ? value(row[name]) : null))) };
}

function reply(message: Reply): void {
  self.postMessage(message);
}

self.onmessage = ({ data }: MessageEvent<Request>): void => {
  if (data.type === "open") {
    initSync({ module: new WebAssembly.Module(data.wasm) });
    store = new Store();
    store.load(data.quads, { format: "application/n-quads", no_transaction: true });
    reply({ type: "open", size: store.size });
    return;
  }
  try {
    reply({ type: "answer", id: data.id, answer: answer(data.text) });
  } catch (error) {
    reply({ type: "error", id: data.id, message: error instanceof Error ? error.message : String(error) });
  }
};
