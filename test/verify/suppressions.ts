// What other people's tools hold against service.yaml, and why it stays as it is. The one place for this: whatever a
// tool finds beside these fails `npm run verify`, and so does an entry that explains nothing any more.

export type Suppression = {
  readonly tool: 'checkov' | 'cloudformation-validate'
  readonly id: string
  /** A logical id, or * for every resource that the rule names. */
  readonly resource: string
  readonly reason: string
}

const checkov = (id: string, resource: string, reason: string): Suppression => ({
  tool: 'checkov',
  id,
  resource,
  reason,
})

const validate = (id: string, resource: string, reason: string): Suppression => ({
  tool: 'cloudformation-validate',
  id,
  resource,
  reason,
})

const ownKey =
  'a key of one’s own costs $1 a month and a fee for each use; encrypted with a key of AWS as it is'

export const suppressions: readonly Suppression[] = [
  checkov('CKV_AWS_26', '*', 'alias/aws/sns would shut out alarms and publishers of other accounts'),
  checkov('CKV_AWS_119', '*', ownKey),
  checkov('CKV_AWS_158', '*', ownKey),
  checkov('CKV_AWS_173', '*', `no secret stands in the environment; ${ownKey}`),
  checkov(
    'CKV_AWS_27',
    'DeadLetterQueue',
    'not so: SqsManagedSseEnabled is true, which the rule does not read',
  ),
  checkov(
    'CKV_AWS_116',
    '*',
    'not so: EventInvokeConfig and the stream mapping have on-failure destinations, which the rule does not read',
  ),
  checkov(
    'CKV_AWS_117',
    '*',
    'the functions call public endpoints of AWS only; a VPC would need paid endpoints',
  ),
  validate('I9001', '*', 'says only that a name or key cannot change in place, which is meant'),
  validate('I9040', '*', 'tags are given to the stack, and CloudFormation hands them to its resources'),
]
