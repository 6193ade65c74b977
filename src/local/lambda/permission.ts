// Who may invoke a function: its resource policy, as AWS::Lambda::Permission writes it. Pure.
// https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html

import { covers } from '../iam/wildcard.ts'

export type Permission = { readonly principal: string; readonly sourceArn: string | undefined }

/** Another service, for one of its resources. */
export type Caller = { readonly principal: string; readonly sourceArn: string }

/** Whether a permission lets the caller in. SourceArn is compared by ArnLike: * and ? stand for any text. */
export const allows = (permission: Permission, from: Caller): boolean =>
  permission.principal === from.principal &&
  (permission.sourceArn === undefined || covers(permission.sourceArn, from.sourceArn))
