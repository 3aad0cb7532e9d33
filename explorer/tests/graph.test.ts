import assert from "node:assert/strict";
import { test } from "node:test";

import { fromHash, toHash } from "../src/address.ts";
import { cell, csv } from "../src/csv.ts";
import { rowsOf, unpack } from "../src/data.ts";
import { alike } from "../src/evidence.ts";
import { core, noFilters, visible, within } from "../src/filters.ts";
import { step } from "../src/keyboard.ts";
import { Taken, placeLabel } from "../src/labels.ts";
import { along, distance, linesOf } from "../src/lines.ts";
import { hop, shortestWays } from "../src/paths.ts";
import { finder, fold } from "../src/search.ts";
import { NONE, edgesOf, nodesOf, spoken } from "../src/selection.ts";
import { turtle } from "../src/turtle.ts";
import { legal } from "../src/xml.ts";
import { all, sample } from "./sample.ts";

const graph = sample();
const seenWith = (change: object): number[] => [...visible(graph, all(graph), { ...noFilters(), ...change }).edges];

test("degrees, neighbours and witnesses follow from the columns", () => {
  assert.deepEqual([...graph.degree], [4, 2, 4, 2]);
  assert.deepEqual([...graph.byDegree], [0, 2, 1, 3]);
  assert.deepEqual(graph.neighbours(0).sort(), [1, 2, 3]);
  assert.deepEqual([...rowsOf(graph.witnesses, 3)], [3]);
  assert.deepEqual([0, 1, 2].map((w) => graph.time(w)), ["2020-03-04", "2021/..", "2022-05"]);
});

test("each filter leaves out what it says", () => {
  assert.deepEqual(seenWith({}), [1, 1, 1, 1, 1, 1]);
  assert.deepEqual(seenWith({ score: 0.65 }), [1, 1, 1, 0, 0, 0]);
  assert.deepEqual(seenWith({ kinds: new Set([2]) }), [1, 1, 1, 1, 1, 0]);
  assert.deepEqual(seenWith({ groups: new Set([1]) }), [0, 0, 1, 1, 1, 1]);
  assert.deepEqual(seenWith({ relations: new Set([0]) }), [0, 0, 0, 0, 1, 0]);
  assert.deepEqual(seenWith({ origins: 2 }), [0, 1, 1, 0, 0, 1]);
});

test("an inferred edge is seen while all that it follows from has a witness", () => {
  assert.deepEqual(seenWith({ publisher: "Ledger" }), [0, 0, 1, 1, 1, 1]);
  assert.deepEqual(seenWith({ until: "2022-12" }), [1, 1, 1, 0, 0, 0]);
});

test("a node is seen only with an edge", () => {
  const seen = visible(graph, all(graph), { ...noFilters(), score: 0.85 });
  assert.deepEqual([[...seen.nodes], seen.nodeCount, seen.edgeCount], [[1, 1, 0, 0], 2, 1]);
  assert.deepEqual([...core(graph, 2, 2)], [1, 0, 1, 0]);
  assert.deepEqual([...core(graph, 4, 2)], [1, 1, 1, 1]);
});

test("times are as precise as they are", () => {
  assert.ok(within("2022", "2022-05", ""));
  assert.ok(within("2021/..", "2030", ""));
  assert.ok(within("../2020", "", "1990"));
  assert.ok(within("2014/2020", "2016", "2017"));
  assert.ok(!within("2021-12-31", "2022", ""));
  assert.ok(!within("2022-06", "", "2022-05-31"));
  assert.ok(!within("", "2022", ""));
});

test("edges of the same ends and kind are one line, others bend apart", () => {
  const lines = linesOf(graph);
  assert.equal(lines.count, 6);
  assert.deepEqual([lines.bend[lines.of[3]!]! + lines.bend[lines.of[4]!]! !== 0, lines.bend[lines.of[0]!]], [true, 0]);
  assert.deepEqual([...lines.symmetric], [0, 0, 0, 0, 1, 0]);
  assert.deepEqual(along({ x: 0, y: 0 }, { x: 10, y: 0 }, 0.2, 0.5), { x: 5, y: 2 });
  assert.equal(distance({ x: 5, y: 2 }, { x: 0, y: 0 }, { x: 10, y: 0 }, 0), 2);
  assert.ok(distance({ x: 5, y: 2 }, { x: 0, y: 0 }, { x: 10, y: 0 }, 0.2) < 0.1);
});

test("ways are found shortest first, without circles, over what is seen", () => {
  const seen = new Uint8Array(graph.edgeCount).fill(1);
  const ways = shortestWays(graph, seen, 0, 3, 5);
  assert.deepEqual(ways, [[0, 3], [0, 2, 3], [0, 1, 2, 3]]);
  assert.deepEqual(hop(graph, seen, 0, 2).sort(), [3, 4]);
  seen[5] = seen[2] = 0;
  assert.deepEqual(shortestWays(graph, seen, 0, 3, 5), []);
});

test("search knows names, aliases and accents", () => {
  const find = finder(graph);
  assert.equal(fold("  Đorđe "), "dorde");
  assert.deepEqual(find("dorde", 5).map((f) => f.node), [1]);
  assert.deepEqual(find("kingdom", 5), [{ node: 0, name: "Aland", alias: "Kingdom of Aland" }]);
  assert.deepEqual(find("aland", 5), [{ node: 0, name: "Aland", alias: "" }]);
  assert.deepEqual(find("", 5), []);
});

test("arrow keys go where the neighbour lies", () => {
  const seen = new Uint8Array(graph.edgeCount).fill(1);
  assert.equal(step(graph, seen, 0, "ArrowRight"), 1);
  assert.equal(step(graph, seen, 2, "ArrowLeft"), 1);
  assert.equal(step(graph, seen, 2, "ArrowUp"), -1);
  assert.equal(step(graph, seen, 0, "x"), -1);
});

test("a choice tells its statements, nodes and words", () => {
  const seen = new Uint8Array(graph.edgeCount).fill(1);
  const edges = edgesOf(graph, { type: "node", node: 1 }, seen);
  assert.deepEqual(edges.sort(), [0, 1]);
  assert.deepEqual(nodesOf(graph, { type: "node", node: 1 }, edges).sort(), [0, 1, 2]);
  assert.equal(spoken(graph, { type: "node", node: 1 }, edges), "Đorđe Bern, person, 2 statements");
  assert.equal(spoken(graph, NONE, []), "Nothing selected");
});

test("the address brings the view back", () => {
  const filters = { ...noFilters(), score: 0.5, kinds: new Set([1]), relations: new Set([1]), since: "2021", article: 1 };
  const state = { selection: { type: "edges" as const, edges: [3] }, filters, byCommunity: true, table: true, all: false, place: { x: 3, y: -4, k: 0.5 } };
  assert.deepEqual(fromHash(graph, `#${toHash(graph, state)}`), state);
  assert.deepEqual(fromHash(graph, "#node=nobody&kinds=9.x&at=a_b_c&score=x&since=soon&until=2024-1&edge=%5B%5D").filters, noFilters());
});

test("no cell of a table is a formula", () => {
  assert.equal(cell("=1+1"), "'=1+1");
  assert.equal(cell('a "b", c'), '"a ""b"", c"');
  assert.equal(csv(graph, [1]).split("\n")[1], "Đorđe Bern,Person,likes,'=Carla,State,asserted,0.8000,1,2");
});

test("turtle asserts only what articles assert or rules infer", () => {
  const text = turtle(graph, [0, 2], [3, 4]);
  assert.match(text, /ent:a kg:likes ent:c/);
  assert.doesNotMatch(text, /ent:c kg:meets ent:a/);
  assert.match(text, /kg:status kg:Denied/);
  assert.match(text, /owl:sameAs <http:\/\/www.wikidata.org\/entity\/Q1>/);
});

test("xml holds no character that it must not", () => {
  assert.equal(legal("a\u0000b\ud800c😀"), "a b c😀");
});

test("labels take the first free place", () => {
  const taken = new Taken();
  const first = placeLabel(taken, 0, ["name"], 40, { x: 0, y: 0 }, 5)!;
  const second = placeLabel(taken, 1, ["name"], 40, { x: 2, y: 0 }, 5)!;
  assert.ok(first.y > 0 && second.y < 0);
});

test("a label finds the corners of its node, and is left out where those are taken too", () => {
  const taken = new Taken();
  for (const [x, y] of [[0, 16], [0, -16], [60, 0], [-60, 0]] as const) {
    taken.take({ left: x - 3, right: x + 3, top: y - 3, bottom: y + 3 });
  }
  const labels = [0, 1, 2, 3, 4].map((item) => placeLabel(taken, item, ["Ruritania"], 60, { x: 0, y: 0 }, 6));
  const places = labels.flatMap((label) => (label ? [`${Math.sign(label.x)} ${Math.sign(label.y)}`] : []));
  assert.deepEqual(new Set(places), new Set(["1 1", "1 -1", "-1 1", "-1 -1"]));
  assert.equal(labels[4], undefined);
});

test("copies of a quote stand together", () => {
  const quote = {
    text: "t", subject: [0, 0], cue: [0, 0], object: [0, 0], polarity: "affirmed", modality: "actual", speaker: "", rule: "", confidence: 1, when: "",
    article: { title: "", publisher: "", published: "", source: "" },
  } as const;
  assert.deepEqual(alike([quote, { ...quote, polarity: "negated" }, quote]).map((group) => group.length), [2, 1]);
});

test("compressed data are read like plain ones", async () => {
  const { gzipSync } = await import("node:zlib");
  const element = (text: string): Element => ({ textContent: text }) as Element;
  const squeezed = JSON.stringify({ gzip: gzipSync('{"a":[1,"ž"]}').toString("base64") });
  assert.deepEqual(await unpack(element(squeezed)), await unpack(element('{"a":[1,"ž"]}')));
});
