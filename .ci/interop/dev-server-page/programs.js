'use strict';
// The programs that the test starts: each is ended with the test, whatever becomes of it.

const { spawn } = require('child_process');

const running = new Set();

/** Starts a .NET program; its output can be waited for. */
exports.start = (dll, ...args) => {
  const child = spawn('dotnet', [dll, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const program = { output: '', ended: new Promise((resolve) => child.on('exit', resolve)) };
  running.add(program);
  program.ended.then(() => running.delete(program));
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => { program.output += text; });
  }

  /** Waits until the output has something; returns the match. */
  program.says = async (expression) => {
    const deadline = Date.now() + 30000;
    while (!expression.test(program.output)) {
      if (Date.now() > deadline) {
        throw new Error(`${expression} is not in the output:\n${program.output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return expression.exec(program.output);
  };

  program.stop = (signal = 'SIGTERM') => {
    child.kill(signal);
    return program.ended;
  };
  return program;
};

exports.stopAll = () => Promise.all([...running].map((program) => program.stop('SIGKILL')));
