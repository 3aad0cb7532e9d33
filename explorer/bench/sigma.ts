// The same nodes and edges drawn by sigma, as its manual begins.
import Graph from "graphology";
import Sigma from "sigma";

interface Data { nodes: { name: string[]; x: number[]; y: number[] }; edges: { subject: number[]; object: number[] } }

const { nodes, edges } = JSON.parse(document.getElementById("data")!.textContent!) as Data;
const graph = new Graph({ multi: true, type: "directed" });
nodes.name.forEach((label, i) => graph.addNode(i, { label, x: nodes.x[i], y: -nodes.y[i]!, size: 3 }));
edges.subject.forEach((subject, i) => graph.addEdge(subject, edges.object[i], { size: 1, type: "arrow" }));
const sigma = new Sigma(graph, document.getElementById("graph")!);
sigma.once("afterRender", () => Object.assign(window, { usable: true }));
sigma.refresh();
