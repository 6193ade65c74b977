// What CloudWatch is told of published rates, where somebody watches them.

import type { Rate } from './rate.ts'

/**
 * The rates in percent, and for each 100 if it is below the threshold and 0 if not, so that the average over any time
 * is the share of low ones. Nothing where the threshold, a number of percent, is empty.
 */
export const watchedRates = (rates: readonly Pick<Rate, 'successRate'>[], threshold: string) => {
  const SuccessRate = threshold === '' ? [] : rates.map(rate => rate.successRate)
  return { SuccessRate, LowRate: SuccessRate.map(rate => (rate < Number(threshold) ? 100 : 0)) }
}
