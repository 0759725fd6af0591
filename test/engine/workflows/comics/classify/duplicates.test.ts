import { expect, test } from "bun:test";
import type { ReachedItem } from "../../../../../src/engine/flow/stage.ts";
import {
  duplicateQuestion,
  duplicatesStage,
} from "../../../../../src/engine/workflows/comics/classify/duplicates.ts";
import type { ClassifyTravel } from "../../../../../src/engine/workflows/comics/classify/travel.ts";
import type { Candidate, Recommendation } from "../../../../../src/stores/ledger.ts";
import { openStores } from "../../../../../src/stores/sqlite/open.ts";
import { temporaryFolder } from "../../../../fixtures/temporary-folder.ts";

const candidate: Candidate = {
  id: "batman 001~abc",
  label: "Batman #1",
  score: 0.9,
  probability: null,
  reasons: [],
  target: "issue-key",
};

function travel(rivals: readonly string[]): ClassifyTravel {
  const file = { path: "/comics/b.cbz", size: 1, modifiedMs: 1 };
  return { file, candidates: [candidate], recommendation: "strong", rivals };
}

test("a comic that nobody else claims an issue with is asked nothing", () => {
  expect(duplicateQuestion("/comics/b.cbz", travel([]))).toBeUndefined();
  expect(
    duplicateQuestion("/comics/b.cbz", { ...travel(["/comics/a.cbz"]), candidates: [] }),
  ).toBeUndefined();
});

test("all comics that claim an issue get one question, with the same answers in the same order", () => {
  const left = duplicateQuestion("/comics/b.cbz", travel(["/comics/a.cbz"]));
  const right = duplicateQuestion("/comics/a.cbz", travel(["/comics/b.cbz"]));
  expect(left).toMatchObject({ name: "duplicate", subject: "issue-key", together: true });
  expect(left?.candidates.map(({ id }) => id)).toEqual([
    "keep-both",
    "keep:/comics/a.cbz",
    "keep:/comics/b.cbz",
  ]);
  expect(right?.candidates).toEqual(left?.candidates ?? []);
  expect(left?.reasons).toEqual([{ code: "duplicate", speaks: "info", data: { other: "/comics/a.cbz" } }]);
});

test("the question is never the policy's to answer, and moot for a comic that is another issue", () => {
  const question = duplicateQuestion("/comics/b.cbz", travel(["/comics/a.cbz"]));
  expect(question?.recommendation).toBe("low");
  expect(question?.onlyIf).toEqual({ question: "issue", choice: candidate.id });
});

test("a doubtful comic does not hold a sure one of the same issue up, and is itself asked about", async () => {
  const stores = openStores(temporaryFolder());
  const claims: Record<string, Recommendation> = { sure: "strong", "sure too": "strong", doubtful: "medium" };
  const rivalsOf = async (...paths: string[]) => {
    const items = paths.map((key, id): ReachedItem<ClassifyTravel> => {
      const recommendation = claims[key] ?? "none";
      return {
        id,
        key,
        input: null,
        waiting: true,
        travel: { ...travel([]), rivals: undefined as never, recommendation },
      };
    });
    const found: Record<string, readonly string[]> = {};
    const { run } = duplicatesStage(stores);
    const context = { signal: new AbortController().signal } as Parameters<typeof run>[1];
    for await (const { id, travel } of run(() => items, context))
      found[paths[id] ?? ""] = travel.rivals ?? [];
    return found;
  };
  expect(await rivalsOf("sure", "doubtful")).toEqual({ doubtful: ["sure"] });
  expect(await rivalsOf("sure", "sure too", "doubtful")).toEqual({
    sure: ["sure too"],
    "sure too": ["sure"],
    doubtful: ["sure", "sure too"],
  });
  expect(await rivalsOf("doubtful")).toEqual({});
  stores.close();
});
