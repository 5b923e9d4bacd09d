/**
 * Keeps apart what no check runs: explanations of rules and the making of objects, with the libraries they use. Whatever is
 * in the bundle is read by each start of each check, so these parts are an asset of their own, and read once they are asked for.
 */
import { relative, resolve } from 'node:path'
import type { Plugin } from 'esbuild'

/** The asset of the binary that holds them. */
export const TOOLS = 'tools'

/** What import() asks for in lib/, and is no part of a check. */
const tools = /\/(?:runtime\/objects\/objects|remedy\/explain|remedies)\.ts$/

/** Answers from the bundle's first lines what `tool` gives: the exports of a module of the asset. */
export const toolLoader = `var tools;function tool(path){if(tools===undefined){var made={exports:{}};new(require("node:vm").Script)(asset("${TOOLS}").toString("latin1"),{filename:"lvs-checks-tools.js"}).runInThisContext()(require,made,made.exports,asset);tools=made.exports}return tools[path]()}`

/**
 * @param root the project's folder
 * @param asked is told each module that was left out, by its path below root
 */
export function leaveApart(root: string, asked: Set<string>): Plugin {
  return {
    name: 'apart',
    setup: build => {
      build.onResolve({ filter: tools }, ({ path, resolveDir, kind }) => {
        if (kind !== 'dynamic-import') return undefined
        const name = relative(root, resolve(resolveDir, path))
        asked.add(name)
        return { path: name, namespace: 'apart' }
      })
      build.onLoad({ filter: /./, namespace: 'apart' }, ({ path }) => ({
        contents: `module.exports = tool(${JSON.stringify(path)})`,
      }))
    },
  }
}

/** The first lines of the asset: each module by its path, loaded when it is asked for. */
export function toolsEntry(names: Iterable<string>): string {
  const lines = [...names]
    .sort()
    .map(name => `${JSON.stringify(name)}: () => require(${JSON.stringify(`./${name}`)}),`)
  return `module.exports = {\n${lines.join('\n')}\n}\n`
}
