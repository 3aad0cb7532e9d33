// Colours of the drawing, light or dark as the reader's system is.
import type { Graph } from "./data.ts";

export interface Theme {
  ground: string;
  ink: string;
  soft: string;
  accent: string;
  node: (node: number) => string;
  kind: (kind: number) => string;
}

/** Colours of communities, told apart by most eyes (Okabe and Ito 2008, darkened or lightened to stand out from the ground). */
const COMMUNITIES = {
  light: ["#0067a5", "#b34700", "#00755a", "#a8457c", "#7a5d00", "#3b7f9e", "#8b2f2f", "#5b4a9e", "#4d6b1f", "#6b6f76"],
  dark: ["#6cb6ef", "#f0a05a", "#4fd1ad", "#ec9cc8", "#e3c94f", "#93cbe6", "#f08a8a", "#b3a4f5", "#b5d46c", "#a9b1bc"],
};

export function theme(graph: Graph, dark: boolean, byCommunity: boolean): Theme {
  const shade = dark ? "dark" : "colour";
  const { groups, kinds, nodes } = graph.data;
  const communities = COMMUNITIES[dark ? "dark" : "light"];
  return {
    ground: dark ? "#14181e" : "#ffffff",
    ink: dark ? "#e8ebf0" : "#1c2430",
    soft: dark ? "#a3adba" : "#566070",
    accent: dark ? "#8ec4ff" : "#1f5fa8",
    node: byCommunity
      ? (node) => communities[Math.min(nodes.community[node]!, communities.length - 1)]!
      : (node) => groups[graph.group[node]!]![shade],
    kind: (kind) => kinds[kind]![shade],
  };
}

export function communityColour(community: number, dark: boolean): string {
  const colours = COMMUNITIES[dark ? "dark" : "light"];
  return colours[Math.min(community, colours.length - 1)]!;
}
