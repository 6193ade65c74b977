// Exact unsigned integers: from JSON fields and from table attributes.

/** 2^64 - 1 and 2^32 - 1, the greatest timestamp and the greatest count of attempts. */
export const maxUint64 = '18446744073709551615'
export const maxUint32 = '4294967295'

/**
 * The digits of an unsigned integer without leading zeros, or undefined if the text is not digits or is greater
 * than `max`. Compared as text: a long string of digits costs no more than its length.
 */
export const digits = (text: string | undefined, max: string): string | undefined => {
  if (text === undefined || !/^\d+$/.test(text)) return undefined
  const plain = text.replace(/^0+(?=\d)/, '')
  return plain.length < max.length || (plain.length === max.length && plain <= max) ? plain : undefined
}
