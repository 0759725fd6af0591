import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { RunRow } from "../../../../src/stores/ledger.ts";
import type { Application } from "../../../../src/ui/terminal/desk/application.ts";
import { renderToString } from "../../../../src/ui/terminal/ink.ts";
import { DashboardModel } from "../../../../src/ui/terminal/screens/dashboard/model.ts";
import { DocumentsModel } from "../../../../src/ui/terminal/screens/documents/model.ts";
import { CrewModel } from "../../../../src/ui/terminal/screens/faces/crew/model.ts";
import { FaceGridModel } from "../../../../src/ui/terminal/screens/faces/grid/model.ts";
import { ReviewModel } from "../../../../src/ui/terminal/screens/review/model.ts";
import { ScreenView } from "../../../../src/ui/terminal/screens/screen-view.tsx";
import { SearchModel } from "../../../../src/ui/terminal/screens/search/model.ts";
import { SurfaceProvider } from "../../../../src/ui/terminal/surface/surface.ts";
import { driveApplication, press, typeText } from "../../../fixtures/terminal/drive.ts";
import { presentWork } from "../../../fixtures/terminal/present-work.ts";
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
    "/comics/notes.txt": { skip: "not-a-comic" },
  });
  await workspace.stores.ledger.write(() => {
    const { lists, collection } = workspace.stores.characters;
    lists.put(hostileName, hostileName, ["Ada"]);
    const somebody = {
      kind: "person",
      description: hostileName,
      names: {},
      summary: { text: hostileName, language: "en", page: null, licence: null, generated: true },
      facts: [{ what: "occupation", value: hostileName }],
      category: hostileName,
    } as const;
    const credit = {
      source: "generated",
      page: null,
      url: null,
      author: null,
      licence: hostileName,
      licenceUrl: null,
      fetchedAt: 0,
      sourceSha256: "0".repeat(64),
      generator: hostileName,
    } as const;
    const picture = {
      path: "images/characters/a.jpg",
      sha256: "0".repeat(64),
      width: 512,
      height: 512,
      hash: "0".repeat(16),
      credit,
    };
    for (const name of [hostileName, "Ada"]) {
      collection.put({ ...somebody, entity: `name:${name}`, name, picture }, []);
    }
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
    workspace.stores.ledger.events.add(other.id, {
      type: "item",
      item: "/covers/cover.heic",
      state: "skipped",
      reason: "format-not-read",
    });
    workspace.stores.ledger.events.add(other.id, {
      type: "note",
      code: "page-skipped",
      data: { item: `/covers/${hostileName}`, page: "1\u001b[2J.jpg", code: "empty-file", reason: "" },
    });
  });
});
afterAll(() => workspace[Symbol.dispose]());

/** How each screen is reached. */
const ways: Readonly<Record<string, (application: Application) => Promise<unknown> | undefined>> = {
  menu: () => undefined,
  "menu with a disabled entry": (application) => press(application, "down", "down"),
  documents: async (application) => application.go({ screen: "documents" }),
  "documents found": (application) => {
    application.go({ screen: "documents" });
    const { front } = application;
    if (!(front instanceof DocumentsModel)) throw new Error("no documents");
    front.state.set({
      question: "how long is the guarantee",
      isSearching: false,
      passages: Array.from({ length: 30 }, (_, index) => ({
        path: `/notes/${"long".repeat(30)}/${index}\u202e.pdf`,
        format: "pdf",
        title: "Manual",
        headings: ["Uno", "Dos"],
        page: index + 1,
        line: 3,
        start: index,
        end: index + 9,
        text: "The guarantee garantia lasts three years. ".repeat(60),
        score: 1,
        cosine: 0.5,
        vectorRank: 1,
        textRank: null,
      })),
      selected: 2,
    });
  },
  "documents: add": async (application) => application.go({ screen: "form", flow: "ingest" }),
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
  "dashboard: at work": async (application) => {
    const other = application.stores.ledger.runs.list(5).find(({ state }) => state === "active");
    if (other) application.go({ screen: "run", run: other });
    const { front } = application;
    if (!(front instanceof DashboardModel)) throw new Error("no dashboard");
    const { progress } = front.state.get();
    front.state.change({ progress: { ...progress, status: "running", present: presentWork(64) } });
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
  "review: flipping, why": async (application) => {
    application.go({ screen: "review", run });
    const { front } = application;
    if (front instanceof ReviewModel) front.state.change({ flip: "mine", showsWhy: true });
  },
  "review: flipping": async (application) => {
    application.go({ screen: "review", run });
    const { front } = application;
    if (front instanceof ReviewModel) front.state.change({ flip: "theirs" });
  },
  search: async (application) => {
    application.go({ screen: "review", run });
    await press(application, "/");
  },
  "search: found": async (application) => {
    application.go({ screen: "review", run });
    await press(application, "/");
    const { front } = application;
    if (!(front instanceof SearchModel)) throw new Error("no search");
    const one = { ...candidate(hostileName, 0), label: hostileName };
    const rows = Array.from({ length: 40 }, (_, at) => ({
      candidate: { ...one, id: `${at}` },
      detail: hostileName,
    }));
    front.state.change({ text: hostileName, rows, selected: 30 });
  },
  "accept all": async (application) => {
    application.go({ screen: "review", run });
    await press(application, "A");
  },
  people: async (application) => application.go({ screen: "people" }),
  "people: form": async (application) => application.go({ screen: "form", flow: "file" }),
  "people: category": async (application) => application.go({ screen: "form", flow: "category" }),
  "people: correct": async (application) => {
    application.go({ screen: "collection" });
    await press(application, "e");
  },
  names: async (application) =>
    application.go({ screen: "names", names: [hostileName, "Ada", hostileName], category: hostileName }),
  lists: async (application) => {
    application.go({ screen: "lists" });
    await press(application, "d");
  },
  collection: async (application) => application.go({ screen: "collection" }),
  faces: async (application) => application.go({ screen: "faces" }),
  "faces: embed": async (application) => application.go({ screen: "form", flow: "faceEmbed" }),
  "faces: attend": async (application) => application.go({ screen: "form", flow: "faceAttend" }),
  "face grid: nobody": async (application) => application.go({ screen: "faceGrid" }),
  "face grid": async (application) => {
    application.go({ screen: "faceGrid" });
    const { front } = application;
    if (!(front instanceof FaceGridModel)) throw new Error("no grid");
    const [question] = application.stores.ledger.questions.open(run.id, "strong", 1, 0);
    if (!question) throw new Error("no question");
    const faces = Array.from({ length: 30 }, (_, id) => ({
      ...question,
      id,
      candidates: id % 2 ? [] : [{ ...candidate(hostileName, 0.7), label: hostileName }],
    }));
    front.state.set({ faces, selected: 17 });
  },
  crew: async (application) => {
    application.go({ screen: "crew" });
    const { front } = application;
    if (!(front instanceof CrewModel)) throw new Error("no crew");
    await application.settled();
    const version = {
      row: 1,
      person: hostileName,
      model: hostileName,
      picture: hostileName,
      content: null,
      quality: 0.5,
      confidence: 0.9,
      active: true,
      madeAt: 0,
    };
    const consent = {
      person: hostileName,
      purpose: hostileName,
      givenAt: 0,
      expiresAt: 86400_000,
      withdrawnAt: null,
      notedAt: 0,
    };
    front.state.change({
      people: Array.from({ length: 60 }, (_, at) => ({ person: `${hostileName}${at}`, active: 1 })),
      selected: 50,
      versions: [version, { ...version, active: false }],
      consents: [consent, { ...consent, withdrawnAt: 5 }],
      problem: null,
    });
  },
  "crew: problem": async (application) => {
    application.go({ screen: "crew" });
    const { front } = application;
    if (!(front instanceof CrewModel)) throw new Error("no crew");
    await application.settled();
    front.state.change({ people: [], problem: `${hostileName} ${"long ".repeat(40)}` });
  },
  prompt: async (application) => {
    application.go({ screen: "collection" });
    await press(application, "/");
    await typeText(application, "word ".repeat(40));
  },
  help: async (application) => {
    application.go({ screen: "review", run });
    await press(application, "?");
  },
};

async function draw(way: string, language: "en" | "es", ascii: boolean, columns = 80, rows = 24) {
  const application = driveApplication(workspace.stores, {
    language,
    ascii,
    // No key of anybody's own is made.
    settings: { "face-key": "0f".repeat(32) },
  });
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
      expect(text).not.toMatch(/(terminal\w*|people|faces|documents|limits|products)\.\w+/);
      expect(text).not.toMatch(/\{\w+\}/);
    }
  });
});

test.each([
  [100, 30],
  [120, 40],
] as const)("every screen fills %d×%d and no more", async (columns, rows) => {
  for (const way of Object.keys(ways)) {
    const { lines } = await draw(way, "es", false, columns, rows);
    expect(lines.length).toBeLessThanOrEqual(rows);
    for (const line of lines) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(columns);
  }
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
  expect(text).toContain("ahead by 0.24");
  expect(text).toContain("recommendation: strong");
  expect(text).toContain("≠ number");
  expect(text).toContain("another number: 27");
  expect(text).toContain("a accept");
});

test("the dashboard says why an item was skipped, and what is worth knowing of one that was not", async () => {
  const { text } = await draw("dashboard", "es", false, 160, 30);
  expect(text).toContain("una imagen en un formato que no se lee");
  expect(text).toContain("1.jpg se pasó por alto: El fichero está vacío.");
});

test("the summary says why items were skipped", async () => {
  const { text } = await draw("summary", "en", false);
  expect(text).toContain("Skipped for: no comic");
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
