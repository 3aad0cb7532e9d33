// Statements as Turtle: the plain edge where articles assert it or a rule infers it, and what the graph makes of each.
import Factory from "n3/src/N3DataFactory.js";
import Writer from "n3/src/N3Writer.js";

import type { Graph } from "./data.ts";

const PREFIXES = {
  ent: "https://w3id.org/kg-news/entity/",
  kg: "https://w3id.org/kg-news/ontology#",
  owl: "http://www.w3.org/2002/07/owl#",
  rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  rdfs: "http://www.w3.org/2000/01/rdf-schema#",
  skos: "http://www.w3.org/2004/02/skos/core#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
};
const { namedNode, literal, blankNode } = Factory;
const iri = (prefix: keyof typeof PREFIXES, name: string): unknown => namedNode(PREFIXES[prefix] + encodeURI(name).replace(/[()'"<>\\^`{|}]/g, escaped));
const escaped = (letter: string): string => `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;

export function turtle(graph: Graph, nodes: readonly number[], edges: readonly number[]): string {
  const writer = new Writer({ prefixes: PREFIXES });
  const a = iri("rdf", "type");
  for (const node of nodes) describe(graph, node, writer, a);
  edges.forEach((edge, i) => {
    const { name } = graph.kind(edge);
    const relation = graph.relation(edge);
    const triple = [entity(graph, graph.subject[edge]!), iri("kg", relation.term || relation.label), entity(graph, graph.object[edge]!)];
    if (name === "asserted" || name === "inferred") writer.addQuad(...triple);
    const statement = blankNode(`s${i}`);
    writer.addQuad(statement, a, iri("kg", name === "inferred" ? "Inference" : "Statement"));
    ["subject", "predicate", "object"].forEach((part, at) => writer.addQuad(statement, iri("rdf", part), triple[at]));
    if (name !== "inferred") writer.addQuad(statement, iri("kg", "status"), iri("kg", name.charAt(0).toUpperCase() + name.slice(1)));
    writer.addQuad(statement, iri("kg", "score"), literal(String(graph.score(edge)), iri("xsd", "decimal")));
  });
  let text = "";
  writer.end((_, result) => { text = result; });
  return text;
}

function entity(graph: Graph, node: number): unknown {
  return iri("ent", graph.data.nodes.slug[node]!.replace(/[/?#%:]/g, escaped));
}

function describe(graph: Graph, node: number, writer: Writer, a: unknown): void {
  const { nodes, classes } = graph.data;
  const subject = entity(graph, node);
  const type = classes[nodes.class[node]!]!.term;
  if (type) writer.addQuad(subject, a, iri("kg", type));
  writer.addQuad(subject, iri("rdfs", "label"), literal(graph.name(node)));
  for (const alias of nodes.aliases[node]!) writer.addQuad(subject, iri("skos", "altLabel"), literal(alias));
  const same = /^https:\/\/www\.wikidata\.org\/wiki\/(Q\d+)$/.exec(nodes.link[node] || "");
  if (same) writer.addQuad(subject, iri("owl", "sameAs"), namedNode(`http://www.wikidata.org/entity/${same[1]!}`));
}
