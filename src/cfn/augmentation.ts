// Properties younger than cloudform-types, which dates from late 2023.
import type { IntrinsicFunction, List, Value } from 'cloudform-types/types/dataTypes.js'

declare module 'cloudform-types/types/lambda/function.js' {
  interface FunctionProperties {
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-loggingconfig.html
    LoggingConfig?: {
      LogFormat?: 'JSON' | 'Text'
      SystemLogLevel?: 'DEBUG' | 'INFO' | 'WARN'
      ApplicationLogLevel?: 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL'
      LogGroup?: Value<string>
    }
  }
}

declare module 'cloudform-types/types/logs/logGroup.js' {
  interface LogGroupProperties {
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html
    LogGroupClass?: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY'
  }
}

/** An IAM policy, which cloudform-types takes for any mapping. */
export type PolicyDocument = {
  Version: '2012-10-17'
  /** SNS wants one, https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html */
  Id?: string
  /** A function chooses between a statement and none. */
  Statement: readonly (Statement | IntrinsicFunction)[]
}

export type Statement = {
  Sid?: string
  Effect: 'Allow' | 'Deny'
  Principal?: '*' | { Service: string } | { AWS: Value<string> | List<Value<string>> }
  Action: string | readonly string[]
  Resource?: Value<string> | List<Value<string>>
  Condition?: { readonly [operator: string]: { readonly [key: string]: Value<string> | List<Value<string>> } }
}
