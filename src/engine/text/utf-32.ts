/** The byte order marks of UTF-32, which `TextDecoder` does not know. */
const marks = { "utf-32le": [0xff, 0xfe, 0, 0], "utf-32be": [0, 0, 0xfe, 0xff] } as const;

export type Utf32 = keyof typeof marks;

const replacement = 0xfffd;
const highest = 0x10ffff;

/** Which UTF-32 a text that begins so is in; undefined where it has no mark of one. */
export function utf32Of(start: Uint8Array): Utf32 | undefined {
  const isMarked = (charset: Utf32) => marks[charset].every((byte, at) => start[at] === byte);
  return (["utf-32le", "utf-32be"] as const).find(isMarked);
}

export function isUtf32(charset: string): charset is Utf32 {
  return Object.hasOwn(marks, charset);
}

/** Decodes UTF-32 as `TextDecoder` does other charsets: the mark is left out, what is no character is replaced. */
export class Utf32Decoder {
  #rest = new Uint8Array();
  #hasBegun = false;

  constructor(private readonly charset: Utf32) {}

  decode(bytes: Uint8Array = new Uint8Array(), { stream = false } = {}): string {
    const all = Buffer.concat([this.#rest, bytes]);
    const whole = all.length - (all.length % 4);
    this.#rest = all.subarray(whole);
    const view = new DataView(all.buffer, all.byteOffset, whole);
    const characters: string[] = [];
    for (let at = 0; at < whole; at += 4) {
      const point = view.getUint32(at, this.charset === "utf-32le");
      if (this.#hasBegun || point !== 0xfeff) characters.push(characterOf(point));
      this.#hasBegun = true;
    }
    if (!stream && this.#rest.length > 0) characters.push(characterOf(replacement));
    return characters.join("");
  }
}

function characterOf(point: number): string {
  const isSurrogate = point >= 0xd800 && point <= 0xdfff;
  return String.fromCodePoint(point > highest || isSurrogate ? replacement : point);
}
