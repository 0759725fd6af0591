import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import type { VectorSealer } from "../../../../stores/faces.ts";
import { LoteError } from "../../../errors/lote-error.ts";

/** Bytes of an AES-256 key. */
export const keyBytes = 32;
/** The first byte of what is sealed: how. */
const format = 1;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals vectors with AES-256-GCM. Person and space are bound to it as associated data: a row that is given to another
 * person, or moved to another space, does not open.
 */
export class VectorVault implements VectorSealer {
  readonly #key: Uint8Array;

  /** @param key {@link keyBytes} bytes */
  constructor(key: Uint8Array) {
    if (key.length !== keyBytes) throw new LoteError("face-key-broken", { path: "" });
    this.#key = key;
  }

  /** Tells keys apart, and does not tell the key. */
  get fingerprint(): string {
    return createHmac("sha256", this.#key).update("lote face key").digest("hex").slice(0, 16);
  }

  seal(vector: Float32Array, person: string, space: string): Uint8Array {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce);
    cipher.setAAD(boundTo(person, space));
    const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
    const sealed = [cipher.update(bytes), cipher.final()];
    return new Uint8Array(Buffer.concat([Uint8Array.of(format), nonce, ...sealed, cipher.getAuthTag()]));
  }

  /** @throws LoteError `face-vector-broken` */
  open(sealed: Uint8Array, person: string, space: string): Float32Array {
    const body = sealed.subarray(1 + nonceBytes, -tagBytes);
    try {
      if (sealed[0] !== format) throw new Error("another format");
      const decipher = createDecipheriv("aes-256-gcm", this.#key, sealed.subarray(1, 1 + nonceBytes));
      decipher.setAAD(boundTo(person, space));
      decipher.setAuthTag(sealed.subarray(-tagBytes));
      const bytes = Buffer.concat([decipher.update(body), decipher.final()]);
      return new Float32Array(new Uint8Array(bytes).buffer);
    } catch (cause) {
      throw new LoteError("face-vector-broken", {}, { cause });
    }
  }
}

/** In a form in which no other person and space can read the same. */
function boundTo(person: string, space: string): Buffer {
  return Buffer.from(JSON.stringify(["lote face vector", format, person, space]));
}
