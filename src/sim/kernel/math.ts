/**
 * Logarithm and exponential built only from + − × ÷ and bit moves, which IEEE 754 makes equal everywhere. The platform's
 * `Math.log` and `Math.exp` differ between engines in the last bit, and one bit sooner or later moves a microsecond.
 */

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

/** Natural logarithm of a positive finite number; relative error below 1e-15. Throws on anything else. */
export function log(x: number): number {
  if (!(x > 0) || x === Infinity) throw new RangeError(`log of ${x}`);
  let exponent = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984;
    exponent = -54;
  }
  float[0] = x;
  const high = words[1]!;
  exponent += (high >>> 20) - 1023;
  words[1] = (high & 0xfffff) | 0x3ff00000;
  let mantissa = float[0]!;
  if (mantissa > 1.4142135623730951) {
    mantissa /= 2;
    exponent++;
  }
  // ln m = 2 artanh((m - 1) / (m + 1)); |s| <= 0.1716, so eleven terms reach the last bit.
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum = 0;
  for (let odd = 21; odd >= 1; odd -= 2) sum = sum * square + 1 / odd;
  return exponent * LN2_HIGH + (2 * s * sum + exponent * LN2_LOW);
}

/** e to the power of x; 0 below the smallest normal number, Infinity above the largest. Relative error below 1e-15. */
export function exp(x: number): number {
  if (x < -708) return 0;
  if (x > 709) return Infinity;
  const power = Math.floor(x / (LN2_HIGH + LN2_LOW) + 0.5);
  const rest = x - power * LN2_HIGH - power * LN2_LOW;
  let sum = 1;
  for (let n = 14; n >= 1; n--) sum = 1 + (sum * rest) / n;
  words[0] = 0;
  words[1] = (power + 1023) << 20;
  return sum * float[0]!;
}

const TABLE_BITS = 12;
const TABLE_SIZE = 1 << TABLE_BITS;
const REST_BITS = 32 - TABLE_BITS;
const REST_MASK = (1 << REST_BITS) - 1;
const REST_UNIT = 1 / (1 << REST_BITS);
/** ln(1 + i / TABLE_SIZE); filled by our own logarithm, so it has the same bits everywhere. */
const table = new Float64Array(TABLE_SIZE + 1);
for (let i = 0; i <= TABLE_SIZE; i++) table[i] = log(1 + i / TABLE_SIZE);
const LN2 = LN2_HIGH + LN2_LOW;

/**
 * −ln((n + 1) / 2^32) for a 32-bit n, from a table with linear interpolation (error below 1e-8): an exponential
 * variate with mean 1 from one draw, four times faster than the full logarithm.
 */
export function negativeLogOfUniform(n: number): number {
  const value = (n + 1) | 0;
  if (value === 0) return 0;
  // The leading 1 shifted out, the next bits choose the table's entry and the rest the place between it and the next one.
  const zeros = Math.clz32(value);
  const mantissa = (value << zeros) << 1;
  const index = mantissa >>> REST_BITS;
  const low = table[index]!;
  const part = low + (table[index + 1]! - low) * ((mantissa & REST_MASK) * REST_UNIT);
  return (zeros + 1) * LN2 - part;
}
