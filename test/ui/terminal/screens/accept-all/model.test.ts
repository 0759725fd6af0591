import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { RunRow } from "../../../../../src/stores/ledger.ts";
import type { Application } from "../../../../../src/ui/terminal/desk/application.ts";
import { AcceptAllModel } from "../../../../../src/ui/terminal/screens/accept-all/model.ts";
import { ReviewModel } from "../../../../../src/ui/terminal/screens/review/model.ts";
import { driveApplication, press } from "../../../../fixtures/terminal/drive.ts";
import {
  addRun,
  candidate,
  type Fate,
  openWorkspace,
  type Workspace,
} from "../../../../fixtures/terminal/workspace.ts";

let workspace: Workspace;
let run: RunRow;
let application: Application;

const probable = (probability: number): Fate => ({
  ask: { recommendation: "medium", candidates: [{ ...candidate("best", 0.9), probability }] },
});

async function begin(fates: Readonly<Record<string, Fate>>): Promise<void> {
  run = await addRun(workspace.stores, fates);
  application = driveApplication(workspace.stores, { start: { screen: "review", run } });
  // Nothing is applied here: the worker that decisions ask for would outlive the test.
  application.runs.view(run).engageSoon = () => undefined;
  application.runs.view(run).engageNow = () => undefined;
}

beforeEach(() => {
  workspace = openWorkspace();
});
afterEach(() => {
  application.leave({ how: "quit" });
  workspace[Symbol.dispose]();
});

function model(): AcceptAllModel {
  const { front } = application;
  if (!(front instanceof AcceptAllModel)) throw new Error(`${front.name} is in front`);
  return front;
}
const state = () => model().state.get();
const keys = (...names: string[]) => press(application, ...names);
const notice = () => application.notice.get()?.text ?? "";
const decided = () => workspace.stores.ledger.questions.lastDecided(run.id, 10).map(({ itemKey }) => itemKey);

describe("where probabilities are known", () => {
  beforeEach(() => begin({ a: probable(0.99), b: probable(0.972), c: probable(0.96), d: probable(0.5) }));

  test("it begins at 0.97 and shows how many, the lowest and the weakest", async () => {
    await keys("A");
    expect(state()).toMatchObject({ text: "0.97", sum: { count: 2, lowest: { probability: 0.972 } } });
    expect(state().weakest.map(({ itemKey }) => itemKey)).toEqual(["b", "a"]);
  });

  test("arrows make it surer or less sure, and another may be typed, with either decimal sign", async () => {
    await keys("A", "down");
    expect(state()).toMatchObject({ text: "0.96", sum: { count: 3 } });
    await keys("up", "up", "up");
    expect(state()).toMatchObject({ text: "0.99", sum: { count: 1 } });
    await keys("backspace", "backspace", "backspace", "backspace", "0", ",", "5");
    expect(state()).toMatchObject({ text: "0,5", sum: { count: 4 } });
  });

  test("what is no probability accepts nothing and says so", async () => {
    await keys("A", "backspace", "backspace", "backspace", "enter");
    expect([state().sum.count, notice()]).toEqual([0, "A probability from 0 to 1 is needed."]);
    await keys(".", ".", "enter");
    expect(notice()).toBe("A probability from 0 to 1 is needed.");
    await keys("backspace", "backspace", "backspace", "1", "enter");
    expect(notice()).toBe("Nothing that waits is so sure.");
  });

  test("nothing is done before the question is answered with yes", async () => {
    await keys("A", "enter");
    expect(application.confirmation.get()?.question).toBe("Accept 2 as one step?");
    await keys("n");
    expect([decided(), application.front.name as string]).toEqual([[], "acceptAll"]);
    await keys("enter", "y");
    expect(decided().sort()).toEqual(["a", "b"]);
    expect(application.front).toBeInstanceOf(ReviewModel);
    expect(notice()).toBe("2 accepted together; u takes them all back.");
  });

  test("u takes all of them back, and an earlier decision with the next u", async () => {
    await keys("]", "n", "n", "n", "x", "A", "enter", "y", "u");
    expect(decided()).toEqual(["d"]);
    expect(notice()).toBe("2 decisions taken back together.");
    await keys("u");
    expect(decided()).toEqual([]);
  });

  test("another day u still takes the whole step back, and the review says what it was", async () => {
    await keys("A", "enter", "y");
    application.settle({ screen: "review", run });
    const { front } = application;
    expect(front instanceof ReviewModel && front.state.get().last).toBe("Accepted together: 2");
    await keys("u");
    expect(decided()).toEqual([]);
  });
});

describe("where none is known", () => {
  beforeEach(() =>
    begin({
      a: { ask: { candidates: [candidate("one", 0.95)] } },
      b: { ask: { candidates: [candidate("two", 0.91)] } },
      c: { ask: { recommendation: "medium" } },
    }),
  );

  test("the strongly recommended are meant, and no probability can be typed", async () => {
    await keys("A");
    expect(model().isCalibrated).toBe(false);
    expect(state()).toMatchObject({ text: "", sum: { count: 2, lowest: { score: 0.91 } } });
    await keys("5", "up");
    expect([state().text, notice()]).toEqual([
      "",
      "No probability is known here: all that is strongly recommended is meant.",
    ]);
    await keys("enter", "s");
    expect(decided().sort()).toEqual(["a", "b"]);
  });
});

test("q while they are accepted stops, and what is accepted by then is one step", async () => {
  await begin(Object.fromEntries(Array.from({ length: 1500 }, (_, at) => [`n${at}`, probable(1)])));
  await keys("A", "enter");
  application.press({ name: "y", text: "y" });
  const shown = model().state;
  const { promise, resolve } = Promise.withResolvers<void>();
  shown.subscribe(() => ((shown.get().accepted ?? 0) > 1 ? resolve() : undefined));
  await promise;
  application.press({ name: "?", text: "?" });
  await keys("q");
  const { ledger } = workspace.stores;
  const unit = ledger.questions.lastDecided(run.id, 1)[0]?.decision?.unit ?? 0;
  const accepted = ledger.decisions.unitSize(unit);
  expect(accepted).toBeGreaterThan(0);
  expect(accepted).toBeLessThan(1500);
  expect(application.front).toBeInstanceOf(ReviewModel);
  expect(notice()).toContain("accepted together");
});
