import { afterEach, beforeEach, expect, test } from "bun:test";
import type { Application } from "../../../../src/ui/terminal/desk/application.ts";
import { spokenKeys, spokenLines } from "../../../../src/ui/terminal/spoken/spoken-lines.ts";
import { driveApplication, press } from "../../../fixtures/terminal/drive.ts";
import { addRun, openWorkspace, type Workspace } from "../../../fixtures/terminal/workspace.ts";

let workspace: Workspace;
let application: Application;

beforeEach(() => {
  workspace = openWorkspace();
  application = driveApplication(workspace.stores, { language: "es", screenReader: true });
});
afterEach(() => {
  application.leave({ how: "quit" });
  workspace[Symbol.dispose]();
});

test("the menu is one sentence with its place and why it leads nowhere", async () => {
  await press(application, "down");
  expect(spokenLines(application)).toEqual([
    "lote",
    "Emparejar mis cómics con el catálogo. Antes añade portadas al catálogo: aún no hay con qué comparar. 2 de 10",
  ]);
});

test("a question is told with its comic, candidate, worth and place", async () => {
  const run = await addRun(workspace.stores, { "/mis/cosas.cbz": { ask: {} } });
  application.settle({ screen: "review", run });
  expect(spokenLines(application)).toEqual([
    `lote, Revisión, ${run.name}`,
    "/mis/cosas.cbz. recomendación: fuerte. 1 de 1",
    "Candidato 1 de 2: batman-1 #1 (1940, DC), 0,95.",
  ]);
  await press(application, "w");
  const why = spokenLines(application).join("\n");
  expect(why).toContain("probabilidad: se desconoce");
  expect(why).toContain("a favor: 0,24 por delante de Detective Comics #27 (1939, DC), dibujo:");
  expect(why).toContain("en contra: otro número: 27.");
});

test("keys are told by name and only those that do something", async () => {
  const keys = spokenKeys(application.front, application.surface.get());
  expect(keys).toBe("Teclas: Arriba arriba, Abajo abajo, Enter abrir, q salir.");
});

test("the progress of a run is told in steps of a tenth", async () => {
  const { ledger } = workspace.stores;
  const run = await ledger.write(() => {
    const made = ledger.runs.create({
      workflow: "comics.classify",
      parameters: {},
      policy: { accept: "nothing", onAmbiguous: "review", dryRun: false },
      fingerprint: "p",
    });
    ledger.counters.move(made.id, null, "done", 37);
    ledger.counters.move(made.id, null, "pending", 63);
    ledger.runs.closeSource(made.id);
    ledger.runs.setState(made.id, "paused");
    return made;
  });
  application.settle({ screen: "run", run });
  expect(spokenLines(application)[1]).toBe("pausada, 30\u00a0%.");
});
