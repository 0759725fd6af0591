import { expect, test } from "bun:test";
import { comicsFlows } from "../../../../src/ui/terminal/flows/comics.ts";

const { catalogue, classify, embed } = comicsFlows({ model: null, settings: {} });

test("matching changes nothing by itself unless strong ones are to be applied", () => {
  expect(classify.request({ path: "/x" }).policy.accept).toBe("nothing");
  expect(classify.request({ path: "/x", strong: true }).policy.accept).toBe("strong");
});

test("no comic is written into unless that is switched on, and then nothing that it says is replaced", () => {
  expect(classify.request({ path: "/x" }).parameters).toMatchObject({ comicInfo: "never" });
  expect(classify.request({ path: "/x", comicInfo: true }).parameters).toMatchObject({ comicInfo: "fill" });
});

test("a threshold is taken with a point or a comma and left to the space when empty", () => {
  const threshold = (text: string) =>
    (classify.request({ path: "/x", threshold: text }).parameters as { threshold: number | null }).threshold;
  expect([threshold("0.8"), threshold("0,8"), threshold(" ")]).toEqual([0.8, 0.8, null]);
});

test("a form says which field is wrong before anything starts", async () => {
  expect(await classify.check({ path: "" })).toEqual({ field: "path", words: "terminal.problemNoPath" });
  expect(await catalogue.check({ path: "/there/is/nothing" })).toEqual({
    field: "path",
    words: "terminal.problemMissingPath",
  });
  expect(await classify.check({ path: "/", threshold: "much" })).toEqual({
    field: "threshold",
    words: "terminal.problemThreshold",
  });
  expect(await classify.check({ path: "/", threshold: "0.8" })).toBeUndefined();
});

test("a model that there is not is said in the form, before anything starts", async () => {
  const unknown = comicsFlows({ model: "no-such-model", settings: {} });
  for (const flow of [unknown.catalogue, unknown.classify]) {
    await expect(flow.check({ path: "/" })).rejects.toMatchObject({ code: "model-unknown" });
  }
});

test("making the missing vectors asks nothing and names no path", async () => {
  expect(embed.fields).toEqual([]);
  expect((embed.request({}).parameters as { paths: string[] }).paths).toEqual([]);
});

test("the model that was chosen is the one of every run that starts from the menu", () => {
  const flows = Object.values(comicsFlows({ model: "our-clip", settings: {} }));
  for (const flow of flows)
    expect(flow.request({ path: "/x" }).parameters).toMatchObject({ model: "our-clip" });
});
