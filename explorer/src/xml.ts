// GraphML and GEXF, for Gephi, yEd and networkx; the browser writes the markup, so every name is escaped.
import type { Graph } from "./data.ts";

type Attributes = Readonly<Record<string, string | number>>;

/** The text without characters that XML cannot hold. */
export function legal(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, " ");
}

class Writer {
  constructor(private readonly document: XMLDocument, private readonly space: string) {}

  add(parent: Element, tag: string, attributes: Attributes = {}, text = ""): Element {
    const element = this.document.createElementNS(this.space, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, legal(String(value)));
    if (text) element.textContent = legal(text);
    parent.append(element);
    return element;
  }
}

function file(space: string, root: string, fill: (writer: Writer, root: Element) => void): string {
  const document_ = document.implementation.createDocument(space, root);
  fill(new Writer(document_, space), document_.documentElement);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(document_)}\n`;
}

const NODE = ["label", "type", "same_as"] as const;
const EDGE = [["relation", "string"], ["label", "string"], ["status", "string"], ["score", "double"], ["origins", "int"]] as const;

function nodeValues(graph: Graph, node: number): string[] {
  const { nodes, classes } = graph.data;
  return [graph.name(node), classes[nodes.class[node]!]!.term, nodes.link[node] || ""];
}

function edgeValues(graph: Graph, edge: number): (string | number)[] {
  const relation = graph.relation(edge);
  return [relation.term || relation.label, relation.label, graph.kind(edge).name, graph.score(edge), graph.origins(edge)];
}

export function graphml(graph: Graph, nodes: readonly number[], edges: readonly number[]): string {
  return file("http://graphml.graphdrawing.org/xmlns", "graphml", (writer, root) => {
    NODE.forEach((name) => writer.add(root, "key", { id: `n_${name}`, for: "node", "attr.name": name, "attr.type": "string" }));
    EDGE.forEach(([name, type]) => writer.add(root, "key", { id: `e_${name}`, for: "edge", "attr.name": name, "attr.type": type }));
    const body = writer.add(root, "graph", { edgedefault: "directed" });
    for (const node of nodes) {
      const element = writer.add(body, "node", { id: graph.data.nodes.slug[node]! });
      nodeValues(graph, node).forEach((value, i) => writer.add(element, "data", { key: `n_${NODE[i]!}` }, value));
    }
    for (const edge of edges) {
      const [source, target] = [graph.subject[edge]!, graph.object[edge]!].map((node) => graph.data.nodes.slug[node]!);
      const element = writer.add(body, "edge", { id: `e${edge}`, source: source!, target: target! });
      edgeValues(graph, edge).forEach((value, i) => writer.add(element, "data", { key: `e_${EDGE[i]![0]}` }, String(value)));
    }
  });
}

export function gexf(graph: Graph, nodes: readonly number[], edges: readonly number[]): string {
  return file("http://gexf.net/1.3", "gexf", (writer, root) => {
    root.setAttribute("version", "1.3");
    const body = writer.add(root, "graph", { defaultedgetype: "directed", mode: "static" });
    const ofNodes = writer.add(body, "attributes", { class: "node" });
    NODE.forEach((name, i) => writer.add(ofNodes, "attribute", { id: i, title: name, type: "string" }));
    const ofEdges = writer.add(body, "attributes", { class: "edge" });
    EDGE.forEach(([name, type], i) => writer.add(ofEdges, "attribute", { id: i, title: name, type: type === "int" ? "integer" : type }));
    const values = (element: Element, list: readonly (string | number)[]): void => {
      const holder = writer.add(element, "attvalues");
      list.forEach((value, i) => writer.add(holder, "attvalue", { for: i, value }));
    };
    const nodeList = writer.add(body, "nodes");
    for (const node of nodes) values(writer.add(nodeList, "node", { id: graph.data.nodes.slug[node]!, label: graph.name(node) }), nodeValues(graph, node));
    const edgeList = writer.add(body, "edges");
    for (const edge of edges) {
      const [source, target] = [graph.subject[edge]!, graph.object[edge]!].map((node) => graph.data.nodes.slug[node]!);
      const element = writer.add(edgeList, "edge", { id: edge, source: source!, target: target!, label: graph.relation(edge).label });
      values(element, edgeValues(graph, edge));
    }
  });
}
