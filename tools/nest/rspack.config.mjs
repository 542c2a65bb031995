// How `nest build` and `nest start` build: not by a bundler, but by tools/stack/compile.mjs, the one build that there is. Rspack has nothing to
// bundle here; it says when to build, watches the sources and hands errors on. docs/local-stack.md says why.
import { join } from 'node:path';
import { build } from '../stack/compile.mjs';
import { ROOT } from '../stack/profile.mjs';

const WATCHED = ['apps', 'libs', 'workflows', 'migrations'].map((folder) => join(ROOT, folder));

class BuildBreakwater {
  apply(compiler) {
    let failure;
    const run = async () => {
      failure = undefined;
      await build().catch((error) => (failure = error));
    };
    compiler.hooks.run.tapPromise('Breakwater', run);
    compiler.hooks.watchRun.tapPromise('Breakwater', run);
    compiler.hooks.thisCompilation.tap('Breakwater', (compilation) => {
      for (const folder of WATCHED) compilation.contextDependencies.add(folder);
      if (failure) compilation.errors.push(new Error(told(failure)));
    });
  }
}

function told({ message, advice, logFile }) {
  return [message, advice, logFile && `see ${logFile}`].filter(Boolean).join('\n');
}

// Replaces what the CLI would bundle: no entry, no loader.
export default () => ({
  entry: {},
  devtool: false,
  module: {},
  output: { path: join(ROOT, '.local', 'nest') },
  plugins: [new BuildBreakwater()],
});
