import { Equals, Not, Ref, Sub } from '../src/cfn/functions.ts'

export const parameters = {
  Parameters: {
    NamePrefix: {
      Type: 'String',
      Default: '',
      AllowedPattern: '^[A-Za-z0-9_-]{0,32}$',
      Description: 'Stands before the name of every topic, table, queue, function and log group.',
    },
    TimestampUnit: {
      Type: 'String',
      Default: 's',
      AllowedValues: ['s', 'ms', 'us', 'ns'],
      Description: "The unit of the events' timestamps. A wrong one costs more reads; the rates stay exact.",
    },
    FirstReport: {
      Type: 'String',
      Default: 'contract',
      AllowedValues: ['contract', 'baseline'],
      Description:
        "contract: all attempts of a module's first report count. baseline: they are its zero point, for a fleet that ran before.",
    },
    CodeBucket: {
      Type: 'String',
      Default: '',
      Description: 'A bucket that holds the code as a zip. Empty: the code in this template.',
    },
    CodePrefix: {
      Type: 'String',
      Default: '',
      Description: 'Stands before the name of the zip in CodeBucket.',
    },
  },
  Conditions: {
    FromBucket: Not(Equals(Ref('CodeBucket'), '')),
  },
}

/** A name that carries the stack's prefix. */
export const named = (name: string) => Sub(`\${NamePrefix}${name}`)
