import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { RunRow } from "../../../../src/stores/ledger.ts";
import type { Application } from "../../../../src/ui/terminal/desk/application.ts";
import { renderToString } from "../../../../src/ui/terminal/ink.ts";
import { ScreenView } from "../../../../src/ui/terminal/screens/screen-view.tsx";
import { SurfaceProvider } from "../../../../src/ui/terminal/surface/surface.ts";
import { driveApplication, press, typeText } from "../../../fixtures/terminal/drive.ts";
import {
  addRun,
  candidate,
  hostileName,
  openWorkspace,
  type Workspace,
} from "../../../fixtures/terminal/workspace.ts";

let workspace: Workspace;
let run: RunRow;

beforeAll(async () => {
  workspace = openWorkspace();
  run = await addRun(workspace.stores, {
    [hostileName]: { ask: {} },
    "/comics/a.cbz": { ask: { recommendation: "low", candidates: [] } },
    "/comics/b.cbz": {
      ask: {
        name: "duplicate",
        recommendation: "none",
        candidates: ["keep-both", "keep:/comics/b.cbz"].map((id) => ({ ...candidate(id, 0.9), reasons: [] })),
        reasons: [{ code: "duplicate", speaks: "info", data: { other: "/comics/c.cbz" } }],
      },
    },
    "/comics/broken.jpg": {
      fail: { stage: "read", code: "image-broken", data: { detail: "\u001b[31mno\u001b[0m" } },
    },
    "/comics/fine.cbz": { done: true },
  });
  // What the dashboard shows of a run that nobody works on.
  await workspace.stores.ledger.write(() => {
    const { runs } = workspace.stores.ledger;
    const other = runs.create({
      workflow: "comics.catalogue",
      parameters: {},
      policy: run.policy,
      fingerprint: "other",
    });
    workspace.stores.ledger.counters.stage(other.id, "read", 2000, 1990, 10);
    workspace.stores.ledger.counters.stage(other.id, "embed", 1990, 1980, 10);
    workspace.stores.ledger.events.add(other.id, {
      type: "note",
      code: "device",
      data: { provider: "cpu", hosts: 2, threads: 1 },
    });
  });
});
afterAll(() => workspace[Symbol.dispose]());

/** How each screen is reached. */
const ways: Readonly<Record<string, (application: Application) => Promise<unknown> | undefined>> = {
  menu: () => undefined,
  "menu with a disabled entry": (application) => press(application, "down", "down"),
  form: async (application) => {
    application.go({ screen: "form", flow: "classify" });
    await typeText(application, `/comics/${"long".repeat(40)}`);
    await press(application, "enter");
  },
  estimate: async (application) => {
    application.go({ screen: "estimate", flow: "classify", values: { path: "/comics/none" } });
    await Bun.sleep(40);
  },
  dashboard: async (application) => {
    const other = application.stores.ledger.runs.list(5).find(({ state }) => state === "active");
    if (other) application.go({ screen: "run", run: other });
  },
  summary: async (application) => application.go({ screen: "run", run }),
  runs: async (application) => application.go({ screen: "runs" }),
  review: async (application) => application.go({ screen: "review", run }),
  "review: why": async (application) => {
    application.go({ screen: "review", run });
    await press(application, "w");
  },
  "review: no candidate": async (application) => {
    application.go({ screen: "review", run });
    await press(application, "]");
  },
  "review: duplicate": async (application) => {
    application.go({ screen: "review", run });
    await press(application, "[");
  },
  "a question before many": async (application) => {
    application.go({ screen: "run", run });
    await press(application, "F");
  },
  help: async (application) => {
    application.go({ screen: "review", run });
    await press(application, "?");
  },
};

async function draw(way: string, language: "en" | "es", ascii: boolean, columns = 80, rows = 24) {
  const application = driveApplication(workspace.stores, { language, ascii });
  application.surface.change({ columns, rows });
  await ways[way]?.(application);
  const text = renderToString(
    <SurfaceProvider value={application.surface.get()}>
      <ScreenView application={application} />
    </SurfaceProvider>,
    { columns },
  );
  application.leave({ how: "quit" });
  return { text, lines: text.split("\n") };
}

describe.each(["en", "es"] as const)("every screen in %s", (language) => {
  test.each(Object.keys(ways))(`fits 80×24 in ${language}, with signs and without: %s`, async (way) => {
    for (const ascii of [false, true]) {
      const { lines, text } = await draw(way, language, ascii);
      expect(lines.length).toBeLessThanOrEqual(24);
      for (const line of lines) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(80);
      expect(text).not.toContain("\u202e");
      expect(text).not.toMatch(/terminal\w*\.\w+/);
      expect(text).not.toMatch(/\{\w+\}/);
    }
  });
});

test.each(Object.keys(ways))("plain signs need no Unicode: %s", async (way) => {
  const { text } = await draw(way, "en", true);
  // What the person's own files are called stays as it is.
  expect(text.replaceAll("长", "")).toMatch(/^[\x20-\x7e\n]*$/);
});

test.each(Object.keys(ways))("a tiny terminal breaks nothing: %s", async (way) => {
  const { lines } = await draw(way, "es", false, 40, 12);
  expect(lines.length).toBeLessThanOrEqual(12);
  for (const line of lines) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(40);
});

test("the review shows the comic, its candidates, score, lead, reasons and the keys", async () => {
  const { text } = await draw("review", "en", false);
  expect(text).toContain("[● strong 1]");
  expect(text).toContain("▸1 batman-1 #1 (1940, DC)");
  expect(text).toContain("0.95");
  expect(text).toContain("ahead by +0.24");
  expect(text).toContain("recommendation: strong");
  expect(text).toContain("≠ number");
  expect(text).toContain("another number: 27");
  expect(text).toContain("a accept");
});

test("duplicates are asked in words", async () => {
  const { text } = await draw("review: duplicate", "en", false);
  expect(text).toContain("keep both as keep-both");
  expect(text).toContain("also claimed by /comics/c.cbz");
});

test("the dashboard shows bars, figures, the device, and that nobody is at work", async () => {
  const { text } = await draw("dashboard", "en", false);
  expect(text).toContain("interrupted");
  expect(text).toMatch(/reading +[█░]+ +1990 +10 in progress/);
  expect(text).toContain("CPU, 2 × 1 threads");
  expect(text).toContain("p go on");
});

test("the summary says figures, what to do next and why items failed", async () => {
  const { text } = await draw("summary", "en", false);
  expect(text).toMatch(/│ Total │ Done │ To review │ Skipped │ Failed │ Time/);
  expect(text).toContain(`lote review ${run.name}`);
  expect(text).toContain("broken.jpg: The picture cannot be decoded: no");
});

test("a question before many stands above the keys until it is answered", async () => {
  const { text } = await draw("a question before many", "en", false);
  expect(text).toContain(`Try 1 failed item of ${run.name} again? [y/N]`);
});
