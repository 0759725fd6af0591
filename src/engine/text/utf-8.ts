/** A whole UTF-8 sequence of several bytes, or one of them that belongs to none, as letters of Latin-1. */
const beyondAscii =
  /([\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})|[\x80-\xff]/g;

/** The beginning of a sequence at the end of a piece. */
const begun = /(?:[\xc2-\xf4]|[\xe0-\xf4][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})$/;

/**
 * Whether these bytes are UTF-8 but for a few that were pasted in from another charset: chance makes hardly any whole
 * sequence in a text of one that is not UTF-8.
 */
export function isMostlyUtf8(bytes: Uint8Array): boolean {
  let whole = 0;
  let stray = 0;
  for (const [, sequence] of latin(bytes).matchAll(beyondAscii)) {
    if (sequence === undefined) stray++;
    else whole++;
  }
  return whole > stray;
}

/** Decodes UTF-8 as `TextDecoder` does, but for bytes that are none: those are read as Windows-1252. */
export class Utf8Decoder {
  #rest: Uint8Array = new Uint8Array();
  #hasBegun = false;

  decode(bytes: Uint8Array = new Uint8Array(), { stream = false } = {}): string {
    const all = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    const open = stream ? (begun.exec(latin(all.subarray(-3)))?.[0].length ?? 0) : 0;
    const whole = all.subarray(0, all.length - open);
    // A copy: the chunk is the stream's own.
    this.#rest = all.slice(all.length - open);
    const text = decoded(whole, this.#hasBegun);
    this.#hasBegun ||= whole.length > 0;
    return text;
  }
}

function decoded(bytes: Uint8Array, ignoreBOM: boolean): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM }).decode(bytes);
  } catch {
    const text = latin(bytes).replace(beyondAscii, (letters, sequence) =>
      new TextDecoder(sequence === undefined ? "windows-1252" : "utf-8", { ignoreBOM: true }).decode(
        Buffer.from(letters, "latin1"),
      ),
    );
    return ignoreBOM ? text : text.replace(/^\ufeff/, "");
  }
}

/** Each byte as the letter of its number. */
function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
