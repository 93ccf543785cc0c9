/**
 * Whether a value is as a schema says, many times faster than by the schema itself: a test compiled once, without messages
 * and copies. Yes is always right. No may mean that the test cannot tell: then the schema decides, and says where and why.
 */
import type { z } from 'zod';
import { isRecord } from './record';

export type Test = (value: unknown) => boolean;

type Schema = z.core.$ZodType;
type Def = z.core.$ZodTypes['_zod']['def'];
type Check = NonNullable<z.core.$ZodTypeDef['checks']>[number];

const CANNOT_TELL: Test = () => false;

export function testOf(schema: Schema): Test {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const checks = (def.checks ?? []).map((check) => checkOf(check));
  const make = MAKERS[def.type] as ((def: Def) => Test) | undefined;
  const kind = make?.(def) ?? CANNOT_TELL;
  const [check] = checks;
  if (check === undefined) return kind;
  if (checks.length === 1) return (value) => kind(value) && check(value);
  return (value) => kind(value) && checks.every((one) => one(value));
}

/** The value itself when it conforms. Else what the schema makes of it, which throws ZodError with the place of what is wrong. */
export function decodeWith<T>(schema: z.ZodType<T>, conforms: Test, value: unknown): T {
  return conforms(value) ? (value as T) : schema.parse(value);
}

const MAKERS: { readonly [K in Def['type']]?: (def: Extract<Def, { type: K }>) => Test } = {
  string: () => (value) => typeof value === 'string',
  number: (def) => ('format' in def && def.format === 'safeint' ? Number.isSafeInteger : CANNOT_TELL),
  boolean: () => (value) => typeof value === 'boolean',
  null: () => (value) => value === null,
  literal: ({ values }) => (value) => values.some((wanted) => wanted === value),
  enum: ({ entries }) => {
    const words = new Set<unknown>(Object.values(entries));
    return (value) => words.has(value);
  },
  nullable: ({ innerType }) => {
    const inner = testOf(innerType);
    return (value) => value === null || inner(value);
  },
  optional: ({ innerType }) => {
    const inner = testOf(innerType);
    return (value) => value === undefined || inner(value);
  },
  // What is left out conforms too, but the schema has to put it in.
  default: ({ innerType }) => {
    const inner = testOf(innerType);
    return (value) => value !== undefined && inner(value);
  },
  union: ({ options }) => {
    const tests = options.map(testOf);
    const [first, second] = tests;
    if (first !== undefined && second !== undefined && tests.length === 2) return (value) => first(value) || second(value);
    return (value) => tests.some((test) => test(value));
  },
  array: ({ element }) => {
    const test = testOf(element);
    return (value) => {
      if (!Array.isArray(value)) return false;
      for (const item of value) if (!test(item)) return false;
      return true;
    };
  },
  tuple: ({ items, rest }) => {
    const tests = items.map(testOf);
    return rest === null ? (value) => Array.isArray(value) && value.length === tests.length && tests.every((test, at) => test(value[at])) : CANNOT_TELL;
  },
  object: objectTest,
  record: recordTest,
};

/** Names that the schema does not know are left in peace, unless it is strict. */
function objectTest({ shape, catchall }: z.core.$ZodObjectDef): Test {
  const members = Object.entries(shape).map(([name, schema]) => ({ name, test: testOf(schema) }));
  const isStrict = catchall !== undefined;
  return (value) => {
    if (!isRecord(value)) return false;
    for (const { name, test } of members) if (!test(value[name])) return false;
    return !isStrict || Object.keys(value).every((name) => name in shape);
  };
}

function recordTest({ keyType, valueType }: z.core.$ZodRecordDef): Test {
  const [isName, isValue] = [testOf(keyType), testOf(valueType)];
  return (value) => {
    if (!isRecord(value)) return false;
    for (const name in value) if (!isName(name) || !isValue(value[name])) return false;
    return true;
  };
}

function checkOf({ _zod: { def } }: Check): Test {
  if (isCheck<z.core.$ZodCheckGreaterThanDef>(def, 'greater_than')) {
    const { value: least, inclusive } = def;
    return (value) => (inclusive ? (value as number) >= Number(least) : (value as number) > Number(least));
  }
  if (isCheck<z.core.$ZodCheckLengthEqualsDef>(def, 'length_equals')) return (value) => (value as string).length === def.length;
  if (isCheck<z.core.$ZodCheckStringFormatDef>(def, 'string_format') && def.pattern !== undefined) {
    const { pattern } = def;
    return (value) => pattern.test(value as string);
  }
  return CANNOT_TELL;
}

function isCheck<T extends z.core.$ZodCheckDef>(def: z.core.$ZodCheckDef, name: T['check']): def is T {
  return def.check === name;
}
