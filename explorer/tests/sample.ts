// A small graph as the page carries it: A – B – C – D in a row, A – C twice, and an edge that follows from two others.
import { Graph, type GraphColumns } from "../src/data.ts";

export function sample(): Graph {
  const data: GraphColumns = {
    title: "Sample", articleCount: 2,
    groups: [{ label: "state", shape: "dot", colour: "#000", dark: "#fff" }, { label: "person", shape: "star", colour: "#111", dark: "#eee" }],
    kinds: ["asserted", "denied", "inferred"].map((name) => ({ name, label: name, note: "", caption: "{}", colour: "#000", dark: "#fff", dashes: [], width: 1 })),
    classes: [{ term: "State", label: "state", group: 0 }, { term: "Person", label: "person", group: 1 }],
    relations: [{ label: "likes", term: "likes", symmetric: false }, { label: "meets", term: "meets", symmetric: true }],
    nodes: {
      slug: ["a", "b", "c", "d"], name: ["Aland", "Đorđe Bern", "=Carla", "The “D”"], label: [0, 0, 0, 0], class: [0, 1, 0, 0],
      aliases: [["Kingdom of Aland"], [], [], []], link: ["https://www.wikidata.org/wiki/Q1", 0, 0, 0],
      x: [0, 100, 200, 300], y: [0, 0, 0, 100], community: [0, 0, 0, 1],
    },
    edges: {
      subject: [0, 1, 2, 0, 2, 0], relation: [0, 0, 0, 0, 1, 0], object: [1, 2, 3, 2, 0, 3], kind: [0, 0, 0, 0, 1, 2],
      score: [0.9, 0.8, 0.7, 0.6, 0.5, 0.4], origins: [1, 2, 3, 1, 1, 0], premises: [[5, 2, 3]],
    },
    witnesses: { count: [1, 1, 1, 1, 1, 0], article: [0, 0, 1, 1, 1], when: [0, 1, 2, 0, 0] },
    times: ["", "2021/..", "2022-05"],
    articles: { title: ["One", "Two"], publisher: ["Herald", "Ledger"], published: ["2020-03-04", "2023-01-01"], source: ["urn:1", "urn:2"] },
  };
  return new Graph(data);
}

export const all = (graph: Graph): Uint8Array => new Uint8Array(graph.size).fill(1);
