import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { join } from "node:path";
import { Fetcher } from "../../../src/engine/net/fetcher.ts";
import { caught } from "../../fixtures/net/caught.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

const folder = temporaryFolder();

async function serve(handle: RequestListener) {
  const server = createServer(handle);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  return {
    url,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const fetcher = new Fetcher({ userAgent: "lote/1.0 (https://example.org)" });

function fileOf(name: string, bytes: Uint8Array): Blob {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return Bun.file(path);
}

const pattern = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 31) % 251);
const hashOf = (bytes: Uint8Array) => Bun.SHA256.hash(bytes, "hex");

test("a file is sent byte for byte, says its length beforehand, and is sent anew where a redirect keeps the method", async () => {
  const seen: { path: string; length: string | undefined; chunked: boolean; hash: string }[] = [];
  using server = await serve((request, response) => {
    const hash = new Bun.CryptoHasher("sha256");
    request.on("data", (piece: Uint8Array) => hash.update(piece));
    request.on("end", () => {
      const { "content-length": length, "transfer-encoding": coding } = request.headers;
      const path = request.url ?? "";
      seen.push({ path, length, chunked: coding !== undefined, hash: hash.digest("hex") });
      if (path === "/first") response.writeHead(307, { location: "/second" }).end();
      else response.writeHead(200).end("taken");
    });
  });
  const bytes = pattern(3_000_001);
  const { url } = server;
  const answer = await fetcher.fetch({ url: `${url}/first`, base: url, body: fileOf("whole", bytes) });
  expect(new TextDecoder().decode(answer.body)).toBe("taken");
  const sent = { length: "3000001", chunked: false, hash: hashOf(bytes) };
  expect(seen).toEqual([
    { path: "/first", ...sent },
    { path: "/second", ...sent },
  ]);
});

/** Counts what is read of it. */
class CountedBlob extends Blob {
  read = 0;
  override stream(): ReturnType<Blob["stream"]> {
    const size = this.size;
    const piece = new Uint8Array(2 ** 16);
    return new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          if (this.read >= size) return controller.close();
          this.read += piece.length;
          controller.enqueue(piece);
        },
      },
      { highWaterMark: 0 },
    ) as unknown as ReturnType<Blob["stream"]>;
  }
}

test("no more of a file is read than the server takes", async () => {
  const goOn = Promise.withResolvers<void>();
  const began = Promise.withResolvers<void>();
  let received = 0;
  using server = await serve((request, response) => {
    request.pause();
    began.resolve();
    void goOn.promise.then(() => {
      request.on("data", (piece: Uint8Array) => {
        received += piece.length;
      });
      request.on("end", () => response.end("taken"));
      request.resume();
    });
  });
  const bytes = 64 * 2 ** 20;
  const body = new CountedBlob([new Uint8Array(bytes)]);
  const { url } = server;
  const answer = fetcher.fetch({ url, base: url, body });
  await began.promise;
  // Until nothing more is read for a while.
  for (let still = 0, before = -1; still < 5; ) {
    await Bun.sleep(20);
    still = body.read === before ? still + 1 : 0;
    before = body.read;
  }
  expect(body.read).toBeLessThan(bytes / 2);
  goOn.resolve();
  expect((await answer).status).toBe(200);
  expect(received).toBe(bytes);
});

test("a server that refuses a file before it has all of it is heard", async () => {
  using server = await serve((_request, response) => {
    response.writeHead(413, { connection: "close" }).end("too large");
  });
  const { url } = server;
  const request = { url, base: url, body: fileOf("large", new Uint8Array(2 ** 22)), statuses: [413] };
  const { status } = await fetcher.fetch(request);
  expect(status).toBe(413);
});

test("a file that is gone ends the request, and says what is missing", async () => {
  using server = await serve((request, response) => {
    request.on("error", () => {});
    request.resume();
    request.on("end", () => response.end("taken"));
  });
  const { url } = server;
  const error = await caught(fetcher.fetch({ url, base: url, body: Bun.file(join(folder, "nowhere")) }));
  expect(error.code).toBe("not-found");
});
