import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { RunRow } from "../../../../../src/stores/ledger.ts";
import type { Application } from "../../../../../src/ui/terminal/desk/application.ts";
import { ReviewModel } from "../../../../../src/ui/terminal/screens/review/model.ts";
import { SearchModel } from "../../../../../src/ui/terminal/screens/search/model.ts";
import { putCovers } from "../../../../fixtures/comics/put-covers.ts";
import { driveApplication, press, typeText } from "../../../../fixtures/terminal/drive.ts";
import { addRun, openWorkspace, type Workspace } from "../../../../fixtures/terminal/workspace.ts";

let workspace: Workspace;
let run: RunRow;
let application: Application;

beforeEach(async () => {
  workspace = openWorkspace();
  await putCovers(workspace.stores, {
    "/covers/batman-1.jpg": { series: "Batman", number: "1", year: 1940 },
    "/covers/batman-2.jpg": { series: "Batman", number: "2", year: 1940 },
    "/covers/ñandú.jpg": { series: "Ñandú", number: "7" },
  });
  run = await addRun(workspace.stores, {
    a: { ask: {} },
    b: { ask: {} },
    copies: { ask: { name: "duplicate", together: true, recommendation: "low" } },
  });
  application = driveApplication(workspace.stores, { start: { screen: "review", run } });
  // Nothing is applied here: the worker that decisions ask for would outlive the test.
  application.runs.view(run).engageSoon = () => undefined;
  application.runs.view(run).engageNow = () => undefined;
});
afterEach(async () => {
  application.leave({ how: "quit" });
  await application.closed();
  workspace[Symbol.dispose]();
});

function model(): SearchModel {
  const { front } = application;
  if (!(front instanceof SearchModel)) throw new Error(`${front.name} is in front`);
  return front;
}
const keys = (...names: string[]) => press(application, ...names);
const notice = () => application.notice.get()?.text ?? "";
const found = () =>
  model()
    .state.get()
    .rows.map(({ candidate }) => candidate.label);
const decided = () =>
  workspace.stores.ledger.questions
    .lastDecided(run.id, 10)
    .map(({ itemKey, decision }) => [itemKey, decision?.choice?.split("~")[0], decision?.by]);

/** Types, and waits until what was typed is answered. */
async function look(text: string): Promise<void> {
  await typeText(application, text);
  const { state } = model();
  if (state.get().isAnswered) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = state.subscribe(() => (state.get().isAnswered ? resolve() : undefined));
  await promise;
  end();
}

describe("what is typed", () => {
  test("is looked for with every key, without accents", async () => {
    await keys("/");
    await look("nan");
    expect(found()).toEqual(["Ñandú #7"]);
    await keys("ctrl+u");
    expect([found(), model().state.get().text]).toEqual([[], ""]);
    await look("batman");
    expect(found()).toEqual(["Batman #1 (1940)", "Batman #2 (1940)"]);
    await look(" 2");
    expect(found()[0]).toBe("Batman #2 (1940)");
    await keys("ctrl+u");
    await look("zzz");
    await keys("enter");
    expect(notice()).toBe("Nothing is called so.");
  });

  test("may be words with spaces, digits and the letters that are keys elsewhere, or be pasted", async () => {
    await keys("/");
    await look("q a?/1");
    expect(model().state.get().text).toBe("q a?/1");
    await keys("ctrl+u");
    application.paste("batman\n 2");
    expect(model().state.get().text).toBe("batman 2");
  });

  test("is not taken for an answer that belongs to an earlier text", async () => {
    await keys("/");
    await look("batman 1");
    await typeText(application, "0");
    await keys("enter");
    expect([notice(), decided()]).toEqual(["Searching", []]);
  });
});

describe("what is chosen", () => {
  test("becomes a candidate that a person found, and is the decision", async () => {
    await keys("/");
    await look("batman");
    await keys("down", "enter");
    expect(application.front).toBeInstanceOf(ReviewModel);
    expect(decided()).toEqual([["a", "batman-2", "person"]]);
    const [question] = workspace.stores.ledger.questions.lastDecided(run.id, 1);
    expect(question?.candidates.map(({ id }) => id.split("~")[0])).toEqual([
      "batman-1",
      "batman-2",
      "batman-2",
    ]);
    expect(question?.candidates.at(-1)?.reasons).toEqual([{ code: "searched", speaks: "info" }]);
  });

  test("is taken back with u, and stays among the candidates", async () => {
    await keys("/");
    await look("nandu");
    await keys("enter", "u");
    expect(decided()).toEqual([]);
    const { front } = application;
    if (!(front instanceof ReviewModel)) throw new Error("no review");
    expect(front.state.get().question?.candidates).toHaveLength(3);
    await keys("3", "3");
    expect(decided()).toEqual([["a", "ñandú", "person"]]);
  });

  test("may be what was ruled out before, which it says", async () => {
    const { ledger } = workspace.stores;
    await ledger.write(() => ledger.rejections.add({ family: "comics", subject: "a", target: "Batman 1" }));
    await keys("/");
    await look("batman 1");
    expect(model().rejected).toContain("Batman 1");
    await keys("enter");
    expect(decided()).toEqual([["a", "batman-1", "person"]]);
    expect(ledger.rejections.targets("comics", "a").size).toBe(0);
    await keys("u");
    expect(ledger.rejections.targets("comics", "a").size).toBe(1);
  });
});

test("Escape leaves everything as it was", async () => {
  await keys("/");
  await look("batman");
  await keys("escape");
  expect([application.front.name as string, decided()]).toEqual(["review", []]);
});

test("where there is nothing else to choose the key says so", async () => {
  await keys("]", "/");
  expect(notice()).toBe("Nothing else can be chosen here.");
});
