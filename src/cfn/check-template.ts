// Whether a value has the shape of a template, before anything is done with what it says.
import { type Mapping, type Template, TemplateError, type Value } from './template.ts'

const sections = [
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Transform',
  'Hooks',
  'Resources',
  'Outputs',
]

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html
const logicalName = /^[A-Za-z0-9]+$/

export const isMapping = (value: Value | undefined): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const mapping = (value: Value | undefined, what: string): Mapping => {
  if (isMapping(value)) return value
  throw new TemplateError(`${what} must be a mapping of names to values.`)
}

/** The same value, as a template. Throws a TemplateError that names the entry which has another shape. */
export const checkTemplate = (value: Value): Template => {
  const template = mapping(value, 'A template')
  const unknown = Object.keys(template).filter(name => !sections.includes(name))
  if (unknown.length > 0) throw new TemplateError(`A template has no section ${unknown.join(', ')}.`)
  for (const section of ['AWSTemplateFormatVersion', 'Description'])
    if (template[section] !== undefined) text(template[section], section)
  for (const section of ['Metadata', 'Parameters', 'Mappings', 'Conditions', 'Outputs'])
    if (template[section] !== undefined) mapping(template[section], section)

  for (const [name, parameter] of entries(template.Parameters))
    checkParameter(`Parameters.${name}`, mapping(parameter, `Parameters.${name}`))
  for (const [name, map] of entries(template.Mappings))
    for (const [key, values] of Object.entries(mapping(map, `Mappings.${name}`)))
      mapping(values, `Mappings.${name}.${key}`)
  for (const [name, output] of entries(template.Outputs))
    if (mapping(output, `Outputs.${name}`).Value === undefined)
      throw new TemplateError(`Outputs.${name} has no Value.`)

  const resources = Object.entries(mapping(template.Resources ?? null, 'Resources'))
  if (resources.length === 0) throw new TemplateError('Resources must hold at least one resource.')
  const shared = resources.find(([name]) => Object.hasOwn(Object(template.Parameters), name))
  // what would Ref name?
  if (shared) throw new TemplateError(`${shared[0]} names both a parameter and a resource.`)
  for (const [name, resource] of resources) checkResource(name, mapping(resource, `Resources.${name}`))
  const { Metadata: _, ...meant } = template
  for (const [section, content] of Object.entries(meant)) refuseNull(section, content)
  return template as unknown as Template
}

const isScalar = (value: Value | undefined) => typeof value !== 'object'

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
const checkParameter = (where: string, parameter: Mapping) => {
  text(parameter.Type, `${where}.Type`)
  for (const name of ['Default', 'AllowedPattern', 'ConstraintDescription', 'Description', 'NoEcho'])
    if (!isScalar(parameter[name])) throw new TemplateError(`${where}.${name} must be a literal.`)
  const { AllowedValues = [] } = parameter
  if (!Array.isArray(AllowedValues) || !AllowedValues.every(isScalar))
    throw new TemplateError(`${where}.AllowedValues must be a list of literals.`)
  // a number may stand as text
  for (const name of ['MinLength', 'MaxLength', 'MinValue', 'MaxValue'])
    if (!isScalar(parameter[name]) || Number.isNaN(Number(parameter[name] ?? 0)))
      throw new TemplateError(`${where}.${name} must be a number.`)
}

const checkResource = (name: string, resource: Mapping) => {
  // 'Fn::ForEach::Name' stands where a resource stands, and only its macro could expand it.
  if (!logicalName.test(name))
    throw new TemplateError(`Resources.${name}: a logical name is letters and digits.`)
  text(resource.Type, `Resources.${name}.Type`)
  if (resource.Properties !== undefined) mapping(resource.Properties, `Resources.${name}.Properties`)
  const on = resource.DependsOn ?? []
  if (!(Array.isArray(on) ? on : [on]).every(item => typeof item === 'string'))
    throw new TemplateError(`Resources.${name}.DependsOn must be a logical name or a list of them.`)
  for (const attribute of ['Condition', 'DeletionPolicy', 'UpdateReplacePolicy'])
    if (resource[attribute] !== undefined) text(resource[attribute], `Resources.${name}.${attribute}`)
}

// CloudFormation: "'null' values are not allowed in templates". In YAML, that is a name with nothing after it.
const refuseNull = (where: string, value: Value): void => {
  if (value === null) throw new TemplateError(`${where} has no value.`)
  if (typeof value !== 'object') return
  for (const [name, item] of Object.entries(value)) refuseNull(`${where}.${name}`, item)
}

const entries = (section: Value | undefined) => Object.entries(isMapping(section) ? section : {})

const text = (value: Value | undefined, what: string) => {
  if (typeof value !== 'string') throw new TemplateError(`${what} must be text.`)
}
