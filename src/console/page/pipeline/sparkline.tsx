import type { Series } from '../../wire-flow.ts'

const height = 24

/** The shape of a series' last minutes, from nothing up to its own greatest value. For the eye alone. */
export const Sparkline = ({ series }: { readonly series: Series }) => {
  if (series.length < 2) return null
  const most = Math.max(...series.map(value => value ?? 0))
  const points = series.map((value, i) => {
    const share = most === 0 ? 0 : (value ?? 0) / most
    return `${i} ${(height - 1 - share * (height - 3)).toFixed(1)}`
  })
  const end = series.length - 1
  return (
    <svg class="sparkline" viewBox={`0 0 ${end} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <path class="area" d={`M0 ${height} L${points.join(' L')} L${end} ${height} Z`} />
      <path class="line" d={`M${points.join(' L')}`} />
    </svg>
  )
}
