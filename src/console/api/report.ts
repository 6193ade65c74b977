import { errors } from '../../errors.ts'
import { moduleReports } from '../../operate/module-reports.ts'
import type { Source } from '../source.ts'
import type { ReportNow } from '../wire-send.ts'

/** One report as it stands now, with the rate that was last published for it. */
export const readReport = async (source: Source, module: string, timestamp: string): Promise<ReportNow> => {
  if (module === '' || !/^\d{1,20}$/.test(timestamp)) throw errors.badRequest('it names no report')
  const at = BigInt(timestamp)
  const outputs = await source.outputs()
  const [report] = await moduleReports(
    await source.clients.dynamodb(),
    { reports: outputs.WeeklyDiagnosticTableName ?? '', windows: outputs.ReceivedWindowTableName ?? '' },
    { module, from: at, to: at },
  )
  return report ? { attempts: report.attempts, rate: report.rate } : {}
}
