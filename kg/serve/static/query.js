"use strict";
// The query page: an editor on this server's endpoint, and a form for each saved query.

const ENDPOINT = new URL("/sparql", location.href).href;
// The server knows these prefixes, the editor does not.
const FIRST = `PREFIX ent: <https://w3id.org/kg-news/entity/>
PREFIX kg: <https://w3id.org/kg-news/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>

SELECT ?subject ?relation ?object WHERE {
  ?statement rdf:subject ?subject ; rdf:predicate ?relation ; rdf:object ?object ; kg:score ?score .
}
ORDER BY DESC(?score)
LIMIT 50`;

// Completions of prefixes, classes and properties would be fetched from other servers.
Yasgui.Yasqe.defaults.autocompleters = ["variables"];
Yasgui.Yasqe.defaults.value = FIRST;

const editor = new Yasgui(document.getElementById("editor"), {
  requestConfig: { endpoint: ENDPOINT },
  copyEndpointOnNewTab: false,
  endpointCatalogueOptions: { getData: () => [{ endpoint: ENDPOINT }] },
  persistenceId: null,
});

const form = document.getElementById("saved");
const choice = document.getElementById("name");
const fields = document.getElementById("parameters");
const note = document.getElementById("note");
const known = new Map();

/** A labelled field for a parameter of a saved query. */
function field(parameter) {
  const label = document.createElement("label");
  const input = document.createElement("input");
  input.name = parameter.name;
  input.required = parameter.required;
  input.placeholder = parameter.default || (parameter.required ? "" : "any");
  input.title = parameter.help;
  label.append(`${parameter.name.replaceAll("_", " ")} `, input);
  return label;
}

/** Show the form of the chosen query. */
function choose() {
  const query = known.get(choice.value);
  fields.replaceChildren(...(query ? query.parameters.map(field) : []));
  form.querySelector("button").disabled = !query;
  note.textContent = query ? query.description : "";
}

/** Put the chosen query, with its parameters filled in by the server, into the editor and run it. */
async function run(event) {
  event.preventDefault();
  const inputs = [...fields.querySelectorAll("input")].filter((input) => input.value.trim());
  const values = new URLSearchParams(inputs.map((input) => [input.name, input.value.trim()]));
  const answer = await fetch(`/queries/${encodeURIComponent(choice.value)}?${values}`);
  const text = await answer.text();
  if (!answer.ok) {
    note.textContent = text.trim();
    return;
  }
  note.textContent = known.get(choice.value).description;
  const tab = editor.getTab() || editor.addTab(true);
  tab.setName(choice.value);
  tab.getYasqe().setValue(text);
  await tab.getYasqe().query();
}

choice.addEventListener("change", choose);
form.addEventListener("submit", run);
fetch("/queries")
  .then((answer) => answer.json())
  .then((queries) => {
    for (const query of queries) {
      known.set(query.name, query);
      choice.append(new Option(query.title, query.name));
    }
    choice.value = new URLSearchParams(location.search).get("name") || "";
    choose();
  });
