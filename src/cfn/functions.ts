// The intrinsic functions that definitions use. Sub is our own: that of cloudform-types wants a mapping of
// variables, and prints it even when it is empty.
import { ConditionIntrinsicFunction, IntrinsicFunction } from 'cloudform-types/types/dataTypes.js'

export type { Value as PropertyValue } from 'cloudform-types/types/dataTypes.js'
export { And, Equals, FindInMap, GetAtt, If, Join, Not, Or, Ref } from 'cloudform-types/types/functions.js'
export { NoValue } from 'cloudform-types/types/refs.js'

/** Whether another condition holds, inside a condition. */
export const Condition = (name: string): ConditionIntrinsicFunction =>
  new ConditionIntrinsicFunction('Condition', name)

/** A text in which ${Name} and ${Name.Attribute} are replaced when the stack is deployed. */
export const Sub = (text: string): IntrinsicFunction => new IntrinsicFunction('Fn::Sub', text)
