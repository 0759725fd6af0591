import { expect, test } from "bun:test";
import { openServiceEmbedder } from "../../../../src/engine/embedding/text/service-embedder.ts";
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts";

/** Opens a model that lote does not know, on a server that nobody runs: what is wrong is told before it is asked. */
const opened = (price?: string) =>
  openServiceEmbedder("own-model", {
    settings: {
      "openai-base-url": "http://127.0.0.1:9/v1",
      ...(price === undefined ? {} : { "model-price": price }),
    },
    cacheFolder: temporaryFolder(),
  });

test("a model of one's own without a price is refused, as nobody would know what it costs", async () => {
  await expect(opened()).rejects.toMatchObject({ code: "price-unknown" });
});

test("a price that is written otherwise than in dollars in and out is refused, and not taken for nothing", async () => {
  for (const price of ["/0.5", " ", "0x10/0", "0,1/0,5", "0.1"])
    await expect(opened(price)).rejects.toMatchObject({ code: "config-value", data: { given: price } });
});
