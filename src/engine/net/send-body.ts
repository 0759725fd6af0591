import type { ClientRequest } from "node:http";

/** What a request sends along. A file is read while it is sent, piece by piece, and anew where it is sent again. */
export type Body = string | Uint8Array | Blob;

/** Of a request whose body is a file: how long it is says so beforehand, since not all servers take it otherwise. */
export function lengthHeader(body: Body | null): { readonly "content-length"?: string } {
  return body instanceof Blob ? { "content-length": String(body.size) } : {};
}

/**
 * Sends the body and ends the request. No more of a file is in memory than the connection takes at once.
 *
 * @param onPiece called whenever the connection took more of it
 * @throws what reading the file ends with; what ends the connection is told by the request itself
 */
export async function sendBody(
  request: ClientRequest,
  body: Body | null,
  onPiece: () => void,
): Promise<void> {
  if (!(body instanceof Blob)) {
    request.end(body ?? undefined);
    return;
  }
  for await (const piece of body.stream() as unknown as AsyncIterable<Uint8Array>) {
    // The server did not want the rest.
    if (request.destroyed) return;
    if (!request.write(piece)) await drained(request);
    onPiece();
  }
  request.end();
}

/** Resolves when more may be written, or when nobody takes any more. */
function drained(request: ClientRequest): Promise<void> {
  if (request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      request.off("drain", done);
      request.off("close", done);
      resolve();
    };
    request.on("drain", done);
    request.on("close", done);
  });
}
