// AWS's runtime client, with the handler's name where Lambda has it: in the environment.
process.argv[2] = process.env._HANDLER
await import('aws-lambda-ric')
