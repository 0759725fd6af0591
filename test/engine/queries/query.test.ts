import { expect, test } from "bun:test";
import { z } from "zod";
import { defineQuery } from "../../../src/engine/queries/query.ts";
import { openWorkspace } from "../../fixtures/terminal/workspace.ts";

test("what is asked is checked before the query runs", async () => {
  using workspace = openWorkspace();
  const asked: string[] = [];
  const kind = { name: "probe.echo", input: z.object({ text: z.string() }), row: z.string() };
  const definition = defineQuery(kind, () => ({
    run: ({ text }) => {
      asked.push(text);
      return [text];
    },
  }));
  const query = await definition.open({
    stores: workspace.stores,
    cacheFolder: workspace.folder,
    settings: {},
  });
  const { signal } = new AbortController();
  expect(await Array.fromAsync(query.run({ text: "x" }, signal))).toEqual(["x"]);
  expect(() => query.run({ text: 7 }, signal)).toThrow();
  expect(asked).toEqual(["x"]);
});
