// Preloaded into the Playground, which would listen on every interface and send telemetry even when
// told not to: it listens on this machine only, and a connection to anywhere else fails at once.
'use strict';
const net = require('node:net');

const HERE = '127.0.0.1';
const LOCAL = new Set(['localhost', HERE, '::1']);

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...args) {
  if (typeof args[0] === 'object' && args[0]?.port !== undefined) {
    args[0] = { ...args[0], host: HERE };
  } else if (args[0] !== undefined && !Number.isNaN(Number(args[0]))) {
    args.splice(1, typeof args[1] === 'string' ? 1 : 0, HERE);
  }
  return listen.apply(this, args);
};

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const { host, port } = target(args);
  if (port !== undefined && !LOCAL.has(host ?? 'localhost')) {
    process.nextTick(() => this.destroy(new Error('the Playground stays on this machine')));
    return this;
  }
  return connect.apply(this, args);
};

// connect({host, port}), connect(port, host), or Node's own connect([{host, port}, callback])
function target(args) {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (typeof first === 'object' && first !== null) return first;
  return Number.isNaN(Number(first)) ? {} : { port: first, host: typeof args[1] === 'string' ? args[1] : undefined };
}
