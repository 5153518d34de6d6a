// Who may import whom. scripts/check-import-rules.ts proves on every run that each of these rules refuses something.
const DOMAIN = '^server/(?!contracts|document-model|platform|http|entry|testing)([^/]+)/'
// What may be loaded by the browser: data shapes and the editor's schema.
const ISOMORPHIC = 'server/(?:contracts|document-model)/'
const TEST = '\\.(test|spec)\\.tsx?$|^server/testing/|^e2e/|^vitest\\.config'
const rule = (name, from, to) => ({ name, severity: 'error', from, to })

export default {
  forbidden: [
    rule('no-cycles', {}, { circular: true }),
    rule(
      'contracts-import-nothing',
      { path: '^server/contracts/', pathNot: TEST },
      { path: '^(app|components|prisma|server/(?!contracts/))|node_modules/(?!zod/)' },
    ),
    rule(
      'contracts-stay-isomorphic',
      { path: '^server/contracts/', pathNot: TEST },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'document-model-stays-isomorphic',
      { path: '^server/document-model/', pathNot: TEST },
      {
        path: '^(app|components|prisma|server/(?!contracts/|document-model/))|node_modules/(?!@tiptap/|yjs/|y-protocols/|lib0/|zod/)',
      },
    ),
    rule(
      'document-model-needs-no-node',
      { path: '^server/document-model/', pathNot: TEST },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'platform-is-the-floor',
      { path: '^server/platform/', pathNot: TEST },
      { path: '^(app|components|server/(?!platform/|contracts/))' },
    ),
    rule(
      'domain-knows-no-delivery',
      { path: DOMAIN, pathNot: TEST },
      { path: '^(app|components|server/(entry|http))(/|$)|node_modules/(next|react|react-dom)/' },
    ),
    rule(
      'internal-is-private-between-modules',
      // Test code may look inside: it stands for the module's own tests in another process.
      { path: '^server/([^/]+)/', pathNot: '^server/testing/' },
      { path: '^server/([^/]+)/internal/', pathNot: '^server/$1/' },
    ),
    rule('internal-is-private-to-server', { pathNot: '^server/' }, { path: '^server/[^/]+/internal/' }),
    rule(
      'ui-sees-only-what-browsers-may',
      { path: '^components/', pathNot: TEST },
      { path: '^(app|prisma|server)/', pathNot: `^${ISOMORPHIC}` },
    ),
    rule(
      'ui-primitives-are-leaves',
      { path: '^components/ui/', pathNot: TEST },
      { path: '^components/(?!ui/)|^server/' },
    ),
    rule(
      'hooks-carry-no-components',
      { path: '^components/hooks/', pathNot: TEST },
      { path: `^components/(?!hooks/|api-client)|^app/|^server/(?!contracts/|document-model/)` },
    ),
    rule(
      'routes-never-touch-platform',
      { path: '^app/', pathNot: TEST },
      { path: '^server/(platform|entry|testing)/|^prisma/' },
    ),
    rule(
      'only-delivery-imports-http',
      // proxy.ts is the part of the delivery whose place Next dictates; the script writes the description of the routes.
      { pathNot: `^(app|server/http|server/entry)/|^(proxy|scripts/write-openapi)\\.ts$|${TEST}` },
      { path: '^server/http/' },
    ),
    rule('nobody-imports-an-entry', { pathNot: '^server/(entry|testing)/' }, { path: '^server/entry/' }),
    rule('test-code-stays-in-tests', { pathNot: TEST }, { path: '^server/testing/|^e2e/' }),
    rule(
      'e2e-is-a-black-box',
      { path: '^e2e/' },
      { path: '^(app|components|server/(?!contracts/|testing/))' },
    ),
    rule(
      'no-orphans',
      { orphan: true, pathNot: ['\\.d\\.ts$', '\\.config\\.', '^app/', '^scripts/', '^e2e/', TEST] },
      {},
    ),
    rule('no-unresolvable', {}, { couldNotResolve: true }),
    rule('declared-deps-only', {}, { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] }),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    // Packages with separate entries for `import` are found by it, as Node and Next do.
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^prisma/generated/(internal|models|commonInputTypes)' },
  },
}
