import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { Commit, RunRow } from "../../../../../src/stores/ledger.ts";
import type { Application } from "../../../../../src/ui/terminal/desk/application.ts";
import { ReviewModel } from "../../../../../src/ui/terminal/screens/review/model.ts";
import { driveApplication, press } from "../../../../fixtures/terminal/drive.ts";
import { addRun, candidate, openWorkspace, type Workspace } from "../../../../fixtures/terminal/workspace.ts";

let workspace: Workspace;
let run: RunRow;
let application: Application;

beforeEach(async () => {
  workspace = openWorkspace();
  run = await addRun(workspace.stores, {
    a: { ask: {} },
    b: { ask: {} },
    c: { ask: {} },
    weak: { ask: { recommendation: "low" } },
    lost: { ask: { recommendation: "none", candidates: [] } },
  });
  application = driveApplication(workspace.stores, { start: { screen: "review", run } });
});
afterEach(() => {
  // Nothing is applied here: the worker that decisions ask for would outlive the test.
  application.runs.view(run).engageNow = () => undefined;
  application.leave({ how: "quit" });
  workspace[Symbol.dispose]();
});

function model(): ReviewModel {
  const { front } = application;
  if (!(front instanceof ReviewModel)) throw new Error(`${front.name} is in front`);
  return front;
}
const shown = () => model().state.get().question?.itemKey;
const highlighted = () => model().candidate?.id;
const notice = () => application.notice.get()?.text ?? "";
const keys = async (...names: string[]) => {
  application.runs.view(run).engageSoon = () => undefined;
  await press(application, ...names);
};
/** What the ledger says was decided: item, choice, and by whom. */
const decided = () =>
  workspace.stores.ledger.questions
    .lastDecided(run.id, 10)
    .map(({ itemKey, decision }) => [itemKey, decision?.choice, decision?.by]);

/** Does a worker's part: waits for the next item that is to be settled, and commits what becomes of it. */
async function workNext(
  commit: (about: { readonly effect: number }) => Omit<Commit, "item" | "saves">,
): Promise<void> {
  const { ledger } = workspace.stores;
  for (;;) {
    const [item] = await ledger.write(() => ledger.items.claim(run.id, Date.now(), 1, "settling"));
    if (!item) {
      await Bun.sleep(2);
      continue;
    }
    const effect = ledger.effects.live(item.id)?.id ?? 0;
    await ledger.write(() => ledger.items.commit({ item, saves: [], ...commit({ effect }) }));
    return;
  }
}

describe("deciding", () => {
  test("accepting writes the decision before the next item is shown", async () => {
    expect(shown()).toBe("a");
    application.runs.view(run).engageSoon = () => undefined;
    application.press({ name: "a", text: "a" });
    expect(shown()).toBe("a");
    await application.settled();
    expect(decided()).toEqual([["a", "batman-1", "person"]]);
    expect(shown()).toBe("b");
  });

  test("a key pressed while a decision is written does not touch the next item", async () => {
    application.runs.view(run).engageSoon = () => undefined;
    application.press({ name: "a", text: "a" });
    application.press({ name: "a", text: "a" });
    await application.settled();
    expect([decided().length, notice(), shown()]).toEqual([1, "", "b"]);
  });

  test("Enter accepts the first candidate of a strong one and nothing less", async () => {
    await keys("j", "enter");
    expect(notice()).toContain("Enter takes only the first");
    await keys("k", "enter", "]", "enter");
    expect(decided()).toEqual([["a", "batman-1", "person"]]);
    expect(shown()).toBe("weak");
    await keys("a");
    expect(decided()[0]).toEqual(["weak", "batman-1", "person"]);
  });

  test("a digit highlights, the same digit again accepts", async () => {
    await keys("2");
    expect([highlighted(), decided()]).toEqual(["batman-2", []]);
    await keys("1", "2");
    expect([highlighted(), decided()]).toEqual(["batman-2", []]);
    await keys("2");
    expect(decided()).toEqual([["a", "batman-2", "person"]]);
  });

  test("a digit without a candidate says so", async () => {
    await keys("7");
    expect(notice()).toBe("There is no candidate 7.");
  });

  test("none of these is a decision without a choice", async () => {
    await keys("x");
    expect(decided()).toEqual([["a", null, "person"]]);
  });

  test("later puts an item behind the others of its bucket", async () => {
    await keys("s");
    expect(shown()).toBe("b");
    await keys("x", "x");
    expect(shown()).toBe("a");
  });

  test("without a candidate there is nothing to accept and the key says so", async () => {
    await keys("[");
    expect(shown()).toBe("lost");
    await keys("a");
    expect([notice(), decided()]).toEqual(["There is no candidate.", []]);
  });

  test("what somebody else decided meanwhile stays as it is", async () => {
    const { ledger } = workspace.stores;
    const question = model().state.get().question;
    await ledger.write(() =>
      ledger.decisions.decide(question?.id ?? 0, { by: "import", choice: "batman-2" }),
    );
    await keys("a");
    expect(notice()).toContain("Somebody else");
    expect(decided()).toEqual([["a", "batman-2", "import"]]);
  });

  test("when nothing is left the screen says so and still takes back", async () => {
    await keys("x", "x", "x", "x", "x");
    expect(shown()).toBeUndefined();
    await keys("u");
    expect(shown()).toBe("lost");
  });
});

describe("rejecting", () => {
  test("a rejected pair stays with its item and the next candidate is highlighted", async () => {
    await keys("r");
    expect([shown(), highlighted(), decided()]).toEqual(["a", "batman-2", []]);
    expect(model().state.get().question?.rejected).toEqual(["batman-1"]);
  });

  test("a rejected candidate cannot be accepted", async () => {
    await keys("r", "k", "a");
    expect(notice()).toContain("You rejected this pair");
    expect(decided()).toEqual([]);
  });

  test("rejecting the last candidate answers none", async () => {
    await keys("r", "r");
    expect(decided()).toEqual([["a", null, "person"]]);
    expect(shown()).toBe("b");
  });
});

describe("taking back", () => {
  test("undo shows the item again, and deciding it leads on to where one was", async () => {
    await keys("a", "u");
    expect([shown(), decided()]).toEqual(["a", []]);
    await keys("x");
    expect(shown()).toBe("b");
  });

  test("undo shows the item wherever one has gone since", async () => {
    await keys("a", "n", "u");
    expect(shown()).toBe("a");
  });

  test("undo goes back one step at a time, through rejections too", async () => {
    await keys("a", "r", "r", "u");
    expect([shown(), highlighted()]).toEqual(["b", "batman-2"]);
    await keys("z");
    expect(highlighted()).toBe("batman-1");
    await keys("z");
    expect([shown(), decided()]).toEqual(["a", []]);
  });

  test("a decision of an earlier day can be taken back", async () => {
    await keys("a");
    application.settle({ screen: "review", run });
    expect(model().state.get().last).toBe("Decided: a is batman-1 #1 (1940, DC)");
    await keys("u");
    expect([shown(), decided()]).toEqual(["a", []]);
  });

  test("an undo that is refused says why, and the decision stands", async () => {
    await keys("a");
    application.runs.view(run).engage = () => undefined;
    const row = { kind: "test", plan: null };
    await workNext(() => ({ outcome: { to: "done" }, effect: { row, perform: () => null }, applied: true }));
    application.press({ name: "u", text: "u" });
    await workNext(({ effect }) => ({
      outcome: { to: "review" },
      reverted: {
        effect,
        save: () => {
          throw new Error("changed");
        },
        refusal: () => ({ stage: "undo", code: "file-changed", data: { path: "a" } }),
      },
    }));
    await application.settled();
    expect(notice()).toContain("Not taken back. The file was changed since");
    expect(decided()).toEqual([["a", "batman-1", "person"]]);
    expect(shown()).toBe("b");
  });

  test("what a policy decided is not taken back with u", async () => {
    const { ledger } = workspace.stores;
    const question = model().state.get().question;
    await ledger.write(() =>
      ledger.decisions.decide(question?.id ?? 0, { by: "policy", choice: "batman-1" }),
    );
    await keys("u");
    expect(notice()).toContain("no decision of yours");
  });
});

describe("moving", () => {
  test("next and previous stay in the bucket and say where it ends", async () => {
    await keys("n", "n");
    expect(shown()).toBe("c");
    await keys("n");
    expect([shown(), notice()]).toEqual(["c", "This is the last one here; ] shows the others."]);
    await keys("N", "N", "N");
    expect([shown(), notice()]).toEqual(["a", "This is the first one here; [ shows the others."]);
  });

  test("buckets without anything are passed over, in both directions", async () => {
    await keys("]");
    expect(model().state.get().bucket).toBe("low");
    await keys("]", "]");
    expect(model().state.get().bucket).toBe("strong");
    await keys("[");
    expect(model().state.get().bucket).toBe("none");
  });

  test("the reasons close with the item they belong to", async () => {
    await keys("w");
    expect(model().state.get().showsWhy).toBe(true);
    await keys("n");
    expect(model().state.get().showsWhy).toBe(false);
  });

  test("the next items' pictures are drawn ahead", async () => {
    const wanted: (string | undefined)[] = [];
    application.pictures.prefetch = async (wishes) => {
      wanted.push(...wishes.map(({ content }) => content));
    };
    const other = await addRun(workspace.stores, {
      x: { ask: { preview: "x", candidates: [{ ...candidate("one", 1), preview: "one" }] } },
      y: { ask: { preview: "y", candidates: [{ ...candidate("two", 1), preview: "two" }] } },
    });
    application.settle({ screen: "review", run: other });
    expect(wanted).toEqual(["x", "one", "y", "two"]);
  });
});

test("without a run named, the review goes through all that wait", async () => {
  const other = await addRun(workspace.stores, { z: { ask: {} } });
  application.settle({ screen: "review" });
  expect(shown()).toBe("z");
  application.runs.view(other).engageSoon = () => undefined;
  await keys("x");
  expect(shown()).toBe("a");
});

test("a reviewed duplicate has no pair that could be rejected", async () => {
  const copies = await addRun(workspace.stores, { d: { ask: { name: "duplicate", together: true } } });
  application.settle({ screen: "review", run: copies });
  await keys("r");
  expect(notice()).toContain("no pair to reject");
});

describe("flipping", () => {
  const pair = { preview: "mine", candidates: [{ ...candidate("one", 1), preview: "theirs" }] };
  const flip = () => model().state.get().flip;

  beforeEach(async () => {
    run = await addRun(workspace.stores, {
      x: { ask: pair },
      y: { ask: pair },
      plain: { ask: { recommendation: "low" } },
    });
    application.settle({ screen: "review", run });
  });

  test("shows both pictures in turns, both drawn in the same proportions before the first is shown", async () => {
    const wanted: unknown[] = [];
    application.pictures.prefetch = async (wishes) => {
      wanted.push(...wishes.map(({ content, like }) => [content, like]));
    };
    await keys("f");
    expect(wanted).toEqual([
      ["mine", "mine"],
      ["theirs", "mine"],
    ]);
    expect(flip()).toBe("mine");
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = model().state.subscribe(() => (flip() === "theirs" ? resolve() : undefined));
    await promise;
    end();
  });

  test("ends with f or Escape, which do nothing else then, and with any other key, which does what it does", async () => {
    await keys("f", "f");
    expect(flip()).toBeNull();
    await keys("f", "escape");
    expect([flip(), application.front.name as string]).toEqual([null, "review"]);
    await keys("f", "x");
    expect([flip(), decided()[0]?.[1], shown()]).toEqual([null, null, "y"]);
  });

  test("says so where there are no two pictures, or no room for them", async () => {
    await keys("]", "f");
    expect(notice()).toBe("There are not two pictures to compare.");
    application.surface.change({ columns: 40, rows: 12 });
    await keys("f");
    expect(notice()).toContain("too small");
  });
});
