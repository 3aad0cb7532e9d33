// The tabs of the side panel, as the ARIA pattern has them.
import { byId } from "./dom.ts";

export class Tabs {
  private readonly tabs = [...document.querySelectorAll<HTMLElement>("[role=tab]")];
  current = "legend";

  constructor(private readonly changed: (name: string) => void) {
    this.tabs.forEach((tab, i) => {
      tab.addEventListener("click", () => this.open(nameOf(tab)));
      tab.addEventListener("keydown", (event) => {
        const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
        if (!by) return;
        const next = this.tabs[(i + by + this.tabs.length) % this.tabs.length]!;
        this.open(nameOf(next));
        next.focus();
      });
    });
  }

  open(name: string): void {
    this.current = name;
    for (const tab of this.tabs) {
      const on = nameOf(tab) === name;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      byId(tab.getAttribute("aria-controls")!).hidden = !on;
    }
    this.changed(name);
  }
}

function nameOf(tab: HTMLElement): string {
  return tab.id.replace(/^tab-/, "");
}
