/** A seed for good: other signs would make other sketches of the same vectors. */
const signSeed = 0x9e3779b9;

/** Fewer tell vectors apart too coarsely: the best ten of many are not among the most alike any more. */
const fewestBits = 1024;

/** Makes sketches of vectors of one length: on which sides of so many planes they lie. */
export class Sketcher {
  /** Bits of a sketch: a power of two, no fewer than numbers of a vector. */
  readonly bits: number;
  readonly #signs: Float32Array;
  readonly #work: Float32Array;

  constructor(dimensions: number) {
    const width = 2 ** Math.max(3, Math.ceil(Math.log2(dimensions)));
    this.bits = Math.max(fewestBits, width);
    this.#work = new Float32Array(width);
    this.#signs = new Float32Array(this.bits);
    let state = signSeed;
    for (let index = 0; index < this.bits; index++) {
      // xorshift32
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      this.#signs[index] = (state & 1) === 0 ? 1 : -1;
    }
  }

  /** On which sides the vector lies, a bit for each plane. */
  of(vector: Float32Array): Uint8Array {
    const sketch = new Uint8Array(this.bits / 8);
    for (const [bit, value] of this.#turned(vector).entries()) {
      if (value > 0) sketch[bit >> 3] = (sketch[bit >> 3] ?? 0) | (1 << (bit & 7));
    }
    return sketch;
  }

  /**
   * What the bytes of a sketch tell of its vector's cosine with this one: 256 numbers for each byte of a sketch, and the
   * sum over its bytes grows with the cosine. It errs about half as much as counting the bits that differ, since of this
   * vector nothing was rounded away.
   */
  weights(vector: Float32Array): Float32Array {
    const turned = this.#turned(vector);
    const weights = new Float32Array(this.bits * 32);
    for (let byte = 0; byte < this.bits / 8; byte++) {
      const at = byte * 256;
      let none = 0;
      for (let bit = 0; bit < 8; bit++) none -= turned[byte * 8 + bit] ?? 0;
      weights[at] = none;
      // Each value is another one with its highest bit turned.
      for (let bit = 0; bit < 8; bit++) {
        const more = 2 * (turned[byte * 8 + bit] ?? 0);
        for (let low = 0; low < 1 << bit; low++)
          weights[at + (1 << bit) + low] = (weights[at + low] ?? 0) + more;
      }
    }
    return weights;
  }

  /**
   * The vector, turned by random signs and a Walsh–Hadamard transform; as often as it takes, each time by others.
   * Without the turn a vector that is mostly zeros, as that of a few words is, would have bits that say nothing.
   * (Charikar's hyperplanes, with the fast transform in place of random ones.)
   */
  #turned(vector: Float32Array): Float32Array {
    const turned = new Float32Array(this.bits);
    const work = this.#work;
    for (let from = 0; from < this.bits; from += work.length) {
      work.fill(0);
      for (let index = 0; index < vector.length; index++) {
        work[index] = (vector[index] ?? 0) * (this.#signs[from + index] ?? 1);
      }
      transform(work);
      turned.set(work, from);
    }
    return turned;
  }
}

/** The Walsh–Hadamard transform, in place. */
function transform(work: Float32Array): void {
  for (let half = 1; half < work.length; half *= 2) {
    for (let block = 0; block < work.length; block += half * 2) {
      for (let at = block; at < block + half; at++) {
        const left = work[at] ?? 0;
        const right = work[at + half] ?? 0;
        work[at] = left + right;
        work[at + half] = left - right;
      }
    }
  }
}
